package dev.glossa.udf.text;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.glossa.udf.model.TinyTokenizer;
import dev.glossa.udf.model.tokenizer.TokenizerFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tokenizer files as people have them: with more in them than a vocabulary. */
class TestTokenizerFaults {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  private TextTokenizer open(ObjectNode root) throws IOException {
    return TextTokenizer.open(
        TokenizerFiles.of(
            Files.write(folder.resolve("tokenizer.json"), JSON.writeValueAsBytes(root))));
  }

  private static ObjectNode gpt2() throws IOException {
    return (ObjectNode) JSON.readTree(TinyTokenizer.gpt2().json());
  }

  private static void add(ObjectNode root, int id, String content, boolean special) {
    ((ArrayNode) root.get("added_tokens"))
        .addObject()
        .put("id", id)
        .put("content", content)
        .put("single_word", false)
        .put("lstrip", false)
        .put("rstrip", false)
        .put("normalized", false)
        .put("special", special);
  }

  @Test
  void addedTokensHaveTheIdsOfTheirFile() throws IOException {
    ObjectNode root = gpt2();
    int size = root.path("model").path("vocab").size();
    add(root, size, "[PAD]", true);
    add(root, size + 1, "<url>", false);
    add(root, size + 2, "<mail>", false);
    try (TextTokenizer tokenizer = open(root)) {
      Tokens tokens = tokenizer.encode("<url><mail>", true);
      assertThat(tokens.ids()).containsExactly(size + 1, size + 2);
      assertThat(tokens.tokens()).containsExactly("<url>", "<mail>");
      assertThat(tokenizer.encode("[PAD]", true).ids()).doesNotContain(size).hasSize(5);
      assertThat(tokenizer.decode(new int[] {size + 2, size, size + 1})).isEqualTo("<mail><url>");
    }
  }

  /** The library numbers added tokens without a gap, in the order in which the file lists them. */
  @Test
  void addedTokensWithGapsAndOutOfOrderHaveTheIdsOfTheirFile() throws IOException {
    ObjectNode root = gpt2();
    int size = root.path("model").path("vocab").size();
    add(root, size + 9, "<mail>", false);
    add(root, size + 7, "[PAD]", true);
    add(root, size + 4, "<url>", false);
    try (TextTokenizer tokenizer = open(root)) {
      assertThat(tokenizer.encode("<mail><url>", true).ids()).containsExactly(size + 9, size + 4);
      assertThat(tokenizer.decode(new int[] {size + 4, size + 9})).isEqualTo("<url><mail>");
    }
  }

  @Test
  void aSpecialTokenThatIsAlsoASignMayStandInTexts() throws IOException {
    ObjectNode root = gpt2();
    int sign = root.path("model").path("vocab").path("!").asInt();
    add(root, sign, "!", true);
    ((ArrayNode) root.path("model").path("merges")).add("! !");
    ((ObjectNode) root.path("model").path("vocab"))
        .put("!!", root.path("model").path("vocab").size());
    try (TextTokenizer tokenizer = open(root)) {
      assertThat(tokenizer.encode("a!", true).tokens()).containsExactly("a", "!");
      assertThat(tokenizer.encode("!!!", true).ids()).containsExactly(sign, sign, sign);
      assertThat(tokenizer.decode(tokenizer.encode("Oh! No!", true).ids())).isEqualTo("Oh! No!");
    }
  }

  /**
   * A word that is special is spelled out of other tokens, and words made of it still are words.
   */
  @Test
  void aSpecialTokenThatMergesAreMadeOfIsSpelledOut() throws IOException {
    ObjectNode root = gpt2();
    int ing = root.path("model").path("vocab").path("in").asInt();
    add(root, ing, "in", true);
    try (TextTokenizer tokenizer = open(root)) {
      Tokens tokens = tokenizer.encode("in inging", true);
      assertThat(tokens.ids()).doesNotContain(ing);
      assertThat(tokenizer.decode(tokens.ids())).isEqualTo("in inging");
    }
  }

  @Test
  void dropoutIsForTraining() throws IOException {
    ObjectNode root = gpt2();
    String text = "the thing is in the making of the ending and the being";
    int[] expected;
    try (TextTokenizer plain = open(root)) {
      expected = plain.encode(text, true).ids();
    }
    ((ObjectNode) root.get("model")).put("dropout", 0.5);
    try (TextTokenizer tokenizer = open(root)) {
      for (int i = 0; i < 20; i++) {
        assertThat(tokenizer.encode(text, true).ids()).isEqualTo(expected);
      }
    }
  }

  @Test
  void aPromptIsCutAtATokenThatEndsACharacter() throws IOException {
    try (TextTokenizer tokenizer = open(gpt2())) {
      Tokens tokens = tokenizer.encode("ab😀c", true);
      assertThat(tokens.size()).isEqualTo(7);
      assertThat(tokens.whole(0)).isZero();
      assertThat(tokens.whole(2)).isEqualTo(2);
      assertThat(tokens.whole(5)).isEqualTo(2);
      assertThat(tokens.whole(6)).isEqualTo(6);
      assertThat(tokens.whole(99)).isEqualTo(7);
      assertThat(tokenizer.encode("😀", true).whole(3)).isEqualTo(3);
    }
  }

  @Test
  void textThatGoesOnKeepsTheSpaceBetween() throws IOException {
    ObjectNode root = gpt2();
    ObjectNode metaspace =
        JSON.createObjectNode()
            .put("type", "Metaspace")
            .put("replacement", "▁")
            .put("prepend_scheme", "always")
            .put("split", true);
    root.set("pre_tokenizer", metaspace);
    root.set("decoder", metaspace);
    root.putNull("post_processor");
    ObjectNode model = root.putObject("model").put("type", "Unigram").put("unk_id", 0);
    ArrayNode vocab = model.putArray("vocab");
    for (String piece : new String[] {"<unk>", "▁the", "▁ship", "s", "▁"}) {
      vocab.addArray().add(piece).add(-1.0);
    }
    root.putArray("added_tokens");
    try (TextTokenizer tokenizer = open(root)) {
      assertThat(tokenizer.decode(new int[] {2, 3})).isEqualTo("ships");
      assertThat(tokenizer.decode(new int[] {1}, new int[] {2, 3})).isEqualTo(" ships");
      assertThat(tokenizer.decode(new int[] {1, 2}, new int[] {3})).isEqualTo("s");
      assertThat(tokenizer.decode(new int[0], new int[] {2})).isEqualTo("ship");
    }
  }
}
