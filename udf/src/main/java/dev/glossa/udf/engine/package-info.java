/**
 * Runs models: the only room that knows DJL, PyTorch, devices and native memory.
 *
 * <p>A model family is a TorchScript program, one readable source in this package's resources with
 * every tensor's shape beside it: {@code gpt2.ts.py}, {@code llama.ts.py} and so on. It keeps its
 * own layers only; what all families of a role do is in {@code encoder.ts.py}, {@code causal.ts.py}
 * and {@code seq2seq.ts.py}, and what all programs use in {@code transformer.ts.py} and {@code
 * common.ts.py}. {@link dev.glossa.udf.engine.Models} compiles the program in memory and hands it
 * the checkpoint's weights; after that each public method is one call across JNI, and only small
 * results come back: vectors, statistics, the best candidates of a step. A step of a generation is
 * computed whole in the program; which candidate to take is the business of {@code decode}.
 *
 * <p>{@link dev.glossa.udf.engine.ModelCatalog} keeps the loaded models of a process. Tasks borrow
 * them from it, so that a checkpoint is loaded once, and it closes what nobody uses any more.
 *
 * <p>A GPU works on while the process goes ahead, until the process wants a number of it. So a step
 * of a generation is one call, and its result one copy; no program asks what its tensors hold.
 *
 * <p>A {@link dev.glossa.udf.engine.Precision} decides how linear layers hold their weights and in
 * which type all else is computed. Only {@code linear_layer}, {@code linear} and {@code activated}
 * of {@code common.ts.py} know; families hand over whatever {@code storage} says.
 *
 * <p>Attention runs fused, except where its weights are what was asked for. A document's beams are
 * query positions of one attention over one cache: its prompt or source is held once, and what its
 * beams write is appended to the same cache, visible to each through a mask. Reordering beams
 * therefore moves lines of that mask, never keys or values.
 *
 * <p>Texts that are read stand one behind another on a processor: all but attention goes through
 * blocks of 256 tokens, or of several such where a layer was seen to give the same bits, and
 * attention takes each text alone, so that hardly any padding is computed. What is written goes on
 * in rows, to which keys and values of the texts are dealt out; with one thread, rows that nothing
 * more is asked of leave as soon as a step of fewer rows was seen to give the same bits. On a GPU
 * texts are read in padded rows, too.
 *
 * <p>Results of a text do not depend on its neighbours; see {@link dev.glossa.udf.engine.Batch}.
 *
 * <p><b>Trap: native memory.</b> The garbage collector does not see it. A {@link
 * dev.glossa.udf.engine.LoadedModel} owns the weights, and whoever loaded it closes it: of a
 * borrowed model, the catalog. The steps that {@code generate} returns own their caches, and
 * whoever asked for them closes them. All else belongs to a {@code Scope} inside one call. A tensor
 * made from Java numbers or from a mapped file is a view of that buffer: a program that keeps one
 * must clone it, or it will read freed memory.
 */
package dev.glossa.udf.engine;
