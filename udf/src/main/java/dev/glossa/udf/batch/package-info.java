/**
 * Batches: which items go through a model together, and in what shape.
 *
 * <p>A model's last bits depend on the shape of the computation, (rows, padded length), and on
 * nothing else of a batch. So {@link dev.glossa.udf.batch.Buckets} derives the shape from the
 * item's own length, rows are constant for each shape, and what is missing at the end is filled
 * with spare rows.
 *
 * <p>Trap: a smaller last batch, or fewer rows after running out of memory, would be quicker and
 * give other bits. The queue's size may change what waits for what, never a shape.
 */
package dev.glossa.udf.batch;
