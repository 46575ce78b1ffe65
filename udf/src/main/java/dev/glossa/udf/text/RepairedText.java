package dev.glossa.udf.text;

/**
 * A text that every tokenizer and table can take.
 *
 * @param text without a byte-order mark in front, lone surrogates and NUL
 * @param replaced units that became U+FFFD
 */
public record RepairedText(String text, int replaced) {

  /** Repairs a text. */
  public static RepairedText of(String text) {
    int begin = !text.isEmpty() && text.charAt(0) == '\uFEFF' ? 1 : 0;
    StringBuilder repaired = new StringBuilder(text.length());
    int replaced = 0;
    for (int i = begin; i < text.length(); i++) {
      char unit = text.charAt(i);
      if (Character.isHighSurrogate(unit)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        repaired.append(unit).append(text.charAt(++i));
      } else if (Character.isSurrogate(unit) || unit == 0) {
        repaired.append('\uFFFD');
        replaced++;
      } else {
        repaired.append(unit);
      }
    }
    return new RepairedText(repaired.toString(), replaced);
  }

  /** A name that every table can take, otherwise as it is. */
  public static String name(String name) {
    // A mark in front of a text says how it is written; in front of a name it is a part of it.
    return name.startsWith("\uFEFF") ? "\uFEFF" + of(name).text() : of(name).text();
  }

  /** Whether there is nothing to see in it: white space, control and format characters only. */
  public boolean isBlank() {
    return text.codePoints()
        .allMatch(
            point ->
                Character.isWhitespace(point)
                    || Character.isSpaceChar(point)
                    || Character.isISOControl(point)
                    || Character.getType(point) == Character.FORMAT);
  }
}
