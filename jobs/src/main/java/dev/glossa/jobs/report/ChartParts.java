package dev.glossa.jobs.report;

import java.awt.Graphics2D;
import java.awt.Paint;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Rectangle2D;
import java.util.List;
import org.jfree.chart.axis.AxisState;
import org.jfree.chart.axis.CategoryAxis;
import org.jfree.chart.axis.SymbolAxis;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.plot.CrosshairState;
import org.jfree.chart.plot.PlotRenderingInfo;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.PaintScale;
import org.jfree.chart.renderer.category.BarRenderer;
import org.jfree.chart.renderer.category.CategoryItemRendererState;
import org.jfree.chart.renderer.category.StandardBarPainter;
import org.jfree.chart.renderer.xy.XYBlockRenderer;
import org.jfree.chart.renderer.xy.XYItemRendererState;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.data.category.CategoryDataset;
import org.jfree.data.xy.XYDataset;

/**
 * JFreeChart's renderers and axes, each telling the {@link SvgCanvas} what it is about to draw: the
 * tooltip of the mark, or that labels end where they stand.
 */
final class ChartParts {

  private ChartParts() {}

  /** Bars; the title of row and column is {@code titles[row][column]}. */
  static final class TitledBars extends BarRenderer {

    private final String[][] titles;

    TitledBars(String[][] titles) {
      this.titles = titles;
      setBarPainter(new StandardBarPainter());
      setShadowVisible(false);
      setItemMargin(0.05);
      // A bar of length 0 still has a tooltip to show.
      setMinimumBarLength(1);
      for (int row = 0; row < titles.length; row++) {
        setSeriesPaint(row, Ink.series(row).color());
      }
    }

    @Override
    public void drawItem(
        Graphics2D g2,
        CategoryItemRendererState state,
        Rectangle2D dataArea,
        CategoryPlot plot,
        CategoryAxis domainAxis,
        ValueAxis rangeAxis,
        CategoryDataset dataset,
        int row,
        int column,
        int pass) {
      SvgCanvas canvas = (SvgCanvas) g2;
      canvas.mark(titles[row][column]);
      super.drawItem(g2, state, dataArea, plot, domainAxis, rangeAxis, dataset, row, column, pass);
      canvas.endMark();
    }
  }

  /** Cells, coloured by their heat. */
  static final class TitledCells extends XYBlockRenderer {

    private final transient List<Charts.Cell> cells;

    TitledCells(List<Charts.Cell> cells) {
      this.cells = cells;
      setPaintScale(new Heat());
    }

    @Override
    public void drawItem(
        Graphics2D g2,
        XYItemRendererState state,
        Rectangle2D dataArea,
        PlotRenderingInfo info,
        XYPlot plot,
        ValueAxis domainAxis,
        ValueAxis rangeAxis,
        XYDataset dataset,
        int series,
        int item,
        CrosshairState crosshair,
        int pass) {
      SvgCanvas canvas = (SvgCanvas) g2;
      canvas.mark(cells.get(item).title());
      super.drawItem(
          g2,
          state,
          dataArea,
          info,
          plot,
          domainAxis,
          rangeAxis,
          dataset,
          series,
          item,
          crosshair,
          pass);
      canvas.endMark();
    }
  }

  /** Heat as opacity, so that nothing is the colour of the page. */
  private static final class Heat implements PaintScale {

    @Override
    public double getLowerBound() {
      return -1;
    }

    @Override
    public double getUpperBound() {
      return 1;
    }

    @Override
    public Paint getPaint(double value) {
      return (value < 0 ? Ink.COOL : Ink.WARM).color(Math.abs(value));
    }
  }

  /** Round points. */
  static final class TitledPoints extends XYLineAndShapeRenderer {

    private final transient List<Charts.Point> points;

    TitledPoints(List<Charts.Point> points, double radius) {
      super(false, true);
      this.points = points;
      setAutoPopulateSeriesShape(false);
      setDefaultShape(new Ellipse2D.Double(-radius, -radius, 2 * radius, 2 * radius));
    }

    @Override
    public Paint getItemPaint(int row, int column) {
      return Ink.series(points.get(column).series()).color();
    }

    @Override
    public void drawItem(
        Graphics2D g2,
        XYItemRendererState state,
        Rectangle2D dataArea,
        PlotRenderingInfo info,
        XYPlot plot,
        ValueAxis domainAxis,
        ValueAxis rangeAxis,
        XYDataset dataset,
        int series,
        int item,
        CrosshairState crosshair,
        int pass) {
      SvgCanvas canvas = (SvgCanvas) g2;
      canvas.mark(points.get(item).title());
      super.drawItem(
          g2,
          state,
          dataArea,
          info,
          plot,
          domainAxis,
          rangeAxis,
          dataset,
          series,
          item,
          crosshair,
          pass);
      canvas.endMark();
    }
  }

  /** Names at the left of bars. */
  static final class RightAlignedCategories extends CategoryAxis {

    @Override
    public AxisState draw(
        Graphics2D g2,
        double cursor,
        Rectangle2D plotArea,
        Rectangle2D dataArea,
        RectangleEdge edge,
        PlotRenderingInfo info) {
      ((SvgCanvas) g2).alignRight(true);
      AxisState state = super.draw(g2, cursor, plotArea, dataArea, edge, info);
      ((SvgCanvas) g2).alignRight(false);
      return state;
    }
  }

  /** Names at the left of a heat map. */
  static final class RightAlignedSymbols extends SymbolAxis {

    RightAlignedSymbols(List<String> names) {
      super(null, names.toArray(String[]::new));
    }

    @Override
    public AxisState draw(
        Graphics2D g2,
        double cursor,
        Rectangle2D plotArea,
        Rectangle2D dataArea,
        RectangleEdge edge,
        PlotRenderingInfo info) {
      ((SvgCanvas) g2).alignRight(true);
      AxisState state = super.draw(g2, cursor, plotArea, dataArea, edge, info);
      ((SvgCanvas) g2).alignRight(false);
      return state;
    }
  }
}
