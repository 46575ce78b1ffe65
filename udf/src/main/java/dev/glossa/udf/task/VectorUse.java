package dev.glossa.udf.task;

import dev.glossa.udf.model.Checkpoint;
import dev.glossa.udf.model.embedding.Embedding;
import dev.glossa.udf.model.embedding.SentenceModel;
import java.util.regex.Pattern;

/**
 * How a checkpoint is used for vectors of texts: what settings say, and for the rest what the
 * checkpoint says of itself.
 *
 * @param embedding what makes a text's vector
 * @param prompt what stands before every text; may be empty
 * @param maxTokens of a chunk, special tokens and prompt included, at most
 */
public record VectorUse(Embedding embedding, String prompt, int maxTokens) {
  /** The setting that takes the prompt that the checkpoint names as its own. */
  public static final String AUTO = "auto";

  /** A prompt itself rather than its name. */
  private static final Pattern TEXT = Pattern.compile("(?s).*[:\\s]");

  /** The setting that takes no prompt. */
  public static final String NONE = "none";

  /**
   * Combines settings with a checkpoint.
   *
   * @param name of the model, for messages
   * @param prompt {@link #AUTO}, {@link #NONE}, the name of one of the checkpoint's, or a text that
   *     ends with a colon or white space, which is the prompt itself
   * @param maxTokens as {@link ChunkLength#of} takes it
   * @throws IllegalArgumentException when the checkpoint asks for what cannot be done, or has no
   *     such prompt
   */
  public static VectorUse of(
      String name, Checkpoint checkpoint, PoolingChoice pooling, String prompt, int maxTokens) {
    SentenceModel own = checkpoint.sentence();
    if (pooling == PoolingChoice.AUTO && !own.refusal().isEmpty()) {
      throw new IllegalArgumentException(own.refusal());
    }
    String text =
        switch (prompt) {
          case AUTO -> own.prompts().getOrDefault(own.defaultPrompt(), "");
          case NONE -> "";
          default -> prompt(name, own, prompt);
        };
    if (pooling == PoolingChoice.AUTO && !own.poolsPrompt() && !text.isEmpty()) {
      throw new IllegalArgumentException(
          "Cannot use prompt "
              + text.strip()
              + " with model "
              + name
              + " (its files say that a prompt's tokens are not pooled, which is not done; use no"
              + " prompt)");
    }
    Embedding embedding =
        switch (pooling) {
          case AUTO -> own.embedding();
          case MEAN -> Embedding.MEAN;
          case FIRST -> Embedding.FIRST;
          case LAST -> Embedding.LAST;
        };
    int most = maxTokens == 0 && own.maxTokens() > 0 ? own.maxTokens() : maxTokens;
    return new VectorUse(embedding, text, ChunkLength.of(checkpoint, most));
  }

  private static String prompt(String name, SentenceModel own, String prompt) {
    String text =
        own.prompts().getOrDefault(prompt, TEXT.matcher(prompt).matches() ? prompt : null);
    if (text == null) {
      throw new IllegalArgumentException(
          "Cannot use prompt "
              + prompt
              + " with model "
              + name
              + (own.prompts().isEmpty()
                  ? " (its files name no prompts; use auto, none or a text that ends with a colon)"
                  : " (its files name "
                      + String.join(", ", own.prompts().keySet())
                      + "; use one of them, auto or none)"));
    }
    return text;
  }
}
