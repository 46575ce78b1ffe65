package dev.glossa.udf.engine;

import dev.glossa.udf.model.family.AttentionPart;
import java.util.Map;

/** A model that shows its attention. */
public interface Attends {

  /** Whether a decoder reads a text of its own, which is the target in the methods below. */
  boolean hasTarget();

  /**
   * Statistics of every head for each sequence, over its own tokens.
   *
   * @param source what is read
   * @param target what the decoder of an encoder-decoder reads: its start token and what was
   *     written, as many rows as the source; other models do not look at it
   */
  Map<AttentionPart, AttentionStatistics> attention(Batch source, Batch target);

  /**
   * One row's attention weights.
   *
   * @return of each part [layers][heads][queries][keys], as many of both as the row has tokens; 0
   *     for keys that the query does not see
   */
  Map<AttentionPart, float[][][][]> attentionMatrices(Batch source, Batch target, int row);
}
