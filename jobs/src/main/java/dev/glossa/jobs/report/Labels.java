package dev.glossa.jobs.report;

import java.awt.Font;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import org.jfree.chart.annotations.XYTextAnnotation;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.ui.TextAnchor;
import org.jfree.data.Range;

/** Words beside the points of a plane, placed so that they do not cover each other. */
final class Labels {

  private static final int LINE = 14;
  private static final int GAP = 6;

  private Labels() {}

  /** A side of a point: where the middle of the label is, in label widths and heights. */
  private enum Side {
    ABOVE(0, -1, TextAnchor.BOTTOM_CENTER),
    BELOW(0, 1, TextAnchor.TOP_CENTER),
    RIGHT(1, 0, TextAnchor.CENTER_LEFT),
    LEFT(-1, 0, TextAnchor.CENTER_RIGHT);

    private final int x;
    private final int y;
    private final TextAnchor anchor;

    Side(int x, int y, TextAnchor anchor) {
      this.x = x;
      this.y = y;
      this.anchor = anchor;
    }

    Rectangle2D box(double pointX, double pointY, double width) {
      double middleX = pointX + x * (GAP + width / 2);
      double middleY = pointY + y * (GAP + LINE / 2.0);
      return new Rectangle2D.Double(middleX - width / 2, middleY - LINE / 2.0, width, LINE);
    }
  }

  /**
   * Adds a label for each point that has one, on the first side where it is free.
   *
   * @param width of the plot in pixels, about
   * @param height of the plot in pixels, about
   */
  static void place(
      XYPlot plot, List<Charts.Point> points, Font font, double width, double height) {
    Range across = plot.getDomainAxis().getRange();
    Range up = plot.getRangeAxis().getRange();
    double perX = across.getLength() / width;
    double perY = up.getLength() / height;
    List<Rectangle2D> taken = new ArrayList<>();
    for (Charts.Point point : points) {
      taken.add(
          new Rectangle2D.Double(
              (point.x() - across.getLowerBound()) / perX - 3,
              (up.getUpperBound() - point.y()) / perY - 3,
              6,
              6));
    }
    for (Charts.Point point : points) {
      if (point.label().isEmpty()) {
        continue;
      }
      double x = (point.x() - across.getLowerBound()) / perX;
      double y = (up.getUpperBound() - point.y()) / perY;
      double size = Charts.width(point.label());
      Side free = Side.ABOVE;
      for (Side side : Side.values()) {
        if (taken.stream().noneMatch(side.box(x, y, size)::intersects)) {
          free = side;
          break;
        }
      }
      taken.add(free.box(x, y, size));
      XYTextAnnotation text =
          new XYTextAnnotation(
              point.label(),
              point.x() + free.x * (GAP - 1) * perX,
              point.y() - free.y * (GAP - 2) * perY);
      text.setTextAnchor(free.anchor);
      text.setFont(font);
      text.setPaint(Ink.TEXT.color());
      plot.addAnnotation(text);
    }
  }
}
