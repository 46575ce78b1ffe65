package dev.glossa.jobs.report;

import java.awt.Color;

/**
 * The colours that charts are drawn in, as roles: {@code page.css} says what each looks like by day
 * and by night. The values here only carry the number of the role through the chart library.
 */
enum Ink {
  TEXT,
  GRID,
  /** Heat maps: above zero, more of it where the value is larger. */
  WARM,
  /** Heat maps: below zero. */
  COOL,
  SERIES_0,
  SERIES_1,
  SERIES_2,
  SERIES_3,
  SERIES_4,
  SERIES_5,
  SERIES_6,
  SERIES_7;

  /** How many series can be told apart. */
  static final int SERIES = 8;

  private static final int RED = 201;
  private static final int GREEN = 103;

  /** The colour of a series; after the last one the first again. */
  static Ink series(int number) {
    return values()[SERIES_0.ordinal() + Math.floorMod(number, SERIES)];
  }

  Color color() {
    return new Color(RED, GREEN, ordinal());
  }

  /** The same with an opacity between 0 and 1. */
  Color color(double opacity) {
    int alpha = (int) Math.round(255 * Math.min(1, Math.max(0, opacity)));
    return new Color(RED, GREEN, ordinal(), alpha);
  }

  /**
   * The class for what is filled ({@code f}) or drawn ({@code s}) in a colour.
   *
   * @param svg the colour as written in SVG; {@code none} gives no class
   */
  static String styleClass(String kind, String svg) {
    if (svg.equals("none")) {
      return "";
    }
    String prefix = "rgb(" + RED + "," + GREEN + ",";
    if (!svg.startsWith(prefix)) {
      throw new IllegalStateException(
          "Cannot draw in the colour: " + svg + " (it has no role; use one of Ink)");
    }
    int role = Integer.parseInt(svg.substring(prefix.length(), svg.length() - 1));
    return kind + values()[role].ordinal();
  }
}
