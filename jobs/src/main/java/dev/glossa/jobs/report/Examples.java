package dev.glossa.jobs.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The documents that the page shows: those that the settings name, and of each of the three most
 * frequent languages those whose key comes first when it is hashed with the seed. Their keys are
 * the view {@code examples}, with the column {@code place} for their order.
 */
final class Examples {

  private static final int LANGUAGES = 3;

  /** More named documents than this would make the page long. */
  private static final int NAMED = 12;

  private static final String KEYS =
      """
      WITH drawn AS (
        SELECT key, language, %1$s AS named, md5(concat('%2$d', key)) AS lot FROM documents
      ), frequent AS (
        SELECT language FROM documents GROUP BY language ORDER BY count(*) DESC, language LIMIT %3$d
      ), ranked AS (
        SELECT *, row_number() OVER (PARTITION BY language, named ORDER BY lot) AS rank FROM drawn
      )
      SELECT key, row_number() OVER (ORDER BY language, NOT named, rank) AS place FROM ranked
      WHERE named AND rank <= %4$d
        OR NOT named AND rank <= %5$d AND language IN (SELECT language FROM frequent)
      """;

  private static final String TEXTS =
      """
      SELECT key, language, source, id, substring(text, 1, %d) AS text, characters
      FROM documents JOIN examples USING (key) ORDER BY place
      """;

  private final List<Example> all;

  private Examples(List<Example> all) {
    this.all = List.copyOf(all);
  }

  /**
   * A document.
   *
   * @param text its beginning: at least as many UTF-16 units as the settings show characters
   * @param characters of the whole text, in UTF-16 units
   */
  record Example(
      String key, String language, String source, String id, String text, int characters) {}

  /** Chooses from the view {@code documents} and makes the view {@code examples}. */
  static Examples choose(Archive archive, ReportSettings settings) {
    String named = "(id IN (%1$s) OR exists(array(%1$s), ending -> endswith(source, ending)))";
    String marks = String.join(", ", settings.choose().stream().map(name -> "?").toList());
    String keys =
        String.format(
            KEYS,
            settings.choose().isEmpty() ? "false" : String.format(named, marks),
            settings.seed(),
            LANGUAGES,
            NAMED,
            settings.documents());
    Object[] names =
        Stream.concat(settings.choose().stream(), settings.choose().stream()).toArray();
    Dataset<Row> chosen = archive.session().sql(keys, names);
    archive
        .session()
        .createDataFrame(chosen.collectAsList(), chosen.schema())
        .createOrReplaceTempView("examples");
    List<Example> examples = new ArrayList<>();
    for (Row row : archive.query(String.format(TEXTS, settings.characters())).rows()) {
      examples.add(
          new Example(
              row.getString(0),
              row.getString(1),
              row.getString(2),
              row.getString(3),
              row.getString(4),
              row.getInt(5)));
    }
    return new Examples(examples);
  }

  /** The examples, language by language. */
  List<Example> all() {
    return all;
  }

  /** Where each language begins, as places of the view, joined by commas; never empty. */
  String leading() {
    Map<String, Integer> first = new LinkedHashMap<>();
    for (int i = 0; i < all.size(); i++) {
      first.putIfAbsent(all.get(i).language(), i + 1);
    }
    return first.isEmpty()
        ? "0"
        : first.values().stream().map(String::valueOf).collect(Collectors.joining(", "));
  }

  /** The languages of the examples. */
  List<String> languages() {
    return all.stream().map(Example::language).distinct().toList();
  }
}
