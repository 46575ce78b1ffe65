package dev.glossa.jobs.benchmark;

import dev.glossa.udf.model.Activation;
import dev.glossa.udf.model.BartConfig;
import dev.glossa.udf.model.BertConfig;
import dev.glossa.udf.model.Gpt2Config;
import dev.glossa.udf.model.ModelConfig;
import java.util.Locale;
import java.util.Map;

/** Models whose sizes are well known, as their {@code config.json} gives them. */
public enum KnownModel {
  /** openai-community/gpt2, 124 million weights. */
  GPT2(
      "gpt2-mini",
      "en",
      new Gpt2Config(12, 12, 768, 3072, 1024, 50257, Activation.GELU_TANH, 1e-5, true, false, true),
      Map.of("bos_token_id", 50256, "eos_token_id", 50256)),

  /** sshleifer/distilbart-cnn-12-6, 306 million weights. */
  DISTILBART(
      "bart-mini",
      "en",
      new BartConfig(12, 16, 4096, 6, 16, 4096, 1024, 1024, 50264, Activation.GELU, false),
      Map.of(
          "bos_token_id", 0,
          "eos_token_id", 2,
          "pad_token_id", 1,
          "decoder_start_token_id", 2,
          "forced_bos_token_id", 0,
          "forced_eos_token_id", 2,
          "length_penalty", 2.0,
          "no_repeat_ngram_size", 3,
          "early_stopping", true)),

  /** SKT's KoBART, 124 million weights. */
  KOBART(
      "bart-mini",
      "ko",
      new BartConfig(6, 16, 3072, 6, 16, 3072, 768, 1026, 30000, Activation.GELU, false),
      Map.of(
          "bos_token_id", 0,
          "eos_token_id", 1,
          "pad_token_id", 3,
          "decoder_start_token_id", 1,
          "forced_eos_token_id", 1)),

  /** sentence-transformers/all-MiniLM-L6-v2, 23 million weights. */
  MINILM(
      "bert-mini",
      "en",
      new BertConfig(6, 12, 384, 1536, 512, 2, 30522, Activation.GELU, 1e-12),
      Map.of());

  private final String tokenizer;
  private final String language;
  private final ModelConfig config;
  private final Map<String, Object> generation;

  KnownModel(
      String tokenizer, String language, ModelConfig config, Map<String, Object> generation) {
    this.tokenizer = tokenizer;
    this.language = language;
    this.config = config;
    this.generation = generation;
  }

  /** Its word on the command line, and the name of its folder. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Which of Glossa's own models lends its tokenizer to a checkpoint that is written here. */
  String tokenizer() {
    return tokenizer;
  }

  /** Which of the sample documents it reads where none are given: en or ko. */
  String language() {
    return language;
  }

  ModelConfig config() {
    return config;
  }

  /** What goes into {@code generation_config.json}. */
  Map<String, Object> generation() {
    return generation;
  }

  @Override
  public String toString() {
    return word();
  }
}
