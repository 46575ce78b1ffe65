package dev.glossa.udf.spark.ml;

import dev.glossa.udf.spark.ModelPlan.ModelFile;
import dev.glossa.udf.spark.sql.CallModels;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.util.DefaultParamsWriter;
import org.apache.spark.ml.util.MLWriter;
import org.json4s.JsonAST.JObject;
import org.json4s.JsonAST.JString;
import org.json4s.JsonAST.JValue;
import scala.Option;
import scala.Tuple2;
import scala.collection.JavaConverters;

/**
 * Saves a transformer as Spark saves its own, with an object more in the metadata: {@code models}
 * has for each model, by its name, {@code place} and {@code fingerprint}.
 */
final class TextTransformerWriter extends MLWriter {
  static final String MODELS = "models";
  static final String PLACE = "place";
  static final String FINGERPRINT = "fingerprint";

  private final TextTransformer<?> transformer;

  TextTransformerWriter(TextTransformer<?> transformer) {
    this.transformer = transformer;
  }

  @Override
  public void saveImpl(String path) {
    List<Tuple2<String, JValue>> models = new ArrayList<>();
    for (Map.Entry<String, ModelFile> model :
        CallModels.of(transformer.query(sparkSession())).entrySet()) {
      JObject file =
          object(
              List.of(
                  new Tuple2<>(PLACE, new JString(model.getValue().place())),
                  new Tuple2<>(FINGERPRINT, new JString(model.getValue().fingerprint()))));
      models.add(new Tuple2<>(model.getKey(), file));
    }
    JObject more = object(List.of(new Tuple2<>(MODELS, object(models))));
    DefaultParamsWriter.saveMetadata(
        transformer, path, sc(), Option.apply(more), Option.<JValue>empty());
  }

  private static JObject object(List<Tuple2<String, JValue>> fields) {
    return new JObject(JavaConverters.asScalaBuffer(fields).toList());
  }
}
