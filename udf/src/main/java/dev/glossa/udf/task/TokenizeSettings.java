package dev.glossa.udf.task;

import java.util.List;
import java.util.Map;

/**
 * Sentences, words and tokens.
 *
 * @param tokenizers names of the checkpoints whose tokenizers are run
 */
public record TokenizeSettings(List<String> tokenizers) implements TaskSettings<TokenizeResult> {

  /** Copies what could change. */
  public TokenizeSettings {
    tokenizers = List.copyOf(tokenizers);
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
    return Map.of("tokenizers", tokenizers);
  }

  @Override
  public Task<TokenizeResult> open(ModelSource models) {
    return new TokenizeTask(this, models);
  }
}
