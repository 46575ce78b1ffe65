package dev.glossa.udf.task;

import java.util.List;
import java.util.Map;

/**
 * Sentences, words and tokens.
 *
 * @param tokenizers names of the checkpoints whose tokenizers are run
 * @param sentences whether sentences and words are wanted, which take longer than tokens
 */
public record TokenizeSettings(List<String> tokenizers, boolean sentences)
    implements TaskSettings<TokenizeResult> {

  /** Copies what could change. */
  public TokenizeSettings {
    tokenizers = List.copyOf(tokenizers);
  }

  /** Sentences, words and the tokens of these checkpoints. */
  public TokenizeSettings(List<String> tokenizers) {
    this(tokenizers, true);
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
    return sentences
        ? Map.of("tokenizers", tokenizers)
        : Map.of("tokenizers", tokenizers, "sentences", false);
  }

  @Override
  public Task<TokenizeResult> open(ModelSource models) {
    return new TokenizeTask(this, models);
  }
}
