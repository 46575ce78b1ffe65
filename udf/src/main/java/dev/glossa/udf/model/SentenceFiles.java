package dev.glossa.udf.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.glossa.udf.model.embedding.DenseLayer;
import dev.glossa.udf.model.embedding.Embedding;
import dev.glossa.udf.model.embedding.Pooling;
import dev.glossa.udf.model.embedding.SentenceModel;
import dev.glossa.udf.model.family.ModelConfig;
import dev.glossa.udf.model.family.Weight;
import dev.glossa.udf.model.tokenizer.TokenizerFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Reads what sentence-transformers puts beside a checkpoint: {@code modules.json}, which lists the
 * modules that a text goes through, a folder for each of them, {@code sentence_bert_config.json}
 * and {@code config_sentence_transformers.json}. What they say follows that library's 6.2 ({@code
 * base/model.py}, {@code base/modules}, {@code sentence_transformer/modules/pooling.py}), and files
 * of its older versions mean what they meant.
 *
 * <p>A folder without {@code modules.json} says nothing, whatever else is there. What is asked for
 * and cannot be done is the reason of a refusal, and no fault of the checkpoint: other uses of it
 * do not need it.
 */
final class SentenceFiles {
  private static final String MODULES = "modules.json";
  private static final String PROMPTS = "config_sentence_transformers.json";
  private static final String CONFIG = "config.json";

  /** What the first module's file is called; the library's older versions had a name for each. */
  private static final List<String> TEXT_CONFIGS =
      List.of(
          "sentence_bert_config.json",
          "sentence_roberta_config.json",
          "sentence_distilbert_config.json",
          "sentence_camembert_config.json",
          "sentence_albert_config.json",
          "sentence_xlm-roberta_config.json",
          "sentence_xlnet_config.json");

  private static final String OWN = "sentence_transformers.";
  private static final String REMEDY =
      "set the pooling to mean, first or last to use the model without it";

  /** PyTorch's classes, and what they are called in the engine's programs. */
  private static final Map<String, String> ACTIVATIONS =
      Map.of("Identity", "", "Tanh", "tanh", "ReLU", "relu", "GELU", "gelu", "SiLU", "swish");

  private final Path folder;
  private final TokenizerFiles tokenizer;
  private final Set<Path> files = new LinkedHashSet<>();
  private final Map<String, TensorInfo> tensors = new LinkedHashMap<>();
  private final List<Checksum> checksums = new ArrayList<>();

  private Embedding embedding;
  private final List<DenseLayer> dense = new ArrayList<>();
  private int width;
  private boolean poolsPrompt = true;

  private SentenceFiles(Path folder, ModelConfig config, TokenizerFiles tokenizer) {
    this.folder = folder;
    this.tokenizer = tokenizer;
    this.width = config.hiddenSize();
  }

  /**
   * What was found.
   *
   * @param files that were read, weights among them
   * @param tensors of dense layers, by the names that {@link DenseLayer#weights} gives them
   * @param checksums of parts of the files, where these carry any
   */
  record Found(
      SentenceModel model,
      Set<Path> files,
      Map<String, TensorInfo> tensors,
      List<Checksum> checksums) {}

  static Found read(Path folder, ModelConfig config, TokenizerFiles tokenizer) {
    SentenceFiles reader = new SentenceFiles(folder, config, tokenizer);
    SentenceModel model;
    try {
      model = reader.model();
    } catch (CheckpointException e) {
      model = SentenceModel.refused(e.getMessage());
    }
    boolean usable = model.refusal().isEmpty();
    return new Found(
        model,
        reader.files,
        usable ? reader.tensors : Map.of(),
        usable ? reader.checksums : List.of());
  }

  private SentenceModel model() throws CheckpointException {
    Path list = folder.resolve(MODULES);
    if (!Files.isRegularFile(list)) {
      return SentenceModel.NONE;
    }
    files.add(list);
    int number = 0;
    for (JsonNode module : Json.readList(list, REMEDY)) {
      module(list, number++, module);
    }
    if (embedding == null) {
      throw fault(list, "no module Pooling", "nothing makes one vector of a text's");
    }
    int maxTokens = maxTokens();
    return prompts(maxTokens);
  }

  private void module(Path list, int number, JsonNode module) throws CheckpointException {
    String type = module.path("type").asText();
    String path = module.path("path").asText();
    String kind = type.startsWith(OWN) ? type.substring(type.lastIndexOf('.') + 1) : type;
    boolean inPlace =
        switch (kind) {
          case "Transformer" -> number == 0 && path.isEmpty();
          case "Pooling" -> number == 1;
          case "Dense", "Normalize" -> number > 1;
          default -> false;
        };
    if (!inPlace) {
      throw fault(
          list,
          "module " + number + " = " + type + (path.isEmpty() ? "" : " in " + path),
          "only a Transformer in the folder itself, a Pooling, and then Dense and Normalize can be"
              + " followed");
    }
    if (kind.equals("Transformer")) {
      return;
    }
    if (!path.matches(NeededFiles.MODULE)) {
      // Another name could lead out of the folder, past lock and fingerprint.
      throw fault(list, "path = " + path, "not a name such as " + number + "_" + kind);
    }
    Path file = folder.resolve(path).resolve(CONFIG);
    ObjectNode fields = fields(file, !kind.equals("Normalize"));
    requireSentence(file, fields);
    switch (kind) {
      case "Pooling" -> pooling(file, fields);
      case "Dense" -> dense(path, file, fields);
      default -> step(Embedding.Step.NORMALIZE);
    }
  }

  /** A file's fields; none where it may be missing and is. */
  private ObjectNode fields(Path file, boolean needed) throws CheckpointException {
    if (!needed && !Files.isRegularFile(file)) {
      return JsonNodeFactory.instance.objectNode();
    }
    files.add(file);
    return Json.read(file, REMEDY);
  }

  /** Modules can also work on other things than the text's vector. */
  private static void requireSentence(Path file, ObjectNode fields) throws CheckpointException {
    for (String name : List.of("module_input_name", "module_output_name")) {
      String value = fields.path(name).asText("sentence_embedding");
      if (fields.hasNonNull(name) && !value.equals("sentence_embedding")) {
        throw fault(file, name + " = " + value, "only sentence_embedding can be followed");
      }
    }
  }

  private void step(Embedding.Step step) {
    List<Embedding.Step> steps = new ArrayList<>(embedding.steps());
    steps.add(step);
    embedding = new Embedding(embedding.pooling(), steps);
  }

  private void pooling(Path file, ObjectNode fields) throws CheckpointException {
    List<String> modes = new ArrayList<>();
    JsonNode newer = fields.path("pooling_mode");
    if (newer.isArray()) {
      newer.forEach(mode -> modes.add(mode.asText()));
    } else if (newer.isTextual()) {
      modes.add(newer.asText());
    } else {
      fields
          .properties()
          .forEach(
              field -> {
                if (field.getKey().startsWith("pooling_mode_") && field.getValue().asBoolean()) {
                  modes.add(field.getKey().substring("pooling_mode_".length()));
                }
              });
    }
    if (modes.size() > 1) {
      throw fault(
          file,
          "pooling = " + String.join(" and ", modes),
          "one vector behind the other is not made");
    }
    embedding =
        new Embedding(modes.isEmpty() ? Pooling.MEAN : pooling(file, modes.get(0)), List.of());
    poolsPrompt = fields.path("include_prompt").asBoolean(true);
  }

  private static Pooling pooling(Path file, String mode) throws CheckpointException {
    return switch (mode) {
      case "mean", "mean_tokens" -> Pooling.MEAN;
      case "cls", "cls_token" -> Pooling.FIRST;
      case "lasttoken" -> Pooling.LAST;
      case "max", "max_tokens" -> Pooling.MAX;
      case "mean_sqrt_len_tokens" -> Pooling.MEAN_SQRT_LENGTH;
      default ->
          throw fault(
              file,
              "pooling = " + mode,
              "not one of mean_tokens, cls_token, lasttoken, max_tokens, mean_sqrt_len_tokens");
    };
  }

  private void dense(String path, Path file, ObjectNode fields) throws CheckpointException {
    if (fields.path("use_residual").asBoolean(false)) {
      throw fault(file, "use_residual = true", "its input is not added");
    }
    String function = fields.path("activation_function").asText("torch.nn.Tanh");
    String activation = ACTIVATIONS.get(function.substring(function.lastIndexOf('.') + 1));
    if (!function.startsWith("torch.nn.") || activation == null) {
      throw fault(
          file,
          "activation_function = " + function,
          "not one of torch.nn's " + ACTIVATIONS.keySet());
    }
    int in = fields.path("in_features").asInt();
    int out = fields.path("out_features").asInt();
    if (in != width || out < 1) {
      throw fault(
          file,
          "in_features = " + in + ", out_features = " + out,
          "it would get vectors of " + width + " numbers");
    }
    DenseLayer layer =
        new DenseLayer(path, in, out, fields.path("bias").asBoolean(true), activation);
    bind(layer);
    width = out;
    dense.add(layer);
    step(Embedding.Step.DENSE);
  }

  private void bind(DenseLayer layer) throws CheckpointException {
    WeightFiles weights = WeightFiles.read(folder.resolve(layer.folder()));
    files.addAll(weights.files());
    checksums.addAll(weights.checksums());
    for (Weight weight : layer.weights().weights()) {
      TensorInfo tensor =
          weights.tensors().get(weight.name().substring(layer.folder().length() + 1));
      if (tensor != null) {
        WeightBinder.check(weight, tensor);
        tensors.put(weight.name(), tensor);
      } else if (!weight.optional()) {
        throw fault(folder.resolve(layer.folder()), "no " + weight.name(), "the layer needs it");
      }
    }
  }

  private int maxTokens() throws CheckpointException {
    for (String name : TEXT_CONFIGS) {
      Path file = folder.resolve(name);
      if (Files.isRegularFile(file)) {
        return maxTokens(file, fields(file, true));
      }
    }
    return 0;
  }

  private int maxTokens(Path file, ObjectNode fields) throws CheckpointException {
    String task = fields.path("transformer_task").asText("feature-extraction");
    if (!task.equals("feature-extraction")) {
      throw fault(file, "transformer_task = " + task, "only feature-extraction gives vectors");
    }
    if (fields.path("do_lower_case").asBoolean(false)
        && !lowers(tokenizer.read().reading().path("normalizer"))) {
      throw fault(file, "do_lower_case = true", "the tokenizer keeps capital letters");
    }
    JsonNode most = fields.path("max_seq_length");
    if (most.isMissingNode() || most.isNull()) {
      return 0;
    }
    if (!most.isInt() || most.intValue() < 1) {
      throw fault(file, "max_seq_length = " + most, "not a number of tokens");
    }
    return most.intValue();
  }

  private static boolean lowers(JsonNode normalizer) {
    for (JsonNode part : normalizer.path("normalizers")) {
      if (lowers(part)) {
        return true;
      }
    }
    return normalizer.path("type").asText().equals("Lowercase")
        || normalizer.path("lowercase").asBoolean(false);
  }

  private SentenceModel prompts(int maxTokens) throws CheckpointException {
    Path file = folder.resolve(PROMPTS);
    ObjectNode fields = fields(file, false);
    String type = fields.path("model_type").asText("SentenceTransformer");
    if (!type.equals("SentenceTransformer")) {
      throw fault(file, "model_type = " + type, "it does not make one vector of a text");
    }
    if (fields.hasNonNull("truncate_dim")) {
      throw fault(
          file, "truncate_dim = " + fields.get("truncate_dim"), "vectors are not cut short");
    }
    SortedMap<String, String> prompts = new TreeMap<>();
    fields
        .path("prompts")
        .properties()
        .forEach(prompt -> prompts.put(prompt.getKey(), prompt.getValue().asText("")));
    String standing =
        fields.hasNonNull("default_prompt_name") ? fields.get("default_prompt_name").asText() : "";
    if (!standing.isEmpty() && !prompts.containsKey(standing)) {
      throw fault(file, "default_prompt_name = " + standing, "no prompt has that name");
    }
    return new SentenceModel("", embedding, dense, maxTokens, prompts, standing, poolsPrompt);
  }

  private static CheckpointException fault(Path file, String what, String why) {
    return new CheckpointException(file, what, why, REMEDY);
  }
}
