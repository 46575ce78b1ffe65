package dev.glossa.udf.spark.ml;

import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/** What a model answers to the text as a prompt, as {@code ai_gen} gives it. */
public final class TextGenerator extends TextTransformer<TextGenerator> {

  /** A transformer with a uid of its own. */
  public TextGenerator() {
    this(Identifiable.randomUID("textGenerator"));
  }

  /** A transformer with a given uid. */
  public TextGenerator(String uid) {
    super(uid);
  }

  /** Reads what was saved. */
  public static MLReader<TextGenerator> read() {
    return new TextTransformerReader<>(TextGenerator.class, TextGenerator::new);
  }

  /** Loads what was saved; refused where the model has changed since. */
  public static TextGenerator load(String path) {
    return read().load(path);
  }

  @Override
  String function() {
    return "ai_gen";
  }

  @Override
  DataType outputType() {
    return DataTypes.StringType;
  }
}
