package dev.glossa.udf.decode;

/**
 * The best continuations of every row, best first. Equally good ones stand in any order, and any of
 * them may be cut off at the end; only where a single one was asked for, it is the lowest token of
 * the best.
 *
 * @param count how many for each row
 * @param ids [rows × count] tokens
 * @param scores [rows × count] logits or log-probabilities after penalty and bans
 * @param logSumExp [rows] log of the sum of the exponentials of all of a row's scores, so that
 *     {@code score - logSumExp} is a log-probability among what was allowed; 0 where {@link
 *     Step#total} says that it is not wanted
 */
public record Candidates(int count, int[] ids, float[] scores, float[] logSumExp) {}
