package dev.glossa.udf.spark.ml;

import java.util.List;
import org.apache.spark.ml.param.StringArrayParam;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/** The label that fits a text best, as {@code ai_classify} gives it. */
public final class TextClassifier extends TextTransformer<TextClassifier> {
  private final StringArrayParam labels;

  /** A transformer with a uid of its own. */
  public TextClassifier() {
    this(Identifiable.randomUID("textClassifier"));
  }

  /** A transformer with a given uid. */
  public TextClassifier(String uid) {
    super(uid);
    this.labels =
        new StringArrayParam(
            this,
            "labels",
            "labels to choose from, all different; without them those of the model",
            Check.labels());
  }

  /** Reads what was saved. */
  public static MLReader<TextClassifier> read() {
    return new TextTransformerReader<>(TextClassifier.class, TextClassifier::new);
  }

  /** Loads what was saved; refused where the model has changed since. */
  public static TextClassifier load(String path) {
    return read().load(path);
  }

  /** The param labels. */
  public StringArrayParam labels() {
    return labels;
  }

  /** Sets {@link #labels}. */
  public TextClassifier setLabels(String... choice) {
    return with(labels, choice);
  }

  @Override
  List<Column> arguments() {
    return isSet(labels) ? List.of(functions.lit(getOrDefault(labels))) : List.of();
  }

  @Override
  String function() {
    return "ai_classify";
  }

  @Override
  DataType outputType() {
    return DataTypes.StringType;
  }
}
