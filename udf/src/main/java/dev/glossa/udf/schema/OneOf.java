package dev.glossa.udf.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Whether the alternatives of {@code oneOf} exclude each other, so that it is the same as {@code
 * anyOf}: they differ in their types, in their values, or in the values of a property that all of
 * them require.
 */
final class OneOf {

  private static final List<String> TYPES =
      List.of("object", "array", "string", "number", "boolean", "null");

  private final JsonNode root;

  private OneOf(JsonNode root) {
    this.root = root;
  }

  /**
   * Refuses alternatives of which two may hold at once.
   *
   * @throws SchemaException naming the second of them
   */
  static void check(JsonNode root, JsonNode alternatives, String pointer) {
    OneOf check = new OneOf(root);
    for (int i = 0; i < alternatives.size(); i++) {
      for (int j = 0; j < i; j++) {
        if (!check.exclude(alternatives.get(j), alternatives.get(i))) {
          throw new SchemaException(
              pointer + "/" + i,
              "alternative",
              "it and alternative "
                  + j
                  + " may both hold; let them differ in type or in the const of a required"
                  + " property, or use anyOf");
        }
      }
    }
  }

  private JsonNode resolved(JsonNode schema) {
    JsonNode at = schema;
    while (at.path("$ref").asText().startsWith("#")) {
      at = root.at(at.get("$ref").asText().substring(1));
    }
    return at;
  }

  private boolean exclude(JsonNode first, JsonNode second) {
    JsonNode one = resolved(first);
    JsonNode two = resolved(second);
    Set<Object> values = values(one);
    Set<Object> others = values(two);
    if (!values.isEmpty() && !others.isEmpty()) {
      return disjoint(values, others);
    }
    if (disjoint(types(one), types(two))) {
      return true;
    }
    Set<String> objects = Set.of("object");
    if (!types(one).equals(objects) || !types(two).equals(objects)) {
      return false;
    }
    for (Map.Entry<String, JsonNode> property : one.path("properties").properties()) {
      String name = property.getKey();
      JsonNode other = two.path("properties").path(name);
      if (required(one, name) && required(two, name) && exclude(property.getValue(), other)) {
        return true;
      }
    }
    return false;
  }

  private static boolean required(JsonNode schema, String name) {
    for (JsonNode required : schema.path("required")) {
      if (required.asText().equals(name)) {
        return true;
      }
    }
    return false;
  }

  private static boolean disjoint(Set<?> first, Set<?> second) {
    return first.stream().noneMatch(second::contains);
  }

  private static Set<Object> values(JsonNode schema) {
    Set<Object> values = new HashSet<>();
    if (schema.has("const")) {
      values.add(comparable(schema.get("const")));
    }
    schema.path("enum").forEach(value -> values.add(comparable(value)));
    return values;
  }

  /** Numbers are equal however they are written. */
  private static Object comparable(JsonNode value) {
    return value.isNumber() ? value.decimalValue().stripTrailingZeros() : value;
  }

  /** The types that a schema's values can be of; all where it does not say. */
  private static Set<String> types(JsonNode schema) {
    Set<String> types = new TreeSet<>();
    for (Object value : values(schema)) {
      types.add(value instanceof BigDecimal ? "number" : type((JsonNode) value));
    }
    if (types.isEmpty()) {
      JsonNode type = schema.path("type");
      for (JsonNode each : type.isArray() ? type : List.of(type)) {
        if (each.isTextual()) {
          types.add(each.textValue().equals("integer") ? "number" : each.textValue());
        }
      }
    }
    return types.isEmpty() ? new TreeSet<>(TYPES) : types;
  }

  private static String type(JsonNode value) {
    return switch (value.getNodeType()) {
      case OBJECT -> "object";
      case ARRAY -> "array";
      case STRING -> "string";
      case BOOLEAN -> "boolean";
      case NULL -> "null";
      default -> "number";
    };
  }

  /** Whether a value is an integer, be it written with a point. */
  static boolean isWhole(JsonNode value) {
    return value.isNumber() && value.decimalValue().stripTrailingZeros().scale() <= 0;
  }
}
