package dev.glossa.jobs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.glossa.jobs.benchmark.RandomCheckpoint;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * The default models' tokenizers before networks of one thin layer and random weights: for tests
 * that want many documents to go through all jobs and do not ask what the models make of them.
 */
final class SlightModels {
  private static final int WIDTH = 32;
  private static final int HEADS = 2;
  private static final int POSITIONS = 128;

  private SlightModels() {}

  /** Writes them below a folder, and gives the settings that name them. */
  static String write(Path folder) throws IOException {
    ObjectNode gpt2 = TinyConfigs.sized(TinyConfigs.gpt2(1, HEADS, WIDTH, WIDTH), POSITIONS, 3_000);
    ObjectNode bart =
        TinyConfigs.sized(TinyConfigs.bart(1, 1, HEADS, WIDTH, WIDTH), POSITIONS, 8_000);
    ObjectNode bert = TinyConfigs.sized(TinyConfigs.bert(1, HEADS, WIDTH, WIDTH), POSITIONS, 8_000);
    return write(folder, "gpt2-mini", gpt2, Map.of("bos_token_id", 0, "eos_token_id", 0))
        + write(
            folder,
            "bart-mini",
            bart,
            Map.of(
                "bos_token_id", 0,
                "pad_token_id", 1,
                "eos_token_id", 2,
                "decoder_start_token_id", 2,
                "forced_eos_token_id", 2))
        + write(folder, "bert-mini", bert, Map.of());
  }

  private static String write(
      Path folder, String name, ObjectNode config, Map<String, Object> generation)
      throws IOException {
    Path tokenizer = LocalCluster.ROOT.resolve("data/models/" + name + "/tokenizer.json");
    RandomCheckpoint.write(folder.resolve(name), config, generation, tokenizer);
    return "glossa.models." + name + ".path = \"" + folder.resolve(name) + "\"\n";
  }
}
