package dev.glossa.udf.model.tokenizer;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The special tokens that chat templates write by name, as transformers' {@code special_tokens_map}
 * has them: those that a checkpoint names, and else its class's own.
 */
final class NamedTokens {
  private static final String END = "<|endoftext|>";

  /** The classes of models that continue texts, by name. */
  private static final Map<String, Map<String, String>> CLASSES =
      Map.of(
          "LlamaTokenizer",
          Map.of("bos_token", "<s>", "eos_token", "</s>", "unk_token", "<unk>"),
          "GemmaTokenizer",
          Map.of(
              "bos_token", "<bos>",
              "eos_token", "<eos>",
              "unk_token", "<unk>",
              "pad_token", "<pad>",
              "mask_token", "<mask>"),
          "GPT2Tokenizer",
          Map.of("bos_token", END, "eos_token", END, "unk_token", END),
          "GPTNeoXTokenizer",
          Map.of("bos_token", END, "eos_token", END, "unk_token", END, "pad_token", "<|padding|>"),
          "Qwen2Tokenizer",
          Map.of("eos_token", END, "unk_token", END, "pad_token", END));

  /** Beginnings of model types, and the class of a checkpoint that names none. */
  private static final Map<String, String> MODEL_TYPES =
      Map.of(
          "gemma", "GemmaTokenizer",
          "gpt2", "GPT2Tokenizer",
          "opt", "GPT2Tokenizer",
          "gpt_neox", "GPTNeoXTokenizer",
          "qwen2", "Qwen2Tokenizer",
          "qwen3", "Qwen2Tokenizer");

  private NamedTokens() {}

  static Map<String, String> of(
      TokenizerSettings settings, Optional<String> name, String modelType) {
    List<String> byType =
        MODEL_TYPES.entrySet().stream()
            .filter(entry -> modelType.startsWith(entry.getKey()))
            .map(Map.Entry::getValue)
            .toList();
    String own = name.orElse(byType.isEmpty() ? "" : byType.get(0));
    Map<String, String> absent = CLASSES.getOrDefault(own, Map.of());
    Map<String, String> tokens = new TreeMap<>();
    for (String token : TokenizerSettings.NAMES) {
      settings.named(token, absent.get(token)).ifPresent(it -> tokens.put(token, it.content()));
    }
    return tokens;
  }
}
