/**
 * How results become visible: all of a wave or nothing, each input once.
 *
 * <pre>{@code
 * OutputFolder folder = OutputFolder.forWriting(output, hadoopConfiguration);
 * try (Lock lock = Lock.acquire(folder, Lock.TERM)) {
 *   Pending pending = Pending.find(spark, folder, corpus, fingerprint.hex(), Mode.NEW);
 *   if (!pending.isEmpty()) {
 *     try (WaveWriter writer = new WaveWriter(spark, folder, lock)) {
 *       for (Wave wave : writer.stage(pending, 10_000)) {
 *         for (DocumentStage<?> stage : stages) {
 *           wave.write(stage, rowsOf(stage, wave.todo()), tokens);
 *         }
 *         limit.add(wave.publish(info));
 *       }
 *     }
 *   }
 * }
 * }</pre>
 *
 * <h2>Publication</h2>
 *
 * <p>A wave's tables are written under {@code _staging}, counted, hashed, listed in {@code
 * _manifest.json}, handed to the disk and renamed into {@code data} in one operation that refuses
 * an existing target. Readers look into {@code data} only. Nothing in {@code data} is written to
 * again.
 *
 * <h2>Progress</h2>
 *
 * <p>What is done is what is published; there is no other record. A run that dies leaves a staging
 * folder, which the next one removes, and a lock, which the next one outnumbers: at once where it
 * sees that the process is dead, else when it has expired. A rerun over an unchanged archive writes
 * no file. A renamed file costs a wave that holds {@code occurrences} and no model's work; a
 * touched file costs nothing.
 *
 * <h2>Errors</h2>
 *
 * <p>A plain run does not repeat what failed. {@code retry} does, and whatever becomes of it, the
 * old row of {@code errors} is taken back by a row of {@code resolved} in the new wave, beside
 * either the results or a new row of {@code errors}. An input that could not be read is also taken
 * back by a plain run that reads its file again and does not meet the error. So at any time each
 * input stands once: in {@code occurrences}, or in {@code errors} without what {@code resolved}
 * names.
 *
 * <h2>Trap</h2>
 *
 * <p>One statement over two tables can list the one table's files before a wave appears and the
 * other's after. That is the reader's statement, not half a wave: whoever joins tables while a run
 * goes on lists the waves first ({@code glob('OUT/data/wave=*')}) and reads those.
 */
package dev.glossa.jobs.run;
