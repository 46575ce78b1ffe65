package dev.glossa.udf.task;

import dev.glossa.udf.model.Checkpoint;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A vector for each chunk of a document.
 *
 * @param model name of the checkpoint, of any kind
 * @param pooling how the vectors of a text's tokens become one
 * @param prompt what stands before every text, as {@link VectorUse#of} takes it
 * @param maxTokens tokens of a chunk, special tokens included, at most; 0 for what the model's
 *     files say, or else {@link ChunkLength#USUAL}
 * @param batch how chunks go through the model together
 */
public record EmbedSettings(
    String model, PoolingChoice pooling, String prompt, int maxTokens, BatchSettings batch)
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
  public Map<String, Object> chosenBy(Function<String, Checkpoint> checkpoints) {
    Checkpoint checkpoint = checkpoints.apply(model);
    VectorUse use = use(checkpoint);
    Map<String, Object> chosen = new HashMap<>();
    chosen.put(
        "max_tokens", maxTokens == 0 ? ChunkLength.below(checkpoint, use.maxTokens()) : maxTokens);
    chosen.put("pooling", use.embedding().text());
    if (!use.prompt().isEmpty()) {
      chosen.put("prompt", use.prompt());
    }
    return chosen;
  }

  /**
   * What these settings and its model's files come to.
   *
   * @throws IllegalArgumentException as {@link VectorUse#of}
   */
  public VectorUse use(Checkpoint checkpoint) {
    return VectorUse.of(model, checkpoint, pooling, prompt, maxTokens);
  }

  @Override
  public Task<EmbedResult> open(ModelSource models) {
    return new BatchedTask<>(new EmbedTask(this, models), batch.queue(models, models()));
  }
}
