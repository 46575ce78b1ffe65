package dev.glossa.udf.spark.ml;

import java.util.List;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/** A summary of a text, as {@code ai_summarize} gives it. */
public final class Summarizer extends TextTransformer<Summarizer> {
  private final IntParam maxWords;

  /** A transformer with a uid of its own. */
  public Summarizer() {
    this(Identifiable.randomUID("summarizer"));
  }

  /** A transformer with a given uid. */
  public Summarizer(String uid) {
    super(uid);
    this.maxWords =
        new IntParam(
            this,
            "maxWords",
            "words of a summary at most, up to 1000000; 0 for as many as there are",
            Check.within(0, 1_000_000));
    setDefault(maxWords, 0);
  }

  /** Reads what was saved. */
  public static MLReader<Summarizer> read() {
    return new TextTransformerReader<>(Summarizer.class, Summarizer::new);
  }

  /** Loads what was saved; refused where the model has changed since. */
  public static Summarizer load(String path) {
    return read().load(path);
  }

  /** The param maxWords; 0 where it is not set. */
  public IntParam maxWords() {
    return maxWords;
  }

  /** Sets {@link #maxWords}. */
  public Summarizer setMaxWords(int words) {
    return with(maxWords, words);
  }

  @Override
  List<Column> arguments() {
    return List.of(functions.lit(getOrDefault(maxWords)));
  }

  @Override
  String function() {
    return "ai_summarize";
  }

  @Override
  DataType outputType() {
    return DataTypes.StringType;
  }
}
