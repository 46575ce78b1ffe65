/**
 * Batches: which items go through a model together, and in what shape.
 *
 * <p>Where a batch has rows, a model's last bits depend on the shape of the computation, (rows,
 * padded length), and on nothing else of it. So {@link dev.glossa.udf.batch.Buckets} derives the
 * shape from the item's own length, rows are constant for each shape, and what is missing at the
 * end is filled with spare rows. Texts that are written have shapes of their own, with more rows. A
 * GPU's rows follow the tokens of its batches further than a processor's, and its caches are
 * bounded.
 *
 * <p>Where a batch is packed, texts stand one behind another. The engine takes them through its
 * layers in blocks of constant size, so that bits depend on nothing but the text, and whatever fits
 * shares a batch.
 *
 * <p>Trap: fewer rows in a last batch, or after running out of memory, would be quicker and may
 * give other bits: where they do not, the engine finds out and leaves rows out of steps itself. The
 * queue's size may change what waits for what, never a shape.
 */
package dev.glossa.udf.batch;
