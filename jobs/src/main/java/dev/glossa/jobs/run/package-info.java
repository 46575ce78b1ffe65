/**
 * How results become visible: all of a wave or nothing, each result once.
 *
 * <pre>{@code
 * OutputFolder folder = OutputFolder.forWriting(output, hadoopConfiguration);
 * try (Lock lock = Lock.acquire(folder, Lock.TERM);
 *     Pending pending = Pending.find(spark, folder, corpus, coverage, stages, Mode.NEW)) {
 *   if (!pending.isEmpty()) {
 *     try (WaveWriter writer = new WaveWriter(spark, folder, lock)) {
 *       for (Wave wave : writer.stage(pending, info, 10_000)) {
 *         for (RunStage stage : stages) {
 *           if (wave.of(stage).texts() > 0) {
 *             wave.write(stage, rowsOf(stage, wave.todo(stage)), tokens, paddedTokens);
 *           } else {
 *             wave.pass(stage);
 *           }
 *         }
 *         wave.publish();
 *       }
 *     }
 *   }
 * }
 * }</pre>
 *
 * <h2>Publication</h2>
 *
 * <p>A wave's tables are written under {@code _staging}, counted, hashed, listed in {@code
 * _manifest.json}, handed to the disk and made visible in one operation of {@link
 * dev.glossa.jobs.run.Publication}, which refuses an existing target. Nothing that is visible is
 * written to again. A wave may take the place of others ({@link dev.glossa.jobs.run.StagedWave}):
 * from the instant in which it is visible, readers pass these over.
 *
 * <h2>What stands</h2>
 *
 * <p>The waves record facts: an input was seen or missed, a text has a result or failed. A
 * <em>run</em> is one call of a job that publishes, and every fact names the run that found it;
 * runs sort by age. {@link dev.glossa.jobs.run.State} derives from all facts what holds today, and
 * {@link dev.glossa.jobs.run.Published} reads the facts themselves.
 *
 * <h2>Progress</h2>
 *
 * <p>What is done is what is published; there is no other record. A run does the pairs of a text
 * and a stage that have neither a result nor an error under its settings. A run that dies leaves a
 * staging folder, which the next one removes, and a lock, which the next one outnumbers: at once
 * where it sees that the process is dead, else when it has expired. A rerun over an unchanged
 * archive writes no file; a renamed file costs rows of names and no model's work.
 *
 * <h2>Errors</h2>
 *
 * <p>A failure belongs to one text in one stage and costs nothing else. A plain run does not repeat
 * it; {@code retry} does, and a result that comes of it outdates the error. An input that cannot be
 * read stands as an occurrence without a key until a run finds it readable or gone.
 *
 * <h2>Traps</h2>
 *
 * <p>The order of facts comes from the column {@code run}, never from the wave that holds them: a
 * merged wave holds facts of many runs.
 *
 * <p>One statement over two tables can list the one table's files before a wave appears and the
 * other's after. That is the reader's statement, not half a wave: whoever joins tables while a run
 * goes on lists the waves first, as {@link dev.glossa.jobs.run.Published} and the views do.
 */
package dev.glossa.jobs.run;
