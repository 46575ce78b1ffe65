package dev.glossa.jobs.plan;

import java.util.List;
import java.util.Map;

/**
 * What a run would do and take.
 *
 * @param inputs all of them, as counted
 * @param unread of these, those that cannot be read
 * @param stages that have something to do, in order
 * @param weights bytes of each model's weights, by name, in each executor
 * @param caches bytes of keys and values that the tasks of an executor hold at once at most, about,
 *     without the beginnings of prompts that models keep
 * @param mostCaches the most that settings allow, with these
 * @param batchTokens tokens of a batch of each model on its GPU, by name; empty on processors
 * @param executors that do the work
 * @param tasks that they do at the same time
 */
public record Plan(
    long inputs,
    long unread,
    List<StagePlan> stages,
    Map<String, Long> weights,
    long caches,
    long mostCaches,
    Map<String, Integer> batchTokens,
    int executors,
    int tasks) {

  /** Copies what could change. */
  public Plan {
    stages = List.copyOf(stages);
    weights = Map.copyOf(weights);
    batchTokens = Map.copyOf(batchTokens);
  }
}
