package dev.glossa.udf.task;

import dev.glossa.udf.decode.GenerationSettings;
import dev.glossa.udf.model.Checkpoint;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Texts that continue a document's opening.
 *
 * @param model name of a causal checkpoint
 * @param promptTokens tokens at the document's begin that are the prompt
 * @param strategies by name: what to change in the checkpoint's own generation settings, by Hugging
 *     Face's names; values are numbers, booleans, strings or lists of numbers
 * @param samples texts for each strategy that samples
 * @param traceCandidates candidates to record at each step, 0 for no trace
 * @param seed of the run
 * @param batch how documents go through the model together
 */
public record GenerateSettings(
    String model,
    int promptTokens,
    Map<String, Map<String, Object>> strategies,
    int samples,
    int traceCandidates,
    long seed,
    BatchSettings batch)
    implements TaskSettings<GenerateResult> {

  /** Copies what could change. */
  public GenerateSettings {
    TreeMap<String, Map<String, Object>> copy = new TreeMap<>();
    strategies.forEach((name, changes) -> copy.put(name, Maps.sorted(changes)));
    strategies = Maps.sorted(copy);
  }

  @Override
  public DocumentStage<GenerateResult> stage() {
    return Stages.GENERATE;
  }

  @Override
  public boolean readsToTheEnd() {
    return false;
  }

  @Override
  public List<String> models() {
    return List.of(model);
  }

  @Override
  public Map<String, Object> identity() {
    return Map.of(
        "model", model,
        "prompt_tokens", promptTokens,
        "strategies", strategies,
        "samples", samples,
        "trace_candidates", traceCandidates,
        "seed", seed,
        "batch_tokens", batch.tokens());
  }

  /** The settings of a strategy with a checkpoint. */
  GenerationSettings strategy(Map<String, Object> changes, Checkpoint checkpoint) {
    Map<String, Object> all = new TreeMap<>(changes);
    if (Boolean.TRUE.equals(all.get("do_sample"))) {
      all.putIfAbsent("num_return_sequences", samples);
    }
    return GenerationSettings.resolve(checkpoint.generation(), all);
  }

  @Override
  public List<CacheUse> caches(Function<String, Checkpoint> checkpoints) {
    Checkpoint checkpoint = checkpoints.apply(model);
    int positions = checkpoint.config().maxPositions();
    return strategies.values().stream()
        .map(changes -> strategy(changes, checkpoint))
        .map(
            how ->
                new CacheUse(
                    model,
                    Math.min(promptTokens, positions),
                    how.strategy().rows(),
                    how.lengths().newTokens(1, positions),
                    0))
        .toList();
  }

  @Override
  public Task<GenerateResult> open(ModelSource models) {
    return new BatchedTask<>(new GenerateTask(this, models), batch.queue(models, models()));
  }
}
