package dev.glossa.jobs.report;

import static j2html.TagCreator.text;

import dev.glossa.jobs.report.Charts.Cell;
import dev.glossa.jobs.report.Charts.Point;
import dev.glossa.jobs.report.Figures.Data;
import j2html.tags.DomContent;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** The word list: how alike the model takes the words to be. */
final class WordVectorsSection {

  private static final int WORDS = 24;
  private static final int CELL = 26;

  private static final String VECTORS =
      """
      SELECT word, vector, word_group
      FROM (SELECT *, monotonically_increasing_id() AS place FROM word_vectors)
      ORDER BY place LIMIT %d
      """;

  private WordVectorsSection() {}

  static List<DomContent> draw(Scene scene) {
    Data vectors = scene.archive().query(String.format(VECTORS, WORDS));
    if (vectors.rows().size() < 3) {
      return List.of(Html.note("Fewer than three words of the list are known to the model."));
    }
    return List.of(Html.beside(List.of(similarity(scene, vectors), plane(scene, vectors))));
  }

  private static DomContent similarity(Scene scene, Data vectors) {
    List<Row> rows = new ArrayList<>();
    List<Cell> cells = new ArrayList<>();
    List<String> words = vectors.distinct(0).stream().map(word -> Words.line(word, 14)).toList();
    for (int i = 0; i < words.size(); i++) {
      for (int j = 0; j < words.size(); j++) {
        Row one = vectors.rows().get(i);
        Row other = vectors.rows().get(j);
        double cosine = Vectors.cosine(one.getList(1), other.getList(1));
        rows.add(RowFactory.create(one.getString(0), other.getString(0), cosine));
        cells.add(
            new Cell(
                j, i, cosine, words.get(i) + " × " + words.get(j) + ": " + Words.real(cosine)));
      }
    }
    scene.figures().add("word_similarity", new Data(List.of("word", "other", "cosine"), rows));
    return Html.picture(
        "word_similarity",
        "How alike words are",
        "The deeper the warm colour, the more alike the model's vectors of two words are (cosine,"
            + " at most 1); the cool colour is below 0, where they point apart.",
        Html.scroll(Charts.heatMap("Cosine similarity of words", words, words, cells, CELL)));
  }

  private static DomContent plane(Scene scene, Data vectors) {
    List<Vector> plane =
        Vectors.plane(
            scene.archive().session(),
            vectors.rows().stream().map(row -> row.<Float>getList(1)).toList());
    List<String> groups =
        vectors.rows().stream().map(WordVectorsSection::group).distinct().toList();
    List<Row> rows = new ArrayList<>();
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < plane.size(); i++) {
      Row vector = vectors.rows().get(i);
      String word = vector.getString(0);
      double x = plane.get(i).apply(0);
      double y = plane.get(i).apply(1);
      rows.add(RowFactory.create(word, vector.getString(2), x, y));
      String shown = Words.line(word, 14);
      String title = shown + ": " + Words.real(x) + ", " + Words.real(y);
      points.add(new Point(groups.indexOf(group(vector)), x, y, shown, title));
    }
    scene.figures().add("word_plane", new Data(List.of("word", "word_group", "x", "y"), rows));
    return Html.picture(
        "word_plane",
        "Words in a plane",
        "The same vectors, laid flat so that as much of their differences as possible stays to be"
            + " seen (principal components). Near means alike; the axes mean nothing by themselves."
            + " The colours are the groups that the settings put the words in.",
        groups.size() > 1 ? Html.legend(groups) : text(""),
        Html.scroll(Charts.scatter("Words in a plane", points, 4)));
  }

  private static String group(Row vector) {
    return vector.isNullAt(2) ? "no group" : vector.getString(2);
  }
}
