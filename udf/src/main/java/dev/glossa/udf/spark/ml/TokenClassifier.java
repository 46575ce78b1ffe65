package dev.glossa.udf.spark.ml;

import dev.glossa.udf.spark.TableRows;
import dev.glossa.udf.task.Stages;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/** What a text names, as {@code ai_entities} gives it. */
public final class TokenClassifier extends TextTransformer<TokenClassifier> {

  /** A transformer with a uid of its own. */
  public TokenClassifier() {
    this(Identifiable.randomUID("tokenClassifier"));
  }

  /** A transformer with a given uid. */
  public TokenClassifier(String uid) {
    super(uid);
  }

  /** Reads what was saved. */
  public static MLReader<TokenClassifier> read() {
    return new TextTransformerReader<>(TokenClassifier.class, TokenClassifier::new);
  }

  /** Loads what was saved; refused where the model has changed since. */
  public static TokenClassifier load(String path) {
    return read().load(path);
  }

  @Override
  String function() {
    return "ai_entities";
  }

  @Override
  DataType outputType() {
    return DataTypes.createArrayType(TableRows.rowSchema(Stages.ENTITIES.tables().get(0)), false);
  }
}
