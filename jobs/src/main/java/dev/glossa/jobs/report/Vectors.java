package dev.glossa.jobs.report;

import java.util.List;
import org.apache.spark.ml.feature.PCA;
import org.apache.spark.ml.feature.PCAModel;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** Arithmetic on vectors of the tables. */
final class Vectors {

  private Vectors() {}

  /** Cosine of the angle between two vectors of one width; 0 where one has no length. */
  static double cosine(List<Float> one, List<Float> other) {
    double product = 0;
    double oneSquare = 0;
    double otherSquare = 0;
    for (int i = 0; i < one.size(); i++) {
      product += (double) one.get(i) * other.get(i);
      oneSquare += (double) one.get(i) * one.get(i);
      otherSquare += (double) other.get(i) * other.get(i);
    }
    return oneSquare == 0 || otherSquare == 0 ? 0 : product / Math.sqrt(oneSquare * otherSquare);
  }

  /** The same for vectors of Spark ML. */
  static double cosine(Vector one, Vector other) {
    double lengths =
        org.apache.spark.ml.linalg.Vectors.norm(one, 2)
            * org.apache.spark.ml.linalg.Vectors.norm(other, 2);
    return lengths == 0 ? 0 : one.dot(other) / lengths;
  }

  /** The first two principal components of vectors, in the same order; at least two vectors. */
  static List<Vector> plane(SparkSession session, List<List<Float>> vectors) {
    StructType schema = new StructType().add("features", SQLDataTypes.VectorType());
    List<Row> rows =
        vectors.stream()
            .map(
                vector ->
                    RowFactory.create(
                        org.apache.spark.ml.linalg.Vectors.dense(
                            vector.stream().mapToDouble(Float::doubleValue).toArray())))
            .toList();
    Dataset<Row> data = session.createDataFrame(rows, schema).coalesce(1);
    return plane(data).transform(data).select("plane").collectAsList().stream()
        .map(row -> (Vector) row.get(0))
        .toList();
  }

  /**
   * The model that adds the column {@code plane}: the two principal components of {@code features}.
   */
  static PCAModel plane(Dataset<Row> data) {
    return new PCA().setK(2).setInputCol("features").setOutputCol("plane").fit(data);
  }
}
