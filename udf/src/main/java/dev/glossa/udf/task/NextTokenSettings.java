package dev.glossa.udf.task;

import java.util.List;

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
    implements TaskSettings {

  /** Copies what could change. */
  public NextTokenSettings {
    temperatures = List.copyOf(temperatures);
  }

  @Override
  public String stage() {
    return "nexttoken";
  }

  @Override
  public List<String> models() {
    return List.of(model);
  }

  @Override
  public Task<NextTokenResult> open(ModelSource models) {
    return new BatchedTask<>(new Foresee(this, models), batch.queue());
  }
}
