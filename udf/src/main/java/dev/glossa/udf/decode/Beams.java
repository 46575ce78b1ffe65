package dev.glossa.udf.decode;

import dev.glossa.udf.decode.Strategy.EarlyStopping;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Beam search for one document, as transformers' {@code GenerationMixin._beam_search} does it for a
 * batch of one ({@code generation/utils.py}, 5.x): the same numbers in the same order in float, so
 * that the same texts win. Of equal scores the earlier beam wins, then the lower token; the
 * original leaves that open.
 */
final class Beams implements Hypotheses {

  /** Hugging Face's stand-in for minus infinity, which its sums and quotients need. */
  private static final float NEVER = -1e9f;

  private final TokenConstraints constraints;
  private final Strategy.Beam strategy;
  private final int traceCandidates;
  private final int begin;
  private final int end;
  private final int kept;
  private int[][] texts;
  private float[] scores;
  private TraceNode[] traces;
  private final int[] parents;
  private Finished[] finished;
  private int length;
  private boolean done;

  /**
   * A text that replaced or may replace another.
   *
   * @param ids without the prompt; empty as long as there is no text
   * @param score after the length penalty
   * @param sum of log-probabilities
   * @param reason or null as long as there is no text
   */
  private record Finished(int[] ids, float score, float sum, FinishReason reason, TraceNode trace) {
    static final Finished NONE =
        new Finished(new int[0], NEVER, NEVER, FinishReason.NO_TOKEN_ALLOWED, null);

    boolean real() {
      return this != NONE;
    }
  }

  /**
   * A beam continued by a token.
   *
   * @param beam which
   * @param rank of the token among the beam's continuations
   * @param score sum of log-probabilities
   * @param reason why the text stops here, or null when it can go on
   */
  private record Option(int beam, int rank, int token, float score, FinishReason reason) {
    /** Score among the texts to go on with, of which one that stops here is the last. */
    float running() {
      return reason == null ? score : score + NEVER;
    }

    Option stopping(FinishReason why) {
      return new Option(beam, rank, token, score, why);
    }
  }

  Beams(Prompt prompt, TokenConstraints constraints, Strategy.Beam strategy, int traceCandidates) {
    this.constraints = constraints;
    this.strategy = strategy;
    this.traceCandidates = traceCandidates;
    int beams = strategy.beams();
    begin = prompt.ids().length;
    end = begin + prompt.newTokens();
    kept = kept(strategy, constraints.settings());
    length = begin;
    texts = new int[beams][];
    for (int beam = 0; beam < beams; beam++) {
      texts[beam] = Arrays.copyOf(prompt.ids(), end);
    }
    // All beams begin alike, so only the first one's continuations count at the first step.
    scores = new float[beams];
    Arrays.fill(scores, 1, beams, NEVER);
    traces = new TraceNode[beams];
    parents = new int[beams];
    finished = new Finished[beams];
    Arrays.fill(finished, Finished.NONE);
  }

  /**
   * Continuations looked at in each step: enough that beams to go on with remain when each beam's
   * best continuations are its end tokens.
   */
  static int kept(Strategy.Beam strategy, GenerationSettings settings) {
    return Math.max(2, 1 + settings.tokens().ends().size()) * strategy.beams();
  }

  @Override
  public boolean finished() {
    return done;
  }

  @Override
  public boolean open(int row) {
    return !done;
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
    return parents[row];
  }

  @Override
  public void advance(SortedCandidates[] sorted) {
    List<Option> options = options(sorted);
    Finished[] finishedBefore = finished;
    finished = finish(options, sorted, finishedBefore);
    goOn(options, sorted);
    length++;
    boolean full = Arrays.stream(finished).allMatch(Finished::real);
    done =
        length >= end
            || (full && strategy.earlyStopping() == EarlyStopping.WHEN_FULL)
            || !improvable();
  }

  /** The best continuations of all beams together. */
  private List<Option> options(SortedCandidates[] sorted) {
    List<Option> options = new ArrayList<>();
    for (int beam = 0; beam < texts.length; beam++) {
      SortedCandidates row = sorted[beam];
      for (int rank = 0; rank < row.size() && rank < kept; rank++) {
        float score = row.scores()[rank] + scores[beam];
        if (score != Float.NEGATIVE_INFINITY) {
          options.add(new Option(beam, rank, row.ids()[rank], score, null));
        }
      }
    }
    options.sort(Comparator.comparingDouble((Option option) -> -option.score()));
    // Whether a text stops is asked of these alone: for stop strings its end has to be read.
    List<Option> best = new ArrayList<>();
    for (Option option : options.subList(0, Math.min(kept, options.size()))) {
      int[] text = texts[option.beam()];
      best.add(option.stopping(constraints.stop(text, length, option.token())));
    }
    return best;
  }

  /** The best finished texts, new ones among them: only the best options may finish. */
  private Finished[] finish(List<Option> options, SortedCandidates[] sorted, Finished[] before) {
    float penalty = penalty(length + 1 - begin);
    List<Finished> merged = new ArrayList<>(Arrays.asList(before));
    for (Option option : options.subList(0, Math.min(texts.length, options.size()))) {
      if (option.reason() != null) {
        int[] ids = Arrays.copyOfRange(texts[option.beam()], begin, length + 1);
        ids[length - begin] = option.token();
        float score = option.score() / penalty;
        merged.add(
            new Finished(ids, score, option.score(), option.reason(), trace(option, sorted)));
      }
    }
    merged.sort(Comparator.comparingDouble((Finished text) -> -text.score()));
    return merged.subList(0, before.length).toArray(Finished[]::new);
  }

  private void goOn(List<Option> options, SortedCandidates[] sorted) {
    List<Option> running = new ArrayList<>(options);
    running.sort(Comparator.comparingDouble((Option option) -> -option.running()));
    int beams = texts.length;
    int[][] nextTexts = new int[beams][];
    float[] nextScores = new float[beams];
    TraceNode[] nextTraces = new TraceNode[beams];
    for (int beam = 0; beam < beams; beam++) {
      if (beam < running.size()) {
        Option option = running.get(beam);
        parents[beam] = option.beam();
        nextTexts[beam] = texts[option.beam()].clone();
        nextTexts[beam][length] = option.token();
        nextScores[beam] = option.running();
        nextTraces[beam] = trace(option, sorted);
      } else {
        // Fewer continuations than beams are allowed: this beam can never come back.
        parents[beam] = beam;
        nextTexts[beam] = texts[beam].clone();
        nextScores[beam] = Float.NEGATIVE_INFINITY;
      }
    }
    texts = nextTexts;
    scores = nextScores;
    traces = nextTraces;
  }

  private TraceNode trace(Option option, SortedCandidates[] sorted) {
    return traceCandidates == 0
        ? null
        : TraceNode.of(
            traces[option.beam()], sorted[option.beam()], option.rank(), traceCandidates);
  }

  /** Hugging Face's {@code _check_early_stop_heuristic}, asked after the length has grown. */
  private boolean improvable() {
    boolean farthest =
        strategy.earlyStopping() == EarlyStopping.WHEN_IMPOSSIBLE && strategy.lengthPenalty() > 0;
    float best = scores[0] / penalty((farthest ? end : length) - begin);
    float worst = finished[finished.length - 1].score();
    boolean full = Arrays.stream(finished).allMatch(Finished::real);
    return best > (full ? worst : NEVER);
  }

  private float penalty(int tokens) {
    return (float) Math.pow(tokens, strategy.lengthPenalty());
  }

  @Override
  public List<Sequence> sequences() {
    List<Sequence> sequences = new ArrayList<>();
    for (Finished text : Arrays.asList(finished).subList(0, strategy.returned())) {
      sequences.add(
          new Sequence(
              text.ids(), text.score(), text.sum(), text.reason(), TraceNode.steps(text.trace())));
    }
    return sequences;
  }
}
