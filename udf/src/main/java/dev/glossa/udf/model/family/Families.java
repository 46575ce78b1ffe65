package dev.glossa.udf.model.family;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.glossa.udf.model.Names;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The only list of families. {@code model_type} decides which one reads a checkpoint. */
public final class Families {
  private static final Map<String, Family> BY_MODEL_TYPE =
      byModelType(
          List.of(
              new Gpt2(),
              new Llama(),
              new Gemma(),
              new Phi3(),
              new GptNeoX(),
              new Opt(),
              new Bart(),
              new Bert(),
              new ModernBert(),
              new T5()));

  /** Families that a message names as the nearest. */
  private static final int NAMED = 3;

  private Families() {}

  /** Families by {@code model_type}, in the order of the list. */
  static Map<String, Family> byModelType(List<Family> families) {
    Map<String, Family> all = new LinkedHashMap<>();
    for (Family family : families) {
      for (String type : family.modelTypes()) {
        Family other = all.put(type, family);
        if (other != null) {
          throw new IllegalStateException(
              "Cannot register model_type "
                  + type
                  + ": "
                  + family.getClass().getSimpleName()
                  + " (it is "
                  + other.getClass().getSimpleName()
                  + "'s; a type has one family)");
        }
      }
    }
    return Collections.unmodifiableMap(all);
  }

  /** The values of {@code model_type} that are known. */
  public static List<String> modelTypes() {
    return List.copyOf(BY_MODEL_TYPE.keySet());
  }

  /**
   * Reads the fields of a {@code config.json}.
   *
   * @throws ConfigException when a field is missing, wrong, or asks for what no program does
   */
  public static ModelConfig read(ObjectNode fields) throws ConfigException {
    ConfigReader reader = new ConfigReader(fields);
    reader.requireAbsent("quantization_config", "weights must be F32, F16 or BF16");
    reader.requireAbsent("pruned_heads", "all layers must have the same heads");
    Family family = BY_MODEL_TYPE.get(reader.modelType());
    if (family == null) {
      throw new ConfigException(
          "model_type = " + fields.path("model_type"),
          "not one of " + String.join(", ", modelTypes()) + nearest(reader),
          "use a checkpoint of one of these families");
    }
    ModelConfig config = family.read(reader);
    String architecture = reader.architecture();
    if (LabelHead.of(reader).filter(head -> !config.roles().contains(head.role())).isPresent()) {
      // Its other weights would fit, and it would write what it was never trained to write.
      throw new ConfigException(
          "architectures = [\"" + architecture + "\"]",
          "no program reads this head for labels",
          "use a checkpoint without it, or one of BERT's relations with such a head");
    }
    return config;
  }

  /** What comes nearest: by the class that wrote the weights, or else by the letters. */
  private static String nearest(ConfigReader reader) {
    String written = reader.architecture().toLowerCase(Locale.ROOT);
    String byClass =
        modelTypes().stream()
            .filter(type -> written.startsWith(type.replaceAll("[_-]", "")))
            .max(Comparator.comparingInt(String::length))
            .orElse("");
    if (!byClass.isEmpty()) {
      return "; its weights are " + reader.architecture() + "'s, whose model_type is " + byClass;
    }
    return reader.modelType().isEmpty()
        ? ""
        : "; the nearest by name are "
            + String.join(", ", Names.nearest(reader.modelType(), modelTypes(), NAMED));
  }
}
