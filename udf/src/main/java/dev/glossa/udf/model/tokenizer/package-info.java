/**
 * A checkpoint's tokenizer, whatever files it comes in, as one {@code tokenizer.json} in memory.
 *
 * <p>Checkpoints hold a {@code tokenizer.json} (the tokenizers library's own form), or the older
 * files of a tokenizer class of transformers: {@code vocab.json} and {@code merges.txt}, {@code
 * vocab.txt}, a SentencePiece model, or Marian's two of them with a {@code vocab.json}. {@link
 * dev.glossa.udf.model.tokenizer.TokenizerFiles} finds what there is, the class decides what it
 * means ({@code tokenizer_class}, or else the model's type), and the result has the ids that
 * transformers 5 gives (its {@code convert_slow_tokenizer.py} and {@code tokenization_*.py}).
 *
 * <p>Trap: a SentencePiece model's own numbers are seldom the model's. Fairseq's models (XLM-R,
 * mBART, NLLB) begin with four tokens of their own, Pegasus shifts everything by 103, and Marian
 * and M2M-100 look every piece up in a {@code vocab.json}.
 */
package dev.glossa.udf.model.tokenizer;
