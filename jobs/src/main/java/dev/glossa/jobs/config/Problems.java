package dev.glossa.jobs.config;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong, so that all of it can be said at once. */
final class Problems {
  /** Beginning of the description that a {@code --set} has as its origin. */
  static final String SET = "--set";

  private static final int SHOWN = 80;

  private final List<String> messages = new ArrayList<>();

  /** Notes a problem that needs no value's origin. */
  void add(String message) {
    if (!messages.contains(message)) {
      messages.add(message);
    }
  }

  /**
   * Notes a value that cannot be used.
   *
   * @param key path below {@code glossa}
   * @param value as configured
   * @param why without a full stop
   * @param advice what to do about it
   */
  void add(String key, ConfigValue value, String why, String advice) {
    add(
        "Cannot set "
            + key
            + ": "
            + shown(value)
            + " ("
            + why
            + "; "
            + advice
            + where(value)
            + ")");
  }

  /** All problems so far, in the order in which they were found. */
  List<String> messages() {
    return List.copyOf(messages);
  }

  /** The place where a value was written: {@code ", set in my.conf:12"}; empty for a default. */
  static String where(ConfigValue value) {
    ConfigOrigin origin = value.origin();
    if (origin.resource() != null) {
      return "";
    }
    if (origin.filename() != null) {
      return ", set in "
          + origin.filename()
          + (origin.lineNumber() > 0 ? ":" + origin.lineNumber() : "");
    }
    // --set, --input and --output describe themselves; a parser adds a line number to that.
    String description = origin.description();
    if (description.startsWith("--")) {
      return ", set by " + description.replaceFirst(":.*", "");
    }
    // An object that merging made knows no place, but what is in it does.
    return value instanceof ConfigObject object
        ? object.values().stream()
            .map(Problems::where)
            .filter(place -> !place.isEmpty())
            .findFirst()
            .orElse("")
        : "";
  }

  private static String shown(ConfigValue value) {
    String text =
        value.valueType() == ConfigValueType.STRING
            ? value.unwrapped().toString()
            : value.render(ConfigRenderOptions.concise());
    text = text.isEmpty() ? "\"\"" : text.replaceAll("\\p{Cntrl}", " ");
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
  }
}
