package dev.glossa.udf.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.glossa.udf.model.family.Labels;
import java.util.List;
import org.junit.jupiter.api.Test;

class TestLabelScores {
  /** Two chunks whose probabilities are 0.8, 0.2 and 0.1, 0.9. */
  private static final float[][][] CHUNKS = {
    {{(float) Math.log(8), (float) Math.log(2)}}, {{(float) Math.log(1), (float) Math.log(9)}}
  };

  private static LabelScores own(Labels.Scores how, Combination combination) {
    return LabelScores.own(new Labels(List.of("a", "b"), how), combination);
  }

  @Test
  void meanIsOfLogProbabilitiesAndScaledAgain() {
    double a = Math.sqrt(0.8 * 0.1);
    double b = Math.sqrt(0.2 * 0.9);
    assertThat(own(Labels.Scores.SOFTMAX, Combination.MEAN).of(CHUNKS))
        .containsExactly(new double[] {a / (a + b), b / (a + b)}, within(1e-6));
  }

  @Test
  void meanOfLabelsThatStandAloneScalesEachWithItsContrary() {
    double yes = Math.sqrt(8.0 / 9 * 1 / 2);
    double no = Math.sqrt(1.0 / 9 * 1 / 2);
    assertThat(own(Labels.Scores.SIGMOID, Combination.MEAN).of(CHUNKS)[0])
        .isCloseTo(yes / (yes + no), within(1e-6));
  }

  @Test
  void maximumTakesEachLabelFromItsBestChunk() {
    assertThat(own(Labels.Scores.SOFTMAX, Combination.MAX).of(CHUNKS))
        .containsExactly(new double[] {0.8, 0.9}, within(1e-6));
    assertThat(own(Labels.Scores.IDENTITY, Combination.MAX).of(CHUNKS))
        .containsExactly(new double[] {Math.log(8), Math.log(9)}, within(1e-6));
  }

  @Test
  void regressionIsTheMeanOfItsNumbers() {
    assertThat(own(Labels.Scores.IDENTITY, Combination.MEAN).of(CHUNKS))
        .containsExactly(new double[] {Math.log(8) / 2, Math.log(18) / 2}, within(1e-6));
  }

  @Test
  void contradictionIsTheLastLabelWhereEntailmentIsTheFirst() {
    Labels model = new Labels(List.of("Entailment", "neutral", "not"), Labels.Scores.SOFTMAX);
    float[][][] logits = {{{2, 9, 1}, {1, 9, 3}}};
    assertThat(LabelScores.zeroShot(model, List.of("x", "y"), true, Combination.MEAN).of(logits))
        .containsExactly(
            new double[] {1 / (1 + Math.exp(-1)), 1 / (1 + Math.exp(2))}, within(1e-9));
    assertThat(LabelScores.zeroShot(model, List.of("x", "y"), false, Combination.MEAN).of(logits))
        .containsExactly(
            new double[] {1 / (1 + Math.exp(-1)), 1 / (1 + Math.exp(1))}, within(1e-9));
  }
}
