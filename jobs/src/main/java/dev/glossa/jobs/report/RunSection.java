package dev.glossa.jobs.report;

import static j2html.TagCreator.code;
import static j2html.TagCreator.dd;
import static j2html.TagCreator.details;
import static j2html.TagCreator.div;
import static j2html.TagCreator.dl;
import static j2html.TagCreator.dt;
import static j2html.TagCreator.each;
import static j2html.TagCreator.pre;
import static j2html.TagCreator.summary;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.glossa.jobs.report.Charts.Bar;
import dev.glossa.jobs.report.Figures.Data;
import dev.glossa.jobs.run.Manifest.RunPart;
import dev.glossa.jobs.run.Manifest.StageRun;
import j2html.tags.DomContent;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** What went in, what it cost, what failed, and with which models. */
final class RunSection {

  /** Upper bounds of the groups of length, in UTF-16 units. */
  private static final int[] LENGTHS = {100, 300, 1_000, 3_000, 10_000, 30_000, 100_000};

  private static final int LANGUAGES = 12;
  private static final int ERRORS = 20;
  private static final int SETTINGS = 20_000;
  private static final int CONFIGURATIONS = 3;
  private static final ObjectMapper JSON = new ObjectMapper();

  private RunSection() {}

  static List<DomContent> draw(Scene scene) {
    List<DomContent> parts = new ArrayList<>();
    parts.add(tiles(scene));
    List<DomContent> charts = new ArrayList<>();
    charts.add(languages(scene));
    charts.add(lengths(scene));
    List<Stage> stages = stages(scene.archive().runs());
    charts.add(seconds(scene, stages));
    charts.add(speeds(scene, stages));
    charts.add(errors(scene));
    parts.add(Html.beside(charts));
    parts.add(models(scene.archive().runs()));
    parts.addAll(settings(scene.archive().runs()));
    return parts;
  }

  private static DomContent tiles(Scene scene) {
    Row documents =
        scene
            .archive()
            .query(
                "SELECT count(*), coalesce(sum(characters), 0), coalesce(sum(repaired), 0)"
                    + " FROM documents")
            .rows()
            .get(0);
    Map<String, String> tiles = new LinkedHashMap<>();
    tiles.put("inputs", Words.count(count(scene, "occurrences")));
    tiles.put("different texts", Words.count(documents.getLong(0)));
    tiles.put("characters", Words.count(documents.getLong(1)));
    tiles.put("characters repaired", Words.count(documents.getLong(2)));
    tiles.put("errors", Words.count(count(scene, "errors")));
    tiles.put("waves", Words.count(scene.archive().waves()));
    return dl(each(tiles.entrySet(), tile -> div(dt(tile.getKey()), dd(tile.getValue()))))
        .withClass("tiles");
  }

  private static long count(Scene scene, String table) {
    return scene.archive().query("SELECT count(*) FROM " + table).rows().get(0).getLong(0);
  }

  private static DomContent languages(Scene scene) {
    Data data =
        scene
            .archive()
            .query(
                "SELECT language, count(*) AS documents FROM documents GROUP BY language"
                    + " ORDER BY documents DESC, language LIMIT "
                    + LANGUAGES);
    scene.figures().add("documents_by_language", data);
    List<Bar> bars = new ArrayList<>();
    for (Row row : data.rows()) {
      String language = Words.line(row.getString(0), 12);
      bars.add(
          new Bar(
              0,
              language,
              row.getLong(1),
              language + ": " + Words.count(row.getLong(1)) + " documents"));
    }
    return Html.picture(
        "documents_by_language",
        "Documents by language",
        "How many documents there are in each language.",
        Charts.bars("Documents by language", bars));
  }

  private static DomContent lengths(Scene scene) {
    StringBuilder cases = new StringBuilder("CASE ");
    for (int length : LENGTHS) {
      cases.append("WHEN characters < ").append(length).append(" THEN ").append(length).append(' ');
    }
    cases.append("END");
    Data data =
        scene
            .archive()
            .query(
                String.format(
                    """
                    SELECT below, language, count(*) AS documents
                    FROM (SELECT %s AS below, language FROM documents)
                    WHERE language IN (SELECT language FROM documents GROUP BY language
                      ORDER BY count(*) DESC, language LIMIT %d)
                    GROUP BY below, language ORDER BY below NULLS LAST, language
                    """,
                    cases, 4));
    scene.figures().add("documents_by_length", data);
    List<String> languages =
        data.rows().stream().map(row -> row.getString(1)).distinct().sorted().toList();
    List<Bar> bars = new ArrayList<>();
    for (Row row : data.rows()) {
      String length = range(row.isNullAt(0) ? Integer.MAX_VALUE : row.getInt(0));
      bars.add(
          new Bar(
              languages.indexOf(row.getString(1)),
              length,
              row.getLong(2),
              Words.line(row.getString(1), 12)
                  + ", "
                  + length
                  + " characters: "
                  + Words.count(row.getLong(2))
                  + " documents"));
    }
    return Html.picture(
        "documents_by_length",
        "Documents by length",
        "How many documents have how many characters (UTF-16 units).",
        Html.legend(languages),
        Charts.bars("Documents by length and language", bars));
  }

  /** The group of lengths below a bound, such as 100–299. */
  private static String range(int below) {
    int from = 0;
    for (int length : LENGTHS) {
      if (length == below) {
        return Words.count(from) + "–" + Words.count(below - 1);
      }
      from = length;
    }
    return Words.count(from) + " or more";
  }

  /** A stage's sums over all waves; {@code padding} is negative where no model ran. */
  private record Stage(String name, double seconds, long documents, long tokens, double padding) {}

  private static List<Stage> stages(List<RunPart> runs) {
    Map<String, double[]> sums = new LinkedHashMap<>();
    for (RunPart run : runs) {
      for (StageRun stage : run.stages()) {
        double[] sum = sums.computeIfAbsent(stage.stage(), name -> new double[4]);
        sum[0] += stage.seconds();
        sum[1] += stage.attempted();
        sum[2] += stage.tokens();
        sum[3] += stage.paddedTokens();
      }
    }
    List<Stage> stages = new ArrayList<>();
    sums.values().removeIf(sum -> sum[1] == 0);
    sums.forEach(
        (name, sum) ->
            stages.add(
                new Stage(
                    name,
                    sum[0],
                    (long) sum[1],
                    (long) sum[2],
                    sum[3] > 0 ? 1 - sum[2] / sum[3] : -1)));
    return stages;
  }

  private static DomContent seconds(Scene scene, List<Stage> stages) {
    List<Row> rows = new ArrayList<>();
    List<Bar> bars = new ArrayList<>();
    for (Stage stage : stages) {
      String name = Words.line(stage.name(), 20);
      rows.add(RowFactory.create(stage.name(), stage.seconds()));
      bars.add(
          new Bar(
              0, name, stage.seconds(), name + ": " + Words.real(stage.seconds()) + " seconds"));
    }
    scene.figures().add("stage_seconds", new Data(List.of("stage", "seconds"), rows));
    return Html.picture(
        "stage_seconds",
        "Time by stage",
        "Seconds that each stage took, by the clock.",
        Charts.bars("Seconds by stage", bars));
  }

  private static DomContent speeds(Scene scene, List<Stage> stages) {
    List<Row> rows = new ArrayList<>();
    List<List<Object>> shown = new ArrayList<>();
    for (Stage stage : stages) {
      double documents = stage.seconds() > 0 ? stage.documents() / stage.seconds() : 0;
      double tokens = stage.seconds() > 0 ? stage.tokens() / stage.seconds() : 0;
      Double padding = stage.padding() < 0 ? null : stage.padding();
      rows.add(
          RowFactory.create(
              stage.name(), stage.documents(), stage.tokens(), documents, tokens, padding));
      shown.add(
          List.of(
              Html.name(stage.name()),
              Words.count(stage.documents()),
              Words.count(stage.tokens()),
              Words.real(documents),
              stage.tokens() == 0 ? "–" : Words.count(Math.round(tokens)),
              padding == null ? "–" : Words.percent(padding)));
    }
    List<String> columns =
        List.of(
            "stage",
            "documents",
            "tokens",
            "documents_per_second",
            "tokens_per_second",
            "padding_share");
    scene.figures().add("stage_speed", new Data(columns, rows));
    return Html.picture(
        "stage_speed",
        "Speed by stage",
        "Padding is the part of what models computed that stands for no text: the ends of batches,"
            + " and of rows beside a longer one. A dash stands where nothing was counted.",
        Html.rows(
            List.of("stage", "documents", "tokens", "documents/s", "tokens/s", "padding"), shown));
  }

  private static DomContent errors(Scene scene) {
    String heading = "Errors by code";
    Data data =
        scene
            .archive()
            .query(
                "SELECT stage, code, count(*) AS number FROM errors GROUP BY stage, code"
                    + " ORDER BY number DESC, stage, code LIMIT "
                    + ERRORS);
    scene.figures().add("errors_by_code", data);
    List<Bar> bars = new ArrayList<>();
    for (Row row : data.rows()) {
      String name = Words.line(row.getString(0) + " " + row.getString(1), 32);
      bars.add(new Bar(0, name, row.getLong(2), name + ": " + Words.count(row.getLong(2))));
    }
    return Html.picture(
        "errors_by_code",
        heading,
        "What came to no result and still stands, by the stage that gave up and its reason.",
        bars.isEmpty() ? Html.note("Nothing failed.") : Charts.bars(heading, bars));
  }

  private static DomContent models(List<RunPart> runs) {
    Map<String, TreeSet<String>> models = new TreeMap<>();
    for (RunPart run : runs) {
      for (StageRun stage : run.stages()) {
        stage
            .models()
            .forEach(
                (name, print) ->
                    models.computeIfAbsent(name, unused -> new TreeSet<>()).add(print));
      }
    }
    List<List<Object>> rows = new ArrayList<>();
    models.forEach(
        (name, prints) ->
            prints.forEach(
                print -> rows.add(List.of(Html.name(name), code(Words.line(print, 64))))));
    return rows.isEmpty()
        ? Html.note("No model took part.")
        : Html.rows(List.of("model", "SHA-256 of its files"), rows);
  }

  private static List<DomContent> settings(List<RunPart> runs) {
    List<DomContent> parts = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    // The newest first: what was told last is what a reader will ask for.
    for (int i = runs.size() - 1; i >= 0 && seen.size() < CONFIGURATIONS; i--) {
      RunPart run = runs.get(i);
      if (seen.add(run.configuration())) {
        String text = Words.shorten(Words.visible(pretty(run.configuration())), SETTINGS);
        parts.add(details(summary("Settings of run " + Words.line(run.run(), 40)), pre(text)));
      }
    }
    return parts;
  }

  private static String pretty(String json) {
    try {
      return JSON.readTree(json).toPrettyString();
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("Cannot read a manifest's configuration", e);
    }
  }
}
