package dev.glossa.udf.decode;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Texts of one document that grow each by itself: one greedy text, or several samples. */
final class IndependentRows implements Hypotheses {

  private final TokenConstraints constraints;
  private final Strategy strategy;
  private final CounterRandom[] random;
  private final int traceCandidates;
  private final int begin;
  private final int[][] texts;
  private final double[] logProbabilities;
  private final FinishReason[] reasons;
  private final int[] ends;
  private final TraceNode[] traces;
  private int length;

  IndependentRows(
      Prompt prompt, TokenConstraints constraints, Strategy strategy, SearchInput input) {
    this.constraints = constraints;
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
    traces = new TraceNode[rows];
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
  public void advance(SortedCandidates[] sorted) {
    for (int row = 0; row < texts.length; row++) {
      if (reasons[row] == null) {
        advance(row, sorted[row]);
      }
    }
    length++;
  }

  private void advance(int row, SortedCandidates sorted) {
    ends[row] = length;
    if (sorted.size() == 0) {
      reasons[row] = FinishReason.NO_TOKEN_ALLOWED;
      return;
    }
    int token;
    if (strategy instanceof Strategy.Sample filters) {
      Distribution distribution = Distribution.of(sorted, filters);
      int chosen = distribution.draw(random[row].at(length - begin));
      token = distribution.ids()[chosen];
      logProbabilities[row] += Math.log(distribution.probabilities()[chosen]);
      if (traceCandidates > 0) {
        traces[row] = TraceNode.of(traces[row], distribution, chosen, traceCandidates);
      }
    } else {
      if (sorted.size() > 1) {
        sorted.reach(0);
      }
      token = sorted.ids()[0];
      logProbabilities[row] += sorted.scores()[0] - sorted.logSumExp();
      if (traceCandidates > 0) {
        traces[row] = TraceNode.of(traces[row], sorted, 0, traceCandidates);
      }
    }
    texts[row][length] = token;
    ends[row] = length + 1;
    reasons[row] = constraints.stop(texts[row], length, token);
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
              TraceNode.steps(traces[row])));
    }
    return sequences;
  }
}
