package dev.glossa.udf.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;

/**
 * What a network is: the fields of {@code config.json} that an engine needs. A folder's family is
 * its {@code model_type}, never its name.
 */
public sealed interface ModelConfig permits Gpt2Config, BartConfig, BertConfig {

  /** Tokens that the model knows: rows of its embedding table. */
  int vocabulary();

  /** Numbers in a token's vector. */
  int width();

  /** Longest sequence, in tokens. */
  int positions();

  /** The weights that the model must have. */
  Architecture architecture();

  /**
   * Reads {@code config.json}.
   *
   * @throws CheckpointException when a field is missing, wrong, or asks for what no program does
   */
  static ModelConfig read(Path file, ObjectNode fields) throws CheckpointException {
    ConfigReader reader = new ConfigReader(file, fields);
    reader.requireAbsent("quantization_config", "weights must be F32, F16 or BF16");
    reader.requireAbsent("pruned_heads", "all layers must have the same heads");
    String family = fields.path("model_type").asText("");
    return switch (family) {
      case "gpt2" -> Gpt2Config.read(reader);
      case "bart" -> BartConfig.read(reader);
      case "bert" -> BertConfig.read(reader);
      default ->
          throw new CheckpointException(
              file,
              "model_type = " + fields.path("model_type"),
              "not one of gpt2, bart, bert",
              "use a checkpoint of one of these families");
    };
  }
}
