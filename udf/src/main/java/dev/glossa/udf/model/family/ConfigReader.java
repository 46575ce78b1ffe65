package dev.glossa.udf.model.family;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Typed fields of a {@code config.json}. A field that is null counts as absent. */
final class ConfigReader {
  static final String REMEDY = "take config.json and weights from the same checkpoint";

  private static final int LARGEST = 1 << 26;
  private static final int MOST_LAYERS = 1000;

  private final ObjectNode fields;

  /**
   * What stands before a field's name in messages: nothing, or the names that lead to an object.
   */
  private final String path;

  ConfigReader(ObjectNode fields) {
    this(fields, "");
  }

  private ConfigReader(ObjectNode fields, String path) {
    this.fields = fields;
    this.path = path;
  }

  /** The fields of an object inside, where there is one. */
  Optional<ConfigReader> object(String name) {
    return fields.get(name) instanceof ObjectNode object
        ? Optional.of(new ConfigReader(object, path + name + "."))
        : Optional.empty();
  }

  /** An object without fields, for one that is absent. */
  ConfigReader empty(String name) {
    return new ConfigReader(fields.objectNode(), path + name + ".");
  }

  /** How many fields there are. */
  int count() {
    return fields.size();
  }

  /** Whether a field is there and not null. */
  boolean has(String name) {
    return fields.hasNonNull(name);
  }

  /** Whether a field is there and null. */
  boolean isNull(String name) {
    return fields.has(name) && fields.get(name).isNull();
  }

  /** The first of {@code architectures}: the class that wrote the weights; empty where absent. */
  String architecture() {
    return fields.path("architectures").path(0).asText();
  }

  /** The family's name in this file. */
  String modelType() {
    return fields.path("model_type").asText();
  }

  /** A dimension. */
  int size(String name) throws ConfigException {
    return number(name, LARGEST);
  }

  /** A dimension, or a default where it is absent. */
  int size(String name, int absent) throws ConfigException {
    return fields.hasNonNull(name) ? number(name, LARGEST) : absent;
  }

  /** How many layers. */
  int layers(String name) throws ConfigException {
    return number(name, MOST_LAYERS);
  }

  private int number(String name, int most) throws ConfigException {
    JsonNode value = fields.get(name);
    if (value == null || value.isNull()) {
      throw fault(name, "missing", "the model's shape needs it");
    }
    if (!value.isIntegralNumber()
        || !value.canConvertToInt()
        || value.intValue() < 1
        || value.intValue() > most) {
      throw fault(name, value.toString(), "not a whole number from 1 to " + most);
    }
    return value.intValue();
  }

  /** A small positive number. */
  double epsilon(String name, double absent) throws ConfigException {
    JsonNode value = fields.get(name);
    if (value == null || value.isNull()) {
      return absent;
    }
    if (!value.isNumber() || !(value.doubleValue() > 0) || !(value.doubleValue() < 1)) {
      throw fault(name, value.toString(), "not a number between 0 and 1");
    }
    return value.doubleValue();
  }

  /** A number that must be there. */
  double real(String name) throws ConfigException {
    if (!has(name)) {
      throw fault(name, "missing", "the model's arithmetic needs it");
    }
    return real(name, 0);
  }

  /** A number, or a default where it is absent. */
  double real(String name, double absent) throws ConfigException {
    JsonNode value = fields.get(name);
    if (value == null || value.isNull()) {
      return absent;
    }
    if (!value.isNumber() || !Double.isFinite(value.doubleValue())) {
      throw fault(name, value.toString(), "not a number");
    }
    return value.doubleValue();
  }

  /** A list of numbers; empty where absent. */
  List<Double> reals(String name) throws ConfigException {
    List<Double> numbers = new ArrayList<>();
    for (JsonNode value : fields.path(name)) {
      if (!value.isNumber()) {
        throw fault(name, value.toString(), "not a number");
      }
      numbers.add(value.doubleValue());
    }
    return numbers;
  }

  /** A whole number that is not negative. */
  int count(String name, int absent) throws ConfigException {
    JsonNode value = fields.get(name);
    return value != null && value.isIntegralNumber() && value.intValue() == 0
        ? 0
        : size(name, absent);
  }

  /** A text, or a default where it is absent. */
  String text(String name, String absent) throws ConfigException {
    JsonNode value = fields.get(name);
    if (value == null || value.isNull()) {
      return absent;
    }
    if (!value.isTextual()) {
      throw fault(name, value.toString(), "not a text");
    }
    return value.textValue();
  }

  /** A list of texts; empty where absent. */
  List<String> texts(String name) throws ConfigException {
    List<String> texts = new ArrayList<>();
    for (JsonNode value : fields.path(name)) {
      if (!value.isTextual()) {
        throw fault(name, value.toString(), "not a text");
      }
      texts.add(value.textValue());
    }
    return texts;
  }

  boolean flag(String name, boolean absent) throws ConfigException {
    JsonNode value = fields.get(name);
    if (value == null || value.isNull()) {
      return absent;
    }
    if (!value.isBoolean()) {
      throw fault(name, value.toString(), "not true or false");
    }
    return value.booleanValue();
  }

  Activation activation(String name, Activation absent) throws ConfigException {
    JsonNode value = fields.get(name);
    if (value == null || value.isNull()) {
      return absent;
    }
    return Activation.named(value.asText())
        .orElseThrow(() -> fault(name, value.toString(), "not one of " + Activation.known()));
  }

  /** Refuses a model in which a flag has another value than the programs assume. */
  void require(String name, boolean value, String why) throws ConfigException {
    if (flag(name, value) != value) {
      throw new ConfigException(
          name + " = " + !value, why, "use a checkpoint with " + name + " = " + value);
    }
  }

  /** Refuses a model in which a text field, where present, has another value. */
  void require(String name, String value, String why) throws ConfigException {
    JsonNode found = fields.get(name);
    if (found != null && !found.isNull() && !value.equals(found.textValue())) {
      throw new ConfigException(
          name + " = " + found, why, "use a checkpoint with " + name + " = " + value);
    }
  }

  /** Refuses a model that has a field whose meaning the programs do not know. */
  void requireAbsent(String name, String why) throws ConfigException {
    JsonNode found = fields.get(name);
    if (found != null && !found.isNull() && !(found.isContainerNode() && found.isEmpty())) {
      throw new ConfigException(name + " = " + found, why, "use a checkpoint without " + name);
    }
  }

  /** Refuses a width that cannot be split among heads. */
  void requireDivides(String heads, int count, String width, int size) throws ConfigException {
    if (size % count != 0) {
      throw fault(heads, Integer.toString(count), "does not divide " + width + " = " + size);
    }
  }

  /** The refusal of a field's value. */
  ConfigException fault(String name, String value, String why) {
    return new ConfigException(path + name + " = " + value, why, REMEDY);
  }
}
