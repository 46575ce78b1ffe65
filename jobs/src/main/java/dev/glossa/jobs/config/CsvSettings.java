package dev.glossa.jobs.config;

import java.io.Serializable;

/**
 * How separated values are written, as far as a file does not show it.
 *
 * @param quote one sign round cells that need it, or "" where there is none
 * @param escape one sign before a quote inside quotes, the quote itself where it is doubled, or
 *     {@link #AUTO}; without quotes, before a letter that stands for a control sign
 * @param separator one sign between cells, or {@link #AUTO}
 * @param encoding a charset's name, or {@link #AUTO}: what the file's mark says, else UTF-8
 * @param header whether the first row names the columns; else they are {@code _c0}, {@code _c1},
 *     ...
 */
public record CsvSettings(
    String quote, String escape, String separator, String encoding, boolean header)
    implements Serializable {
  /** The word for what the file itself shows. */
  public static final String AUTO = "auto";

  /** The defaults in the jar. */
  public static final CsvSettings DEFAULTS = new CsvSettings("\"", AUTO, AUTO, AUTO, true);

  /** Whether the encoding is left to the file. */
  public boolean isAutoEncoding() {
    return encoding.equals(AUTO);
  }
}
