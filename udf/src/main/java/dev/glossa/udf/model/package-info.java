/**
 * A checkpoint folder becomes checked weights and settings, or one clear refusal.
 *
 * <p>A checkpoint is a folder as Hugging Face's libraries write it: {@code config.json} (what the
 * network is), {@code generation_config.json} (its own parameters of generation; optional), {@code
 * model.safetensors} or {@code pytorch_model.bin}, whole or in shards that an index names (the
 * weights), and {@code tokenizer.json} or the older files that {@code tokenizer} makes one of.
 * {@link dev.glossa.udf.model.Checkpoint#open} reads all of it, compares every part with every
 * other, looks at every value, and gives a {@link dev.glossa.udf.model.Checkpoint} that engines can
 * trust: nothing behind it checks again. This room knows no tensor library and no tokenizer
 * library; it needs Java and Jackson.
 *
 * <p>A folder may carry {@code model.lock.json}, written by {@link
 * dev.glossa.udf.model.Lock#write}: then every file in it must be, byte for byte, what it was when
 * it was locked. Without one, a changed byte that still makes a valid model is a different model,
 * and has a different {@link dev.glossa.udf.model.Checkpoint#fingerprint}.
 *
 * <p><b>Trap:</b> weights are memory-mapped, so they cost no heap and two processes share them; but
 * a file that is cut short <em>while</em> it is mapped kills the process that reads it (the kernel
 * sends SIGBUS). Replace a checkpoint by renaming a new folder into place, never by writing into a
 * file that a job may be reading.
 */
package dev.glossa.udf.model;
