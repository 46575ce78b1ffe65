package dev.glossa.udf.model.family;

import java.util.List;
import java.util.Locale;

/**
 * The labels that a model's head gives.
 *
 * @param names {@code id2label}, by number; empty of a model without such a head
 * @param scores how a text's logits become its scores
 */
public record Labels(List<String> names, Scores scores) {
  /** Those of a model without a head for labels. */
  public static final Labels NONE = new Labels(List.of(), Scores.SOFTMAX);

  /** How logits become scores, as in transformers' {@code text-classification} pipeline. */
  public enum Scores {
    /** One label is right: scores are probabilities that add to 1. */
    SOFTMAX,
    /** Each label is right or not: its score is a probability of its own. */
    SIGMOID,
    /** A regression: the logits are the scores. */
    IDENTITY
  }

  /**
   * The number of the label that says that one text follows from another, as transformers'
   * zero-shot pipeline finds it; -1 where there is none.
   */
  public int entailment() {
    for (int i = 0; i < names.size(); i++) {
      if (names.get(i).toLowerCase(Locale.ROOT).startsWith("entail")) {
        return i;
      }
    }
    return -1;
  }

  /** Copies the list. */
  public Labels {
    names = List.copyOf(names);
  }
}
