/**
 * Transformers of Spark ML: a function of SQL on a column, as a stage of a Pipeline that is saved
 * and loaded.
 *
 * <p>Each is a {@link dev.glossa.udf.spark.ml.TextTransformer} that names its function; the work is
 * done in {@link dev.glossa.udf.spark.sql}, so a transformer gives what the function gives. A saved
 * transformer has beside its params the fingerprints of its models, and a session in which these
 * are others does not load it.
 *
 * <p>Trap: Spark finds params by reflection, as public methods without arguments that return a
 * {@code Param}, and copies a transformer by its constructor that takes the uid alone.
 */
package dev.glossa.udf.spark.ml;
