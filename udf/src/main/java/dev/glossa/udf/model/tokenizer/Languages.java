package dev.glossa.udf.model.tokenizer;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The languages that a translation model's texts can be in.
 *
 * @param place where the language stands
 * @param ids tokens of the languages, by the codes that the model's family uses
 * @param end token that ends a text
 * @param source code of the language that texts are in unless one says otherwise; empty where the
 *     template of the tokenizer says it
 */
public record Languages(Place place, SortedMap<String, Integer> ids, int end, String source) {

  /** Where a text's language stands. */
  public enum Place {
    /** Nowhere: the tokenizer knows no languages. */
    NONE,
    /** The text's own language before it: NLLB, mBART-50, M2M-100. */
    SOURCE_FIRST,
    /** The text's own language behind it: mBART, and NLLB in its older form. */
    SOURCE_LAST,
    /** The language to translate to, before the text: Marian's multilingual models. */
    TARGET_FIRST
  }

  /** No languages. */
  public static final Languages NONE = new Languages(Place.NONE, new TreeMap<>(), -1, "");

  private static final Properties CODES = new Properties();

  static {
    try (InputStream in = Languages.class.getResourceAsStream("languages.properties")) {
      CODES.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Codes of a family in the order of their tokens. */
  static List<String> codes(String family) {
    return List.of(CODES.getProperty(family).split("\\s+"));
  }

  /**
   * The languages among a tokenizer's tokens.
   *
   * @param form of a language's token; its group is the code
   * @param end what ends a text
   * @param source the texts' language, or empty
   */
  static Languages of(
      Place place, Pattern form, Map<String, Integer> tokens, String end, String source) {
    SortedMap<String, Integer> ids = new TreeMap<>();
    tokens.forEach(
        (token, id) -> {
          Matcher matcher = form.matcher(token);
          if (matcher.matches()) {
            // A form may have two alternatives with a group each.
            ids.put(matcher.group(matcher.group(1) == null ? 2 : 1), id);
          }
        });
    return ids.isEmpty() || !tokens.containsKey(end)
        ? NONE
        : new Languages(place, ids, tokens.get(end), ids.containsKey(source) ? source : "");
  }
}
