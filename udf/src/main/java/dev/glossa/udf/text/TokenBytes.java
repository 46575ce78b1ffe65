package dev.glossa.udf.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a token adds to a text behind other tokens, as the decoders of the tokenizers library make
 * it ({@code decoders/} and {@code pre_tokenizers/byte_level.rs}). What they take off at a text's
 * very begin is no matter here.
 */
final class TokenBytes {

  private static final Pattern BYTE = Pattern.compile("<0x([0-9A-Fa-f]{2})>");
  private static final int CHARACTERS_OF_BYTES = 0x144;

  /** Characters that stand for bytes in a byte-level vocabulary: the byte, or -1. */
  private static final int[] BYTES = bytes();

  private final List<Step> steps;

  /** A decoder's work on a token: bytes where it is done, else a text to go on with. */
  private sealed interface Step {
    /** Replaces a text. */
    record Replace(String text, String by) implements Step {}

    /** Reads {@code <0x0A>} as a byte. */
    record ByteFallback() implements Step {}

    /** Reads the characters that stand for bytes. */
    record ByteLevel() implements Step {}

    /** Puts a space before a token that does not go on with a word. */
    record Words(String continuing, boolean cleanup) implements Step {}
  }

  private TokenBytes(List<Step> steps) {
    this.steps = steps;
  }

  /**
   * Reads a decoder.
   *
   * @param decoder of a {@code tokenizer.json}; a missing node or null joins tokens by spaces
   * @throws TextException {@code TOKENS_WITHOUT_BYTES} when it is of another kind
   */
  static TokenBytes of(JsonNode decoder) {
    List<Step> steps = new ArrayList<>();
    if (decoder.isMissingNode() || decoder.isNull()) {
      steps.add(new Step.Words("", false));
    } else {
      add(decoder, steps);
    }
    return new TokenBytes(steps);
  }

  /** Whether the tokens of a decoder are the text's own bytes, each token by itself. */
  static boolean isByteLevel(JsonNode decoder) {
    return decoder.path("type").asText().equals("ByteLevel");
  }

  private static void add(JsonNode decoder, List<Step> steps) {
    String type = decoder.path("type").asText();
    switch (type) {
      case "Sequence" -> decoder.path("decoders").forEach(each -> add(each, steps));
      case "ByteLevel" -> steps.add(new Step.ByteLevel());
      case "ByteFallback" -> steps.add(new Step.ByteFallback());
      case "Metaspace" ->
          steps.add(new Step.Replace(decoder.path("replacement").asText("\u2581"), " "));
      case "WordPiece" ->
          steps.add(
              new Step.Words(
                  decoder.path("prefix").asText("##"), decoder.path("cleanup").asBoolean(true)));
      case "Replace" -> {
        JsonNode text = decoder.path("pattern").path("String");
        if (!text.isTextual()) {
          throw unknown("Replace with a regular expression");
        }
        steps.add(new Step.Replace(text.textValue(), decoder.path("content").asText()));
      }
      case "Fuse" -> {
        // All is one text from here on, of which only the begin may change.
      }
      case "Strip" -> {
        if (decoder.path("stop").asInt() > 0) {
          throw unknown("Strip at the end");
        }
      }
      default -> throw unknown(type);
    }
  }

  private static TextException unknown(String type) {
    return new TextException(
        "TOKENS_WITHOUT_BYTES",
        "Cannot tell what each token adds to a text (the tokenizer's decoder is "
            + type
            + "; ByteLevel, ByteFallback, Metaspace, WordPiece and Replace of a text can be told)");
  }

  private static int[] bytes() {
    int[] bytes = new int[CHARACTERS_OF_BYTES];
    Arrays.fill(bytes, -1);
    int others = 0x100;
    for (int value = 0; value < 0x100; value++) {
      boolean visible =
          value >= '!' && value <= '~' || value >= 0xA1 && value <= 0xAC || value >= 0xAE;
      bytes[visible ? value : others++] = value;
    }
    return bytes;
  }

  /** The bytes of a token that is written so in the vocabulary. */
  byte[] of(String token) {
    String text = token;
    for (Step step : steps) {
      if (step instanceof Step.Replace replace) {
        text = text.replace(replace.text(), replace.by());
      } else if (step instanceof Step.Words words) {
        text = word(text, words);
      } else if (step instanceof Step.ByteFallback) {
        Matcher matcher = BYTE.matcher(text);
        if (matcher.matches()) {
          return new byte[] {(byte) Integer.parseInt(matcher.group(1), 16)};
        }
      } else {
        return byteLevel(text);
      }
    }
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** A token with a character that stands for no byte is written as it is. */
  private static byte[] byteLevel(String token) {
    byte[] bytes = new byte[token.length()];
    for (int i = 0; i < bytes.length; i++) {
      char next = token.charAt(i);
      if (next >= CHARACTERS_OF_BYTES || BYTES[next] < 0) {
        return token.getBytes(StandardCharsets.UTF_8);
      }
      bytes[i] = (byte) BYTES[next];
    }
    return bytes;
  }

  private static String word(String token, Step.Words words) {
    String text =
        !words.continuing().isEmpty() && token.startsWith(words.continuing())
            ? token.substring(words.continuing().length())
            : " " + token;
    return words.cleanup() ? cleanedUp(text) : text;
  }

  /** The spaces that the library takes out before signs and English endings. */
  private static String cleanedUp(String text) {
    return text.replace(" .", ".")
        .replace(" ?", "?")
        .replace(" !", "!")
        .replace(" ,", ",")
        .replace(" ' ", "'")
        .replace(" n't", "n't")
        .replace(" 'm", "'m")
        .replace(" do not", " don't")
        .replace(" 's", "'s")
        .replace(" 've", "'ve")
        .replace(" 're", "'re");
  }
}
