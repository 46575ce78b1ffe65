package dev.glossa.jobs.report;

import static j2html.TagCreator.bdi;
import static j2html.TagCreator.div;
import static j2html.TagCreator.each;
import static j2html.TagCreator.span;
import static j2html.TagCreator.text;

import dev.glossa.jobs.report.Charts.Bar;
import dev.glossa.jobs.report.Examples.Example;
import dev.glossa.jobs.report.Figures.Data;
import j2html.tags.DomContent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** What the model expects to come next, and how surprised it is by what came. */
final class NextTokenSection {

  private static final int CANDIDATES = 15;
  private static final int TEMPERATURES = 4;
  private static final int PROMPT = 160;
  private static final int CAME = 40;

  /** Nats at which the shading is full: a token that was given a chance of 1 in 22,000. */
  private static final double FULL = 10;

  private static final String ROWS =
      """
      SELECT key, model, CAST(CAST(temperature AS STRING) AS DOUBLE) AS temperature, rank, id,
        token, CAST(probability AS DOUBLE) AS probability, prompt_end, target_id,
        CAST(target_surprisal AS DOUBLE) AS target_surprisal
      FROM %3$s
      WHERE rank <= %1$d + (SELECT min(rank) FROM %3$s) - 1
        AND temperature IN (SELECT temperature FROM %3$s GROUP BY temperature
          ORDER BY abs(ln(temperature)), temperature LIMIT %2$d)
        AND model = (SELECT min(model) FROM %3$s)
      ORDER BY place, temperature, rank
      """;

  private static final String SURPRISALS =
      """
      SELECT key, model, slice(ids, 1, %1$d) AS ids, slice(tokens, 1, %1$d) AS tokens,
        slice(begins, 1, %1$d) AS begins, slice(ends, 1, %1$d) AS ends,
        slice(surprisals, 1, %1$d) AS surprisals
      FROM %2$s WHERE chunk = 0 AND model = (SELECT min(model) FROM %2$s)
      ORDER BY place
      """;

  private NextTokenSection() {}

  /** The candidates for the next token, at several temperatures. */
  static List<DomContent> candidates(Scene scene) {
    Data data =
        scene
            .archive()
            .query(
                String.format(ROWS, CANDIDATES, TEMPERATURES, scene.archive().shown("next_token")));
    scene.figures().add("next_token", data);
    List<Double> temperatures =
        data.rows().stream().map(row -> row.getDouble(2)).distinct().sorted().toList();
    TokenText words = TokenText.of(data.distinct(5));
    List<DomContent> prompts = new ArrayList<>();
    for (Example example : scene.examples().all()) {
      List<Row> rows =
          data.rows().stream().filter(row -> row.getString(0).equals(example.key())).toList();
      if (!rows.isEmpty()) {
        prompts.add(prompt(example, rows, temperatures, words));
      }
    }
    return List.of(
        Html.picture(
            "next_token",
            "The likeliest next tokens",
            "After each prompt the model gives every token of its vocabulary a probability; these"
                + " are the "
                + CANDIDATES
                + " largest. A low temperature makes the likely likelier, a high one evens them"
                + " out. All bars of a prompt have the same scale.",
            prompts.isEmpty()
                ? Html.note("None of the examples was a prompt.")
                : div(each(prompts.stream()))));
  }

  private static DomContent prompt(
      Example example, List<Row> rows, List<Double> temperatures, TokenText words) {
    List<DomContent> panels = new ArrayList<>();
    double most = rows.stream().mapToDouble(row -> row.getDouble(6)).max().orElse(1);
    for (double temperature : temperatures) {
      List<Bar> bars = new ArrayList<>();
      List<Row> same = rows.stream().filter(row -> row.getDouble(2) == temperature).toList();
      for (Row row : same) {
        String token = words.show(row.getString(5));
        bars.add(
            new Bar(
                0,
                row.getInt(3) + ". " + Words.shorten(token, 14),
                row.getDouble(6),
                String.format(
                    "%s (id %d): %s",
                    Words.shorten(token, 40), row.getInt(4), Words.percent(row.getDouble(6)))));
      }
      if (!bars.isEmpty()) {
        String label = "temperature " + temperature;
        panels.add(Html.panel(text(label), Charts.bars("Next token at " + label, bars, most)));
      }
    }
    Row first = rows.get(0);
    int end = Math.min(first.getInt(7), example.text().length());
    String prompt = example.text().substring(Math.max(0, end - PROMPT), end);
    DomContent came =
        first.isNullAt(8)
            ? text("The prompt is the whole document.")
            : text(
                String.format(
                    "What came was: “%s”. Its first token, with id %d, had a surprisal of %s nats.",
                    Words.line(example.text().substring(end), CAME),
                    first.getInt(8),
                    Words.real(first.getDouble(9))));
    return div(
        div(Html.name(example)).withClass("title"),
        Html.quote((end > PROMPT ? "…" : "") + prompt, example.language(), PROMPT + 1),
        div(bdi(came)).withClass("note"),
        Html.beside(panels));
  }

  /** Each token of a passage, shaded by how little it was expected. */
  static List<DomContent> surprisal(Scene scene) {
    Data data =
        scene
            .archive()
            .query(
                String.format(
                    SURPRISALS, scene.settings().tokens(), scene.archive().shown("surprisal")));
    List<Row> numbers = new ArrayList<>();
    List<DomContent> passages = new ArrayList<>();
    TokenText words =
        TokenText.of(data.rows().stream().flatMap(row -> row.<String>getList(3).stream()).toList());
    for (Row row : data.rows()) {
      Optional<Example> example =
          scene.examples().all().stream().filter(e -> e.key().equals(row.getString(0))).findFirst();
      example.ifPresent(e -> passages.add(passage(e, row, words, numbers)));
    }
    scene
        .figures()
        .add(
            "surprisal",
            new Data(List.of("key", "model", "position", "id", "token", "surprisal"), numbers));
    return List.of(
        Html.picture(
            "surprisal",
            "Surprise, token by token",
            "The deeper a token is shaded, the less the model expected it after what stands before"
                + " (surprisal in nats: 0 is certain, 10 is one chance in 22,000).",
            passages.isEmpty()
                ? Html.note("None of the examples has a second token.")
                : Html.beside(passages)));
  }

  private static DomContent passage(Example example, Row row, TokenText words, List<Row> numbers) {
    List<Integer> ids = row.getList(2);
    List<String> tokens = row.getList(3);
    List<Float> surprisals = row.getList(6);
    List<String> shown = words.show(example.text(), tokens, row.getList(4), row.getList(5));
    List<DomContent> chips = new ArrayList<>();
    for (int i = 0; i < ids.size(); i++) {
      Float surprisal = surprisals.get(i);
      numbers.add(
          RowFactory.create(
              row.getString(0), row.getString(1), i, ids.get(i), tokens.get(i), surprisal));
      long percent = surprisal == null ? 0 : Math.round(100 * Math.min(1, surprisal / FULL));
      chips.add(
          span(Html.chip(
                  "shade",
                  shown.get(i),
                  text(""),
                  shown.get(i)
                      + ": "
                      + (surprisal == null
                          ? "nothing before it"
                          : Words.real(surprisal) + " nats")))
              .withStyle("--share:" + percent + "%"));
    }
    return Html.panel(Html.name(example), div(each(chips.stream())).withClass("passage"));
  }
}
