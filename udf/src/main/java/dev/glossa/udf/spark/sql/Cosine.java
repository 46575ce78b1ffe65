package dev.glossa.udf.spark.sql;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import scala.collection.Seq;

/** The cosine of the angle between two vectors. */
final class Cosine {
  private static final UDF2<Seq<Float>, Seq<Float>, Float> COSINE = Cosine::between;

  private Cosine() {}

  /** Of two columns of vectors; null where one is, or where one has no length. */
  static Expression of(Expression one, Expression other) {
    UserDefinedFunction cosine = functions.udf(COSINE, DataTypes.FloatType);
    return cosine.withName("ai_similarity").apply(new Column(one), new Column(other)).expr();
  }

  private static Float between(Seq<Float> one, Seq<Float> other) {
    if (one == null || other == null) {
      return null;
    }
    double product = 0;
    double oneSquare = 0;
    double otherSquare = 0;
    for (int i = 0; i < one.size(); i++) {
      double a = one.apply(i);
      double b = other.apply(i);
      product += a * b;
      oneSquare += a * a;
      otherSquare += b * b;
    }
    double lengths = Math.sqrt(oneSquare * otherSquare);
    return lengths == 0 ? null : (float) (product / lengths);
  }
}
