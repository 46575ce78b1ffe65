package dev.glossa.udf.spark.ml;

import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import scala.collection.Seq;

/** The vector of a text, as {@code ai_embed} gives it but as a vector of Spark ML, of doubles. */
public final class TextEmbedder extends TextTransformer<TextEmbedder> {
  private static final UserDefinedFunction VECTOR =
      functions.udf((UDF1<Seq<Float>, Vector>) TextEmbedder::vector, SQLDataTypes.VectorType());

  /** A transformer with a uid of its own. */
  public TextEmbedder() {
    this(Identifiable.randomUID("textEmbedder"));
  }

  /** A transformer with a given uid. */
  public TextEmbedder(String uid) {
    super(uid);
  }

  /** Reads what was saved. */
  public static MLReader<TextEmbedder> read() {
    return new TextTransformerReader<>(TextEmbedder.class, TextEmbedder::new);
  }

  /** Loads what was saved; refused where the model has changed since. */
  public static TextEmbedder load(String path) {
    return read().load(path);
  }

  private static Vector vector(Seq<Float> numbers) {
    if (numbers == null) {
      return null;
    }
    double[] values = new double[numbers.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = numbers.apply(i);
    }
    return Vectors.dense(values);
  }

  @Override
  Column output(Column value) {
    return VECTOR.apply(value);
  }

  @Override
  String function() {
    return "ai_embed";
  }

  @Override
  DataType outputType() {
    return SQLDataTypes.VectorType();
  }
}
