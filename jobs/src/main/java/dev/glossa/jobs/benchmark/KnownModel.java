package dev.glossa.jobs.benchmark;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Models whose sizes are well known, as their {@code config.json} gives them. */
public enum KnownModel {
  /** openai-community/gpt2, 124 million weights. */
  GPT2("gpt2-mini", "en", Map.of("bos_token_id", 50256, "eos_token_id", 50256)),

  /** sshleifer/distilbart-cnn-12-6, 306 million weights. */
  DISTILBART(
      "bart-mini",
      "en",
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
      Map.of(
          "bos_token_id", 0,
          "eos_token_id", 1,
          "pad_token_id", 3,
          "decoder_start_token_id", 1,
          "forced_eos_token_id", 1)),

  /** sentence-transformers/all-MiniLM-L6-v2, 23 million weights. */
  MINILM("bert-mini", "en", Map.of()),

  /** The shape of Llama 3.2 1B, 1.24 billion weights in bfloat16. */
  LLAMA1B("gpt2-mini", "en", Map.of("bos_token_id", 128000, "eos_token_id", 128001)),

  /** google-t5/t5-base, 223 million weights. */
  T5BASE(
      "bart-mini", "en", Map.of("eos_token_id", 1, "pad_token_id", 0, "decoder_start_token_id", 0)),

  /** FacebookAI/xlm-roberta-base, 278 million weights. */
  XLMR("bert-mini", "en", Map.of());

  /** Those that are measured where none is named: what fits any machine. */
  static final List<KnownModel> USUAL = List.of(GPT2, DISTILBART, KOBART, MINILM);

  private final String tokenizer;
  private final String language;
  private final Map<String, Object> generation;

  KnownModel(String tokenizer, String language, Map<String, Object> generation) {
    this.tokenizer = tokenizer;
    this.language = language;
    this.generation = generation;
  }

  /** Its name on the command line and of its folder. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The default model whose tokenizer a checkpoint gets that is written here. */
  String tokenizer() {
    return tokenizer;
  }

  /** Language of the sample documents that it reads where none are given: en or ko. */
  String language() {
    return language;
  }

  /** Its {@code config.json}: the sizes, from a resource of its name. */
  ObjectNode config() {
    try (InputStream in = KnownModel.class.getResourceAsStream(word() + ".json")) {
      return (ObjectNode) new ObjectMapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + word() + ".json (damaged jar)", e);
    }
  }

  /** The content of its {@code generation_config.json}. */
  Map<String, Object> generation() {
    return generation;
  }

  @Override
  public String toString() {
    return word();
  }
}
