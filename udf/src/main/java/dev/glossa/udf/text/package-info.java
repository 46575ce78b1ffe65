/**
 * Text: tokens, sentences and chunks of a document, all in UTF-16 units of the one string that the
 * document is.
 *
 * <p>{@link dev.glossa.udf.text.TextTokenizer} runs the Rust tokenizers library through DJL; {@link
 * dev.glossa.udf.text.SentenceSplitter} runs Spark NLP's rules as plain functions, without a Spark
 * session, and {@link dev.glossa.udf.text.IcuSplitter} ICU's, which take less time; {@link
 * dev.glossa.udf.text.Chunker} joins sentences to chunks that fit a model.
 *
 * <p>{@link dev.glossa.udf.text.TextTokenizer#tokenBytes} tells what each token adds to a text, for
 * those who decide which tokens may be written.
 *
 * <p>Trap: three ways of counting meet here. The tokenizers library counts Unicode code points,
 * Java's strings UTF-16 units, and Spark NLP gives the last unit of a span where we give the one
 * after it. Nothing but half-open UTF-16 spans leaves this package.
 */
package dev.glossa.udf.text;
