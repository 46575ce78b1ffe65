package dev.glossa.udf.decode;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Writes texts with a model, one batch at a time, as Hugging Face's {@code generate} does for each
 * document alone: what a document gets follows from its own rows, whatever else is in the batch.
 */
public final class Search {

  /**
   * Continuations asked for beyond those needed, so that equal scores at the edge can be seen and
   * settled by the token's number.
   */
  private static final int SPARE = 16;

  /**
   * As many as {@link #SPARE} at the edge of a top-k, where a 16-bit model scores many tokens
   * alike.
   */
  private static final int SPARE_AT_TOP_K = 256;

  private final StepModel model;
  private final GenerationSettings settings;
  private final SearchInput input;
  private final List<Hypotheses> hypotheses = new ArrayList<>();
  private final List<TokenConstraints> constraints = new ArrayList<>();
  private final int rows;
  private final int candidates;

  private Search(StepModel model, GenerationSettings settings, SearchInput input) {
    this.model = model;
    this.settings = settings;
    this.input = input;
    rows = settings.strategy().rows();
    if (model.rows() != rows * input.prompts().size()) {
      throw new IllegalArgumentException(
          "Cannot search: "
              + model.rows()
              + " rows (the settings want "
              + rows
              + " for each of "
              + input.prompts().size()
              + " documents)");
    }
    settings.tokens().check(model.vocabulary());
    candidates = Math.min(model.vocabulary(), candidates());
    for (Prompt prompt : input.prompts()) {
      check(prompt);
      TokenConstraints constraint =
          new TokenConstraints(model.vocabulary(), settings, prompt, input.text());
      constraints.add(constraint);
      hypotheses.add(
          settings.strategy() instanceof Strategy.Beam beam
              ? new Beams(prompt, constraint, beam, input.traceCandidates())
              : new IndependentRows(prompt, constraint, settings.strategy(), input));
    }
  }

  private void check(Prompt prompt) {
    if (settings.stopStrings().isEmpty()) {
      return;
    }
    if (input.text() == null) {
      throw new IllegalArgumentException(
          "Cannot stop at stop_strings: " + settings.stopStrings() + " (no text is given to read)");
    }
    if (prompt.grammar() != null) {
      throw new IllegalArgumentException(
          "Cannot stop at stop_strings: "
              + settings.stopStrings()
              + " (they would cut off a text before its grammar completes it; remove them)");
    }
  }

  /**
   * Writes the texts of one batch.
   *
   * @param model that has read the batch's inputs and has room for as many steps as the longest
   *     text wants; row {@code d * strategy.rows() + r} is document d's row r. It stays open
   * @param settings that hold for every document
   * @param input where each document starts
   * @return for each document its texts, best first for a beam search and else in the order of the
   *     samples; none for a dummy
   * @throws IllegalArgumentException when the model's rows or vocabulary do not fit the settings
   * @throws IllegalStateException when scores are not numbers or so many are equal that the choice
   *     would be arbitrary
   */
  public static List<List<Sequence>> run(
      StepModel model, GenerationSettings settings, SearchInput input) {
    return new Search(model, settings, input).run();
  }

  private int candidates() {
    int traced = input.traceCandidates();
    Strategy strategy = settings.strategy();
    if (strategy instanceof Strategy.Beam beam) {
      return Math.max(Beams.kept(beam, settings), traced) + SPARE;
    }
    if (strategy instanceof Strategy.Sample sample) {
      return sample.topK() == 0
          ? Integer.MAX_VALUE
          : (int) Math.min((long) sample.topK() + SPARE_AT_TOP_K, Integer.MAX_VALUE);
    }
    return traced == 0 ? 1 : traced + SPARE;
  }

  private List<List<Sequence>> run() {
    int[] parents = null;
    int[] tokens = input.promptsCached() ? null : lastTokens();
    boolean[] released = new boolean[hypotheses.size()];
    while (!finished()) {
      release(released);
      Candidates best = model.step(step(parents, tokens));
      for (int document = 0; document < hypotheses.size(); document++) {
        if (open(document)) {
          advance(document, best);
        }
      }
      parents = settings.strategy() instanceof Strategy.Beam ? parents() : null;
      tokens = lastTokens();
    }
    List<List<Sequence>> texts = new ArrayList<>();
    for (int document = 0; document < hypotheses.size(); document++) {
      texts.add(dummy(document) ? List.of() : texts(document));
    }
    return texts;
  }

  private void release(boolean[] released) {
    for (int document = 0; document < released.length; document++) {
      if (!released[document] && !open(document)) {
        released[document] = true;
        model.release(document);
      }
    }
  }

  private List<Sequence> texts(int document) {
    if (constraints.get(document).fits()) {
      return hypotheses.get(document).sequences();
    }
    int number = settings.strategy() instanceof Strategy.Beam beam ? beam.returned() : rows;
    Sequence none = new Sequence(new int[0], 0, 0, FinishReason.NO_ROOM, List.of());
    return Collections.nCopies(number, none);
  }

  private boolean dummy(int document) {
    return input.prompts().get(document).newTokens() == 0;
  }

  private boolean open(int document) {
    return !dummy(document)
        && constraints.get(document).fits()
        && !hypotheses.get(document).finished();
  }

  private boolean finished() {
    for (int document = 0; document < hypotheses.size(); document++) {
      if (open(document)) {
        return false;
      }
    }
    return true;
  }

  private Step step(int[] parents, int[] tokens) {
    EntryList banned = new EntryList();
    EntryList penalized = new EntryList();
    TokenSet[] allowed = null;
    for (int document = 0; document < hypotheses.size(); document++) {
      Hypotheses own = hypotheses.get(document);
      TokenConstraints constraint = constraints.get(document);
      if (!open(document) || !constraint.forced(own.length()).isEmpty()) {
        continue;
      }
      for (int row = 0; row < rows; row++) {
        if (own.open(row)) {
          constraint.ban(document * rows + row, own.text(row), own.length(), banned);
          constraint.penalize(document * rows + row, own.text(row), own.length(), penalized);
          TokenSet grammatical = constraint.allowed(own.text(row), own.length());
          if (grammatical != null) {
            allowed = allowed == null ? new TokenSet[model.rows()] : allowed;
            allowed[document * rows + row] = grammatical;
          }
        }
      }
    }
    boolean beams = settings.strategy() instanceof Strategy.Beam;
    return new Step(
        parents,
        tokens,
        banned.entries(),
        penalized.entries(),
        settings.repetitionPenalty(),
        beams,
        !beams || input.traceCandidates() > 0,
        candidates,
        allowed);
  }

  private void advance(int document, Candidates best) {
    Hypotheses own = hypotheses.get(document);
    List<Integer> forced = constraints.get(document).forced(own.length());
    SortedCandidates[] sorted = new SortedCandidates[rows];
    for (int row = 0; row < rows; row++) {
      if (own.open(row)) {
        sorted[row] =
            forced.isEmpty()
                ? SortedCandidates.of(best, document * rows + row, model.vocabulary())
                : SortedCandidates.forced(forced);
      }
    }
    own.advance(sorted);
  }

  /** What each row appends next; a finished row goes on with any token. */
  private int[] lastTokens() {
    int[] tokens = new int[model.rows()];
    for (int row = 0; row < tokens.length; row++) {
      Hypotheses own = hypotheses.get(row / rows);
      int[] text = own.text(row % rows);
      tokens[row] = text[Math.min(own.length(), text.length) - 1];
    }
    return tokens;
  }

  private int[] parents() {
    int[] parents = new int[model.rows()];
    for (int row = 0; row < parents.length; row++) {
      int document = row / rows;
      parents[row] =
          open(document) ? document * rows + hypotheses.get(document).parent(row % rows) : row;
    }
    return parents;
  }
}
