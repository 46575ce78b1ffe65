package dev.glossa.udf.model;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.glossa.udf.model.family.ModelConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The parameters of generation that a checkpoint comes with: values by Hugging Face's names, as
 * they stand in {@code generation_config.json}. Where that file is missing, the fields of the same
 * names in {@code config.json} count, and nothing else there does: {@code task_specific_params}
 * belongs to pipelines, not to {@code generate()} (transformers, {@code
 * generation/configuration_utils.py}, {@code from_model_config}). Only the token that a text starts
 * from is always looked for further: in {@code config.json}, and among the family's defaults.
 *
 * @param values Integer, Long, Double, Boolean, String, List or Map by name; no nulls
 */
public record GenerationConfig(Map<String, Object> values) {
  private static final String REMEDY = "correct the value, or remove it";

  private static final String START = "decoder_start_token_id";

  /** Parameters of {@code generate()} that older checkpoints keep in config.json. */
  private static final Set<String> NAMES =
      Set.of(
          "max_length",
          "max_new_tokens",
          "min_length",
          "min_new_tokens",
          "early_stopping",
          "do_sample",
          "num_beams",
          "num_beam_groups",
          "diversity_penalty",
          "temperature",
          "top_k",
          "top_p",
          "min_p",
          "typical_p",
          "epsilon_cutoff",
          "eta_cutoff",
          "repetition_penalty",
          "encoder_repetition_penalty",
          "length_penalty",
          "no_repeat_ngram_size",
          "encoder_no_repeat_ngram_size",
          "bad_words_ids",
          "renormalize_logits",
          "remove_invalid_values",
          "exponential_decay_length_penalty",
          "suppress_tokens",
          "begin_suppress_tokens",
          "num_return_sequences",
          "forced_bos_token_id",
          "forced_eos_token_id",
          "pad_token_id",
          "bos_token_id",
          "eos_token_id",
          START);

  public GenerationConfig {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /**
   * Reads a folder's generation_config.json, or else the older fields of its config.json and for
   * those that it leaves out the family's defaults.
   */
  static GenerationConfig read(Path folder, ObjectNode config, ModelConfig model)
      throws CheckpointException {
    Path generation = folder.resolve(CheckpointFiles.GENERATION);
    boolean present = Files.exists(generation);
    Path file = present ? generation : folder.resolve(CheckpointFiles.CONFIG);
    ObjectNode fields = present ? Json.read(generation, REMEDY) : older(config, model);
    if (!fields.hasNonNull(START)) {
      // A text that starts with another token than the model was trained with is another text.
      fields.set(START, older(config, model).get(START));
    }
    dropUnknown(fields, model.vocabSize());
    checkTokens(file, fields, model.vocabSize());
    Map<String, Object> values =
        new ObjectMapper().convertValue(fields, new TypeReference<Map<String, Object>>() {});
    values.values().removeIf(value -> value == null);
    return new GenerationConfig(values);
  }

  private static ObjectNode older(ObjectNode config, ModelConfig model) {
    ObjectNode fields = new ObjectMapper().valueToTree(model.generationDefaults());
    fields.setAll((ObjectNode) config.deepCopy().retain(NAMES));
    if (config.path("force_bos_token_to_be_generated").asBoolean(false)
        && fields.hasNonNull("bos_token_id")) {
      fields.set("forced_bos_token_id", fields.get("bos_token_id"));
    }
    return fields;
  }

  /**
   * Leaves out tokens that only end or fill a text and that the model does not know, as checkpoints
   * with a cut vocabulary have them: they never come.
   */
  private static void dropUnknown(ObjectNode fields, int vocabulary) {
    for (String name : List.of("bos_token_id", "eos_token_id", "pad_token_id")) {
      JsonNode value = fields.get(name);
      if (value == null || value.isNull()) {
        continue;
      }
      ArrayNode known = fields.arrayNode();
      for (JsonNode id : value.isArray() ? value : List.of(value)) {
        if (!id.isInt() || (id.intValue() >= 0 && id.intValue() < vocabulary)) {
          known.add(id);
        }
      }
      if (known.isEmpty()) {
        fields.remove(name);
      } else if (value.isArray()) {
        fields.set(name, known);
      }
    }
  }

  private static void checkTokens(Path file, ObjectNode fields, int vocabulary)
      throws CheckpointException {
    for (String name : NAMES) {
      JsonNode value = fields.get(name);
      if (!name.endsWith("_token_id") || value == null || value.isNull()) {
        continue;
      }
      for (JsonNode id : value.isArray() ? value : List.of(value)) {
        if (!id.isInt() || id.intValue() < 0 || id.intValue() >= vocabulary) {
          throw new CheckpointException(
              file, name + " = " + value, "not a token of the vocabulary of " + vocabulary, REMEDY);
        }
      }
    }
  }

  /** The token under this name, the first where a list stands there. */
  public Optional<Integer> token(String name) {
    Object value = values.get(name);
    Object first = value instanceof List<?> list && !list.isEmpty() ? list.get(0) : value;
    return first instanceof Integer token ? Optional.of(token) : Optional.empty();
  }
}
