/**
 * Paths as people give them: a folder on the local disk or on one of Hadoop's file systems.
 *
 * <p>Trap: Hadoop's {@code Path} takes what stands before a colon for a scheme, and Spark takes
 * brackets, braces, question marks and asterisks for a glob. All of these are ordinary characters
 * of names on a disk, so a local path stays a path of Java's for as long as it can.
 */
package dev.glossa.jobs.path;
