package dev.glossa.udf.model.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import dev.glossa.udf.model.tokenizer.Languages.Place;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How a tokenizer class writes the tokens of languages.
 *
 * @param place where a text's language stands
 * @param form of a token; its group is the code
 * @param source code of the texts' language where the checkpoint names it, else empty
 */
record LanguageForm(Place place, Pattern form, String source) {
  private static final Pattern COUNTRY = Pattern.compile("([a-z]{2}_[A-Z]{2})");
  private static final Pattern SCRIPT = Pattern.compile("([a-z]{3}_[A-Z][a-z]{3})");

  static LanguageForm of(Optional<String> name, String modelType, TokenizerSettings settings) {
    String source = settings.text("src_lang").orElse("");
    String byType =
        switch (modelType) {
          case "mbart" -> "MBartTokenizer";
          case "m2m_100" -> "M2M100Tokenizer";
          case "marian" -> "MarianTokenizer";
          default -> "";
        };
    return switch (name.orElse(byType)) {
      case "MBartTokenizer" -> new LanguageForm(Place.SOURCE_LAST, COUNTRY, source);
      case "MBart50Tokenizer" -> new LanguageForm(Place.SOURCE_FIRST, COUNTRY, source);
      case "NllbTokenizer" ->
          new LanguageForm(
              settings.flag("legacy_behaviour", false) ? Place.SOURCE_LAST : Place.SOURCE_FIRST,
              SCRIPT,
              source);
      case "M2M100Tokenizer" ->
          new LanguageForm(
              Place.SOURCE_FIRST, Pattern.compile("__([a-z]{2,3})__|" + SCRIPT), source);
      case "MarianTokenizer" ->
          new LanguageForm(Place.TARGET_FIRST, Pattern.compile(">>(.+)<<"), "");
      default -> new LanguageForm(Place.NONE, COUNTRY, "");
    };
  }

  /** A tokenizer with the languages that it has tokens for. */
  TokenizerDefinition complete(TokenizerDefinition definition) {
    if (place == Place.NONE) {
      return definition;
    }
    Map<String, Integer> tokens = Marks.vocabulary(definition.writing());
    for (JsonNode token : definition.writing().path("added_tokens")) {
      tokens.put(token.path("content").asText(), token.path("id").asInt());
    }
    return definition.withLanguages(Languages.of(place, form, tokens, "</s>", source));
  }
}
