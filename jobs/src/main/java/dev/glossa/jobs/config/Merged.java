package dev.glossa.jobs.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * All sources as one tree of values, each of which still knows where it was written.
 *
 * @param values below {@code glossa}, everything merged
 * @param defaults below {@code glossa}, the jar's file alone
 */
record Merged(ConfigObject values, ConfigObject defaults) {
  private static final String ROOT = "glossa";
  private static final String RESOURCE = "glossa.conf";

  /**
   * Matches the values of a {@code --set} that are JSON; any other value is plain text. A prompt
   * often begins with a place such as {text}.
   */
  private static final Pattern JSON =
      Pattern.compile(
          "(?s)(?!\\{\\w+})[\\[{\"].*|true|false|null|-?\\d+(\\.\\d+)?([eE][-+]?\\d+)?");

  static Merged of(ConfigSources sources, Problems problems) {
    Config defaults =
        ConfigFactory.parseResources(
            Merged.class.getClassLoader(),
            RESOURCE,
            ConfigParseOptions.defaults().setAllowMissing(false));
    Config files = ConfigFactory.empty();
    for (Path file : sources.files()) {
      files = parsed(file, problems).withFallback(files);
    }
    Config sets = ConfigFactory.empty();
    for (String set : sources.sets()) {
      sets = parsedSet(set, problems).withFallback(sets);
    }
    if (!sources.inputs().isEmpty()) {
      sets =
          with(sets, "input.paths", ConfigValueFactory.fromIterable(sources.inputs(), "--input"));
    }
    if (!sources.output().isEmpty()) {
      sets = with(sets, "output", ConfigValueFactory.fromAnyRef(sources.output(), "--output"));
    }
    Config merged = sets.withFallback(files).withFallback(defaults);
    try {
      merged = merged.resolve();
    } catch (ConfigException e) {
      problems.add(
          "Cannot resolve the configuration: "
              + e.getMessage()
              + " (define the key or the environment variable that ${...} names)");
      merged = defaults.resolve();
    }
    for (String key : merged.root().keySet()) {
      if (!key.equals(ROOT)) {
        problems.add(
            key,
            merged.root().get(key),
            "unknown key outside of " + ROOT,
            "put all settings inside " + ROOT + " { ... }");
      }
    }
    return new Merged(root(merged, problems), root(defaults.resolve(), problems));
  }

  /** All values as JSON, with these places as the models' paths. */
  String json(Map<String, ModelSettings> models) {
    Map<String, String> places = new TreeMap<>();
    models.forEach((name, model) -> places.put(name, model.place().text()));
    return json(values.toConfig().atKey(ROOT), places);
  }

  /** A configuration as JSON, with other paths of some models. */
  static String json(Config configuration, Map<String, String> places) {
    Config changed = configuration;
    for (Map.Entry<String, String> place : places.entrySet()) {
      changed =
          changed.withValue(
              ConfigUtil.joinPath(ROOT, "models", place.getKey(), "path"),
              ConfigValueFactory.fromAnyRef(place.getValue()));
    }
    return changed.root().render(ConfigRenderOptions.concise());
  }

  private static ConfigObject root(Config config, Problems problems) {
    ConfigValue root = config.root().get(ROOT);
    if (root instanceof ConfigObject object) {
      return object;
    }
    problems.add(ROOT, root, "not an object", "write " + ROOT + " { ... }");
    return ConfigFactory.empty().root();
  }

  private static Config parsed(Path file, Problems problems) {
    if (!Files.isReadable(file) || Files.isDirectory(file)) {
      problems.add(
          "Cannot read configuration: "
              + file
              + " ("
              + (Files.isDirectory(file)
                  ? "it is a folder; name the file in it"
                  : "there is no such file that can be read; check --config")
              + ")");
      return ConfigFactory.empty();
    }
    try {
      return ConfigFactory.parseFile(file.toFile());
    } catch (ConfigException e) {
      problems.add(
          "Cannot read configuration: "
              + file
              + " ("
              + e.getMessage()
              + "; correct its HOCON syntax)");
      return ConfigFactory.empty();
    }
  }

  private static Config parsedSet(String set, Problems problems) {
    int equals = set.indexOf('=');
    if (equals < 1) {
      problems.add("Cannot use --set " + set + " (no key and value; write --set key=value)");
      return ConfigFactory.empty();
    }
    String key = set.substring(0, equals).strip();
    String value = set.substring(equals + 1).strip();
    try {
      List<String> path = new ArrayList<>(ConfigUtil.splitPath(key));
      if (path.get(0).equals(ROOT)) {
        path.remove(0);
      }
      if (path.isEmpty()) {
        problems.add("Cannot use --set " + set + " (it names no key; write --set key=value)");
        return ConfigFactory.empty();
      }
      return with(ConfigFactory.empty(), ConfigUtil.joinPath(path), setValue(value));
    } catch (ConfigException e) {
      problems.add(
          "Cannot use --set "
              + set
              + " ("
              + e.getMessage()
              + "; write key=value, the value as JSON or as plain text)");
      return ConfigFactory.empty();
    }
  }

  private static ConfigValue setValue(String value) {
    if (!JSON.matcher(value).matches()) {
      return ConfigValueFactory.fromAnyRef(value, Problems.SET);
    }
    return ConfigFactory.parseString(
            "value = " + value, ConfigParseOptions.defaults().setOriginDescription(Problems.SET))
        .root()
        .get("value");
  }

  private static Config with(Config config, String path, ConfigValue value) {
    return config.withValue(ROOT + "." + path, value);
  }
}
