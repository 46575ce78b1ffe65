package dev.glossa.jobs;

import dev.glossa.jobs.config.Settings;
import dev.glossa.udf.batch.Buckets;
import dev.glossa.udf.batch.Shape;
import dev.glossa.udf.model.Checkpoint;
import dev.glossa.udf.model.family.ModelConfig;
import dev.glossa.udf.spark.ModelPlan;
import dev.glossa.udf.task.BatchMemory;
import dev.glossa.udf.task.CacheUse;
import dev.glossa.udf.task.Stage;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Keys and values that models keep while they write, as far as settings allow them to grow. Batches
 * go one after the other in a task, so that the largest counts once for each task of a process.
 *
 * @param largest of all batches; empty where nothing is written
 * @param kept bytes that stay in a process after their batch: beginnings of prompts
 */
record Caches(Optional<Largest> largest, long kept) {

  /**
   * The batch with the largest caches.
   *
   * @param stage that it is in
   * @param use what it is written for
   * @param shape of what is read
   */
  record Largest(String stage, CacheUse use, Shape shape, long bytes) {

    /** What it is, for people. */
    String text() {
      return String.format(
          Locale.ROOT,
          "%s with model %s (%d x (%,d + %,d x %,d) tokens: documents, what is read of each, and"
              + " what is written)",
          stage,
          use.model(),
          shape.rows(),
          shape.length(),
          use.texts(),
          use.newTokens());
    }
  }

  /**
   * The caches of a run.
   *
   * @param checkpoints by name
   * @param plan how they are computed
   * @param onGpu whether on a GPU
   */
  static Caches of(
      Settings settings,
      Collection<Stage> stages,
      Map<String, Checkpoint> checkpoints,
      ModelPlan plan,
      boolean onGpu) {
    Optional<Largest> largest = Optional.empty();
    long kept = 0;
    for (Stage stage : stages) {
      if (!settings.of(stage).configured()) {
        continue;
      }
      for (CacheUse use : settings.of(stage).caches(checkpoints::get)) {
        ModelConfig config = checkpoints.get(use.model()).config();
        ModelPlan.ModelFile file = plan.models().get(use.model());
        long place = BatchMemory.placeBytes(config, file.cacheBytes(onGpu));
        int tokens = file.batchTokens();
        Buckets buckets =
            onGpu
                ? Buckets.ofGpu(config.maxPositions(), tokens)
                : Buckets.ofProcessor(config.maxPositions(), tokens);
        Shape shape =
            buckets.largestWriting(stage.name(), use.longest(), use.texts(), use.newTokens());
        long places = shape.rows() * (shape.length() + (long) use.texts() * use.newTokens());
        if (largest.isEmpty() || places * place > largest.get().bytes()) {
          largest = Optional.of(new Largest(stage.name(), use, shape, places * place));
        }
        kept += use.kept() * place;
      }
    }
    return new Caches(largest, kept);
  }

  /** Bytes of all caches where so many tasks are done at once, of which each keeps what is kept. */
  long bytes(int tasks, int processes) {
    return tasks * largest.map(Largest::bytes).orElse(0L) + processes * kept;
  }
}
