package dev.glossa.udf.task;

import dev.glossa.udf.engine.LoadedModel;
import dev.glossa.udf.text.TextTokenizer;
import java.util.ArrayList;
import java.util.List;

/** Words in a model's own input embedding: static vectors, without context. */
public final class WordVectors {
  private WordVectors() {}

  /**
   * A vector for each word: the mean over its tokens, as the tokenizer splits the word standing
   * alone, without special tokens.
   *
   * @param models where the model is
   * @param model its name
   * @param words none of them blank
   * @return as many rows, in the order of the words
   * @throws IllegalArgumentException when a word has no token
   */
  public static List<WordVectorRow> of(ModelSource models, String model, List<String> words) {
    LoadedModel loaded = models.model(model);
    TextTokenizer tokenizer = Tokenizers.of(loaded.checkpoint());
    List<WordVectorRow> rows = new ArrayList<>();
    for (String word : words) {
      int[] ids = tokenizer.encode(word, false).ids();
      if (ids.length == 0) {
        throw new IllegalArgumentException(
            "Cannot look up word: " + word + " (model " + model + " has no token for it)");
      }
      rows.add(new WordVectorRow(model, word, ids, mean(loaded.tokenVectors(ids))));
    }
    return rows;
  }

  private static float[] mean(float[][] vectors) {
    float[] mean = new float[vectors[0].length];
    for (int i = 0; i < mean.length; i++) {
      double sum = 0;
      for (float[] vector : vectors) {
        sum += vector[i];
      }
      mean[i] = (float) (sum / vectors.length);
    }
    return mean;
  }
}
