package dev.glossa.udf.spark.ml;

import dev.glossa.udf.spark.TableRows;
import dev.glossa.udf.task.Stages;
import java.util.List;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/** The likeliest tokens after the opening of a text, as {@code ai_next_token} gives them. */
public final class NextToken extends TextTransformer<NextToken> {
  private final IntParam k;

  /** A transformer with a uid of its own. */
  public NextToken() {
    this(Identifiable.randomUID("nextToken"));
  }

  /** A transformer with a given uid. */
  public NextToken(String uid) {
    super(uid);
    this.k =
        new IntParam(
            this,
            "k",
            "how many tokens, 1 to 1000; without it next_token.top_k of the configuration",
            Check.within(1, 1000));
  }

  /** Reads what was saved. */
  public static MLReader<NextToken> read() {
    return new TextTransformerReader<>(NextToken.class, NextToken::new);
  }

  /** Loads what was saved; refused where the model has changed since. */
  public static NextToken load(String path) {
    return read().load(path);
  }

  /** The param k. */
  public IntParam k() {
    return k;
  }

  /** Sets {@link #k}. */
  public NextToken setK(int tokens) {
    return with(k, tokens);
  }

  @Override
  List<Column> arguments() {
    return isSet(k) ? List.of(functions.lit(getOrDefault(k))) : List.of();
  }

  @Override
  String function() {
    return "ai_next_token";
  }

  @Override
  DataType outputType() {
    return DataTypes.createArrayType(TableRows.rowSchema(Stages.NEXT_TOKEN.tables().get(0)), false);
  }
}
