package dev.glossa.jobs.report;

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
import org.apache.spark.sql.RowFactory;

/** How texts fall into tokens, by tokenizer and language. */
final class TokenSection {

  /** A template adds at most one special token, of no length, on each side of a text. */
  private static final String FERTILITY =
      """
      SELECT t.tokenizer, d.language, sum(w.words) AS words, sum(t.tokens) AS tokens,
        sum(t.tokens) / sum(w.words) AS tokens_per_word
      FROM (
        SELECT key, tokenizer, size(ids)
          - if(size(ids) > 0 AND begins[0] = ends[0], 1, 0)
          - if(size(ids) > 1 AND begins[size(ids) - 1] = ends[size(ids) - 1], 1, 0) AS tokens
        FROM tokens
      ) t
      JOIN (SELECT key, sum(size(words)) AS words FROM sentences GROUP BY key) w USING (key)
      JOIN documents d USING (key)
      WHERE d.language IN (
        SELECT language FROM documents GROUP BY language ORDER BY count(*) DESC, language LIMIT 6)
      GROUP BY t.tokenizer, d.language
      HAVING sum(w.words) > 0
      ORDER BY d.language, t.tokenizer
      LIMIT 48
      """;

  private TokenSection() {}

  static List<DomContent> draw(Scene scene) {
    List<DomContent> parts = new ArrayList<>();
    if (scene.archive().has("sentences")) {
      Data fertility = scene.archive().query(FERTILITY);
      if (!fertility.rows().isEmpty()) {
        parts.add(fertility(scene, fertility));
      }
    }
    parts.add(chips(scene));
    return parts;
  }

  private static DomContent fertility(Scene scene, Data data) {
    scene.figures().add("tokens_per_word", data);
    List<String> tokenizers = data.distinct(0);
    List<Bar> bars = new ArrayList<>();
    for (Row row : data.rows()) {
      String language = Words.line(row.getString(1), 12);
      bars.add(
          new Bar(
              tokenizers.indexOf(row.getString(0)),
              language,
              row.getDouble(4),
              Words.line(row.getString(0), 24)
                  + ", "
                  + language
                  + ": "
                  + Words.real(row.getDouble(4))
                  + " tokens per word"));
    }
    return Html.picture(
        "tokens_per_word",
        "Tokens per word",
        "A tokenizer that knows a language well needs few tokens for a word; one that does not"
            + " spells the word out.",
        Html.legend(tokenizers),
        Charts.bars("Tokens per word by language and tokenizer", bars));
  }

  private static DomContent chips(Scene scene) {
    int most = scene.settings().tokens();
    Data data =
        scene
            .archive()
            .query(
                String.format(
                    """
                    SELECT key, tokenizer, slice(ids, 1, %1$d) AS ids,
                      slice(tokens, 1, %1$d) AS tokens, slice(begins, 1, %1$d) AS begins,
                      slice(ends, 1, %1$d) AS ends, size(ids) AS count
                    FROM %2$s ORDER BY tokenizer, place
                    """,
                    most, scene.archive().shown("tokens")));
    List<Row> numbers = new ArrayList<>();
    List<DomContent> parts = new ArrayList<>();
    for (String tokenizer : data.distinct(1)) {
      List<Row> rows =
          data.rows().stream().filter(row -> row.getString(1).equals(tokenizer)).toList();
      TokenText words =
          TokenText.of(rows.stream().flatMap(row -> row.<String>getList(3).stream()).toList());
      List<DomContent> columns = new ArrayList<>();
      for (String language : scene.examples().languages()) {
        List<DomContent> column = new ArrayList<>();
        for (Example example : scene.examples().all()) {
          for (Row row : rows) {
            if (example.language().equals(language) && row.getString(0).equals(example.key())) {
              column.add(document(example, row, words));
              add(numbers, row);
            }
          }
        }
        columns.add(div(each(column.stream())));
      }
      parts.add(
          div(
              div(text("Tokenizer "), Html.name(tokenizer)).withClass("title"),
              Html.beside(columns)));
    }
    scene
        .figures()
        .add(
            "token_chips",
            new Data(
                List.of("key", "tokenizer", "position", "id", "token", "begin", "end"), numbers));
    return Html.picture(
        "token_chips",
        "Texts as tokens",
        "Each chip is a token with its number in the vocabulary: what the model reads instead of"
            + " letters. "
            + "␣ is a blank; a character that takes several tokens stands in each with a"
            + " small number. Up to "
            + most
            + " tokens of a document are shown.",
        div(each(parts.stream())));
  }

  private static DomContent document(Example example, Row row, TokenText words) {
    List<Integer> ids = row.getList(2);
    List<String> tokens = row.getList(3);
    List<Integer> begins = row.getList(4);
    List<Integer> ends = row.getList(5);
    List<String> shown = words.show(example.text(), tokens, begins, ends);
    List<DomContent> chips = new ArrayList<>();
    for (int i = 0; i < ids.size(); i++) {
      boolean special = begins.get(i).equals(ends.get(i));
      chips.add(
          Html.chip(
              special ? "chip special" : "chip",
              shown.get(i),
              small(String.valueOf(ids.get(i))),
              String.format(
                  "%s: id %d, characters %d to %d",
                  Words.line(tokens.get(i), 40), ids.get(i), begins.get(i), ends.get(i))));
    }
    int count = row.getInt(6);
    if (count > ids.size()) {
      chips.add(span("… " + Words.count(count) + " in all").withClass("more"));
    }
    return Html.panel(Html.name(example), div(each(chips.stream())).withClass("chips"));
  }

  private static void add(List<Row> numbers, Row row) {
    for (int i = 0; i < row.getList(2).size(); i++) {
      numbers.add(
          RowFactory.create(
              row.getString(0),
              row.getString(1),
              i,
              row.getList(2).get(i),
              row.getList(3).get(i),
              row.getList(4).get(i),
              row.getList(5).get(i)));
    }
  }
}
