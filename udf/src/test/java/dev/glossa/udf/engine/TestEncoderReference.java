package dev.glossa.udf.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.glossa.udf.model.embedding.Embedding;
import dev.glossa.udf.model.embedding.Pooling;
import dev.glossa.udf.model.family.AttentionPart;
import dev.glossa.udf.model.family.ModelConfig.Arrangement;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Encoders against what Hugging Face transformers gives, alone in a batch and beside another text.
 */
final class TestEncoderReference {
  private static final Map<String, ToDoubleFunction<HeadStatistics>> STATISTICS =
      Map.of(
          "attention_entropy_nats", HeadStatistics::entropy,
          "attention_mean_distance", HeadStatistics::meanDistance,
          "attention_max_weight", HeadStatistics::largestWeight,
          "attention_self_share", HeadStatistics::selfShare,
          "attention_first_token_share", HeadStatistics::firstShare);

  static List<ReferenceModels.Reference> references() {
    return ReferenceModels.of(Arrangement.ENCODER);
  }

  @ParameterizedTest
  @MethodSource("references")
  void matchesTransformers(ReferenceModels.Reference reference) {
    Differences differences = new Differences();
    try (EncoderModel model = (EncoderModel) reference.load()) {
      for (JsonNode recorded : reference.cases()) {
        int[] ids = ReferenceModels.ints(recorded.path("ids"));
        compare(model, recorded, new Batch(new int[][] {ids}, ids.length), differences);
        int length = Math.min(model.maxLength(), ids.length + 13);
        compare(model, recorded, new Batch(new int[][] {ids, {ids[0]}}, length), differences);
        int[][] two = {ids, {ids[0]}};
        compareVectors(
            model, recorded, Batch.packed(two, new int[0][], ids.length + 7), differences);
      }
    }
    differences.verify(reference.toString());
  }

  private static void compare(
      EncoderModel model, JsonNode recorded, Batch batch, Differences differences) {
    compareVectors(model, recorded, batch, differences);
    AttentionStatistics statistics = model.attention(batch, batch).get(AttentionPart.ENCODER);
    STATISTICS.forEach(
        (field, statistic) -> {
          float[] actual = new float[statistics.layers() * statistics.heads()];
          for (int i = 0; i < actual.length; i++) {
            HeadStatistics head = statistics.of(0, i / statistics.heads(), i % statistics.heads());
            actual[i] = (float) statistic.applyAsDouble(head);
          }
          differences.compare(field, actual, ReferenceModels.floats(recorded.path(field)));
        });
  }

  private static void compareVectors(
      EncoderModel model, JsonNode recorded, Batch batch, Differences differences) {
    differences.compare(
        "embedding_mean_l2",
        model.vectors(batch, Embedding.MEAN)[0],
        ReferenceModels.floats(recorded.path("embedding_mean_l2")));
    compareFirst8(
        differences, recorded, "hidden_first_token_first8", model, batch, Embedding.FIRST);
    compareFirst8(differences, recorded, "hidden_last_token_first8", model, batch, Embedding.LAST);
    if (recorded.has("pooler_first8")) {
      Embedding pooler = new Embedding(Pooling.POOLER, List.of());
      compareFirst8(differences, recorded, "pooler_first8", model, batch, pooler);
    }
  }

  private static void compareFirst8(
      Differences differences,
      JsonNode recorded,
      String field,
      EncoderModel model,
      Batch batch,
      Embedding embedding) {
    differences.compare(
        field,
        Arrays.copyOf(model.vectors(batch, embedding)[0], 8),
        ReferenceModels.floats(recorded.path(field)));
  }
}
