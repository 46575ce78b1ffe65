package dev.glossa.udf.task;

import java.util.List;
import java.util.Map;

/**
 * Sentences, words and tokens.
 *
 * @param tokenizers names of the checkpoints whose tokenizers are run
 * @param sentences how sentences and words are found, which takes longer than tokens
 */
public record TokenizeSettings(List<String> tokenizers, SentenceChoice sentences)
    implements TaskSettings<TokenizeResult> {

  /** Copies what could change. */
  public TokenizeSettings {
    tokenizers = List.copyOf(tokenizers);
  }

  /** Spark NLP's sentences and words, and the tokens of these checkpoints. */
  public TokenizeSettings(List<String> tokenizers) {
    this(tokenizers, SentenceChoice.SPARK_NLP);
  }

  @Override
  public DocumentStage<TokenizeResult> stage() {
    return Stages.TOKENIZE;
  }

  @Override
  public List<String> models() {
    return List.of();
  }

  @Override
  public List<String> checkpoints() {
    return tokenizers;
  }

  @Override
  public Map<String, Object> identity() {
    // Archives from before there was a choice have Spark NLP's sentences and no word for it.
    return sentences == SentenceChoice.SPARK_NLP
        ? Map.of("tokenizers", tokenizers)
        : Map.of("tokenizers", tokenizers, "sentences", sentences.text());
  }

  @Override
  public boolean readsLanguage() {
    return sentences == SentenceChoice.ICU;
  }

  @Override
  public boolean findsSentences() {
    return sentences == SentenceChoice.SPARK_NLP;
  }

  @Override
  public Task<TokenizeResult> open(ModelSource models) {
    return new TokenizeTask(this, models);
  }
}
