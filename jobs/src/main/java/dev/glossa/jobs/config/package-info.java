/**
 * A run's settings: from the defaults in the jar, files and options to checked records.
 *
 * <p>{@link dev.glossa.jobs.config.Settings#load} merges the sources, reads every key once, and
 * either gives records that need no further checking or one exception with all problems. The
 * documentation of the keys is {@code conf/glossa.conf}, which is also the defaults.
 *
 * <p>Trap: a key counts as known because it was read. A key that is read only under a condition is
 * reported as unknown when the condition does not hold, so read first and decide afterwards.
 */
package dev.glossa.jobs.config;
