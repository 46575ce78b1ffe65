package dev.glossa.jobs.report;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.md5;
import static org.apache.spark.sql.functions.sort_array;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.udf;

import dev.glossa.jobs.report.Charts.Point;
import dev.glossa.jobs.report.Figures.Data;
import j2html.tags.DomContent;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.ml.clustering.KMeans;
import org.apache.spark.ml.clustering.KMeansModel;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.storage.StorageLevel;
import scala.collection.Seq;

/** The documents as points: which lie together, which next to each other, and which apart. */
final class DocumentVectorsSection {

  private static final int NEIGHBOURS = 3;
  private static final int OUTLIERS = 8;
  private static final int ROUNDS = 20;

  /** Size of the random sample of a larger archive: enough for the centers of a few clusters. */
  private static final int FITTED = 10_000;

  private static final int NAME = 40;

  /** The mean of a document's vectors, added up in the order of its chunks. */
  private static final UDF1<Seq<Seq<Float>>, Vector> MEAN =
      chunks -> {
        double[] mean = new double[chunks.apply(0).size()];
        for (int chunk = 0; chunk < chunks.size(); chunk++) {
          for (int i = 0; i < mean.length; i++) {
            mean[i] += chunks.apply(chunk).apply(i) / (double) chunks.size();
          }
        }
        return org.apache.spark.ml.linalg.Vectors.dense(mean);
      };

  private static final String POINTS =
      """
      SELECT v.key, d.id, d.language, v.cluster, v.plane
      FROM (SELECT key, cluster, plane FROM placed ORDER BY md5(concat('%d', key)) LIMIT %d) v
      JOIN documents d USING (key) ORDER BY v.key
      """;

  private static final String NEIGHBOUR_ROWS =
      """
      WITH pairs AS (
        SELECT e.key, e.place, p.key AS other, cosine(m.features, p.features) AS cosine
        FROM examples e JOIN placed m ON m.key = e.key JOIN placed p ON p.key <> e.key
      ), near AS (
        SELECT *, row_number() OVER (PARTITION BY key ORDER BY cosine DESC, other) AS rank
        FROM pairs
      )
      SELECT n.key, d.id, n.rank, n.other, o.id AS other_id, n.cosine
      FROM near n JOIN documents d ON d.key = n.key JOIN documents o ON o.key = n.other
      WHERE n.rank <= %d ORDER BY n.place, n.rank
      """;

  private static final String OUTLIER_ROWS =
      """
      SELECT f.key, d.id, d.language, f.cluster, f.distance
      FROM (SELECT key, cluster, distance FROM placed ORDER BY distance DESC, key LIMIT %d) f
      JOIN documents d USING (key) ORDER BY f.distance DESC, f.key
      """;

  private DocumentVectorsSection() {}

  static List<DomContent> draw(Scene scene) {
    Dataset<Row> vectors =
        scene
            .archive()
            .session()
            .sql(
                "SELECT key, chunk, vector FROM vectors WHERE model = (SELECT model FROM vectors"
                    + " GROUP BY model ORDER BY count(*) DESC, model LIMIT 1)")
            .groupBy("key")
            .agg(sort_array(collect_list(struct("chunk", "vector"))).as("chunks"))
            .select(
                col("key"),
                udf(MEAN, SQLDataTypes.VectorType()).apply(col("chunks.vector")).as("features"))
            .persist(StorageLevel.MEMORY_AND_DISK());
    try {
      long documents = vectors.count();
      if (documents < 3) {
        return List.of(Html.note("There are too few documents to lay them out in a plane."));
      }
      Column lot = md5(concat(lit(String.valueOf(scene.settings().seed())), col("key")));
      Dataset<Row> drawn = documents <= FITTED ? vectors : vectors.orderBy(lot).limit(FITTED);
      // Sums of floating point depend on the order of addition: one partition, and in one order.
      Dataset<Row> fitted = drawn.repartition(1).sortWithinPartitions("key").persist();
      try {
        return draw(scene, vectors, fitted);
      } finally {
        fitted.unpersist();
      }
    } finally {
      vectors.unpersist();
    }
  }

  /** Clusters and plane follow from the documents fitted, and place all of them. */
  private static List<DomContent> draw(Scene scene, Dataset<Row> vectors, Dataset<Row> fitted) {
    KMeansModel clusters =
        new KMeans()
            .setK(scene.settings().clusters())
            .setSeed(scene.settings().seed())
            .setMaxIter(ROUNDS)
            // The other one fails where there are fewer different documents than clusters.
            .setSolver("row")
            .setFeaturesCol("features")
            .setPredictionCol("cluster")
            .fit(fitted);
    Vector[] centers = clusters.clusterCenters();
    Dataset<Row> placed =
        Vectors.plane(fitted)
            .transform(clusters.transform(vectors))
            .withColumn(
                "distance",
                udf(
                        (UDF2<Vector, Integer, Double>)
                            (vector, cluster) ->
                                Math.sqrt(
                                    org.apache.spark.ml.linalg.Vectors.sqdist(
                                        vector, centers[cluster])),
                        DataTypes.DoubleType)
                    .apply(col("features"), col("cluster")));
    placed.createOrReplaceTempView("placed");
    scene
        .archive()
        .session()
        .udf()
        .register(
            "cosine",
            (UDF2<Vector, Vector, Double>) (one, other) -> Vectors.cosine(one, other),
            DataTypes.DoubleType);
    return List.of(
        Html.beside(List.of(plane(scene, centers.length), neighbours(scene), outliers(scene))));
  }

  private static DomContent plane(Scene scene, int clusters) {
    Data data =
        scene
            .archive()
            .query(String.format(POINTS, scene.settings().seed(), scene.settings().points()));
    List<Row> rows = new ArrayList<>();
    List<Point> points = new ArrayList<>();
    for (Row row : data.rows()) {
      Vector place = (Vector) row.get(4);
      double x = place.apply(0);
      double y = place.apply(1);
      int cluster = row.getInt(3);
      rows.add(
          RowFactory.create(row.getString(0), row.getString(1), row.getString(2), cluster, x, y));
      points.add(
          new Point(
              cluster,
              x,
              y,
              "",
              String.format(
                  "%s (%s), cluster %d: %s, %s",
                  Words.line(row.getString(1), NAME),
                  Words.line(row.getString(2), 8),
                  cluster + 1,
                  Words.real(x),
                  Words.real(y))));
    }
    scene
        .figures()
        .add(
            "document_plane",
            new Data(List.of("key", "id", "language", "cluster", "x", "y"), rows));
    return Html.picture(
        "document_plane",
        "Documents in a plane",
        "Each point is a document, laid flat in the same way; documents of one colour were sorted"
            + " into one group by the likeness of their vectors (k-means). At most "
            + Words.count(scene.settings().points())
            + " documents, drawn by lot, are shown.",
        Html.legend(
            IntStream.rangeClosed(1, clusters).mapToObj(number -> "cluster " + number).toList()),
        Html.scroll(Charts.scatter("Documents in a plane", points, points.size() > 200 ? 3 : 5)));
  }

  private static DomContent neighbours(Scene scene) {
    Data data = scene.archive().query(String.format(NEIGHBOUR_ROWS, NEIGHBOURS));
    scene.figures().add("document_neighbours", data);
    List<List<Object>> rows = new ArrayList<>();
    for (Row row : data.rows()) {
      rows.add(
          List.of(
              row.getInt(2) == 1 ? Html.name(row.getString(1)) : "",
              Html.name(row.getString(4)),
              Words.real(row.getDouble(5))));
    }
    return Html.picture(
        "document_neighbours",
        "Nearest neighbours",
        "For each example the documents whose vectors are most like its own (cosine, at most 1).",
        Html.rows(List.of("document", "is like", "cosine"), rows));
  }

  private static DomContent outliers(Scene scene) {
    Data data = scene.archive().query(String.format(OUTLIER_ROWS, OUTLIERS));
    scene.figures().add("document_outliers", data);
    List<List<Object>> rows = new ArrayList<>();
    for (Row row : data.rows()) {
      rows.add(
          List.of(
              Html.name(row.getString(1)),
              Html.name(row.getString(2)),
              String.valueOf(row.getInt(3) + 1),
              Words.real(row.getDouble(4))));
    }
    return Html.picture(
        "document_outliers",
        "Outliers",
        "The documents farthest from the middle of their own group.",
        Html.rows(List.of("document", "language", "cluster", "distance"), rows));
  }
}
