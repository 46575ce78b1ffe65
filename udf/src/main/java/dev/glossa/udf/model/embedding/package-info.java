/**
 * How the vectors of a text's tokens become the text's vector.
 *
 * <p>{@link dev.glossa.udf.model.embedding.Embedding} says what is computed: one {@link
 * dev.glossa.udf.model.embedding.Pooling}, then linear layers and a scaling to length 1, in some
 * order. A folder that sentence-transformers wrote names its own, and more that belongs to it:
 * {@link dev.glossa.udf.model.embedding.SentenceModel} holds what its files say.
 *
 * <p><b>Trap:</b> two vectors of one model are comparable only where they were made alike. A model
 * that was trained for the first token gives numbers for the mean as well, and they mean little.
 */
package dev.glossa.udf.model.embedding;
