/**
 * SQL functions on models, for any Spark session.
 *
 * <p>A call is a {@link dev.glossa.udf.spark.sql.ModelCall} in the plan until Spark has optimized
 * it. Then {@link dev.glossa.udf.spark.sql.ExtractCalls} takes the calls out of their operators and
 * puts an {@link dev.glossa.udf.spark.sql.EvaluateCalls} below, which is executed as one pass over
 * the partition's rows: batches of rows, the distinct texts of each through the same task that a
 * job's stage runs, so that a function gives what the stage's table has.
 *
 * <p>Settings are read by whoever implements {@link dev.glossa.udf.spark.sql.CallSettings}, since
 * this module knows no configuration.
 *
 * <p>Trap: Spark copies plans by reflection, so the constructors of expressions and plans take
 * exactly the elements of {@code productElement}, and are public.
 */
package dev.glossa.udf.spark.sql;
