/**
 * The tasks: what happens to a document at each stage of a run.
 *
 * <p>{@link dev.glossa.udf.task.Stages} declares what there is to do: each stage with its name, its
 * version and the tables that its results fill. {@link dev.glossa.udf.task.TaskSettings} say how to
 * do it, travel to where it is done, and open a {@link dev.glossa.udf.task.Task} there, which turns
 * a stream of documents into a stream of {@link dev.glossa.udf.task.Outcome}s. A result has a list
 * of row records for each table; a record's components are the table's columns.
 *
 * <p>{@link dev.glossa.udf.task.StageIdentity} is what a stage's results depend on besides the
 * text. Published archives are known by it, so its names are written out and follow from no Java
 * name.
 *
 * <p>{@link dev.glossa.udf.task.BatchRunner} does what the tasks that need a model have in common:
 * it cuts documents into items, batches items of equal shape, whatever document they come from, and
 * puts each document together when its last item is done.
 *
 * <p>How large batches are is settings' business, or the device's: {@link
 * dev.glossa.udf.task.BatchMemory} says how many tokens a GPU has room for, and {@link
 * dev.glossa.udf.task.CacheUse} what a stage may keep while models write, so that a run can be
 * refused before it begins.
 *
 * <p>Trap: an exception is about one document only if that document is alone. When a batch fails,
 * each of its items is computed again by itself, among spare rows and in the same shape, so that
 * the others get the bits that they would have had.
 */
package dev.glossa.udf.task;
