package dev.glossa.jobs.config;

import java.util.Locale;

/** Reads the keys that say what the input is. */
final class InputReader {
  private static final int KIB = 1024;
  private static final int GIB = 1024 * 1024 * 1024;

  private InputReader() {}

  static InputSettings read(Section root) {
    Section input = root.section("input");
    String format = input.choice("format", "auto", "text", "jsonl", "csv", "parquet");
    InputSettings settings =
        new InputSettings(
            input.names("paths"),
            InputFormat.valueOf(format.toUpperCase(Locale.ROOT)),
            input.name("text"),
            input.name("id"),
            input.name("language_column"),
            input.bytes("max_bytes", KIB, GIB),
            language(root, "language", true),
            language(root, "other_language", false));
    input.done();
    return settings;
  }

  private static String language(Section root, String key, boolean auto) {
    String language = root.name(key).toLowerCase(Locale.ROOT);
    if (!(auto && language.equals("auto")) && !InputSettings.isLanguage(language)) {
      root.problem(
          key,
          "unknown language",
          (auto ? "use auto or " : "use ") + "a code of ISO 639-1 such as en or ko");
    }
    return language;
  }
}
