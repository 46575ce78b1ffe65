/**
 * The command line: one class for each command, and what all of them share.
 *
 * <p>{@link dev.glossa.jobs.Main} parses the arguments, and a command reads its settings, opens
 * Spark through {@code Sessions} and does its work with the rooms below, which know nothing of the
 * command line. {@code SparkSettings} are what Glossa adds to Spark's own settings, {@code
 * Failures} turns an exception into one message and an exit code. Where {@code submit.sh} starts
 * the Spark that comes with the build, {@link dev.glossa.jobs.Submit} stands before Spark's own
 * entry.
 *
 * <p>Trap: the exit code 1 says "done, with errors in the table" and nothing else. Whatever cannot
 * start or breaks off must end with 2, 3 or 4, and Spark's own scripts end with 1; {@code
 * submit.sh} and {@code Submit} see to that.
 */
package dev.glossa.jobs;
