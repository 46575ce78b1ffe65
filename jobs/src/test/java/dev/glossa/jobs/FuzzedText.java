package dev.glossa.jobs;

import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/** Texts made of what readers, tokenizers, splitters and tables have stumbled over. */
final class FuzzedText {
  private static final String[] WORDS =
      ("the rain came down on the old roof and nobody in the house said a word until morning"
              + " 우리는 어제 시장에서 사과를 샀다 그리고 집으로 돌아왔다")
          .split(" ");
  private static final String[] SPECIALS = {
    "<s>",
    "</s>",
    "<pad>",
    "<unk>",
    "<mask>",
    "<|endoftext|>",
    "<|im_start|>",
    "[CLS]",
    "[SEP]",
    "[MASK]",
    "[PAD]",
    "[UNK]",
    "##ing",
    "Ġ",
    "▁",
    "Ċ",
    "<0x0A>",
    "<extra_id_0>",
    "[INST]"
  };
  private static final String[] TRAPS = {
    "%s%n%x",
    "{}",
    "${jndi:x}",
    "<script>alert(1)</script>",
    "'; DROP TABLE x; --",
    "\\N",
    "null",
    "NaN",
    "-0",
    "1e999",
    "../../etc",
    "http://x.test/?q=%00",
    "\"\"\"",
    "\\u0000",
    "=1+1",
    "\u2028"
  };
  private static final int[] BIDI = {
    0x200E, 0x200F, 0x202A, 0x202B, 0x202C, 0x202D, 0x202E, 0x2066, 0x2067, 0x2068, 0x2069, 0x061C
  };
  private static final int[] INVISIBLE = {
    0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0x00AD, 0x034F, 0x180E, 0x3164, 0xFFF9, 0xE0001, 0xE0041
  };
  private static final int[] EMOJI = {
    0x1F468, 0x1F469, 0x1F467, 0x1F3FD, 0x2764, 0x1F525, 0x1F3F3, 0x1F308, 0x1F1F0, 0x1F1F7, 0x1F600
  };

  private final Random random;
  private final List<Supplier<String>> kinds;

  FuzzedText(Random random) {
    this.random = random;
    this.kinds =
        List.of(
            () -> some(40, () -> pick(WORDS) + " "),
            () -> some(30, () -> pick(WORDS) + pick(List.of(". ", "! ", "?\n", "… ", "。"))),
            () -> some(20, () -> pick(SPECIALS) + (random.nextBoolean() ? " " : "")),
            () -> some(10, () -> pick(TRAPS) + " "),
            () -> some(40, () -> point(BIDI) + pick(List.of("שלום", "مرحبا", "abc", "가나", " "))),
            () -> some(40, () -> point(INVISIBLE) + (random.nextInt(3) == 0 ? pick(WORDS) : "")),
            () -> some(30, () -> point(EMOJI) + (random.nextBoolean() ? "\u200D" : "\uFE0F")),
            () -> "e" + some(200, () -> between(0x300, 0x36F)) + " ",
            // Jamo that combine to syllables, and syllables.
            () -> some(60, () -> between(0x1100, 0x11FF) + between(0xAC00, 0xD7A3)),
            () -> some(60, () -> between(0, 0x1F) + (random.nextBoolean() ? "x" : "")),
            () -> some(60, () -> between(0x7F, 0x9F) + between(0x2000, 0x206F)),
            () -> some(30, () -> String.valueOf((char) (0xD800 + random.nextInt(0x800)))),
            () -> some(60, () -> between(0, Character.MAX_CODE_POINT)),
            () -> some(60, () -> between(0x4E00, 0x9FFF) + between(0x20000, 0x2FFFF)),
            () -> pick(WORDS).repeat(1 + random.nextInt(400)),
            () -> between(0, 0xFFFF).repeat(1 + random.nextInt(500)),
            () ->
                some(80, () -> pick(List.of(" ", "\t", "\n", "\r", "\u00A0", "\u3000", "\u2003"))),
            () -> "");
  }

  /** Another text: mostly a few kinds in a row, sometimes one alone. */
  String next() {
    return some(4, () -> kinds.get(random.nextInt(kinds.size())).get());
  }

  private String some(int most, Supplier<String> part) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(most) + 1; i > 0; i--) {
      text.append(part.get());
    }
    return text.toString();
  }

  private String pick(String[] choices) {
    return choices[random.nextInt(choices.length)];
  }

  private String pick(List<String> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  private String point(int[] choices) {
    return Character.toString(choices[random.nextInt(choices.length)]);
  }

  private String between(int first, int last) {
    return Character.toString(first + random.nextInt(last - first + 1));
  }
}
