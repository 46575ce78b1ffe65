/**
 * Tasks on a Spark executor: the only room of this module that knows Spark.
 *
 * <p>A {@link dev.glossa.udf.spark.StageFunction} is what {@code Dataset.mapPartitions} runs. It
 * opens the task on the executor with {@link dev.glossa.udf.spark.ExecutorModels models} that all
 * tasks of the process share, on the device whose address Spark assigned, and notes the documents
 * in flight in an {@link dev.glossa.udf.spark.AttemptJournal}, so that one that kills the process
 * can be found.
 *
 * <p>Trap: a partition may run twice at once (speculation) and any number of times one after the
 * other (retries). Nothing here may depend on running once; only Spark's output committer decides
 * which attempt counts.
 */
package dev.glossa.udf.spark;
