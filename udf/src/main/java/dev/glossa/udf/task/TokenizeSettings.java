package dev.glossa.udf.task;

import java.util.List;

/**
 * Sentences, words and tokens.
 *
 * @param tokenizers names of the checkpoints whose tokenizers are run
 */
public record TokenizeSettings(List<String> tokenizers) implements TaskSettings {

  /** Copies what could change. */
  public TokenizeSettings {
    tokenizers = List.copyOf(tokenizers);
  }

  @Override
  public String stage() {
    return "tokenize";
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
  public Task<TokenizeResult> open(ModelSource models) {
    return new Tokenize(this, models);
  }
}
