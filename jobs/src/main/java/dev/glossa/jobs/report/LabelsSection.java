package dev.glossa.jobs.report;

import dev.glossa.jobs.report.Charts.Bar;
import dev.glossa.jobs.report.Examples.Example;
import dev.glossa.jobs.report.Figures.Data;
import j2html.tags.DomContent;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;

/** Which labels the documents have, and how sure the model is of those of the examples. */
final class LabelsSection {
  private static final int MOST = 16;

  private static final String COUNTS =
      """
      SELECT label, count(*) AS documents,
        CAST(sum(CAST(score AS DECIMAL(20, 10))) AS DOUBLE) / count(*) AS score
      FROM labels WHERE model = (SELECT min(model) FROM labels)
      GROUP BY label ORDER BY documents DESC, label LIMIT %d
      """;

  private static final String SCORES =
      """
      WITH each AS (
        SELECT key, model, place, explode(scores) AS (label, score) FROM %2$s
      ), ranked AS (
        SELECT *, row_number() OVER (PARTITION BY key, model ORDER BY score DESC, label) AS rank
        FROM each
      )
      SELECT key, model, label, CAST(score AS DOUBLE) AS score FROM ranked
      WHERE rank <= %1$d AND model = (SELECT min(model) FROM %2$s) ORDER BY place, rank
      """;

  private LabelsSection() {}

  static List<DomContent> draw(Scene scene) {
    return List.of(counts(scene), scores(scene));
  }

  private static DomContent counts(Scene scene) {
    Data data = scene.archive().query(String.format(COUNTS, MOST));
    scene.figures().add("labels", data);
    List<Bar> bars = new ArrayList<>();
    for (Row row : data.rows()) {
      bars.add(
          new Bar(
              0,
              Words.line(row.getString(0), 20),
              row.getLong(1),
              String.format(
                  "%s: %s documents, mean score %s",
                  Words.line(row.getString(0), 60),
                  Words.count(row.getLong(1)),
                  Words.real(row.getDouble(2)))));
    }
    return Html.picture(
        "labels",
        "Labels of the archive",
        "How many documents have each label: the one with the largest score.",
        Charts.bars("Documents by label", bars));
  }

  private static DomContent scores(Scene scene) {
    Data data = scene.archive().query(String.format(SCORES, MOST, scene.archive().shown("labels")));
    scene.figures().add("label_scores", data);
    double most = data.rows().stream().mapToDouble(row -> row.getDouble(3)).max().orElse(1);
    List<DomContent> documents = new ArrayList<>();
    for (Example example : scene.examples().all()) {
      List<Bar> bars = new ArrayList<>();
      for (Row row : data.rows()) {
        if (row.getString(0).equals(example.key())) {
          bars.add(
              new Bar(
                  0,
                  (bars.size() + 1) + ". " + Words.line(row.getString(2), 18),
                  // A regression's number may be negative, a bar's length may not.
                  Math.max(0, row.getDouble(3)),
                  Words.line(row.getString(2), 60) + ": " + Words.real(row.getDouble(3))));
        }
      }
      if (!bars.isEmpty()) {
        documents.add(
            Html.panel(
                Html.name(example),
                Html.quote(example.text(), example.language(), 160),
                Charts.bars("Scores of the labels", bars, most)));
      }
    }
    return Html.picture(
        "label_scores",
        "Labels of the examples",
        "The score that the model gives each label, the largest first. All bars have the same"
            + " scale.",
        documents.isEmpty()
            ? Html.note("None of the examples has a label.")
            : Html.beside(documents));
  }
}
