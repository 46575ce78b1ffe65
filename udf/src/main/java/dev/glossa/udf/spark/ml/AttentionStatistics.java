package dev.glossa.udf.spark.ml;

import dev.glossa.udf.spark.TableRows;
import dev.glossa.udf.task.Stages;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/** How heads spread their attention over a text, as {@code ai_attention} gives it. */
public final class AttentionStatistics extends TextTransformer<AttentionStatistics> {

  /** A transformer with a uid of its own. */
  public AttentionStatistics() {
    this(Identifiable.randomUID("attentionStatistics"));
  }

  /** A transformer with a given uid. */
  public AttentionStatistics(String uid) {
    super(uid);
  }

  /** Reads what was saved. */
  public static MLReader<AttentionStatistics> read() {
    return new TextTransformerReader<>(AttentionStatistics.class, AttentionStatistics::new);
  }

  /** Loads what was saved; refused where the model has changed since. */
  public static AttentionStatistics load(String path) {
    return read().load(path);
  }

  @Override
  String function() {
    return "ai_attention";
  }

  @Override
  DataType outputType() {
    return DataTypes.createArrayType(TableRows.rowSchema(Stages.ATTENTION.tables().get(0)), false);
  }
}
