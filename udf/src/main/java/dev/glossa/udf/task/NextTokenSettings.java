package dev.glossa.udf.task;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What follows a document's opening, and how surprising the document is.
 *
 * @param model name of a causal checkpoint
 * @param topK candidates for each temperature
 * @param temperatures each above 0
 * @param promptTokens tokens at the document's begin that are the prompt; a document with no more
 *     than these is a prompt as a whole
 * @param maxTokens tokens of a chunk, special tokens included, at most, as {@link ChunkLength#of}
 *     takes it
 * @param batch how documents go through the model together
 */
public record NextTokenSettings(
    String model,
    int topK,
    List<Float> temperatures,
    int promptTokens,
    int maxTokens,
    BatchSettings batch)
    implements ChunkedSettings<NextTokenResult> {

  /** Copies what could change. */
  public NextTokenSettings {
    temperatures = List.copyOf(temperatures);
  }

  @Override
  public DocumentStage<NextTokenResult> stage() {
    return Stages.NEXT_TOKEN;
  }

  @Override
  public List<String> models() {
    return List.of(model);
  }

  @Override
  public Map<String, Object> identity() {
    Map<String, Object> identity =
        new HashMap<>(
            Map.of(
                "model", model,
                "top_k", topK,
                "temperatures", temperatures,
                "prompt_tokens", promptTokens,
                "batch_tokens", batch.tokens()));
    if (maxTokens > 0) {
      identity.put("max_tokens", maxTokens);
    }
    return identity;
  }

  @Override
  public Task<NextTokenResult> open(ModelSource models) {
    return new BatchedTask<>(new NextTokenTask(this, models), batch.queue(models, models()));
  }
}
