package dev.glossa.udf.task;

/**
 * One candidate at one step of a generation.
 *
 * @param model name of the checkpoint
 * @param strategy as in the generation
 * @param sample as in the generation
 * @param step from 0
 * @param rank from 1, best first
 * @param id candidate token
 * @param token as the vocabulary writes it
 * @param probability among what the strategy allowed at this step
 * @param chosen whether this one was taken
 */
public record TraceRow(
    String model,
    String strategy,
    int sample,
    int step,
    int rank,
    int id,
    String token,
    float probability,
    boolean chosen) {}
