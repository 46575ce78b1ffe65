package dev.glossa.jobs.corpus;

/**
 * How a file of separated values is written, all signs as bytes of UTF-8.
 *
 * @param separator between cells
 * @param quote round a cell that holds separators or line ends, or {@link #NONE}
 * @param escape before a quote, and before itself, inside quotes; {@link #NONE} where a quote is
 *     doubled instead. Without quotes, before a letter that stands for a control sign: {@code \t},
 *     {@code \n}, {@code \r}
 * @param lineEnd LF, before which a CR may stand, or CR alone
 */
record CsvDialect(byte separator, int quote, int escape, byte lineEnd) {
  /** No sign at all. */
  static final int NONE = -1;

  /** RFC 4180's. */
  static final CsvDialect RFC_4180 = new CsvDialect((byte) ',', '"', NONE, (byte) '\n');

  CsvDialect withSeparator(byte separator) {
    return new CsvDialect(separator, quote, escape, lineEnd);
  }

  CsvDialect withQuoting(int quote, int escape) {
    return new CsvDialect(separator, quote, escape, lineEnd);
  }

  CsvDialect withLineEnd(byte lineEnd) {
    return new CsvDialect(separator, quote, escape, lineEnd);
  }

  /** Whether backslashes and letters stand for control signs, in cells without quotes. */
  boolean hasLetters() {
    return quote == NONE && escape != NONE;
  }
}
