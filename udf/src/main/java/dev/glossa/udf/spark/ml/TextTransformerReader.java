package dev.glossa.udf.spark.ml;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.glossa.udf.spark.sql.CallModels;
import dev.glossa.udf.spark.sql.GlossaExtensions;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.MLReader;
import scala.Option;
import scala.collection.immutable.List;

/**
 * Loads a transformer, unless the session's models are others than those it was saved with.
 *
 * @param <T> the transformer
 */
final class TextTransformerReader<T extends TextTransformer<T>> extends MLReader<T> {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Class<T> type;
  private final Function<String, T> made;

  /**
   * A reader.
   *
   * @param made makes a transformer of a uid
   */
  TextTransformerReader(Class<T> type, Function<String, T> made) {
    this.type = type;
    this.made = made;
  }

  /**
   * Loads it.
   *
   * @throws IllegalStateException where its models have changed and {@link
   *     GlossaExtensions#ALLOW_CHANGED_MODEL} is not set
   */
  @Override
  public T load(String path) {
    DefaultParamsReader.Metadata metadata =
        DefaultParamsReader.loadMetadata(path, sc(), type.getName());
    T transformer = made.apply(metadata.uid());
    metadata.getAndSetParams(transformer, Option.<List<String>>empty());
    String allowed = sparkSession().conf().get(GlossaExtensions.ALLOW_CHANGED_MODEL, "false");
    if (!Boolean.parseBoolean(allowed)) {
      requireSameModels(path, saved(metadata.metadataJson()), transformer);
    }
    return transformer;
  }

  private void requireSameModels(String path, Map<String, Model> saved, T transformer) {
    Map<String, Model> found = new TreeMap<>();
    CallModels.of(transformer.query(sparkSession()))
        .forEach((name, file) -> found.put(name, new Model(file.place(), file.fingerprint())));
    if (!fingerprints(saved).equals(fingerprints(found))) {
      throw new IllegalStateException(
          "Cannot load "
              + type.getSimpleName()
              + ": "
              + path
              + " (it was saved with "
              + told(saved)
              + ", and this session has "
              + told(found)
              + "; bring back what it was saved with, or set "
              + GlossaExtensions.ALLOW_CHANGED_MODEL
              + "=true)");
    }
  }

  /**
   * A model.
   *
   * @param place where it was or is
   * @param fingerprint hexadecimal SHA-256 of its files
   */
  private record Model(String place, String fingerprint) {}

  private static Map<String, Model> saved(String metadata) {
    Map<String, Model> models = new TreeMap<>();
    try {
      JSON.readTree(metadata)
          .path(TextTransformerWriter.MODELS)
          .fields()
          .forEachRemaining(
              model ->
                  models.put(
                      model.getKey(),
                      new Model(
                          model.getValue().path(TextTransformerWriter.PLACE).asText(),
                          model.getValue().path(TextTransformerWriter.FINGERPRINT).asText())));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Spark reads its metadata as JSON before", e);
    }
    return models;
  }

  private static Map<String, String> fingerprints(Map<String, Model> models) {
    Map<String, String> fingerprints = new TreeMap<>();
    models.forEach((name, model) -> fingerprints.put(name, model.fingerprint()));
    return fingerprints;
  }

  private static String told(Map<String, Model> models) {
    return models.entrySet().stream()
        .map(
            model ->
                String.format(
                    "%s of %s (fingerprint %s)",
                    model.getKey(), model.getValue().place(), model.getValue().fingerprint()))
        .collect(Collectors.joining(", "));
  }
}
