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
   * @return as many rows as words, in their order
   * @throws IllegalArgumentException when a word has no token
   */
  public static List<WordVectorRow> of(ModelSource models, WordVectorsSettings settings) {
    if (settings.words().isEmpty()) {
      return List.of();
    }
    LoadedModel loaded = models.model(settings.model());
    TextTokenizer tokenizer = Tokenizers.of(loaded.checkpoint());
    List<WordVectorRow> rows = new ArrayList<>();
    for (WordVectorsSettings.Word word : settings.words()) {
      int[] ids = tokenizer.encode(word.text(), false).ids();
      if (ids.length == 0) {
        throw new IllegalArgumentException(
            "Cannot look up word: "
                + word.text()
                + " (model "
                + settings.model()
                + " has no token for it)");
      }
      float[] vector = mean(loaded.tokenVectors(ids));
      rows.add(new WordVectorRow(settings.model(), word.text(), word.group(), ids, vector));
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
