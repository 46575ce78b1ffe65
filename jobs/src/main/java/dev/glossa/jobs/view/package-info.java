/**
 * The views of an archive: SQL that stands beside the data, for DuckDB and for Spark.
 *
 * <p>{@link dev.glossa.jobs.view.Views} writes both scripts from the declarations of the tables.
 * For each table there is {@code all_TABLE} with the rows of all waves that no other wave replaces,
 * and {@code TABLE} with the current state: the occurrences that stand, the results of their texts
 * under the latest settings of each stage, the errors that stand. Behind these come views of
 * answers in typed columns, one for each question of the latest run whose schema is flat: the only
 * ones that depend on what the waves say, so {@code verify} does not look at them.
 *
 * <p>The views hold no state of their own. Whoever asks a view makes the engine list the waves
 * anew, so a view knows a wave from the moment at which it is published. Each view of files lists
 * the table {@code waves} first and reads of the other tables only the waves that it found there;
 * last it looks for these waves again, and fails if one is gone, because files of it may then have
 * been missed.
 *
 * <p>Trap: that holds for one view. A statement that joins two views may list the one before a wave
 * appears and the other after.
 */
package dev.glossa.jobs.view;
