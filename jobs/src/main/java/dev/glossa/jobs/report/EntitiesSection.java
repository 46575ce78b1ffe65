package dev.glossa.jobs.report;

import static j2html.TagCreator.bdi;
import static j2html.TagCreator.div;
import static j2html.TagCreator.each;
import static j2html.TagCreator.small;
import static j2html.TagCreator.span;
import static j2html.TagCreator.text;

import dev.glossa.jobs.report.Charts.Bar;
import dev.glossa.jobs.report.Examples.Example;
import dev.glossa.jobs.report.Figures.Data;
import j2html.tags.DomContent;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;

/** What the archive names most often, and where the examples name something. */
final class EntitiesSection {
  private static final int MOST = 20;

  private static final String COUNTS =
      """
      SELECT label, substring(text, 1, 80) AS text, count(*) AS times
      FROM entities WHERE model = (SELECT min(model) FROM entities)
      GROUP BY label, substring(text, 1, 80) ORDER BY times DESC, label, text LIMIT %d
      """;

  private static final String EXAMPLES =
      """
      SELECT key, model, begin, end, substring(text, 1, 200) AS text, label,
        CAST(score AS DOUBLE) AS score
      FROM %2$s WHERE begin < %1$d AND model = (SELECT min(model) FROM %2$s)
      ORDER BY place, begin
      """;

  private EntitiesSection() {}

  static List<DomContent> draw(Scene scene) {
    return List.of(counts(scene), examples(scene));
  }

  private static DomContent counts(Scene scene) {
    Data data = scene.archive().query(String.format(COUNTS, MOST));
    scene.figures().add("entities", data);
    List<String> labels = data.distinct(0);
    List<Bar> bars = new ArrayList<>();
    for (Row row : data.rows()) {
      bars.add(
          new Bar(
              0,
              (bars.size() + 1) + ". " + Words.line(row.getString(1), 18),
              row.getLong(2),
              String.format(
                  "%s (%s): %s times",
                  Words.line(row.getString(1), 60),
                  Words.line(row.getString(0), 24),
                  Words.count(row.getLong(2)))));
    }
    return Html.picture(
        "entities",
        "Named most often",
        "What the documents name most often, as it stands in them"
            + (labels.isEmpty() ? "." : ": " + Words.line(String.join(", ", labels), 120) + "."),
        Charts.bars("Entities by frequency", bars));
  }

  private static DomContent examples(Scene scene) {
    int most = scene.settings().characters();
    Data data =
        scene.archive().query(String.format(EXAMPLES, most, scene.archive().shown("entities")));
    scene.figures().add("entity_examples", data);
    List<DomContent> documents = new ArrayList<>();
    for (Example example : scene.examples().all()) {
      List<Row> rows =
          data.rows().stream().filter(row -> row.getString(0).equals(example.key())).toList();
      if (!rows.isEmpty()) {
        documents.add(Html.panel(Html.name(example), marked(example.text(), rows)));
      }
    }
    return Html.picture(
        "entity_examples",
        "Entities in the examples",
        "What the model takes for a name is marked, with its label behind it.",
        documents.isEmpty()
            ? Html.note("None of the examples names anything.")
            : Html.beside(documents));
  }

  /** A text with its entities, as far as both are there. */
  private static DomContent marked(String text, List<Row> entities) {
    List<DomContent> parts = new ArrayList<>();
    int at = 0;
    for (Row row : entities) {
      int begin = row.getInt(2);
      int end = row.getInt(3);
      if (begin < at || end > text.length()) {
        continue;
      }
      parts.add(text(Words.visible(text.substring(at, begin))));
      String label = Words.line(row.getString(5), 24);
      parts.add(
          span(bdi(Words.visible(text.substring(begin, end))), small(label))
              .withClass("entity")
              .withTitle(label + ": " + Words.percent(row.getDouble(6))));
      at = end;
    }
    parts.add(text(Words.visible(text.substring(at))));
    return div(each(parts.stream())).withClass("quote").attr("dir", "auto");
  }
}
