package dev.glossa.udf.task;

import java.util.Locale;

/** The way in which a summary is made. */
public enum SummaryStrategy {
  /** A model writes it. */
  ABSTRACTIVE,
  /** It is made of the document's own sentences. */
  EXTRACTIVE;

  /** The name that settings and tables know it by. */
  public String text() {
    return switch (this) {
      case ABSTRACTIVE -> "abstractive";
      case EXTRACTIVE -> "extractive";
    };
  }

  /**
   * The strategy of that name.
   *
   * @throws IllegalArgumentException when there is none
   */
  public static SummaryStrategy of(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT));
  }
}
