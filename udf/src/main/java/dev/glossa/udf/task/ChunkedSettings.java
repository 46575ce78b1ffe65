package dev.glossa.udf.task;

import dev.glossa.udf.model.Checkpoint;
import java.util.Map;
import java.util.function.Function;

/**
 * What a stage is to do with documents that its models read in chunks of a length that can be set.
 *
 * @param <R> a document's result
 */
public interface ChunkedSettings<R> extends TaskSettings<R> {

  /** Tokens of a chunk, special tokens included, at most, as {@link ChunkLength#of} takes it. */
  int maxTokens();

  @Override
  default Map<String, Object> chosenBy(Function<String, Checkpoint> checkpoints) {
    return ChunkLength.identity(maxTokens(), models().stream().map(checkpoints));
  }
}
