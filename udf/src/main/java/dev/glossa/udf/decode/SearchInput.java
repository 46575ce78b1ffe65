package dev.glossa.udf.decode;

import java.util.List;

/**
 * One batch to write texts for.
 *
 * @param prompts a start for each document of the batch, dummies included, in the order of the
 *     model's rows
 * @param promptsCached whether the model has read the prompts (a causal model) or must be given
 *     them (an encoder-decoder, whose start token is the first it is asked to append)
 * @param seed of the run, which samples depend on
 * @param traceCandidates candidates to record at each step, 0 for no trace
 * @param text of what was written, or null where the settings name no stop strings
 */
public record SearchInput(
    List<Prompt> prompts,
    boolean promptsCached,
    long seed,
    int traceCandidates,
    TextOfTokens text) {

  /** Checks that a prompt that the model has not read is a single token. */
  public SearchInput {
    prompts = List.copyOf(prompts);
    if (!promptsCached && prompts.stream().anyMatch(prompt -> prompt.ids().length != 1)) {
      throw new IllegalArgumentException(
          "Cannot start an encoder-decoder after several tokens (give it its start token alone)");
    }
  }

  /** A batch whose texts end at no stop string. */
  public SearchInput(List<Prompt> prompts, boolean promptsCached, long seed, int traceCandidates) {
    this(prompts, promptsCached, seed, traceCandidates, null);
  }
}
