package dev.glossa.udf.spark.ml;

import dev.glossa.udf.spark.TableRows;
import dev.glossa.udf.task.Stages;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.types.DataType;

/** The tokens of a text, as {@code ai_tokens} gives them: ids, tokens and their places. */
public final class Tokenizer extends TextTransformer<Tokenizer> {

  /** A transformer with a uid of its own. */
  public Tokenizer() {
    this(Identifiable.randomUID("tokenizer"));
  }

  /** A transformer with a given uid. */
  public Tokenizer(String uid) {
    super(uid);
  }

  /** Reads what was saved. */
  public static MLReader<Tokenizer> read() {
    return new TextTransformerReader<>(Tokenizer.class, Tokenizer::new);
  }

  /** Loads what was saved; refused where the model has changed since. */
  public static Tokenizer load(String path) {
    return read().load(path);
  }

  @Override
  String function() {
    return "ai_tokens";
  }

  @Override
  DataType outputType() {
    return TableRows.rowSchema(Stages.TOKENIZE.tables().get(1));
  }
}
