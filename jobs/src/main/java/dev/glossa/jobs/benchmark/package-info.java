/**
 * How fast the engine is on this machine, and how fast it could be.
 *
 * <p>{@link dev.glossa.jobs.benchmark.BenchmarkCommand} runs models of well-known sizes over
 * documents, without Spark, and says for each stage what it took and what the arithmetic alone
 * would have taken. Speed does not depend on the values of weights, so {@link
 * dev.glossa.jobs.benchmark.RandomCheckpoint} writes random ones; {@link
 * dev.glossa.jobs.benchmark.Floor} counts the operations and bytes that nobody can do without, and
 * {@link dev.glossa.jobs.benchmark.Roofline} is what the machine does of each in a second, measured
 * in the same process before and after.
 *
 * <p><b>Trap: absolute numbers.</b> They change with whatever else the machine does. Compare rates
 * with the ceilings of the same run, or with another engine that ran in turn, several times ({@code
 * jobs/src/test/bench/compare.sh}).
 */
package dev.glossa.jobs.benchmark;
