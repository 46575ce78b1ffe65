package dev.glossa.udf.schema;

import static dev.glossa.udf.schema.Nfa.concat;
import static dev.glossa.udf.schema.Nfa.optional;
import static dev.glossa.udf.schema.Nfa.text;
import static dev.glossa.udf.schema.Nfa.union;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.glossa.udf.schema.JsonNumbers.Bounds;
import dev.glossa.udf.schema.Nfa.Piece;
import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads a JSON schema (draft 2020-12, and what older ones have alike) into the texts that it
 * allows.
 */
final class SchemaReader {

  private static final Set<String> IGNORED =
      Set.of(
          "title",
          "description",
          "default",
          "examples",
          "$schema",
          "$id",
          "$comment",
          "$defs",
          "definitions");
  private static final Set<String> CONSTRAINTS =
      new TreeSet<>(
          Set.of(
              "type",
              "properties",
              "required",
              "additionalProperties",
              "items",
              "prefixItems",
              "minItems",
              "maxItems",
              "minLength",
              "maxLength",
              "pattern",
              "format",
              "minimum",
              "maximum",
              "exclusiveMinimum",
              "exclusiveMaximum",
              "enum",
              "const",
              "anyOf",
              "oneOf",
              "$ref"));
  private static final Piece COMMA = concat(text(","), optional(text(" ")));
  private static final Piece COLON = concat(text(":"), optional(text(" ")));
  private static final int MOST_FRACTION = 20;
  private static final int MOST_LENGTH = 1_000_000;

  private final JsonNode root;
  private final Deque<String> references = new ArrayDeque<>();

  /** A schema and its JSON pointer. */
  private record Place(JsonNode schema, String pointer) {
    Place at(String name) {
      String escaped = name.replace("~", "~0").replace("/", "~1");
      return new Place(schema.path(name), pointer + "/" + escaped);
    }

    Place at(int number) {
      return new Place(schema.path(number), pointer + "/" + number);
    }

    boolean has(String name) {
      return schema.has(name);
    }

    SchemaException refused(String why) {
      String value = schema.toString();
      return new SchemaException(
          pointer, value.length() > 80 ? value.substring(0, 80) + "..." : value, why);
    }
  }

  SchemaReader(JsonNode root) {
    this.root = root;
  }

  /** The texts of the whole schema. */
  Piece read() {
    return read(new Place(root, ""));
  }

  private Piece read(Place place) {
    if (!place.schema().isObject()) {
      throw place.refused("a schema here is an object; say what the value may be");
    }
    place.schema().fieldNames().forEachRemaining(name -> checkKnown(place, name));
    Piece piece = alternative(place);
    return (nfa, from) -> {
      try {
        return piece.append(nfa, from);
      } catch (Nfa.TooLarge e) {
        throw new SchemaException(
            place.pointer(),
            "more than " + Nfa.MOST_STATES + " states",
            "lower maxLength, maxItems or the number of alternatives");
      }
    };
  }

  private static void checkKnown(Place place, String name) {
    if (!IGNORED.contains(name) && !CONSTRAINTS.contains(name)) {
      throw place.at(name).refused("not supported; what is: " + String.join(", ", CONSTRAINTS));
    }
  }

  private Piece alternative(Place place) {
    for (String only : List.of("$ref", "anyOf", "oneOf")) {
      if (place.has(only)) {
        checkAlone(place, only, Set.of());
        return only.equals("$ref") ? reference(place.at(only)) : branches(place.at(only));
      }
    }
    if (place.has("const")) {
      checkAlone(place, "const", Set.of("type"));
      return values(place, List.of(place.schema().get("const")), "const");
    }
    if (place.has("enum")) {
      checkAlone(place, "enum", Set.of("type"));
      List<JsonNode> values = new ArrayList<>();
      place.schema().get("enum").forEach(values::add);
      return values(place, values, "enum");
    }
    List<Piece> types = new ArrayList<>();
    for (String type : types(place)) {
      types.add(type(place, type));
    }
    return types.size() == 1 ? types.get(0) : union(types);
  }

  private static void checkAlone(Place place, String name, Set<String> beside) {
    place
        .schema()
        .fieldNames()
        .forEachRemaining(
            other -> {
              if (!other.equals(name) && !IGNORED.contains(other) && !beside.contains(other)) {
                throw place.at(other).refused("not supported beside " + name);
              }
            });
  }

  /** The types that a schema names, or the one that its keywords speak of. */
  private static List<String> types(Place place) {
    List<String> types = new ArrayList<>();
    JsonNode type = place.schema().path("type");
    if (type.isTextual()) {
      types.add(type.textValue());
    }
    type.forEach(each -> types.add(each.asText()));
    if (types.isEmpty() && place.has("properties")) {
      types.add("object");
    }
    if (types.isEmpty() && (place.has("items") || place.has("prefixItems"))) {
      types.add("array");
    }
    if (types.isEmpty()) {
      throw place.refused("says of no type what it is; give type, enum, const, anyOf or $ref");
    }
    return types.contains("number")
        ? types.stream().filter(t -> !t.equals("integer")).toList()
        : types;
  }

  private Piece type(Place place, String type) {
    return switch (type) {
      case "object" -> object(place);
      case "array" -> array(place);
      case "string" -> JsonStrings.quoted(string(place));
      case "integer", "number" -> number(place, type);
      case "boolean" -> union(text("true"), text("false"));
      case "null" -> text("null");
      default ->
          throw place
              .at("type")
              .refused("no type; there are object, array, string, integer, number, boolean, null");
    };
  }

  private Piece reference(Place place) {
    String to = place.schema().asText();
    if (!to.startsWith("#")) {
      throw place.refused("not supported; only references within the schema are: #/$defs/NAME");
    }
    if (references.contains(to)) {
      throw place.refused("leads back to itself; schemas without recursion are supported");
    }
    String pointer = to.substring(1);
    JsonNode target =
        pointer.isEmpty() || pointer.startsWith("/") ? root.at(pointer) : MissingNode.getInstance();
    if (target.isMissingNode()) {
      throw place.refused("there is no such place in the schema");
    }
    references.push(to);
    Piece piece = read(new Place(target, pointer));
    references.pop();
    return piece;
  }

  private Piece branches(Place place) {
    List<Piece> branches = new ArrayList<>();
    for (int i = 0; i < place.schema().size(); i++) {
      branches.add(read(place.at(i)));
    }
    if (branches.isEmpty()) {
      throw place.refused("needs one alternative at least");
    }
    if (place.pointer().endsWith("/oneOf")) {
      OneOf.check(root, place.schema(), place.pointer());
    }
    return union(branches);
  }

  /** Values as they are, those alone that are of a type where one is named. */
  private static Piece values(Place place, List<JsonNode> values, String name) {
    List<Piece> pieces = new ArrayList<>();
    for (JsonNode value : values) {
      if (!place.has("type") || types(place).stream().anyMatch(type -> isOf(value, type))) {
        pieces.add(value(value));
      }
    }
    if (pieces.isEmpty()) {
      throw place.at(name).refused("allows no value");
    }
    return union(pieces);
  }

  private static boolean isOf(JsonNode value, String type) {
    return switch (type) {
      case "object" -> value.isObject();
      case "array" -> value.isArray();
      case "string" -> value.isTextual();
      case "integer" -> OneOf.isWhole(value);
      case "number" -> value.isNumber();
      case "boolean" -> value.isBoolean();
      default -> value.isNull();
    };
  }

  private static Piece value(JsonNode value) {
    if (value.isTextual()) {
      return text(JsonStrings.written(value.textValue()));
    }
    List<Piece> parts = new ArrayList<>();
    if (value.isObject()) {
      for (Map.Entry<String, JsonNode> field : value.properties()) {
        parts.add(parts.isEmpty() ? text("{") : COMMA);
        parts.add(concat(name(field.getKey()), value(field.getValue())));
      }
      parts.add(text(parts.isEmpty() ? "{}" : "}"));
      return concat(parts);
    }
    if (value.isArray()) {
      for (JsonNode element : value) {
        parts.add(parts.isEmpty() ? text("[") : COMMA);
        parts.add(value(element));
      }
      parts.add(text(parts.isEmpty() ? "[]" : "]"));
      return concat(parts);
    }
    return text(value.toString());
  }

  private static Piece name(String name) {
    return concat(text(JsonStrings.written(name)), COLON);
  }

  private Piece object(Place place) {
    Place extra = place.at("additionalProperties");
    if (place.has("additionalProperties") && !extra.schema().equals(BooleanNode.FALSE)) {
      throw extra.refused("no property is written that the schema does not name; set it to false");
    }
    Place properties = place.at("properties");
    Set<String> required = new TreeSet<>();
    for (int i = 0; i < place.at("required").schema().size(); i++) {
      Place name = place.at("required").at(i);
      if (!properties.has(name.schema().asText())) {
        throw name.refused("is not among properties; say there what it is");
      }
      required.add(name.schema().asText());
    }
    record Property(Piece piece, boolean required) {}
    List<Property> all = new ArrayList<>();
    for (Map.Entry<String, JsonNode> property : properties.schema().properties()) {
      String name = property.getKey();
      Piece piece = concat(name(name), read(properties.at(name)));
      all.add(new Property(piece, required.contains(name)));
    }
    return (nfa, from) -> {
      // Two ways lead through the properties: nothing has been written so far, or something has.
      int nothing = text("{").append(nfa, from);
      int something = nfa.state();
      for (Property property : all) {
        int begin = nfa.state();
        nfa.skip(nothing, begin);
        nfa.skip(COMMA.append(nfa, something), begin);
        int after = nfa.state();
        nfa.skip(property.piece().append(nfa, begin), after);
        int stillNothing = nfa.state();
        if (!property.required()) {
          nfa.skip(something, after);
          nfa.skip(nothing, stillNothing);
        }
        nothing = stillNothing;
        something = after;
      }
      int end = nfa.state();
      nfa.skip(nothing, end);
      nfa.skip(something, end);
      return text("}").append(nfa, end);
    };
  }

  private Piece array(Place place) {
    int least = whole(place, "minItems", 0);
    int most = whole(place, "maxItems", -1);
    List<Piece> first = new ArrayList<>();
    for (int i = 0; i < place.at("prefixItems").schema().size(); i++) {
      first.add(read(place.at("prefixItems").at(i)));
    }
    boolean more = place.has("items") && !place.at("items").schema().isBoolean();
    if (!more && (first.isEmpty() || place.at("items").schema().asBoolean())) {
      throw place.refused("say in items what an array holds");
    }
    Piece rest = more ? read(place.at("items")) : concat();
    int limit = more ? most : most < 0 ? first.size() : Math.min(most, first.size());
    if (limit >= 0 && limit < least) {
      throw place.at("minItems").refused("more than the " + limit + " that there may be");
    }
    return (nfa, from) -> {
      int at = text("[").append(nfa, from);
      int end = nfa.state();
      if (least == 0) {
        nfa.skip(at, end);
      }
      int known = Math.max(Math.max(first.size(), least), 1);
      int count = limit < 0 ? known : limit;
      for (int i = 0; i < count; i++) {
        at = i == 0 ? at : COMMA.append(nfa, at);
        at = (i < first.size() ? first.get(i) : rest).append(nfa, at);
        if (i + 1 >= least) {
          nfa.skip(at, end);
        }
      }
      if (limit < 0) {
        int again = nfa.state();
        nfa.skip(at, again);
        nfa.skip(concat(COMMA, rest).append(nfa, again), again);
        nfa.skip(again, end);
      }
      return text("]").append(nfa, end);
    };
  }

  private static int whole(Place place, String name, int byDefault) {
    if (!place.has(name)) {
      return byDefault;
    }
    JsonNode value = place.schema().get(name);
    if (!OneOf.isWhole(value) || value.asLong() < 0 || value.asLong() > MOST_LENGTH) {
      throw place.at(name).refused("give a whole number from 0 to " + MOST_LENGTH);
    }
    return value.asInt();
  }

  /** The content of a string. */
  private static Piece string(Place place) {
    int least = whole(place, "minLength", 0);
    int most = whole(place, "maxLength", -1);
    if (most >= 0 && most < least) {
      throw place.at("minLength").refused("more than maxLength");
    }
    Piece content = null;
    if (place.has("format")) {
      content = format(place.at("format"));
    }
    if (place.has("pattern")) {
      Piece pattern = pattern(place.at("pattern"));
      content = content == null ? pattern : both(place.at("pattern"), content, pattern);
    }
    if (content == null) {
      return JsonStrings.ofLength(least, most);
    }
    boolean bounded = least > 0 || most >= 0;
    return bounded ? both(place, content, JsonStrings.ofLength(least, most)) : content;
  }

  private static Piece both(Place place, Piece first, Piece second) {
    try {
      Piece both = Nfa.both(first, second);
      if (Nfa.isEmpty(both)) {
        throw place.refused("allows no string");
      }
      return both;
    } catch (Nfa.TooLarge e) {
      throw place.refused("takes too many states; make it simpler or shorter");
    }
  }

  private static Piece format(Place place) {
    try {
      Piece content = Formats.content(place.schema().asText());
      if (content == null) {
        throw place.refused("cannot be held exactly; those that can: " + Formats.names());
      }
      return content;
    } catch (Pattern.Refused e) {
      throw new IllegalStateException(e);
    }
  }

  private static Piece pattern(Place place) {
    try {
      return Nfa.compact(Pattern.content(place.schema().asText()));
    } catch (Pattern.Refused e) {
      throw place.refused(e.getMessage());
    } catch (Nfa.TooLarge e) {
      throw place.refused("takes too many states; make it simpler or shorter");
    }
  }

  private static Piece number(Place place, String type) {
    BigDecimal least = bound(place, "minimum");
    BigDecimal above = bound(place, "exclusiveMinimum");
    BigDecimal most = bound(place, "maximum");
    BigDecimal below = bound(place, "exclusiveMaximum");
    boolean open = above != null && (least == null || above.compareTo(least) >= 0);
    boolean openAbove = below != null && (most == null || below.compareTo(most) <= 0);
    Bounds bounds = new Bounds(open ? above : least, open, openAbove ? below : most, openAbove);
    Piece piece = type.equals("integer") ? JsonNumbers.integer(bounds) : JsonNumbers.number(bounds);
    if (piece == null) {
      throw place.refused(
          "allows no number of up to "
              + (type.equals("integer") ? JsonNumbers.INTEGER_DIGITS : JsonNumbers.DIGITS)
              + " digits");
    }
    return piece;
  }

  private static BigDecimal bound(Place place, String name) {
    if (!place.has(name)) {
      return null;
    }
    JsonNode value = place.schema().get(name);
    if (!value.isNumber() || Math.abs(value.decimalValue().scale()) > MOST_FRACTION) {
      throw place
          .at(name)
          .refused("give a number of at most " + MOST_FRACTION + " digits behind the point");
    }
    return value.decimalValue();
  }
}
