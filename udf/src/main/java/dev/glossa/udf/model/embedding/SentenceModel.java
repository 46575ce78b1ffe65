package dev.glossa.udf.model.embedding;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How a checkpoint wants to be used for vectors, as the files say that sentence-transformers puts
 * beside it.
 *
 * @param refusal why they cannot be followed; empty where they can, or where there are none
 * @param embedding what makes a text's vector
 * @param dense the layers that its steps go through, in order
 * @param maxTokens longest text, special tokens included; 0 where no file says it
 * @param prompts what may stand before a text, by name
 * @param defaultPrompt the name of the one that does unless another is asked for; empty for none
 * @param poolsPrompt whether the tokens of a prompt are pooled with the text's
 */
public record SentenceModel(
    String refusal,
    Embedding embedding,
    List<DenseLayer> dense,
    int maxTokens,
    SortedMap<String, String> prompts,
    String defaultPrompt,
    boolean poolsPrompt) {

  /** A checkpoint without such files. */
  public static final SentenceModel NONE = refused("");

  /** Copies the collections. */
  public SentenceModel {
    dense = List.copyOf(dense);
    prompts = Collections.unmodifiableSortedMap(new TreeMap<>(prompts));
  }

  /** A checkpoint whose files cannot be followed, for a reason that is a message of its own. */
  public static SentenceModel refused(String why) {
    return new SentenceModel(why, Embedding.MEAN, List.of(), 0, new TreeMap<>(), "", true);
  }
}
