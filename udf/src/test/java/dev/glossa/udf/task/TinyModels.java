package dev.glossa.udf.task;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.glossa.udf.engine.EngineOptions;
import dev.glossa.udf.engine.LoadedModel;
import dev.glossa.udf.engine.Models;
import dev.glossa.udf.engine.Precision;
import dev.glossa.udf.model.Checkpoint;
import dev.glossa.udf.model.CheckpointException;
import dev.glossa.udf.model.TinyCheckpoints;
import dev.glossa.udf.model.TinyTokenizer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * The models {@code gpt2}, {@code bart}, {@code bert}, {@code labels} (of texts) and {@code tags}
 * (of tokens), small and of random weights.
 */
final class TinyModels implements ModelSource, AutoCloseable {
  private final Map<String, Checkpoint> checkpoints = new HashMap<>();
  private final Map<String, LoadedModel> loaded = new HashMap<>();
  long tokens;
  long slots;

  TinyModels(Path folder) {
    checkpoints.put("gpt2", open(TinyCheckpoints.gpt2(folder.resolve("gpt2"), 1)));
    checkpoints.put("bart", open(TinyCheckpoints.bart(folder.resolve("bart"), 2)));
    checkpoints.put("bert", open(TinyCheckpoints.bert(folder.resolve("bert"), 3)));
    checkpoints.put("labels", open(labeling(folder, "BertForSequenceClassification", 4)));
    checkpoints.put("tags", open(labeling(folder, "BertForTokenClassification", 5)));
  }

  /** A BERT with a head for three labels. */
  private static Path labeling(Path folder, String architecture, long seed) {
    ObjectNode config = TinyCheckpoints.bertConfig();
    config.putArray("architectures").add(architecture);
    ObjectNode names = config.putObject("id2label");
    names.put("0", "O").put("1", "B-entailment").put("2", "entailment");
    return TinyCheckpoints.write(folder.resolve(architecture), config, TinyTokenizer.bert(), seed);
  }

  private static Checkpoint open(Path folder) {
    try {
      return Checkpoint.open(folder);
    } catch (CheckpointException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public LoadedModel model(String name) {
    return loaded.computeIfAbsent(
        name,
        ignored -> Models.load(checkpoint(name), new EngineOptions("cpu", Precision.FLOAT32, 1)));
  }

  @Override
  public Checkpoint checkpoint(String name) {
    return checkpoints.get(name);
  }

  @Override
  public Meter meter() {
    return (more, slotsMore) -> {
      tokens += more;
      slots += slotsMore;
    };
  }

  @Override
  public void close() {
    loaded.values().forEach(LoadedModel::close);
  }
}
