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

import com.fasterxml.jackson.databind.JsonNode;
import dev.glossa.jobs.report.Charts.Bar;
import dev.glossa.jobs.report.Figures.Data;
import j2html.tags.DomContent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

  private RunSection() {}

  static List<DomContent> draw(Scene scene) {
    List<DomContent> parts = new ArrayList<>();
    parts.add(tiles(scene));
    List<DomContent> charts = new ArrayList<>();
    charts.add(languages(scene));
    charts.add(lengths(scene));
    List<Stage> stages = stages(scene.archive().manifests());
    if (stages.isEmpty()) {
      parts.add(Html.note("This run kept no account of its stages: there are no manifests."));
    } else {
      charts.add(seconds(scene, stages));
      charts.add(speeds(scene, stages));
    }
    charts.add(errors(scene));
    parts.add(Html.beside(charts));
    parts.add(models(scene.archive().manifests()));
    parts.addAll(settings(scene.archive().manifests()));
    return parts;
  }

  private static DomContent tiles(Scene scene) {
    Row documents =
        scene
            .archive()
            .query(
                "SELECT count(*), count(DISTINCT content), coalesce(sum(characters), 0),"
                    + " coalesce(sum(repaired), 0) FROM documents")
            .rows()
            .get(0);
    Map<String, String> tiles = new LinkedHashMap<>();
    tiles.put("documents", Words.count(documents.getLong(0)));
    tiles.put("different texts", Words.count(documents.getLong(1)));
    tiles.put("characters", Words.count(documents.getLong(2)));
    tiles.put("characters repaired", Words.count(documents.getLong(3)));
    tiles.put("inputs that failed", Words.count(standingErrors(scene)));
    tiles.put("waves", Words.count(scene.archive().manifests().size()));
    return dl(each(tiles.entrySet(), tile -> div(dt(tile.getKey()), dd(tile.getValue()))))
        .withClass("tiles");
  }

  private static long standingErrors(Scene scene) {
    if (!scene.archive().has("errors")) {
      return 0;
    }
    return scene
        .archive()
        .query("SELECT count(*) FROM " + errorsView(scene))
        .rows()
        .get(0)
        .getLong(0);
  }

  /** Errors that no later run took back. */
  private static String errorsView(Scene scene) {
    return scene.archive().has("resolved")
        ? "(SELECT e.* FROM errors e ANTI JOIN resolved r ON e.key = r.key AND e.source = r.source"
            + " AND e.id = r.id AND e.wave = r.failed_in)"
        : "errors";
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

  private static List<Stage> stages(List<JsonNode> manifests) {
    Map<String, double[]> sums = new LinkedHashMap<>();
    for (JsonNode manifest : manifests) {
      for (JsonNode stage : manifest.path("stages")) {
        double[] sum = sums.computeIfAbsent(stage.path("stage").asText(), name -> new double[4]);
        sum[0] += stage.path("seconds").asDouble();
        sum[1] += stage.path("documents").asLong();
        sum[2] += stage.path("tokens").asLong();
        sum[3] += stage.path("slots").asLong();
      }
    }
    List<Stage> stages = new ArrayList<>();
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
        "Padding is the part of a batch that is filled up with nothing, because a batch is as wide"
            + " as its longest text. A dash stands where nothing was counted.",
        Html.rows(
            List.of("stage", "documents", "tokens", "documents/s", "tokens/s", "padding"), shown));
  }

  private static DomContent errors(Scene scene) {
    String heading = "Errors by code";
    Data data =
        scene.archive().has("errors")
            ? scene
                .archive()
                .query(
                    String.format(
                        "SELECT stage, code, count(*) AS inputs FROM %s GROUP BY stage, code"
                            + " ORDER BY inputs DESC, stage, code LIMIT %d",
                        errorsView(scene), ERRORS))
            : new Data(List.of("stage", "code", "inputs"), List.of());
    scene.figures().add("errors_by_code", data);
    List<Bar> bars = new ArrayList<>();
    for (Row row : data.rows()) {
      String name = Words.line(row.getString(0) + " " + row.getString(1), 32);
      bars.add(
          new Bar(0, name, row.getLong(2), name + ": " + Words.count(row.getLong(2)) + " inputs"));
    }
    return Html.picture(
        "errors_by_code",
        heading,
        "Inputs that came to no result, by the stage that gave up and its reason. They stand in the"
            + " table errors.",
        bars.isEmpty() ? Html.note("Nothing failed.") : Charts.bars(heading, bars));
  }

  private static DomContent models(List<JsonNode> manifests) {
    Map<String, TreeSet<String>> models = new TreeMap<>();
    for (JsonNode manifest : manifests) {
      manifest
          .path("models")
          .fields()
          .forEachRemaining(
              model ->
                  models
                      .computeIfAbsent(model.getKey(), name -> new TreeSet<>())
                      .add(model.getValue().asText()));
    }
    List<List<Object>> rows = new ArrayList<>();
    models.forEach(
        (name, prints) ->
            prints.forEach(
                print -> rows.add(List.of(Html.name(name), code(Words.line(print, 64))))));
    return rows.isEmpty()
        ? Html.note("No model took part, or the run kept no account of it.")
        : Html.rows(List.of("model", "SHA-256 of its files"), rows);
  }

  private static List<DomContent> settings(List<JsonNode> manifests) {
    List<DomContent> parts = new ArrayList<>();
    TreeSet<String> seen = new TreeSet<>();
    for (JsonNode manifest : manifests) {
      JsonNode told = manifest.path("configuration");
      if (!told.isMissingNode() && seen.add(told.toString()) && seen.size() <= 3) {
        String text = Words.shorten(Words.visible(told.toPrettyString()), SETTINGS);
        parts.add(
            details(
                summary("Settings of wave " + Words.line(manifest.path("wave").asText(), 40)),
                pre(text)));
      }
    }
    return parts;
  }
}
