package dev.glossa.jobs.report;

import static j2html.TagCreator.tag;

import j2html.tags.ContainerTag;
import j2html.tags.DomContent;
import java.awt.Shape;
import java.util.Set;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.batik.svggen.DOMGroupManager;
import org.apache.batik.svggen.SVGGeneratorContext;
import org.apache.batik.svggen.SVGGraphics2D;
import org.apache.batik.svggen.SVGShape;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * A surface that a chart draws on and that becomes SVG elements of the page.
 *
 * <p>It differs from Batik's in three ways. A shape drawn while a {@linkplain #mark mark} is open
 * carries that mark's words as its tooltip. A colour of {@link Ink} becomes a class, so that the
 * page's style decides about light and dark. A text keeps its middle (or its right end) where the
 * chart put it, because the reader's font is not the one that was measured here.
 */
final class SvgCanvas extends SVGGraphics2D {

  private static final String SVG = "http://www.w3.org/2000/svg";

  /** Attributes that carry the drawing; Batik writes many more, with the defaults of SVG. */
  private static final Set<String> GEOMETRY =
      Set.of(
          "x",
          "y",
          "width",
          "height",
          "d",
          "x1",
          "y1",
          "x2",
          "y2",
          "cx",
          "cy",
          "r",
          "rx",
          "ry",
          "points",
          "transform",
          "text-anchor");

  private final int width;
  private final int height;
  private final TitledShapes shapes;
  private boolean rightAligned;

  /**
   * An empty surface.
   *
   * @param width in CSS pixels
   * @param height in CSS pixels
   */
  SvgCanvas(int width, int height) {
    super(context(), false);
    this.width = width;
    this.height = height;
    this.shapes = new TitledShapes(getGeneratorContext());
    this.shapeConverter = shapes;
  }

  private static SVGGeneratorContext context() {
    try {
      Document document =
          DocumentBuilderFactory.newDefaultNSInstance().newDocumentBuilder().newDocument();
      SVGGeneratorContext context = SVGGeneratorContext.createDefault(document);
      context.setPrecision(2);
      return context;
    } catch (ParserConfigurationException e) {
      throw new IllegalStateException("Cannot make an empty XML document", e);
    }
  }

  /** Shapes from now on carry these words as tooltip, until {@link #endMark}. */
  void mark(String title) {
    shapes.title = title;
  }

  void endMark() {
    shapes.title = null;
  }

  /** Texts from now on keep their right end in place, not their middle. */
  void alignRight(boolean right) {
    rightAligned = right;
  }

  /** Draws an outline, but not that of a mark: marks are filled only. */
  @Override
  public void draw(Shape shape) {
    if (shapes.title == null) {
      super.draw(shape);
    }
  }

  @Override
  public void drawString(String text, float x, float y) {
    float measured = getFontMetrics(getFont()).stringWidth(text);
    Element element = getDOMFactory().createElementNS(SVG, "text");
    float anchor = x + (rightAligned ? measured : measured / 2);
    element.setAttribute("x", getGeneratorContext().doubleString(anchor));
    element.setAttribute("y", getGeneratorContext().doubleString(y));
    element.setAttribute("text-anchor", rightAligned ? "end" : "middle");
    element.setTextContent(text);
    getDOMGroupManager().addElement(element, DOMGroupManager.FILL);
  }

  /**
   * What was drawn.
   *
   * @param label what the picture is, for those who do not see it
   */
  DomContent svg(String label) {
    ContainerTag<?> svg =
        tag("svg")
            .attr("viewBox", "0 0 " + width + " " + height)
            .attr("width", width)
            .attr("height", height)
            .attr("role", "img")
            .attr("aria-label", label);
    copyChildren(getTopLevelGroup(), svg, new Pen("none", "none", "1"));
    return svg;
  }

  private static void copyChildren(Element from, ContainerTag<?> to, Pen pen) {
    for (Node child = from.getFirstChild(); child != null; child = child.getNextSibling()) {
      if (child instanceof Element element) {
        copy(element, to, pen.within(element));
      }
    }
  }

  private static void copy(Element element, ContainerTag<?> to, Pen pen) {
    String name = element.getTagName();
    if (name.equals("defs")) {
      return; // Clip paths: nothing here is drawn outside its plot.
    }
    boolean group = name.equals("g");
    if (group && !element.hasAttribute("transform")) {
      copyChildren(element, to, pen);
      return;
    }
    ContainerTag<?> copy = tag(name);
    for (int i = 0; i < element.getAttributes().getLength(); i++) {
      Node attribute = element.getAttributes().item(i);
      if (GEOMETRY.contains(attribute.getNodeName())) {
        copy.attr(attribute.getNodeName(), attribute.getNodeValue());
      }
    }
    if (name.equals("title")) {
      copy.withText(element.getTextContent());
    } else if (name.equals("text")) {
      pen.mark(copy).withText(element.getTextContent());
    } else {
      copyChildren(element, group ? copy : pen.mark(copy), pen);
    }
    to.with(copy);
  }

  /** What an element is filled and drawn with, its own or that of the groups around it. */
  private record Pen(String fill, String stroke, String opacity) {

    Pen within(Element element) {
      return new Pen(
          own(element, "fill", fill),
          own(element, "stroke", stroke),
          own(element, "fill-opacity", opacity));
    }

    private static String own(Element element, String name, String inherited) {
      return element.hasAttribute(name) ? element.getAttribute(name) : inherited;
    }

    ContainerTag<?> mark(ContainerTag<?> tag) {
      String classes = (Ink.styleClass("f", fill) + " " + Ink.styleClass("s", stroke)).trim();
      tag.withClass(classes);
      if (!opacity.equals("1") && !fill.equals("none")) {
        tag.attr("fill-opacity", opacity);
      }
      return tag;
    }
  }

  /** Batik's conversion of shapes, with a tooltip inside each. */
  private static final class TitledShapes extends SVGShape {

    private String title;

    TitledShapes(SVGGeneratorContext context) {
      super(context);
    }

    @Override
    public Element toSVG(Shape shape) {
      Element element = super.toSVG(shape);
      if (element != null && title != null) {
        Element tooltip = element.getOwnerDocument().createElementNS(SVG, "title");
        tooltip.setTextContent(title);
        element.appendChild(tooltip);
      }
      return element;
    }
  }
}
