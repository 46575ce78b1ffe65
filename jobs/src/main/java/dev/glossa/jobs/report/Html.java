package dev.glossa.jobs.report;

import static j2html.TagCreator.a;
import static j2html.TagCreator.bdi;
import static j2html.TagCreator.div;
import static j2html.TagCreator.each;
import static j2html.TagCreator.figcaption;
import static j2html.TagCreator.figure;
import static j2html.TagCreator.h3;
import static j2html.TagCreator.p;
import static j2html.TagCreator.span;
import static j2html.TagCreator.table;
import static j2html.TagCreator.tbody;
import static j2html.TagCreator.td;
import static j2html.TagCreator.text;
import static j2html.TagCreator.th;
import static j2html.TagCreator.thead;
import static j2html.TagCreator.tr;

import dev.glossa.jobs.report.Examples.Example;
import j2html.tags.DomContent;
import java.util.List;
import java.util.stream.IntStream;

/** The parts that the page is put together from. The builder escapes every text. */
final class Html {

  private static final int NAME = 48;

  private Html() {}

  /**
   * A picture with its heading, its explanation and the file of its numbers.
   *
   * @param name of the figure and of its file
   * @param caption what one sees, in plain sentences
   */
  static DomContent picture(String name, String heading, String caption, DomContent... body) {
    return figure(
            h3(heading),
            each(body),
            figcaption(
                text(caption + " "),
                a("Numbers: " + name + ".csv").withHref("figures/" + name + ".csv")))
        .withId("figure-" + name);
  }

  /** Something wider than a phone, which scrolls within its own box. */
  static DomContent scroll(DomContent... wide) {
    return div(each(wide)).withClass("scroll").attr("tabindex", "0");
  }

  /** Things side by side where there is room. */
  static DomContent beside(List<DomContent> items) {
    return div(each(items.stream())).withClass("beside");
  }

  /** A thing with a small title over it. */
  static DomContent panel(DomContent title, DomContent... body) {
    return div(p(title).withClass("title"), each(body)).withClass("panel");
  }

  /** A sentence in place of what cannot be shown. */
  static DomContent note(String sentence) {
    return p(sentence).withClass("note");
  }

  /** A text of someone else on one line, kept apart from the page's own direction. */
  static DomContent name(String text) {
    return name(text, NAME);
  }

  /** The same, cut after so many code points. */
  static DomContent name(String text, int most) {
    return bdi(Words.line(text, most));
  }

  /** A document's name with its language. */
  static DomContent name(Example example) {
    return span(
            name(example.id()), text(" "), span(Words.line(example.language(), 8)).withClass("tag"))
        .withTitle(Words.line(example.source(), 200));
  }

  /** A text of someone else as it stands, in its language, cut after so many characters. */
  static DomContent quote(String text, String language, int most) {
    var quote =
        div(Words.shorten(Words.visible(text), most)).withClass("quote").attr("dir", "auto");
    return language.matches("[a-z]{2,3}") ? quote.withLang(language) : quote;
  }

  /** A token in its box; a very long one is cut, its whole is in the title. */
  static DomContent chip(String style, String token, DomContent below, String title) {
    return span(bdi(Words.shorten(token, 24)), below).withClass(style).withTitle(title);
  }

  /** What the colours of a chart stand for, from series 0. */
  static DomContent legend(List<String> series) {
    return p(each(
            IntStream.range(0, series.size())
                .mapToObj(
                    i ->
                        span(
                            span().withClass("swatch b" + Ink.series(i).ordinal()),
                            name(series.get(i))))))
        .withClass("legend");
  }

  /** A table; cells may hold texts (shown as they are) or parts of the page. */
  static DomContent rows(List<String> heads, List<List<Object>> rows) {
    return scroll(
        table(
            thead(
                tr(
                    each(
                        IntStream.range(0, heads.size())
                            .mapToObj(
                                i ->
                                    th(heads.get(i))
                                        .attr("scope", "col")
                                        .withCondClass(
                                            rows.stream().allMatch(row -> isNumber(row.get(i))),
                                            "number"))))),
            tbody(each(rows, row -> tr(each(row, Html::cell))))));
  }

  private static DomContent cell(Object value) {
    return value instanceof DomContent content
        ? td(content)
        : td(String.valueOf(value)).withCondClass(isNumber(value), "number");
  }

  private static boolean isNumber(Object value) {
    return value instanceof String text && text.matches("[-–0-9.,\u00A0%]+");
  }
}
