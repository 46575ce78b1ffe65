package dev.glossa.jobs.report;

import static j2html.TagCreator.div;
import static j2html.TagCreator.each;
import static j2html.TagCreator.p;
import static j2html.TagCreator.text;

import dev.glossa.jobs.report.Charts.Bar;
import dev.glossa.jobs.report.Examples.Example;
import dev.glossa.jobs.report.Figures.Data;
import j2html.tags.DomContent;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleFunction;
import org.apache.spark.sql.Row;

/** Documents beside their summaries, and how much shorter those are. */
final class SummarySection {

  private static final String MEANS =
      """
      SELECT d.language, s.strategy, count(*) AS summaries,
        sum(s.output_tokens) / sum(s.input_tokens) AS compression,
        CAST(sum(CAST(s.coverage AS DECIMAL(20, 10))) AS DOUBLE) / count(*) AS coverage,
        sum(CAST(s.truncated AS INT)) AS truncated
      FROM summaries s JOIN documents d USING (key)
      WHERE d.language IN (
        SELECT language FROM documents GROUP BY language ORDER BY count(*) DESC, language LIMIT 6)
      GROUP BY d.language, s.strategy HAVING sum(s.input_tokens) > 0
      ORDER BY d.language, s.strategy LIMIT 48
      """;

  private static final String EXAMPLES =
      """
      SELECT key, model, strategy, substring(summary, 1, %1$d) AS summary, chunks, rounds,
        input_tokens, output_tokens, truncated, CAST(coverage AS DOUBLE) AS coverage, finish_reason
      FROM %2$s ORDER BY place, strategy, model
      """;

  private SummarySection() {}

  static List<DomContent> draw(Scene scene) {
    List<DomContent> parts = new ArrayList<>();
    parts.add(means(scene));
    parts.add(examples(scene));
    return parts;
  }

  private static DomContent means(Scene scene) {
    Data data = scene.archive().query(MEANS);
    scene.figures().add("summary_measures", data);
    List<String> strategies = data.distinct(1);
    return Html.picture(
        "summary_measures",
        "Compression and coverage",
        "Compression is the summaries' tokens as a share of the documents'; coverage is the share"
            + " of a document's text that reached the model before it wrote, on average.",
        Html.legend(strategies),
        Html.beside(
            List.of(
                Html.panel(
                    text("compression"),
                    Charts.bars("Compression", bars(data, strategies, 3, Words::percent))),
                Html.panel(
                    text("coverage"),
                    Charts.bars("Coverage", bars(data, strategies, 4, Words::percent))))));
  }

  private static List<Bar> bars(
      Data data, List<String> strategies, int column, DoubleFunction<String> format) {
    List<Bar> bars = new ArrayList<>();
    for (Row row : data.rows()) {
      String language = Words.line(row.getString(0), 12);
      bars.add(
          new Bar(
              strategies.indexOf(row.getString(1)),
              language,
              row.getDouble(column),
              String.format(
                  "%s, %s: %s (%s summaries)",
                  Words.line(row.getString(1), 24),
                  language,
                  format.apply(row.getDouble(column)),
                  Words.count(row.getLong(2)))));
    }
    return bars;
  }

  private static DomContent examples(Scene scene) {
    int most = scene.settings().characters();
    Data data =
        scene.archive().query(String.format(EXAMPLES, most, scene.archive().shown("summaries")));
    scene.figures().add("summary_examples", data);
    List<DomContent> documents = new ArrayList<>();
    for (Example example : scene.examples().all()) {
      List<DomContent> summaries = new ArrayList<>();
      for (Row row : data.rows()) {
        if (row.getString(0).equals(example.key())) {
          summaries.add(
              Html.panel(
                  text(Words.line(row.getString(2), 24)),
                  Html.quote(row.getString(3), example.language(), most),
                  p(measures(row)).withClass("note")));
        }
      }
      if (!summaries.isEmpty()) {
        documents.add(
            Html.beside(
                List.of(
                    Html.panel(
                        Html.name(example),
                        Html.quote(example.text(), example.language(), most),
                        p(Words.count(example.characters()) + " characters").withClass("note")),
                    div(each(summaries.stream())))));
      }
    }
    return Html.picture(
        "summary_examples",
        "Documents and their summaries",
        "On one side the beginning of a document, on the other what became of it. Abstractive"
            + " summaries are written by a model, extractive ones are sentences of the document.",
        documents.isEmpty()
            ? Html.note("None of the examples has a summary.")
            : div(each(documents.stream())));
  }

  private static String measures(Row row) {
    return String.format(
        "%s, %s: %s of %s tokens, coverage %s, %s%s",
        Words.line(row.getString(1), 30),
        row.getInt(4) == 1 ? "1 part" : row.getInt(4) + " parts",
        Words.count(row.getInt(7)),
        Words.count(row.getInt(6)),
        Words.percent(row.getDouble(9)),
        Words.line(row.getString(10), 20),
        row.getBoolean(8) ? ", truncated" : "");
  }
}
