package dev.glossa.udf.task;

import dev.glossa.udf.engine.Pooling;
import java.util.List;
import java.util.Map;

/**
 * A vector for each chunk of a document.
 *
 * @param model name of the checkpoint, of any kind
 * @param pooling how the vectors of its tokens become one
 * @param maxTokens tokens of a chunk, special tokens included; 0 for as many as the model takes
 * @param batch how chunks go through the model together
 */
public record EmbedSettings(String model, Pooling pooling, int maxTokens, BatchSettings batch)
    implements TaskSettings<EmbedResult> {

  @Override
  public DocumentStage<EmbedResult> stage() {
    return Stages.EMBED;
  }

  @Override
  public List<String> models() {
    return List.of(model);
  }

  @Override
  public Map<String, Object> identity() {
    return Map.of(
        "model",
        model,
        "pooling",
        pooling.text(),
        "max_tokens",
        maxTokens,
        "batch_tokens",
        batch.tokens());
  }

  @Override
  public Task<EmbedResult> open(ModelSource models) {
    return new BatchedTask<>(new EmbedTask(this, models), batch.queue());
  }
}
