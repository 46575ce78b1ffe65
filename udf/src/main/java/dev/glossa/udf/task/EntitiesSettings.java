package dev.glossa.udf.task;

import java.util.List;
import java.util.Map;

/**
 * What documents name.
 *
 * @param model name of a checkpoint that gives labels to tokens; empty for none
 * @param aggregation of a word's tokens
 * @param maxTokens tokens of a chunk, special tokens included; 0 for as many as {@link ChunkLength}
 *     allows
 * @param batch how chunks go through the model together
 */
public record EntitiesSettings(
    String model, Aggregation aggregation, int maxTokens, BatchSettings batch)
    implements ChunkedSettings<EntitiesResult> {

  @Override
  public DocumentStage<EntitiesResult> stage() {
    return Stages.ENTITIES;
  }

  @Override
  public List<String> models() {
    return configured() ? List.of(model) : List.of();
  }

  @Override
  public boolean configured() {
    return !model.isEmpty();
  }

  @Override
  public Map<String, Object> identity() {
    return Map.of(
        "model",
        model,
        "aggregation",
        aggregation.text(),
        "max_tokens",
        maxTokens,
        "batch_tokens",
        batch.tokens());
  }

  @Override
  public Task<EntitiesResult> open(ModelSource models) {
    return new BatchedTask<>(new EntitiesTask(this, models), batch.queue(models, models()));
  }
}
