package dev.glossa.udf.model.tokenizer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The special tokens that tokenizer classes put round a text. */
final class Frames {
  /** The special tokens of fairseq's models. */
  static final Map<String, String> FAIRSEQ =
      Map.of(
          "bos_token", "<s>",
          "eos_token", "</s>",
          "unk_token", "<unk>",
          "sep_token", "</s>",
          "pad_token", "<pad>",
          "cls_token", "<s>",
          "mask_token", "<mask>");

  private Frames() {}

  /** The text of a special token. */
  static String name(TokenizerSettings settings, String name, String absent) {
    return settings.named(name, absent).map(AddedToken::content).orElse(absent);
  }

  /** Begin and end of a text where {@code add_bos_token} and {@code add_eos_token} say so. */
  static TokenizerBuilder optional(
      TokenizerBuilder builder, TokenizerSettings settings, Map<String, String> names) {
    List<String> begin = optional(settings, "add_bos_token", "bos_token", names);
    List<String> end = optional(settings, "add_eos_token", "eos_token", names);
    List<String> single = joined(begin, List.of(TokenizerBuilder.TEXT), end);
    List<String> second = joined(begin, List.of(TokenizerBuilder.SECOND), end);
    return builder.template(single, single, second, 1);
  }

  private static List<String> optional(
      TokenizerSettings settings, String flag, String name, Map<String, String> names) {
    return settings.flag(flag, false)
        ? settings.named(name, names.get(name)).map(AddedToken::content).stream().toList()
        : List.of();
  }

  /** Begin, text and end; between two texts {@code middle}. */
  static TokenizerBuilder fixed(
      TokenizerBuilder builder, List<String> begin, List<String> middle, List<String> end) {
    List<String> first = joined(begin, List.of(TokenizerBuilder.TEXT));
    List<String> second = joined(List.of(TokenizerBuilder.SECOND), end);
    return builder.template(joined(first, end), joined(first, middle), second, 0);
  }

  @SafeVarargs
  private static List<String> joined(List<String>... lists) {
    List<String> all = new ArrayList<>();
    for (List<String> list : lists) {
      all.addAll(list);
    }
    return all;
  }
}
