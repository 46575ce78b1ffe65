package dev.glossa.jobs.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import dev.glossa.udf.model.Names;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * One object of the configuration, read key by key. A value that cannot be used becomes a problem,
 * and the default takes its place, so that reading goes on to the next problem. {@link #done} then
 * reports the keys that nobody asked for.
 */
final class Section {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String path;
  private final ConfigObject values;
  private final ConfigObject defaults;
  private final Problems problems;
  private final Set<String> known = new LinkedHashSet<>();

  /**
   * The object at {@code path} below {@code glossa}, which is "" for the root.
   *
   * @param defaults the object at the same place in the jar's file, empty where it has none
   */
  Section(String path, ConfigObject values, ConfigObject defaults, Problems problems) {
    this.path = path;
    this.values = values;
    this.defaults = defaults;
    this.problems = problems;
  }

  /** Notes a problem that only a key's reader can see, with the value as it was written. */
  void problem(String key, String why, String advice) {
    ConfigValue value = values.get(key);
    problems.add(path(key), value == null ? values : value, why, advice);
  }

  /** Notes a problem with the object as a whole, told by someone else. */
  void problem(String message) {
    problems.add(message + " in " + path + Problems.where(values));
  }

  /** A text, which may be empty. */
  String text(String key) {
    return read(key, "", "not a text", "give a text", config -> config.getString("value"));
  }

  /** A text that is not blank. */
  String name(String key) {
    return read(key, "?", "not a text, or blank", "give a text", config -> notBlank(config, key));
  }

  /** One of the texts that are allowed. */
  String choice(String key, String... allowed) {
    return read(
        key,
        allowed[0],
        "unknown",
        "use " + String.join(", ", allowed),
        config -> allowed(config.getString("value"), List.of(allowed)));
  }

  /**
   * One of the values that are allowed.
   *
   * @param text the word for each of them
   */
  @SafeVarargs
  final <T> T choice(String key, Function<T, String> text, T... allowed) {
    List<String> words = Stream.of(allowed).map(text).toList();
    return allowed[words.indexOf(choice(key, words.toArray(String[]::new)))];
  }

  /** A whole number between two limits, both allowed. */
  int integer(String key, int least, int most) {
    return (int) whole(key, least, most);
  }

  /** A whole number between two limits, both allowed; empty for the word auto. */
  OptionalInt integerOrAuto(String key, int least, int most) {
    return read(
        key,
        OptionalInt.empty(),
        "neither auto nor a whole number in range",
        "give auto, or a whole number from " + least + " to " + most,
        config -> {
          String text = config.getString("value").strip();
          if (text.equals("auto")) {
            return OptionalInt.empty();
          }
          int value = new BigDecimal(text).intValueExact();
          return OptionalInt.of(inRange(value >= least && value <= most, value));
        });
  }

  /** A text, which may be empty; where the key is not there or null, null. */
  String textOrNull(String key) {
    known.add(key);
    ConfigValue value = values.get(key);
    return value == null || value.valueType() == ConfigValueType.NULL ? null : text(key);
  }

  /** Yes or no; where the key is not there, no. */
  boolean flag(String key) {
    known.add(key);
    return values.get(key) != null
        && this.<Boolean>read(
            key, false, "not true or false", "give true or false", c -> c.getBoolean("value"));
  }

  /** Any whole number of 64 bits. */
  long seed(String key) {
    return whole(key, Long.MIN_VALUE, Long.MAX_VALUE);
  }

  /** A whole number of 64 bits that is not below 0. */
  long count(String key) {
    return whole(key, 0, Long.MAX_VALUE);
  }

  private long whole(String key, long least, long most) {
    return this.<Long>read(
        key,
        least,
        "not a whole number in range",
        "give a whole number from " + least + " to " + most,
        config -> {
          // getLong would cut 1.5 to 1.
          long value = new BigDecimal(config.getString("value").strip()).longValueExact();
          return inRange(value >= least && value <= most, value);
        });
  }

  /** A number between two limits, both allowed. */
  double number(String key, double least, double most) {
    return this.<Double>read(
        key,
        least,
        "not a number in range",
        "give a number from " + least + " to " + most,
        config -> {
          double value = config.getDouble("value");
          return inRange(value >= least && value <= most, value);
        });
  }

  /** A size in bytes, with or without a unit such as {@code MiB}. */
  int bytes(String key, int least, int most) {
    return this.<Long>read(
            key,
            (long) least,
            "not a size in range",
            "give a size from " + least + " to " + most + " bytes, such as 32MiB",
            config -> {
              long value = config.getBytes("value");
              return inRange(value >= least && value <= most, value);
            })
        .intValue();
  }

  /** A size in bytes, with or without a unit such as {@code GiB}; 0 is one, too. */
  long bytes(String key) {
    return this.<Long>read(
        key,
        0L,
        "not a size",
        "give a size such as 8GiB, or 0",
        config -> {
          long value = config.getBytes("value");
          return inRange(value >= 0, value);
        });
  }

  /** A list of texts, none blank and none twice; a single text stands for a list of one. */
  List<String> names(String key) {
    return read(
        key,
        List.of(),
        "not a list of different texts",
        "give a list such as [a, b]",
        config -> distinct(strings(config.getValue("value"))));
  }

  /**
   * Texts by group, none of them blank or twice there, the groups in alphabetical order. A list
   * stands for one group without a name, which is "".
   */
  Map<String, List<String>> groups(String key) {
    return read(
        key,
        Map.of(),
        "not a list of different texts, or lists by group",
        "give a list such as [a, b], or groups such as { x = [a], y = [b] }",
        config -> {
          Map<String, List<String>> groups = new TreeMap<>();
          if (config.getValue("value") instanceof ConfigObject object) {
            object.forEach(
                (group, texts) -> {
                  if (texts.valueType() != ConfigValueType.NULL) {
                    groups.put(group, strings(texts));
                  }
                });
          } else {
            groups.put("", strings(config.getValue("value")));
          }
          distinct(groups.values().stream().flatMap(List::stream).toList());
          return groups;
        });
  }

  /** Numbers above 0 up to a limit; a single number stands for a list of one. */
  List<Float> numbers(String key, float most) {
    return read(
        key,
        List.of(),
        "not a list of numbers in range",
        "give numbers above 0 up to " + most + ", such as [0.5, 1.0]",
        config -> {
          List<Float> numbers = new ArrayList<>();
          for (String text : strings(config.getValue("value"))) {
            float number = Float.parseFloat(text);
            numbers.add(inRange(number > 0 && number <= most, number));
          }
          return distinct(numbers);
        });
  }

  /** The object under a key. */
  Section section(String key) {
    known.add(key);
    ConfigObject fallback = object(defaults.get(key));
    ConfigValue value = values.get(key);
    if (value instanceof ConfigObject object) {
      return new Section(path(key), object, fallback, problems);
    }
    if (value != null) {
      problems.add(path(key), value, "not an object", "write " + key + " { ... }");
      // Said once: what its keys lack is not worth telling.
      return new Section(path(key), fallback, fallback, new Problems());
    }
    return new Section(path(key), fallback, fallback, problems);
  }

  /**
   * The objects under a key, by the names that the user gave them. What one of them does not say,
   * the object under another key says for all.
   */
  Map<String, Section> each(String key, String standard) {
    known.add(standard);
    return each(key, object(values.get(standard)).withFallback(object(defaults.get(standard))));
  }

  /** The same where what holds for all is in another section. */
  Map<String, Section> each(String key, Section standard) {
    return each(key, standard.values.withFallback(standard.defaults));
  }

  private Map<String, Section> each(String key, ConfigObject common) {
    Section named = section(key);
    Map<String, Section> each = new TreeMap<>();
    for (String name : named.keys()) {
      if (named.values.get(name) instanceof ConfigObject own) {
        each.put(name, new Section(named.path(name), own.withFallback(common), common, problems));
      } else {
        named.problem(name, "not an object", "write " + name + " { ... }");
      }
    }
    return each;
  }

  /** An object, or text in that form, as JSON; "" where the key is not there or null. */
  String json(String key) {
    known.add(key);
    ConfigValue value = values.get(key);
    if (value == null || value.valueType() == ConfigValueType.NULL) {
      return "";
    }
    try {
      return value.valueType() == ConfigValueType.STRING
          ? JSON.readTree((String) value.unwrapped()).toString()
          : json(value).toString();
    } catch (JsonProcessingException e) {
      problem(key, "not JSON: " + e.getOriginalMessage(), "give an object");
      return "";
    }
  }

  /** A value as JSON; an object's keys in the order of their lines, which HOCON itself forgets. */
  private static JsonNode json(ConfigValue value) {
    if (value instanceof ConfigObject object) {
      ObjectNode node = JSON.createObjectNode();
      object.entrySet().stream()
          .sorted(
              Comparator.comparingInt(
                      (Map.Entry<String, ConfigValue> entry) -> line(entry.getValue()))
                  .thenComparing(Map.Entry::getKey))
          .forEach(entry -> node.set(entry.getKey(), json(entry.getValue())));
      return node;
    }
    if (value instanceof ConfigList list) {
      ArrayNode node = JSON.createArrayNode();
      list.forEach(item -> node.add(json(item)));
      return node;
    }
    return JSON.valueToTree(value.unwrapped());
  }

  /** The first line that something of a value stands on. */
  private static int line(ConfigValue value) {
    int own = value.origin().lineNumber();
    if (value instanceof ConfigObject object) {
      return object.values().stream().mapToInt(Section::line).min().orElse(own);
    }
    return own;
  }

  /** The keys whose value is not null, all of which count as known: names that the user chose. */
  List<String> keys() {
    known.addAll(values.keySet());
    return values.entrySet().stream()
        .filter(entry -> entry.getValue().valueType() != ConfigValueType.NULL)
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
  }

  /** All values: numbers, booleans, texts and lists of these, by key. */
  Map<String, Object> settings() {
    return settings(Set.of());
  }

  /** The values of all keys that have not been read yet. */
  Map<String, Object> otherSettings() {
    return settings(Set.copyOf(known));
  }

  private Map<String, Object> settings(Set<String> without) {
    Map<String, Object> settings = new TreeMap<>();
    for (String key : keys()) {
      if (without.contains(key)) {
        continue;
      }
      ConfigValue value = values.get(key);
      if (value.valueType() == ConfigValueType.OBJECT) {
        problems.add(path(key), value, "an object", "give a number, true, false, a text or a list");
      } else {
        settings.put(key, value.unwrapped());
      }
    }
    return settings;
  }

  /** True if the value of a key is the default. */
  boolean isDefault(String key) {
    ConfigValue value = values.get(key);
    return value != null && value.equals(defaults.get(key)) && Problems.where(value).isEmpty();
  }

  /** Reports the keys that were never read. */
  void done() {
    for (String key : new TreeSet<>(values.keySet())) {
      if (!known.contains(key)) {
        String near = Names.nearest(key, known);
        problems.add(
            path(key),
            values.get(key),
            "unknown key",
            near.isEmpty()
                ? "known here: " + String.join(", ", known)
                : "did you mean " + path(near) + "?");
      }
    }
  }

  /** Reads one value from a configuration in which it is called {@code value}. */
  private interface Reader<T> {
    T read(Config value);
  }

  private <T> T read(String key, T neutral, String why, String advice, Reader<T> reader) {
    known.add(key);
    ConfigValue fallback = defaults.get(key);
    for (ConfigValue value : Arrays.asList(values.get(key), fallback)) {
      if (value == null || value.valueType() == ConfigValueType.NULL) {
        continue;
      }
      try {
        return reader.read(ConfigFactory.empty().withValue("value", value));
      } catch (ConfigException | IllegalArgumentException | ArithmeticException e) {
        problems.add(path(key), value, why, advice);
      }
    }
    if (fallback == null && (values.get(key) == null)) {
      problems.add(
          "Cannot use " + path + ": no " + key + " (" + advice + Problems.where(values) + ")");
    }
    return neutral;
  }

  private static String notBlank(Config config, String key) {
    String text = config.getString("value");
    if (text.isBlank()) {
      throw new IllegalArgumentException(key);
    }
    return text;
  }

  private static String allowed(String text, List<String> allowed) {
    String lower = text.toLowerCase(Locale.ROOT);
    if (!allowed.contains(lower)) {
      throw new IllegalArgumentException(text);
    }
    return lower;
  }

  private static <T extends Number> T inRange(boolean inRange, T value) {
    if (!inRange) {
      throw new IllegalArgumentException(value.toString());
    }
    return value;
  }

  private static List<String> strings(ConfigValue value) {
    List<ConfigValue> items = value instanceof ConfigList list ? list : List.of(value);
    List<String> strings = new ArrayList<>();
    for (ConfigValue item : items) {
      String text =
          item.valueType() == ConfigValueType.OBJECT || item.valueType() == ConfigValueType.LIST
              ? ""
              : String.valueOf(item.unwrapped());
      if (text.isBlank()) {
        throw new IllegalArgumentException(text);
      }
      strings.add(text);
    }
    return strings;
  }

  private static <T> List<T> distinct(List<T> items) {
    if (new LinkedHashSet<>(items).size() < items.size()) {
      throw new IllegalArgumentException(items.toString());
    }
    return items;
  }

  private static ConfigObject object(ConfigValue value) {
    return value instanceof ConfigObject object ? object : ConfigFactory.empty().root();
  }

  private String path(String key) {
    String quoted = ConfigUtil.joinPath(key);
    return path.isEmpty() ? quoted : path + "." + quoted;
  }
}
