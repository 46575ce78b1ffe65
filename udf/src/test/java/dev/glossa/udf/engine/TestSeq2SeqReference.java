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
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Encoder-decoders against what Hugging Face transformers gives, alone in a batch and beside
 * another text.
 */
final class TestSeq2SeqReference {
  static List<ReferenceModels.Reference> references() {
    return ReferenceModels.of(Arrangement.ENCODER_DECODER);
  }

  @ParameterizedTest
  @MethodSource("references")
  void matchesTransformers(ReferenceModels.Reference reference) {
    Differences differences = new Differences();
    try (Seq2SeqModel model = (Seq2SeqModel) reference.load()) {
      for (JsonNode recorded : reference.cases()) {
        int[] ids = ReferenceModels.ints(recorded.path("ids"));
        int[] begin = begin(model, recorded);
        Batch alone = new Batch(new int[][] {ids}, ids.length);
        compareEncoder(model, recorded, alone, differences);
        compareDecoder(model, recorded, alone, begin, differences);
        int length = Math.min(model.maxLength(), ids.length + 13);
        Batch beside = new Batch(new int[][] {ids, {ids[0]}}, length);
        compareEncoder(model, recorded, beside, differences);
        compareDecoder(model, recorded, beside, begin, differences);
        compareCross(model, recorded, beside, begin, differences);
      }
    }
    differences.verify(reference.toString());
  }

  /** The first two tokens that the recorded decoder read. */
  private static int[] begin(Seq2SeqModel model, JsonNode recorded) {
    return recorded.has("decoder_ids")
        ? ReferenceModels.ints(recorded.path("decoder_ids"))
        : new int[] {
          model.checkpoint().generation().token("decoder_start_token_id").orElseThrow(),
          model.checkpoint().generation().token("bos_token_id").orElseThrow()
        };
  }

  private static void compareEncoder(
      Seq2SeqModel model, JsonNode recorded, Batch batch, Differences differences) {
    int own = batch.sequences()[0].length;
    float[] hidden =
        Arrays.copyOf(model.hidden(batch), own * model.checkpoint().config().hiddenSize());
    differences.compare(
        "encoder_first8",
        Arrays.copyOf(hidden, 8),
        ReferenceModels.floats(recorded.path("encoder_first8")));
    differences.compare(
        "encoder_last8",
        Arrays.copyOfRange(hidden, hidden.length - 8, hidden.length),
        ReferenceModels.floats(recorded.path("encoder_last8")));
    double squares = 0;
    for (float value : hidden) {
      squares += (double) value * value;
    }
    differences.compare(
        "encoder_norm", Math.sqrt(squares), recorded.path("encoder_norm").asDouble());
  }

  /** The second step's candidates, with three beams of which the last follows the first. */
  private static void compareDecoder(
      Seq2SeqModel model, JsonNode recorded, Batch batch, int[] begin, Differences differences) {
    JsonNode top = recorded.path("decoder_step2_top10");
    int beams = 3;
    int rows = batch.rows() * beams;
    int[] parents = new int[rows];
    for (int row = 0; row < rows; row++) {
      parents[row] = row / beams * beams + (row % beams == 2 ? 0 : row % beams);
    }
    try (StepModel steps = model.generate(batch, beams, 2)) {
      steps.step(step(null, filled(rows, begin[0]), 1));
      Candidates candidates = steps.step(step(parents, filled(rows, begin[1]), top.size()));
      for (int beam = 0; beam < beams; beam++) {
        int at = beam * top.size();
        assertThat(Arrays.copyOfRange(candidates.ids(), at, at + top.size()))
            .isEqualTo(
                StreamSupport.stream(top.spliterator(), false)
                    .mapToInt(pair -> pair.get(0).asInt())
                    .toArray());
        float[] expected = new float[top.size()];
        for (int i = 0; i < expected.length; i++) {
          expected[i] = (float) top.get(i).get(1).asDouble();
        }
        differences.compare(
            "decoder_step2_top10",
            Arrays.copyOfRange(candidates.scores(), at, at + top.size()),
            expected);
      }
    }
  }

  private static void compareCross(
      Seq2SeqModel model, JsonNode recorded, Batch batch, int[] begin, Differences differences) {
    int[][] targets = new int[batch.rows()][];
    Arrays.fill(targets, begin);
    Batch target = new Batch(targets, 3);
    var matrices = model.attentionMatrices(batch, target, 0);
    float[] expected =
        ReferenceModels.floats(recorded.path("cross_attention_layer0_head0_row0_first8"));
    differences.compare(
        "cross_attention_layer0_head0_row0_first8",
        Arrays.copyOf(matrices.get(AttentionPart.CROSS)[0][0][0], expected.length),
        expected);
    var statistics = model.attention(batch, target);
    matrices.forEach(
        (part, weights) -> {
          for (int layer = 0; layer < weights.length; layer++) {
            for (int head = 0; head < weights[layer].length; head++) {
              Expected.compare(
                  "statistics of " + part,
                  statistics.get(part).of(0, layer, head),
                  weights[layer][head],
                  differences);
            }
          }
        });
  }

  private static Step step(int[] parents, int[] tokens, int candidates) {
    return new Step(parents, tokens, Step.Entries.NONE, Step.Entries.NONE, 1, true, candidates);
  }

  private static int[] filled(int size, int value) {
    int[] array = new int[size];
    Arrays.fill(array, value);
    return array;
  }
}
