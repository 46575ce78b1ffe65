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
import org.apache.spark.sql.Row;

/** What a model was asked, what it chose, and its answers beside the documents. */
final class AnswersSection {
  private static final int MOST_QUESTIONS = 8;
  private static final int MOST_CHOICES = 12;

  private static final String MEASURES =
      """
      SELECT question, count(*) AS answers, sum(input_tokens) / count(*) AS input_tokens,
        sum(output_tokens) / count(*) AS output_tokens,
        CAST(sum(CAST(coverage AS DECIMAL(20, 10))) AS DOUBLE) / count(*) AS coverage,
        sum(CAST(finish_reason = 'max_length' AS INT)) AS cut
      FROM answers GROUP BY question ORDER BY question LIMIT %d
      """;

  private static final String REASONS =
      """
      SELECT question, finish_reason, count(*) AS answers FROM answers
      GROUP BY question, finish_reason ORDER BY question, finish_reason LIMIT %d
      """;

  private static final String CHOICES =
      """
      WITH counted AS (
        SELECT a.question, a.answer, d.language, count(*) AS documents
        FROM answers a JOIN documents d USING (key)
        WHERE a.finish_reason = 'choice' AND d.language IN (
          SELECT language FROM documents GROUP BY language ORDER BY count(*) DESC, language LIMIT 6)
        GROUP BY a.question, a.answer, d.language
      ), ranked AS (
        SELECT *, dense_rank() OVER (PARTITION BY question ORDER BY total DESC, answer) AS rank
        FROM (SELECT *, sum(documents) OVER (PARTITION BY question, answer) AS total FROM counted)
      )
      SELECT question, answer, language, documents FROM ranked WHERE rank <= %d
      ORDER BY question, rank, language LIMIT %d
      """;

  private static final String EXAMPLES =
      """
      SELECT key, question, sample, chunk, substring(answer, 1, %1$d) AS answer,
        scores[answer] AS score, input_tokens, output_tokens, CAST(coverage AS DOUBLE) AS coverage, finish_reason
      FROM %2$s WHERE sample = 0 AND chunk < 3 ORDER BY place, question, chunk
      """;

  private AnswersSection() {}

  static List<DomContent> draw(Scene scene) {
    return List.of(measures(scene), choices(scene), examples(scene));
  }

  private static DomContent measures(Scene scene) {
    Data data = scene.archive().query(String.format(MEASURES, MOST_QUESTIONS));
    scene.figures().add("answers", data);
    List<List<Object>> rows = new ArrayList<>();
    for (Row row : data.rows()) {
      rows.add(
          List.of(
              Words.line(row.getString(0), 40),
              Words.count(row.getLong(1)),
              Words.real(row.getDouble(2)),
              Words.real(row.getDouble(3)),
              Words.percent(row.getDouble(4)),
              Words.count(row.getLong(5))));
    }
    Data reasons = scene.archive().query(String.format(REASONS, 6 * MOST_QUESTIONS));
    scene.figures().add("answer_ends", reasons);
    List<String> kinds = reasons.distinct(1);
    List<Bar> bars = new ArrayList<>();
    for (Row row : reasons.rows()) {
      bars.add(
          new Bar(
              kinds.indexOf(row.getString(1)),
              Words.line(row.getString(0), 20),
              row.getLong(2),
              String.format(
                  "%s, %s: %s answers",
                  Words.line(row.getString(0), 40),
                  Words.line(row.getString(1), 20),
                  Words.count(row.getLong(2)))));
    }
    return Html.picture(
        "answers",
        "Questions",
        "Answers to each question: their tokens and the share of the document that was read, on"
            + " average, how many were cut at their length limit, and why the answers ended.",
        Html.rows(
            List.of("question", "answers", "tokens read", "tokens written", "coverage", "cut"),
            rows),
        Html.legend(kinds),
        Charts.bars("How answers ended", bars));
  }

  private static DomContent choices(Scene scene) {
    Data data =
        scene
            .archive()
            .query(String.format(CHOICES, MOST_CHOICES, MOST_QUESTIONS * MOST_CHOICES * 6));
    scene.figures().add("answer_choices", data);
    List<String> languages = data.distinct(2).stream().sorted().toList();
    List<DomContent> panels = new ArrayList<>();
    for (String question : data.distinct(0).stream().limit(MOST_QUESTIONS).toList()) {
      List<Bar> bars = new ArrayList<>();
      for (Row row : data.rows()) {
        if (row.getString(0).equals(question)) {
          bars.add(
              new Bar(
                  languages.indexOf(row.getString(2)),
                  Words.line(row.getString(1), 20),
                  row.getLong(3),
                  String.format(
                      "%s, %s: %s documents",
                      Words.line(row.getString(1), 40),
                      Words.line(row.getString(2), 12),
                      Words.count(row.getLong(3)))));
        }
      }
      panels.add(
          Html.panel(text(Words.line(question, 40)), Charts.bars("Documents by answer", bars)));
    }
    return Html.picture(
        "answer_choices",
        "Choices of the archive",
        "How many documents got each of the answers that a question allows, by language.",
        panels.isEmpty()
            ? Html.note("No question has choices.")
            : div(Html.legend(languages), Html.beside(panels)));
  }

  private static DomContent examples(Scene scene) {
    int most = scene.settings().characters();
    Data data =
        scene.archive().query(String.format(EXAMPLES, most, scene.archive().shown("answers")));
    scene.figures().add("answer_examples", data);
    List<DomContent> documents = new ArrayList<>();
    for (Example example : scene.examples().all()) {
      List<DomContent> answers = new ArrayList<>();
      for (Row row : data.rows()) {
        if (row.getString(0).equals(example.key())) {
          answers.add(
              Html.panel(
                  text(Words.line(row.getString(1), 40)),
                  row.getString(4).isEmpty()
                      ? Html.note("(empty)")
                      : Html.quote(row.getString(4), example.language(), most),
                  p(measuresOf(row)).withClass("note")));
        }
      }
      if (!answers.isEmpty()) {
        documents.add(
            Html.beside(
                List.of(
                    Html.panel(
                        Html.name(example), Html.quote(example.text(), example.language(), most)),
                    div(each(answers.stream())))));
      }
    }
    return Html.picture(
        "answer_examples",
        "Documents and answers",
        "On one side the beginning of a document, on the other what the model answered.",
        documents.isEmpty()
            ? Html.note("None of the examples has an answer.")
            : div(each(documents.stream())));
  }

  private static String measuresOf(Row row) {
    return !row.isNullAt(5)
        ? "probability " + Words.percent(row.getFloat(5))
        : String.format(
            "%s tokens read, %s written, coverage %s, %s",
            Words.count(row.getInt(6)),
            Words.count(row.getInt(7)),
            Words.percent(row.getDouble(8)),
            Words.line(row.getString(9), 20));
  }
}
