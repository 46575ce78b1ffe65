package dev.glossa.udf.task;

import java.util.List;

/**
 * How models attend.
 *
 * @param models names of the checkpoints, of any kind
 * @param matrices documents whose full matrices are wanted, by id or by the end of their source
 * @param batch how chunks go through the model together
 */
public record AttentionSettings(List<String> models, List<String> matrices, BatchSettings batch)
    implements TaskSettings {

  /** Copies what could change. */
  public AttentionSettings {
    models = List.copyOf(models);
    matrices = List.copyOf(matrices);
  }

  @Override
  public String stage() {
    return "attention";
  }

  @Override
  public List<String> models() {
    return models;
  }

  @Override
  public Task<AttentionResult> open(ModelSource models) {
    return new BatchedTask<>(new Attend(this, models), batch.queue());
  }
}
