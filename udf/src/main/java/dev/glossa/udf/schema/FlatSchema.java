package dev.glossa.udf.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A schema of objects whose properties are plain values or lists of such: what a row of typed
 * columns can hold.
 *
 * @param fields the properties, in order
 */
public record FlatSchema(List<Field> fields) {

  /** What a value is. */
  public enum Type {
    TEXT,
    INTEGER,
    NUMBER,
    BOOLEAN
  }

  /**
   * A property.
   *
   * @param list whether it is a list of such values
   */
  public record Field(String name, Type type, boolean list) {}

  private static final Map<String, Type> TYPES =
      Map.of(
          "string", Type.TEXT,
          "integer", Type.INTEGER,
          "number", Type.NUMBER,
          "boolean", Type.BOOLEAN);

  /**
   * The properties of a schema that {@link JsonGrammar#of} takes.
   *
   * @return empty where one is of no plain type, may be of several, or has a name that could not be
   *     a column's beside the others
   */
  public static Optional<FlatSchema> of(JsonNode schema) {
    JsonNode properties = schema.path("properties");
    if (!schema.path("type").asText().equals("object") || properties.isEmpty()) {
      return Optional.empty();
    }
    List<Field> fields = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Map.Entry<String, JsonNode> property : properties.properties()) {
      Optional<Field> field = field(property.getKey(), property.getValue());
      // Engines of SQL do not tell names apart by the case of their letters.
      if (field.isEmpty() || !names.add(property.getKey().toLowerCase(Locale.ROOT))) {
        return Optional.empty();
      }
      fields.add(field.get());
    }
    return Optional.of(new FlatSchema(List.copyOf(fields)));
  }

  private static Optional<Field> field(String name, JsonNode schema) {
    if (name.isBlank() || name.chars().anyMatch(Character::isISOControl)) {
      return Optional.empty();
    }
    boolean list = schema.path("type").asText().equals("array");
    Set<Type> types = new HashSet<>();
    boolean plain = addTypes(list ? schema.path("items") : schema, types);
    return plain && types.size() == 1
        ? Optional.of(new Field(name, types.iterator().next(), list))
        : Optional.empty();
  }

  /** Adds what values of a schema may be, null aside; false where one is not plain. */
  private static boolean addTypes(JsonNode schema, Set<Type> types) {
    for (String each : List.of("anyOf", "oneOf")) {
      if (schema.has(each)) {
        return all(schema.path(each), option -> addTypes(option, types));
      }
    }
    if (schema.has("const")) {
      return addType(schema.path("const"), types);
    }
    if (schema.has("enum")) {
      return all(schema.path("enum"), value -> addType(value, types));
    }
    JsonNode type = schema.path("type");
    return type.isArray()
        ? all(type, name -> addType(name.asText(), types))
        : addType(type.asText(), types);
  }

  private static boolean all(JsonNode nodes, Predicate<JsonNode> takes) {
    boolean all = !nodes.isEmpty();
    for (JsonNode node : nodes) {
      all &= takes.test(node);
    }
    return all;
  }

  private static boolean addType(JsonNode value, Set<Type> types) {
    if (value.isTextual()) {
      types.add(Type.TEXT);
    } else if (value.isNumber()) {
      types.add(value.canConvertToExactIntegral() ? Type.INTEGER : Type.NUMBER);
    } else if (value.isBoolean()) {
      types.add(Type.BOOLEAN);
    }
    return value.isValueNode();
  }

  private static boolean addType(String name, Set<Type> types) {
    if (TYPES.containsKey(name)) {
      types.add(TYPES.get(name));
    }
    return TYPES.containsKey(name) || name.equals("null");
  }
}
