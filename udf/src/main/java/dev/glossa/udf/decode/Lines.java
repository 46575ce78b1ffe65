package dev.glossa.udf.decode;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Texts of one document that grow each by itself: one greedy text, or several samples. */
final class Lines implements Course {

  private final Rules rules;
  private final Strategy strategy;
  private final CounterRandom[] random;
  private final int traceCandidates;
  private final int begin;
  private final int[][] texts;
  private final double[] logProbabilities;
  private final FinishReason[] reasons;
  private final int[] ends;
  private final Trail[] trails;
  private int length;

  Lines(Prompt prompt, Rules rules, Strategy strategy, SearchInput input) {
    this.rules = rules;
    this.strategy = strategy;
    this.traceCandidates = input.traceCandidates();
    int rows = strategy.rows();
    begin = prompt.ids().length;
    length = begin;
    texts = new int[rows][];
    random = new CounterRandom[rows];
    for (int row = 0; row < rows; row++) {
      texts[row] = Arrays.copyOf(prompt.ids(), begin + prompt.newTokens());
      random[row] = new CounterRandom(input.seed(), prompt.key(), row);
    }
    logProbabilities = new double[rows];
    reasons = new FinishReason[rows];
    ends = new int[rows];
    trails = new Trail[rows];
  }

  @Override
  public boolean finished() {
    return Arrays.stream(reasons).allMatch(reason -> reason != null);
  }

  @Override
  public boolean open(int row) {
    return reasons[row] == null;
  }

  @Override
  public int length() {
    return length;
  }

  @Override
  public int[] text(int row) {
    return texts[row];
  }

  @Override
  public int parent(int row) {
    return row;
  }

  @Override
  public void advance(Ranked[] ranked) {
    for (int row = 0; row < texts.length; row++) {
      if (reasons[row] == null) {
        advance(row, ranked[row]);
      }
    }
    length++;
  }

  private void advance(int row, Ranked ranked) {
    ends[row] = length;
    if (ranked.size() == 0) {
      reasons[row] = FinishReason.NO_TOKEN_ALLOWED;
      return;
    }
    int token;
    if (strategy instanceof Strategy.Sample filters) {
      Distribution distribution = Distribution.of(ranked, filters);
      int chosen = distribution.draw(random[row].at(length - begin));
      token = distribution.ids()[chosen];
      logProbabilities[row] += Math.log(distribution.probabilities()[chosen]);
      if (traceCandidates > 0) {
        trails[row] = Trail.of(trails[row], distribution, chosen, traceCandidates);
      }
    } else {
      if (ranked.size() > 1) {
        ranked.reach(0);
      }
      token = ranked.ids()[0];
      logProbabilities[row] += ranked.scores()[0] - ranked.logSumExp();
      if (traceCandidates > 0) {
        trails[row] = Trail.of(trails[row], ranked, 0, traceCandidates);
      }
    }
    texts[row][length] = token;
    ends[row] = length + 1;
    reasons[row] = rules.stop(length, token);
  }

  @Override
  public List<Sequence> sequences() {
    List<Sequence> sequences = new ArrayList<>();
    for (int row = 0; row < texts.length; row++) {
      float sum = (float) logProbabilities[row];
      sequences.add(
          new Sequence(
              Arrays.copyOfRange(texts[row], begin, ends[row]),
              sum,
              sum,
              reasons[row],
              Trail.steps(trails[row])));
    }
    return sequences;
  }
}
