/**
 * Search: how a model's scores become a text. Plain Java over small arrays.
 *
 * <p>{@link dev.glossa.udf.decode.Search} asks a {@link dev.glossa.udf.decode.StepModel} for the
 * best continuations of every row, one token at a time, and decides which to take. {@link
 * dev.glossa.udf.decode.GenerationSettings} says how: names and meaning are those of Hugging Face
 * transformers' {@code generate} (version 5; {@code generation/utils.py}, {@code
 * logits_process.py}), and so are the results, token for token. What is banned, penalized or forced
 * follows from each row's own tokens and is worked out here; the model only applies it to its
 * scores.
 *
 * <p>One document's result never depends on another's: each has its own length limit and its own
 * end, and one that has ended merely keeps its rows in the batch, so that shapes stay the same.
 *
 * <p>Trap: a {@link dev.glossa.udf.decode.Candidates} list is cut at its end. Whoever ranks it must
 * know that what is cut off cannot matter: equal scores at the edge could be told apart by nothing
 * but chance, so {@link dev.glossa.udf.decode.Search} asks for a few more than it needs and fails
 * when even those are all equal.
 */
package dev.glossa.udf.decode;
