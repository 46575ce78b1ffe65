package dev.glossa.udf.task;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How models attend.
 *
 * @param models names of the checkpoints, of any kind
 * @param matrices documents whose full matrices are wanted, by id or by the end of their source
 * @param maxTokens tokens of a chunk, special tokens included, at most, as {@link ChunkLength#of}
 *     takes it
 * @param batch how chunks go through the model together
 */
public record AttentionSettings(
    List<String> models, List<String> matrices, int maxTokens, BatchSettings batch)
    implements ChunkedSettings<AttentionResult> {

  /** Copies what could change. */
  public AttentionSettings {
    models = List.copyOf(models);
    matrices = List.copyOf(matrices);
  }

  @Override
  public DocumentStage<AttentionResult> stage() {
    return Stages.ATTENTION;
  }

  @Override
  public List<String> models() {
    return models;
  }

  @Override
  public Map<String, Object> identity() {
    Map<String, Object> identity =
        new HashMap<>(
            Map.of("models", models, "matrices", matrices, "batch_tokens", batch.tokens()));
    if (maxTokens > 0) {
      identity.put("max_tokens", maxTokens);
    }
    return identity;
  }

  @Override
  public Task<AttentionResult> open(ModelSource models) {
    return new BatchedTask<>(new AttentionTask(this, models), batch.queue(models, models()));
  }
}
