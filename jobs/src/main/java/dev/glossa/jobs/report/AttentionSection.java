package dev.glossa.jobs.report;

import static j2html.TagCreator.div;
import static j2html.TagCreator.each;
import static j2html.TagCreator.text;

import dev.glossa.jobs.report.Charts.Cell;
import dev.glossa.jobs.report.Figures.Data;
import j2html.tags.DomContent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** Where the heads look: over the whole archive, and token by token in a few short texts. */
final class AttentionSection {

  private static final int HEADS = 8;
  private static final int DOCUMENTS = 2;
  private static final int MAPS = 48;
  private static final int CELL = 18;
  private static final int MAP_CELL = 30;

  /** The smallest value of a map can still be told from the page. */
  private static final double PALEST = 0.1;

  private static final String MEANS =
      """
      SELECT model, part, layer, head, sum(positions) AS positions,
        CAST(sum(CAST(entropy AS DECIMAL(20, 10)) * positions) AS DOUBLE) / sum(positions) AS entropy,
        CAST(sum(CAST(mean_distance AS DECIMAL(20, 10)) * positions) AS DOUBLE) / sum(positions) AS mean_distance
      FROM attention GROUP BY model, part, layer, head HAVING sum(positions) > 0
      ORDER BY model, part, layer, head LIMIT 4000
      """;

  /** Of each model and part the first and the last layer of a few documents' first chunks. */
  private static final String MATRICES =
      """
      WITH m AS (
        SELECT a.*, d.id,
          min(layer) OVER (PARTITION BY model, part) AS first,
          max(layer) OVER (PARTITION BY model, part) AS last,
          dense_rank() OVER (PARTITION BY model, part
            ORDER BY md5(concat('%1$d', a.key)), a.key) AS place
        FROM attention_matrices a JOIN documents d ON d.key = a.key
        WHERE chunk = 0 AND head < %2$d
      )
      SELECT key, id, model, part, layer, head, query_tokens, key_tokens, weights FROM m
      WHERE layer IN (first, last) AND place <= %3$d
      ORDER BY model, part, place, layer, head LIMIT %4$d
      """;

  private AttentionSection() {}

  /** What the archive's heads do on average. */
  static List<DomContent> maps(Scene scene) {
    Data data = scene.archive().query(MEANS);
    scene.figures().add("attention_heads", data);
    List<DomContent> maps = new ArrayList<>();
    Map<String, List<Row>> groups = new LinkedHashMap<>();
    for (Row row : data.rows()) {
      groups
          .computeIfAbsent(row.getString(0) + ", " + row.getString(1), name -> new ArrayList<>())
          .add(row);
    }
    groups.forEach(
        (name, rows) -> {
          maps.add(map(name, "entropy", rows, 5, "nats"));
          maps.add(map(name, "mean distance", rows, 6, "tokens"));
        });
    return List.of(
        Html.picture(
            "attention_heads",
            "What the heads do, over all documents",
            "A row is a layer of the model, a column one of its heads. Entropy is high where a head"
                + " looks at many tokens at once and 0 where it looks at one; mean distance is how"
                + " far away, in tokens, it looks. The palest cell of a map is its smallest value, the deepest its largest.",
            Html.beside(maps)));
  }

  private static DomContent map(
      String name, String measure, List<Row> rows, int column, String unit) {
    double most = rows.stream().mapToDouble(row -> row.getDouble(column)).max().orElse(0);
    double least = rows.stream().mapToDouble(row -> row.getDouble(column)).min().orElse(0);
    List<Cell> cells = new ArrayList<>();
    for (Row row : rows) {
      double value = row.getDouble(column);
      cells.add(
          new Cell(
              row.getInt(3),
              row.getInt(2),
              most > least ? PALEST + (1 - PALEST) * (value - least) / (most - least) : 1,
              String.format(
                  "layer %d, head %d: %s %s",
                  row.getInt(2) + 1, row.getInt(3) + 1, Words.real(value), unit)));
    }
    String label = name + ": " + measure;
    return Html.panel(
        text(Words.line(label, 60)),
        Html.scroll(
            Charts.heatMap(
                label,
                numbers(rows.stream().mapToInt(row -> row.getInt(3)).max().orElse(0)),
                numbers(rows.stream().mapToInt(row -> row.getInt(2)).max().orElse(0)),
                cells,
                MAP_CELL)));
  }

  private static List<String> numbers(int last) {
    return IntStream.rangeClosed(1, last + 1).mapToObj(String::valueOf).toList();
  }

  /** What the heads do in the documents whose full matrices were asked for. */
  static List<DomContent> matrices(Scene scene) {
    int most = scene.settings().axisTokens();
    Data data =
        scene
            .archive()
            .query(String.format(MATRICES, scene.settings().seed(), HEADS, DOCUMENTS, MAPS));
    List<Row> numbers = new ArrayList<>();
    Map<String, List<DomContent>> groups = new LinkedHashMap<>();
    Map<String, TokenText> vocabularies = new LinkedHashMap<>();
    for (Row row : data.rows()) {
      vocabularies.computeIfAbsent(row.getString(2), model -> vocabulary(data, model));
      String group =
          String.format(
              "%s, %s: %s",
              Words.line(row.getString(2), 30),
              Words.line(row.getString(3), 10),
              Words.line(row.getString(1), 40));
      groups
          .computeIfAbsent(group, name -> new ArrayList<>())
          .add(matrix(row, vocabularies.get(row.getString(2)), most, numbers));
    }
    scene
        .figures()
        .add(
            "attention_matrices",
            new Data(
                List.of(
                    "key",
                    "model",
                    "part",
                    "layer",
                    "head",
                    "query",
                    "query_token",
                    "attended",
                    "attended_token",
                    "weight"),
                numbers));
    List<DomContent> parts = new ArrayList<>();
    groups.forEach(
        (name, maps) ->
            parts.add(div(div(Html.name(name, 90)).withClass("title"), Html.beside(maps))));
    return List.of(
        Html.picture(
            "attention_matrices",
            "Who looks at whom",
            "Each row is a token that looks, each column a token that is looked at: the deeper the"
                + " colour, the more attention it gets (a row adds up to 1). Shown are the first"
                + " and the last layer, up to "
                + HEADS
                + " heads and "
                + most
                + " tokens.",
            parts.isEmpty()
                ? Html.note("The run was not asked for the full maps of any document.")
                : div(each(parts.stream()))));
  }

  private static TokenText vocabulary(Data data, String model) {
    return TokenText.of(
        data.rows().stream()
            .filter(row -> row.getString(2).equals(model))
            .flatMap(
                row ->
                    Stream.concat(row.<String>getList(6).stream(), row.<String>getList(7).stream()))
            .toList());
  }

  private static DomContent matrix(Row row, TokenText vocabulary, int most, List<Row> numbers) {
    List<String> queries = row.getList(6);
    List<String> keys = row.getList(7);
    List<Float> weights = row.getList(8);
    int height = Math.min(most, queries.size());
    int width = Math.min(most, keys.size());
    List<Cell> cells = new ArrayList<>();
    List<String> down = show(queries.subList(0, height), vocabulary);
    List<String> across = show(keys.subList(0, width), vocabulary);
    for (int q = 0; q < height; q++) {
      for (int k = 0; k < width; k++) {
        float weight = weights.get(q * keys.size() + k);
        numbers.add(
            RowFactory.create(
                row.getString(0),
                row.getString(2),
                row.getString(3),
                row.getInt(4),
                row.getInt(5),
                q,
                queries.get(q),
                k,
                keys.get(k),
                weight));
        if (weight >= LEAST) {
          cells.add(
              new Cell(
                  k, q, weight, down.get(q) + " → " + across.get(k) + ": " + Words.real(weight)));
        }
      }
    }
    String label = String.format("layer %d, head %d", row.getInt(4) + 1, row.getInt(5) + 1);
    return Html.panel(text(label), Html.scroll(Charts.heatMap(label, across, down, cells, CELL)));
  }

  /** Below this a cell would be as pale as the page and its value print as 0.000. */
  private static final float LEAST = 0.0005f;

  private static List<String> show(List<String> tokens, TokenText vocabulary) {
    return tokens.stream().map(token -> Words.shorten(vocabulary.show(token), 10)).toList();
  }
}
