package dev.glossa.udf.text;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.glossa.udf.model.Checkpoint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TestSpelledSpans {
  private static final Path MODELS = Path.of(System.getProperty("project.root"), "data/models");
  private static final String[] PARTS = {
    "the ",
    " river",
    "\n",
    "\t ",
    "  ",
    "Korea",
    "우리는 ",
    "어제",
    "e\u0301",
    "é",
    "😀",
    "🧑‍🌾",
    "\u00a0",
    "\uFFFD",
    "123",
    "isn't",
    "…",
    "\u0000",
    "слово",
    "Ġ",
    "ÿ",
    "<|endoftext|>"
  };

  @Test
  void areThoseThatTheLibraryGives() throws Exception {
    for (String model : new String[] {"gpt2-mini", "bart-mini", "bert-mini"}) {
      String json = Files.readString(MODELS.resolve(model).resolve("tokenizer.json"));
      byte[][] bytes = tokenBytes(model);
      try (NativeTokenizer library = NativeTokenizer.of(json)) {
        SpelledSpans spelled =
            SpelledSpans.of(bytes, text -> library.encode(text, false)).orElseThrow();
        int found = 0;
        for (int seed = 0; seed < 500; seed++) {
          Random random = new Random(seed);
          StringBuilder text = new StringBuilder();
          for (int i = random.nextInt(40); i > 0; i--) {
            text.append(PARTS[random.nextInt(PARTS.length)]);
          }
          int[][] told = library.encode(text.toString(), false);
          int[][] own = {told[0], new int[told[0].length], new int[told[0].length]};
          if (spelled.find(text.toString(), own)) {
            assertThat(own).as(text.toString()).isDeepEqualTo(told);
            found++;
          }
        }
        assertThat(found).isGreaterThan(100);
      }
    }
  }

  @Test
  void tokensThatDoNotSpellTheTextHaveNone() throws Exception {
    byte[][] bytes = tokenBytes("gpt2-mini");
    String json = Files.readString(MODELS.resolve("gpt2-mini/tokenizer.json"));
    try (NativeTokenizer library = NativeTokenizer.of(json)) {
      SpelledSpans spelled =
          SpelledSpans.of(bytes, text -> library.encode(text, false)).orElseThrow();
      int[] ids = library.encode("the river", false)[0];
      for (String other : new String[] {"", "the", "The river", "the river "}) {
        assertThat(spelled.find(other, new int[][] {ids, new int[ids.length], new int[ids.length]}))
            .as(other)
            .isFalse();
      }
    }
  }

  @Test
  void aTokenizerThatLeavesSpacesOutOfSpansIsNotToldSo() throws Exception {
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode root =
        (ObjectNode) mapper.readTree(MODELS.resolve("gpt2-mini/tokenizer.json").toFile());
    ((ObjectNode) root.path("post_processor")).put("trim_offsets", true);
    byte[][] bytes = tokenBytes("gpt2-mini");
    try (NativeTokenizer library = NativeTokenizer.of(mapper.writeValueAsString(root))) {
      assertThat(SpelledSpans.of(bytes, text -> library.encode(text, false))).isEmpty();
    }
  }

  private static byte[][] tokenBytes(String model) throws Exception {
    try (TextTokenizer tokenizer = TextTokenizer.open(Checkpoint.open(MODELS.resolve(model)))) {
      return tokenizer.tokenBytes();
    }
  }
}
