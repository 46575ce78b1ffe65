package dev.glossa.jobs.report;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;

/**
 * Tokens as people read them. A byte-level vocabulary (GPT-2, BART) writes each byte as some
 * printable letter, so that a blank is {@code Ġ} and a Hangul syllable three accented letters; <a
 * href="https://github.com/openai/gpt-2/blob/master/src/encoder.py">bytes_to_unicode</a> is the
 * table, turned round here.
 */
final class TokenText {

  private static final String BLANK = "\u2423";

  private final boolean byteLevel;

  private TokenText(boolean byteLevel) {
    this.byteLevel = byteLevel;
  }

  /**
   * The way in which a vocabulary writes tokens.
   *
   * @param tokens some of it; it is byte-level if a blank stands among them as {@code Ġ}
   */
  static TokenText of(Collection<String> tokens) {
    return new TokenText(tokens.stream().anyMatch(t -> t.indexOf('\u0120') >= 0));
  }

  /** A token by itself: its text, or its bytes where they are no whole character. */
  String show(String token) {
    if (!byteLevel) {
      return Words.visible(token);
    }
    byte[] bytes = new byte[token.length()];
    for (int i = 0; i < bytes.length; i++) {
      int value = byteOf(token.charAt(i));
      if (value < 0) {
        return Words.visible(token);
      }
      bytes[i] = (byte) value;
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return blanks(text);
    } catch (CharacterCodingException e) {
      return "\u27E8" + HexFormat.ofDelimiter(" ").withUpperCase().formatHex(bytes) + "\u27E9";
    }
  }

  /**
   * The tokens of a text, by their places in it. Several tokens may share a place, where a
   * character takes several: they are numbered, as in {@code 하₁ 하₂}.
   *
   * @param text at least up to the last place
   */
  List<String> show(String text, List<String> tokens, List<Integer> begins, List<Integer> ends) {
    List<String> shown = new ArrayList<>();
    int part = 0;
    for (int i = 0; i < tokens.size(); i++) {
      int begin = begins.get(i);
      int end = ends.get(i);
      boolean placed = begin < end && begin >= 0 && end <= text.length();
      boolean again = placed && i > 0 && same(i, i - 1, begins, ends);
      boolean before = placed && i + 1 < tokens.size() && same(i, i + 1, begins, ends);
      part = again ? part + 1 : 1;
      String number = again || before ? subscript(part) : "";
      shown.add(placed ? blanks(text.substring(begin, end)) + number : show(tokens.get(i)));
    }
    return shown;
  }

  private static boolean same(int i, int j, List<Integer> begins, List<Integer> ends) {
    return begins.get(i).equals(begins.get(j)) && ends.get(i).equals(ends.get(j));
  }

  private static String subscript(int number) {
    return Integer.toString(number)
        .codePoints()
        .collect(
            StringBuilder::new,
            (text, digit) -> text.appendCodePoint(0x2080 + digit - '0'),
            StringBuilder::append)
        .toString();
  }

  private static String blanks(String text) {
    return Words.visible(text.replace("\n", "\u21B5").replace("\t", "\u21E5").replace(" ", BLANK));
  }

  private static int byteOf(char letter) {
    if (isPrinted(letter)) {
      return letter;
    }
    int number = letter - 256;
    for (int value = 0; value < 256 && number >= 0; value++) {
      if (!isPrinted(value) && number-- == 0) {
        return value;
      }
    }
    return -1;
  }

  private static boolean isPrinted(int value) {
    return value >= 33 && value <= 126
        || value >= 161 && value <= 172
        || value >= 174 && value <= 255;
  }
}
