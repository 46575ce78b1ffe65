package dev.glossa.udf.task;

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
 * @param batch how documents go through the model together
 */
public record NextTokenSettings(
    String model, int topK, List<Float> temperatures, int promptTokens, BatchSettings batch)
    implements TaskSettings<NextTokenResult> {

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
    return Map.of(
        "model", model,
        "top_k", topK,
        "temperatures", temperatures,
        "prompt_tokens", promptTokens,
        "batch_tokens", batch.tokens());
  }

  @Override
  public Task<NextTokenResult> open(ModelSource models) {
    return new BatchedTask<>(new NextTokenTask(this, models), batch.queue());
  }
}
