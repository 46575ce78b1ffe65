package dev.glossa.udf.decode;

/**
 * One step of a search.
 *
 * @param parents for each row the row whose past it continues, or null where every row continues
 *     its own
 * @param tokens for each row the token to append, or null at the first step of a causal model,
 *     whose prompt is already in the cache
 * @param banned entries that must not be chosen: their scores become minus infinity
 * @param penalized entries seen before: positive scores are divided by {@code repetitionPenalty},
 *     negative ones multiplied (Hugging Face's rule)
 * @param repetitionPenalty 1 for none
 * @param normalize whether scores are log-probabilities (log-softmax of the logits, taken before
 *     penalty and bans, as Hugging Face's beam search does) rather than logits
 * @param total whether {@link Candidates#logSumExp} is wanted
 * @param candidates how many of the best entries to return for each row, at most the vocabulary
 * @param allowed for each row the tokens that it may go on with: the scores of others become minus
 *     infinity; null for a row that may go on with any token, or in place of the whole where all
 *     rows may
 */
public record Step(
    int[] parents,
    int[] tokens,
    Entries banned,
    Entries penalized,
    float repetitionPenalty,
    boolean normalize,
    boolean total,
    int candidates,
    TokenSet[] allowed) {

  /** A step in which every row may go on with any token that is not banned, with the total. */
  public Step(
      int[] parents,
      int[] tokens,
      Entries banned,
      Entries penalized,
      float repetitionPenalty,
      boolean normalize,
      int candidates) {
    this(parents, tokens, banned, penalized, repetitionPenalty, normalize, true, candidates, null);
  }

  /** Asks a causal model for the logits of what follows its prompts, with nothing left out. */
  public static Step first(int candidates) {
    return new Step(null, null, Entries.NONE, Entries.NONE, 1, false, candidates);
  }

  /**
   * Entries of the score matrix [rows, vocabulary].
   *
   * @param rows row of each entry
   * @param tokens token of each entry, as many as {@code rows}
   */
  public record Entries(int[] rows, int[] tokens) {
    /** No entry. */
    public static final Entries NONE = new Entries(new int[0], new int[0]);
  }
}
