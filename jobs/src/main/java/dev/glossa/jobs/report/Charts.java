package dev.glossa.jobs.report;

import dev.glossa.jobs.report.ChartParts.RightAlignedCategories;
import dev.glossa.jobs.report.ChartParts.RightAlignedSymbols;
import dev.glossa.jobs.report.ChartParts.TitledBars;
import dev.glossa.jobs.report.ChartParts.TitledCells;
import dev.glossa.jobs.report.ChartParts.TitledPoints;
import j2html.tags.DomContent;
import java.awt.Font;
import java.awt.geom.Rectangle2D;
import java.util.List;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.Axis;
import org.jfree.chart.axis.AxisLocation;
import org.jfree.chart.axis.AxisSpace;
import org.jfree.chart.axis.CategoryAxis;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.SymbolAxis;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.plot.Plot;
import org.jfree.chart.plot.PlotOrientation;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.text.TextUtils;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.data.category.DefaultCategoryDataset;
import org.jfree.data.xy.DefaultXYZDataset;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/** The three kinds of chart on the page, each laid out by JFreeChart; every mark has a tooltip. */
final class Charts {

  static {
    // A chart needs fonts and shapes but no screen: AWT must not look for one.
    if (System.getProperty("java.awt.headless") == null) {
      System.setProperty("java.awt.headless", "true");
    }
    // Upright labels stay text; the way round this is for faults of old virtual machines.
    TextUtils.setUseDrawRotatedStringWorkaround(false);
  }

  private static final Font FONT = new Font(Font.SANS_SERIF, Font.PLAIN, 12);

  /** Fits a phone beside its margins. */
  private static final int WIDTH = 340;

  /** Half of the page on a wide screen. */
  private static final int SCATTER = 510;

  private static final int SIDE = 44;
  private static final int BAR = 18;
  private static final int AXIS = 22;
  private static final int MARGIN = 12;
  private static final int LABELS = 150;

  private Charts() {}

  /**
   * A bar.
   *
   * @param series which colour it has, from 0
   * @param category its label; bars of one label stand together
   * @param value its length, not negative
   * @param title its tooltip
   */
  record Bar(int series, String category, double value, String title) {}

  /**
   * A cell of a heat map.
   *
   * @param column from 0, left to right
   * @param row from 0, top to bottom
   * @param heat -1 to 1: how much of the warm (below 0 of the cool) colour
   * @param title its tooltip
   */
  record Cell(int column, int row, double heat, String title) {}

  /**
   * A point.
   *
   * @param series which colour it has, from 0
   * @param label a word beside it, or the empty string
   * @param title its tooltip
   */
  record Point(int series, double x, double y, String label, String title) {}

  /** Bars from left to right, in the order given; labels must be short. */
  static DomContent bars(String label, List<Bar> bars) {
    return bars(label, bars, bars.stream().mapToDouble(Bar::value).max().orElse(0));
  }

  /** The same on an axis that ends at a given value, to compare several charts. */
  static DomContent bars(String label, List<Bar> bars, double most) {
    List<String> categories = bars.stream().map(Bar::category).distinct().toList();
    int series = 1 + bars.stream().mapToInt(Bar::series).max().orElse(0);
    String[][] titles = new String[series][categories.size()];
    DefaultCategoryDataset data = new DefaultCategoryDataset();
    // Every series and category gets its place before the values do, so that both keep their order.
    for (int s = 0; s < series; s++) {
      for (String category : categories) {
        data.addValue(null, Integer.valueOf(s), category);
      }
    }
    for (Bar bar : bars) {
      data.addValue(bar.value(), Integer.valueOf(bar.series()), bar.category());
      titles[bar.series()][categories.indexOf(bar.category())] = bar.title();
    }
    NumberAxis values = new NumberAxis();
    values.setRange(0, most > 0 ? most * 1.05 : 1);
    if (bars.stream().allMatch(bar -> bar.value() == Math.rint(bar.value()))) {
      values.setStandardTickUnits(NumberAxis.createIntegerTickUnits());
    }
    plain(values);
    values.setTickLabelInsets(new RectangleInsets(4, 6, 0, 6));
    CategoryAxis names = new RightAlignedCategories();
    plain(names);
    names.setCategoryMargin(0.2);
    names.setLowerMargin(0.02);
    names.setUpperMargin(0.02);
    names.setMaximumCategoryLabelWidthRatio(1f);
    CategoryPlot plot = new CategoryPlot(data, names, values, new TitledBars(titles));
    plot.setOrientation(PlotOrientation.HORIZONTAL);
    plot.setRangeAxisLocation(AxisLocation.BOTTOM_OR_LEFT);
    plot.setRangeGridlinePaint(Ink.GRID.color());
    plain(plot);
    int left = labelSpace(categories);
    plot.setFixedDomainAxisSpace(space(left, 0));
    plot.setFixedRangeAxisSpace(space(0, AXIS));
    int rows = categories.size() * (series == 1 ? 1 : series);
    return draw(label, plot, WIDTH, AXIS + MARGIN + Math.max(2, rows) * BAR);
  }

  /** A grid of cells with a label for every row and column. */
  static DomContent heatMap(
      String label, List<String> columns, List<String> rows, List<Cell> cells, int pixels) {
    double[][] data = new double[3][cells.size()];
    for (int i = 0; i < cells.size(); i++) {
      data[0][i] = cells.get(i).column();
      data[1][i] = cells.get(i).row();
      data[2][i] = cells.get(i).heat();
    }
    DefaultXYZDataset dataset = new DefaultXYZDataset();
    dataset.addSeries("cells", data);
    RightAlignedSymbols down = new RightAlignedSymbols(rows);
    down.setInverted(true);
    boolean upright = columns.stream().mapToInt(Charts::width).max().orElse(0) > pixels;
    // Upright labels end at the cells, level ones stand over the middle of theirs.
    SymbolAxis across =
        upright
            ? new RightAlignedSymbols(columns)
            : new SymbolAxis(null, columns.toArray(String[]::new));
    across.setVerticalTickLabels(upright);
    for (SymbolAxis axis : List.of(across, down)) {
      plain(axis);
      axis.setGridBandsVisible(false);
      axis.setTickMarksVisible(false);
    }
    across.setRange(-0.5, columns.size() - 0.5);
    down.setRange(-0.5, rows.size() - 0.5);
    XYPlot plot = new XYPlot(dataset, across, down, new TitledCells(cells));
    plot.setDomainAxisLocation(AxisLocation.TOP_OR_LEFT);
    plot.setDomainGridlinesVisible(false);
    plot.setRangeGridlinesVisible(false);
    plain(plot);
    int left = labelSpace(rows);
    int top = upright ? labelSpace(columns) : AXIS;
    AxisSpace above = new AxisSpace();
    above.setTop(top);
    plot.setFixedDomainAxisSpace(above);
    plot.setFixedRangeAxisSpace(space(left, 0));
    return draw(
        label, plot, left + MARGIN + columns.size() * pixels, top + MARGIN + rows.size() * pixels);
  }

  /** Points in a plane whose axes mean nothing by themselves. */
  static DomContent scatter(String label, List<Point> points, double radius) {
    XYSeriesCollection data = new XYSeriesCollection();
    XYSeries series = new XYSeries("points", false, true);
    points.forEach(point -> series.add(point.x(), point.y()));
    data.addSeries(series);
    NumberAxis across = new NumberAxis();
    NumberAxis up = new NumberAxis();
    for (NumberAxis axis : List.of(across, up)) {
      plain(axis);
      axis.setAutoRangeIncludesZero(false);
      axis.setLowerMargin(0.08);
      axis.setUpperMargin(0.08);
    }
    XYPlot plot = new XYPlot(data, across, up, new TitledPoints(points, radius));
    plot.setDomainGridlinePaint(Ink.GRID.color());
    plot.setRangeGridlinePaint(Ink.GRID.color());
    plain(plot);
    plot.setFixedDomainAxisSpace(space(0, AXIS));
    plot.setFixedRangeAxisSpace(space(SIDE, 0));
    Labels.place(plot, points, FONT, SCATTER - SIDE, SCATTER * 4 / 5 - AXIS);
    return draw(label, plot, SCATTER, SCATTER * 4 / 5);
  }

  private static DomContent draw(String label, Plot plot, int width, int height) {
    JFreeChart chart = new JFreeChart(null, FONT, plot, false);
    chart.setBackgroundPaint(null);
    chart.setPadding(RectangleInsets.ZERO_INSETS);
    SvgCanvas canvas = new SvgCanvas(width, height);
    chart.draw(canvas, new Rectangle2D.Double(0, 0, width, height));
    return canvas.svg(label);
  }

  private static void plain(Plot plot) {
    plot.setBackgroundPaint(null);
    plot.setOutlineVisible(false);
    plot.setInsets(new RectangleInsets(4, 2, 4, 8));
    plot.setNoDataMessage(null);
  }

  private static void plain(Axis axis) {
    axis.setTickLabelFont(FONT);
    axis.setTickLabelPaint(Ink.TEXT.color());
    axis.setAxisLineVisible(false);
    axis.setTickMarksVisible(false);
  }

  private static AxisSpace space(int left, int bottom) {
    AxisSpace space = new AxisSpace();
    space.setLeft(left);
    space.setBottom(bottom);
    return space;
  }

  /** Enough for the longest label, whatever the reader's font. */
  private static int labelSpace(List<String> labels) {
    return Math.min(LABELS, 10 + labels.stream().mapToInt(Charts::width).max().orElse(0));
  }

  /** About how many pixels a text takes; the font that will be used is not known here. */
  static int width(String text) {
    return text.codePoints().map(c -> c < 0x1100 ? 7 : 12).sum();
  }
}
