package dev.glossa.jobs.report;

import static j2html.TagCreator.div;
import static j2html.TagCreator.each;
import static j2html.TagCreator.span;

import dev.glossa.jobs.report.Examples.Example;
import dev.glossa.jobs.report.Figures.Data;
import j2html.tags.DomContent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;

/** What the model writes, and how it chose each token. */
final class GenerationSection {

  private static final int STRATEGIES = 8;
  private static final int TRACED = 2;
  private static final int STEPS = 12;
  private static final int CANDIDATES = 5;
  private static final int PROMPT = 200;

  private static final String TEXTS =
      """
      SELECT key, model, strategy, sample, prompt_end, substring(text, 1, %1$d) AS text,
        size(ids) AS tokens, CAST(log_probability AS DOUBLE) AS log_probability, generation_config, seed,
        finish_reason
      FROM %3$s
      WHERE sample = 0 AND model = (SELECT min(model) FROM %3$s)
        AND strategy IN (SELECT DISTINCT strategy FROM %3$s ORDER BY strategy LIMIT %2$d)
      ORDER BY place, strategy
      """;

  /** Of the first example of each language two ways of choosing, the plainest first. */
  private static final String STEPS_TAKEN =
      """
      SELECT key, model, strategy, step, rank, id, token,
        CAST(probability AS DOUBLE) AS probability, chosen
      FROM %4$s
      WHERE place IN (%5$s) AND sample = 0
        AND step < %1$d + (SELECT min(step) FROM %4$s)
        AND (chosen OR rank < %2$d + (SELECT min(rank) FROM %4$s))
        AND model = (SELECT min(model) FROM %4$s)
        AND strategy IN (SELECT strategy FROM (SELECT DISTINCT strategy FROM %4$s)
          ORDER BY strategy <> 'greedy', strategy LIMIT %3$d)
      ORDER BY place, strategy <> 'greedy', strategy, step, rank
      """;

  private GenerationSection() {}

  /** The same prompt under every strategy. */
  static List<DomContent> texts(Scene scene) {
    Data data =
        scene
            .archive()
            .query(
                String.format(
                    TEXTS,
                    scene.settings().characters(),
                    STRATEGIES,
                    scene.archive().shown("generations")));
    scene.figures().add("generations", data);
    List<DomContent> prompts = new ArrayList<>();
    for (Example example : scene.examples().all()) {
      List<List<Object>> rows = new ArrayList<>();
      int end = 0;
      for (Row row : data.rows()) {
        if (row.getString(0).equals(example.key())) {
          end = Math.min(row.getInt(4), example.text().length());
          rows.add(
              List.of(
                  span(Html.name(row.getString(2))).withTitle(Words.line(row.getString(8), 300)),
                  Html.quote(row.getString(5), example.language(), scene.settings().characters()),
                  Words.count(row.getInt(6)),
                  Words.real(row.getDouble(7)),
                  Words.line(row.getString(10), 20)));
        }
      }
      if (!rows.isEmpty()) {
        String prompt = example.text().substring(Math.max(0, end - PROMPT), end);
        prompts.add(
            div(
                div(Html.name(example)).withClass("title"),
                Html.quote((end > PROMPT ? "…" : "") + prompt, example.language(), PROMPT + 1),
                Html.rows(List.of("strategy", "text", "tokens", "log-probability", "end"), rows)));
      }
    }
    return List.of(
        Html.picture(
            "generations",
            "One prompt, several ways to go on",
            "Greedy always takes the likeliest token; sampling draws by lot, from all tokens, from"
                + " the k likeliest (top-k) or from the likeliest that make up a share p (top-p);"
                + " beams follow several texts at once and keep the likeliest.",
            prompts.isEmpty()
                ? Html.note("None of the examples was a prompt.")
                : div(each(prompts.stream()))));
  }

  /** The candidates and the choice, step by step. */
  static List<DomContent> trace(Scene scene) {
    Data data =
        scene
            .archive()
            .query(
                String.format(
                    STEPS_TAKEN,
                    STEPS,
                    CANDIDATES,
                    TRACED,
                    scene.archive().shown("trace"),
                    scene.examples().leading()));
    scene.figures().add("trace", data);
    TokenText words = TokenText.of(data.distinct(6));
    Map<String, Map<Integer, List<Row>>> traces = new LinkedHashMap<>();
    for (Row row : data.rows()) {
      String id =
          scene.examples().all().stream()
              .filter(example -> example.key().equals(row.getString(0)))
              .map(Example::id)
              .findFirst()
              .orElse("");
      traces
          .computeIfAbsent(
              Words.line(id, 40) + ", " + Words.line(row.getString(2), 24),
              name -> new LinkedHashMap<>())
          .computeIfAbsent(row.getInt(3), step -> new ArrayList<>())
          .add(row);
    }
    List<DomContent> panels = new ArrayList<>();
    traces.forEach(
        (name, steps) -> {
          List<DomContent> lines = new ArrayList<>();
          steps.forEach((step, rows) -> lines.add(step(lines.size() + 1, rows, words)));
          panels.add(Html.panel(Html.name(name, 80), div(each(lines.stream())).withClass("steps")));
        });
    return List.of(
        Html.picture(
            "trace",
            "How each token was chosen",
            "Each line is a step: the likeliest candidates with their probability, and framed the"
                + " one that was taken.",
            panels.isEmpty()
                ? Html.note("The run kept no steps of the examples.")
                : Html.beside(panels)));
  }

  private static DomContent step(int number, List<Row> rows, TokenText words) {
    List<DomContent> candidates = new ArrayList<>();
    for (Row row : rows) {
      String token = words.show(row.getString(6));
      double probability = row.getDouble(7);
      candidates.add(
          span(Html.chip(
                  row.getBoolean(8) ? "chip shade chosen" : "chip shade",
                  token,
                  span(Words.percent(probability)).withClass("below"),
                  String.format(
                      "%s (id %d): %s%s",
                      Words.shorten(token, 40),
                      row.getInt(5),
                      Words.percent(probability),
                      row.getBoolean(8) ? ", chosen" : "")))
              .withStyle("--share:" + Math.round(100 * probability) + "%"));
    }
    return div(
        span(String.valueOf(number)).withClass("step"),
        div(each(candidates.stream())).withClass("candidates"));
  }
}
