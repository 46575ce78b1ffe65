package dev.glossa.udf.model.embedding;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is computed of the vectors of a text's tokens.
 *
 * @param pooling what makes them one
 * @param steps what happens to it then, in this order
 */
public record Embedding(Pooling pooling, List<Step> steps) {
  /** The mean, scaled to length 1. */
  public static final Embedding MEAN = new Embedding(Pooling.MEAN, List.of(Step.NORMALIZE));

  /** The first token's vector as it is. */
  public static final Embedding FIRST = new Embedding(Pooling.FIRST, List.of());

  /** The last token's vector as it is. */
  public static final Embedding LAST = new Embedding(Pooling.LAST, List.of());

  /** Something that is done to a vector. */
  public enum Step {
    /** It goes through the next of the checkpoint's own linear layers. */
    DENSE,
    /** It is scaled to length 1 (L2). */
    NORMALIZE
  }

  /** Copies the list. */
  public Embedding {
    steps = List.copyOf(steps);
  }

  /** The same, scaled to length 1 at the end. */
  public Embedding normalized() {
    if (!steps.isEmpty() && steps.get(steps.size() - 1) == Step.NORMALIZE) {
      return this;
    }
    List<Step> more = new ArrayList<>(steps);
    more.add(Step.NORMALIZE);
    return new Embedding(pooling, more);
  }

  /**
   * What it is called in tables: {@code mean}, {@code first} and {@code last} as the constants here
   * are, and anything else by sentence-transformers' names, such as {@code cls_token+normalize}.
   */
  public String text() {
    if (equals(MEAN)) {
      return "mean";
    }
    return steps.isEmpty() && (pooling == Pooling.FIRST || pooling == Pooling.LAST)
        ? pooling.program()
        : Stream.concat(
                Stream.of(pooling.text()),
                steps.stream().map(step -> step.name().toLowerCase(Locale.ROOT)))
            .collect(Collectors.joining("+"));
  }
}
