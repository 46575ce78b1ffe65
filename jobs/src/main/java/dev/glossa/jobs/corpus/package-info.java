/**
 * Archives as rows: files on any of Hadoop's file systems become one row per document.
 *
 * <p>{@link dev.glossa.jobs.corpus.Corpus#read} lists the files on the driver, cuts and groups them
 * into splits, and reads each split on an executor as a stream, with readers of our own: Spark's
 * readers end the job at a truncated file, and either drop a malformed row or keep its text. Here
 * whatever cannot be read becomes a row with a {@link dev.glossa.jobs.corpus.ReadCode} and none of
 * its text, and the rest of its file goes on. A task holds one document at a time.
 *
 * <p>Trap: an id must not depend on how a file is split, or a grown file would seem new. Line
 * numbers of a file that is split come from a pass that counts its lines first.
 */
package dev.glossa.jobs.corpus;
