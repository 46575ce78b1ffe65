package dev.glossa.jobs.config;

import dev.glossa.udf.task.PromptTemplate;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.util.List;
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
            columns(input),
            input.bytes("max_bytes", KIB, GIB),
            language(root, "language", true),
            language(root, "other_language", false),
            csv(input.section("csv")));
    input.done();
    return settings;
  }

  private static List<String> columns(Section input) {
    List<String> columns = input.names("columns");
    for (String column : columns) {
      if (!PromptTemplate.canName(column)) {
        input.problem(
            "columns",
            "no prompt can have a place for " + column,
            "name columns other than text, id, source and language, without braces or white space"
                + " at either end");
      }
    }
    return columns;
  }

  private static CsvSettings csv(Section csv) {
    String encoding = csv.name("encoding");
    if (!encoding.equals(CsvSettings.AUTO) && !isCharset(encoding)) {
      csv.problem("encoding", "unknown encoding", "use auto or a name such as windows-1252");
    }
    CsvSettings settings =
        new CsvSettings(
            sign(csv, "quote", true),
            sign(csv, "escape", false),
            sign(csv, "separator", false),
            encoding,
            csv.choice("header", "true", "false").equals("true"));
    csv.done();
    return settings;
  }

  /** One ASCII character, or the word {@code auto} where the key may be left to the file. */
  private static String sign(Section csv, String key, boolean mayBeNone) {
    String sign = csv.text(key);
    boolean fits = mayBeNone ? sign.isEmpty() : sign.equals(CsvSettings.AUTO);
    if (fits || sign.length() == 1 && sign.charAt(0) < 128 && "\r\n".indexOf(sign) < 0) {
      return sign;
    }
    csv.problem(
        key,
        "not one sign of ASCII",
        mayBeNone ? "give one sign, or \"\" for none" : "give one sign, or auto");
    return mayBeNone ? "" : CsvSettings.AUTO;
  }

  private static boolean isCharset(String name) {
    try {
      return Charset.isSupported(name);
    } catch (IllegalCharsetNameException e) {
      return false;
    }
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
