package dev.glossa.udf.text;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.glossa.udf.model.tokenizer.TokenizerCheck;
import dev.glossa.udf.model.tokenizer.TokenizerFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The tokenizers of checkpoints as the hub has them: folders, and beside each what transformers
 * gives ({@code -Dreference.hub=DIR}).
 */
class TestHubTokenizers {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path HUB = Path.of(System.getProperty("reference.hub"));

  @TestFactory
  Stream<DynamicTest> idsSpansAndTextsAreThoseOfTransformers() throws IOException {
    if (!Files.isDirectory(HUB)) {
      return Stream.empty();
    }
    try (Stream<Path> files = Files.list(HUB)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".json"))
          .map(name -> name.replaceFirst("\\.json$", ""))
          .sorted()
          .toList()
          .stream()
          .map(name -> DynamicTest.dynamicTest(name, () -> check(name)));
    }
  }

  private static void check(String name) throws Exception {
    Path folder = HUB.resolve(name);
    ObjectNode config = (ObjectNode) JSON.readTree(folder.resolve("config.json").toFile());
    TokenizerFiles files = TokenizerFiles.find(folder, config);
    TokenizerCheck.check(files, config.path("vocab_size").asInt());
    JsonNode recorded = JSON.readTree(HUB.resolve(name + ".json").toFile());
    try (TextTokenizer tokenizer = TextTokenizer.open(files)) {
      for (JsonNode example : recorded.path("cases")) {
        if (example.has("ids")) {
          String text = example.path("text").asText();
          assertThat(tokenizer.encode(text, true).ids()).isEqualTo(ints(example.path("ids")));
        }
        if (example.has("offsets")) {
          assertSpans(tokenizer, example);
        }
        if (example.has("text_out")) {
          assertThat(tokenizer.decode(ints(example.path("output"))).strip())
              .isEqualTo(example.path("text_out").asText().strip());
        }
      }
    }
  }

  private static void assertSpans(TextTokenizer tokenizer, JsonNode example) {
    JsonNode text = example.path("text");
    JsonNode offsets = example.path("offsets");
    if (text.isArray()) {
      int[] first = tokenizer.encode(text.get(0).asText(), false).ids();
      int[] second = tokenizer.encode(text.get(1).asText(), false).ids();
      assertThat(tokenizer.pair(first, second).ids()).hasSize(offsets.size());
      return;
    }
    Tokens tokens = tokenizer.encode(text.asText(), true);
    assertThat(tokens.size()).isEqualTo(offsets.size());
    for (int i = 1; i + 1 < tokens.size(); i++) {
      int begin = text.asText().offsetByCodePoints(0, offsets.get(i).get(0).asInt());
      int end = text.asText().offsetByCodePoints(0, offsets.get(i).get(1).asInt());
      assertThat(new Span(tokens.begins()[i], tokens.ends()[i])).isEqualTo(new Span(begin, end));
    }
  }

  private static int[] ints(JsonNode node) {
    return JSON.convertValue(node, int[].class);
  }
}
