package dev.glossa.udf.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.glossa.udf.decode.Candidates;
import dev.glossa.udf.decode.Step;
import dev.glossa.udf.decode.StepModel;
import dev.glossa.udf.model.family.AttentionPart;
import dev.glossa.udf.model.family.ModelConfig.Arrangement;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Decoders against what Hugging Face transformers gives, alone in a batch and beside another text.
 */
final class TestCausalReference {
  static List<ReferenceModels.Reference> references() {
    return ReferenceModels.of(Arrangement.DECODER);
  }

  @ParameterizedTest
  @MethodSource("references")
  void matchesTransformers(ReferenceModels.Reference reference) {
    Differences differences = new Differences();
    try (CausalModel model = (CausalModel) reference.load()) {
      for (JsonNode recorded : reference.cases()) {
        int[] ids = ReferenceModels.ints(recorded.path("ids"));
        compare(model, recorded, new Batch(new int[][] {ids}, ids.length), differences);
        int length = Math.min(model.maxLength(), ids.length + 13);
        compare(model, recorded, new Batch(new int[][] {ids, {ids[0]}}, length), differences);
      }
    }
    differences.verify(reference.toString());
  }

  private static void compare(
      CausalModel model, JsonNode recorded, Batch batch, Differences differences) {
    float[] logits = logits(model, batch, differences, recorded);
    differences.compare(
        "last_logits_first8",
        Arrays.copyOf(logits, 8),
        ReferenceModels.floats(recorded.path("last_logits_first8")));
    double logSumExp = logSumExp(logits, 1);
    for (JsonNode pair : recorded.path("top15")) {
      differences.compare("top15", logits[pair.get(0).asInt()] - logSumExp, pair.get(1).asDouble());
    }
    for (Map.Entry<String, JsonNode> entry : recorded.path("temperature").properties()) {
      double temperature = Double.parseDouble(entry.getKey());
      double total = logSumExp(logits, temperature);
      for (JsonNode pair : entry.getValue()) {
        double probability = Math.exp(logits[pair.get(0).asInt()] / temperature - total);
        differences.compare("temperature", probability, pair.get(1).asDouble());
      }
    }
    double sum = 0;
    float[] surprisals = model.score(batch)[0];
    for (float surprisal : surprisals) {
      sum += surprisal;
    }
    differences.compare(
        "mean_surprisal_nats",
        sum / surprisals.length,
        recorded.path("mean_surprisal_nats").asDouble());
    if (recorded.path("attentions").isArray()) {
      compareAttentions(model, batch, recorded.path("attentions"), differences);
    }
  }

  /** Logits of what follows the prompt, by token. */
  private static float[] logits(
      CausalModel model, Batch batch, Differences differences, JsonNode recorded) {
    try (StepModel steps = model.generate(batch, 1, 1)) {
      int vocabulary = steps.vocabulary();
      Candidates all =
          steps.step(
              new Step(null, null, Step.Entries.NONE, Step.Entries.NONE, 1, false, vocabulary));
      differences.compare("logsumexp", all.logSumExp()[0], recorded.path("logsumexp").asDouble());
      int[] best = Arrays.copyOf(all.ids(), 15);
      assertThat(best)
          .isEqualTo(
              IntStream.range(0, 15)
                  .map(i -> recorded.path("top15").get(i).get(0).asInt())
                  .toArray());
      float[] logits = new float[vocabulary];
      for (int i = 0; i < vocabulary; i++) {
        logits[all.ids()[i]] = all.scores()[i];
      }
      return logits;
    }
  }

  private static double logSumExp(float[] logits, double temperature) {
    double largest = Double.NEGATIVE_INFINITY;
    for (float logit : logits) {
      largest = Math.max(largest, logit / temperature);
    }
    double sum = 0;
    for (float logit : logits) {
      sum += Math.exp(logit / temperature - largest);
    }
    return largest + Math.log(sum);
  }

  private static void compareAttentions(
      CausalModel model, Batch batch, JsonNode recorded, Differences differences) {
    float[][][][] matrices = model.attentionMatrices(batch, batch, 0).get(AttentionPart.DECODER);
    AttentionStatistics statistics = model.attention(batch, batch).get(AttentionPart.DECODER);
    for (int layer = 0; layer < matrices.length; layer++) {
      for (int head = 0; head < matrices[layer].length; head++) {
        float[][] expected = new float[matrices[layer][head].length][];
        for (int query = 0; query < expected.length; query++) {
          expected[query] = ReferenceModels.floats(recorded.get(layer).get(head).get(query));
          differences.compare("attentions", matrices[layer][head][query], expected[query]);
        }
        Expected.compare(
            "attentions (statistics)", statistics.of(0, layer, head), expected, differences);
      }
    }
  }
}
