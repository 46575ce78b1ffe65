package dev.glossa.udf.task;

import dev.glossa.udf.model.Checkpoint;
import dev.glossa.udf.text.Framing;
import java.io.Serializable;
import java.util.Map;

/**
 * What settings say about the texts that an encoder-decoder reads and writes.
 *
 * @param source code of the language of the texts, as the model's tokenizer has it, such as {@code
 *     eng_Latn}; empty for the tokenizer's own
 * @param target code of the language to be written; empty for the model's own
 * @param prefix text before every text; null for the model's own
 */
public record WriterFraming(String source, String target, String prefix) implements Serializable {
  /** All as the model has it. */
  public static final WriterFraming OWN = new WriterFraming("", "", null);

  /** What that comes to with a checkpoint. */
  public Framing of(Checkpoint checkpoint) {
    return new Framing(source, target, prefix == null ? checkpoint.summaryPrefix() : prefix);
  }

  /** What that comes to as part of a stage's identity; empty where nothing is put round texts. */
  Map<String, String> identity(Checkpoint checkpoint) {
    Framing framing = of(checkpoint);
    return framing.equals(Framing.NONE)
        ? Map.of()
        : Map.of(
            "source", framing.source(), "target", framing.target(), "prefix", framing.prefix());
  }
}
