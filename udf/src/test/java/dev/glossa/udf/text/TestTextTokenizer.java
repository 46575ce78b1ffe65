package dev.glossa.udf.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.glossa.udf.model.CheckpointException;
import dev.glossa.udf.model.tokenizer.TokenizerDefinition;
import dev.glossa.udf.model.tokenizer.TokenizerFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * What tokenizers promise, on a small one of each class. {@code -Dreference.tokenizers=DIR} adds
 * those of real checkpoints, and {@code -Dreference.token-ids=FILE} what Hugging Face's own tests
 * recorded of them.
 */
class TestTextTokenizer {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path GOLDEN = Path.of(System.getProperty("reference.token-ids"));
  private static final Path REAL = Path.of(System.getProperty("reference.tokenizers"));

  private static TextTokenizer open(String name) throws IOException {
    return RecordedTokenizers.open(name);
  }

  private static int[] ids(JsonNode ids) {
    return IntStream.range(0, ids.size()).map(i -> ids.get(i).asInt()).toArray();
  }

  @TestFactory
  Stream<DynamicTest> idsAreThoseThatHuggingFaceRecorded() throws IOException {
    if (!Files.exists(GOLDEN) || !Files.isDirectory(REAL)) {
      return Stream.empty();
    }
    return JSON.readTree(GOLDEN.toFile()).properties().stream()
        .map(
            entry ->
                DynamicTest.dynamicTest(
                    entry.getKey(), () -> checkRecorded(entry.getKey(), entry.getValue())));
  }

  private static void checkRecorded(String name, JsonNode examples) throws IOException {
    TokenizerFiles files =
        TokenizerFiles.of(RecordedTokenizers.file(REAL.resolve(name)).orElseThrow());
    TokenizerJson json = RecordedTokenizers.json(files);
    boolean bart = json.control().keySet().containsAll(Set.of("<s>", "</s>"));
    try (TextTokenizer ours =
            bart
                ? TextTokenizer.openFramed(files, Optional.empty(), Optional.empty())
                : TextTokenizer.open(files);
        NativeTokenizer theirs = NativeTokenizer.of(json.template())) {
      for (JsonNode example : examples) {
        String text = example.path("input").asText();
        int[] expected = ids(example.path("encoded").path("input_ids"));
        String what = example.path("name").asText();
        if (json.control().keySet().stream().noneMatch(text::contains)) {
          assertThat(ours.encode(text, true).ids()).as(what).isEqualTo(expected);
          continue;
        }
        // Hugging Face lets text give control tokens; the same file does so here, and only the
        // tokenizer for documents does not.
        assertThat(theirs.encode(text, true)[0]).as(what).isEqualTo(expected);
        Set<Integer> given =
            Arrays.stream(ours.encode(text, false).ids()).boxed().collect(Collectors.toSet());
        given.retainAll(json.control().values());
        given.remove(json.unknown());
        assertThat(given).as(what).isEmpty();
      }
    }
  }

  @Test
  void spansAreRightAfterEmojiAndInKorean() throws IOException {
    String text = "Hi 😀 안녕 end";
    for (var entry : RecordedTokenizers.all().entrySet()) {
      String name = entry.getKey();
      try (TextTokenizer tokenizer = TextTokenizer.open(entry.getValue())) {
        Tokens tokens = tokenizer.encode(text, false);
        Set<String> spans = new TreeSet<>();
        for (int i = 0; i < tokens.size(); i++) {
          spans.add(text.substring(tokens.begins()[i], tokens.ends()[i]).strip());
          assertThat(tokens.ends()[i]).isGreaterThanOrEqualTo(tokens.begins()[i]);
        }
        // Each word of the text is spanned exactly, by one token or by several in a row.
        assertThat(spans).as(name).contains("😀");
        assertThat(spans).as(name).containsAnyOf("end", "nd", "d");
        assertThat(tokens.ends()[tokens.size() - 1]).as(name).isEqualTo(text.length());
        assertThat(spans).as(name).containsAnyOf("안녕", "안", "▁안녕");
      }
    }
  }

  @Test
  void spansOfGpt2AreTheCharactersThatItsTokensSpell() throws IOException {
    String text = "a😀b 🧑‍🌾c 한국어 𝔘nicode";
    try (TextTokenizer tokenizer = open("gpt2")) {
      Tokens tokens = tokenizer.encode(text, false);
      for (int i = 0; i < tokens.size(); i++) {
        String decoded = tokenizer.decode(new int[] {tokens.ids()[i]});
        if (!decoded.contains("\uFFFD")) {
          assertThat(text.substring(tokens.begins()[i], tokens.ends()[i])).isEqualTo(decoded);
        }
      }
      assertThat(tokenizer.decode(tokens.ids())).isEqualTo(text);
    }
  }

  @Test
  void noSpecialStringBecomesAControlToken() throws IOException {
    int tried = 0;
    Set<String> everywhere = new TreeSet<>();
    for (TokenizerFiles files : RecordedTokenizers.all().values()) {
      // Of many that are alike, such as languages, the first ones.
      RecordedTokenizers.json(files).control().keySet().stream().limit(12).forEach(everywhere::add);
    }
    for (var entry : RecordedTokenizers.all().entrySet()) {
      TokenizerJson json = RecordedTokenizers.json(entry.getValue());
      try (TextTokenizer tokenizer = TextTokenizer.open(entry.getValue())) {
        Set<String> strings = new TreeSet<>(everywhere);
        strings.addAll(json.control().keySet());
        for (String string : strings) {
          for (String text :
              List.of(
                  string,
                  "a " + string + " b",
                  "a" + string + "b",
                  string + string,
                  " " + string)) {
            int[] ids = tokenizer.encode(text, false).ids();
            Set<Integer> found = Arrays.stream(ids).boxed().collect(Collectors.toSet());
            found.retainAll(json.control().values());
            found.remove(json.unknown());
            assertThat(found).as(entry.getKey() + ": " + text).isEmpty();
            tried++;
          }
        }
      }
    }
    System.out.println("special strings: " + tried + " tried, none became a control token");
    assertThat(tried).isPositive();
  }

  @Test
  void templateStandsRoundTheTextWithEmptySpans() throws IOException {
    try (TextTokenizer tokenizer = open("bart")) {
      Tokens tokens = tokenizer.encode("a b", true);
      assertThat(tokens.tokens()).containsExactly("<s>", "a", "Ġb", "</s>");
      assertThat(tokens.begins()).containsExactly(0, 0, 2, 3);
      assertThat(tokens.ends()).containsExactly(0, 1, 3, 3);
      Tokens framed = tokenizer.framed(tokens.slice(1, 3), new Span(0, 3));
      assertThat(framed).usingRecursiveComparison().isEqualTo(tokens);
      assertThat(tokenizer.decode(tokens.ids())).isEqualTo("a b");
    }
  }

  @Test
  void fileThatTheLibraryRefusesIsNamed(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("tokenizer.json");
    Files.writeString(file, "{\"model\": {\"type\": \"Guess\", \"vocab\": {\"a\": 0}}}");
    assertThatThrownBy(() -> TextTokenizer.open(TokenizerFiles.of(file)))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("Cannot open tokenizer: " + file + " (")
        .hasMessageContaining("tokenizers library refuses it");
  }

  @Test
  void loneSurrogateIsRefusedBeforeTheNativeCode() throws IOException {
    try (TextTokenizer tokenizer = open("gpt2")) {
      for (String text : List.of("\uD83D", "a\uDE00b", "\uDE00\uD83D", "😀\uD83D")) {
        assertThatThrownBy(() -> tokenizer.encode(text, true))
            .isInstanceOf(TextException.class)
            .hasMessageStartingWith("Cannot tokenize: lone surrogate at unit ");
      }
    }
  }

  @Test
  void longTextGivesTheSameTokensInPieces() throws IOException {
    StringBuilder text = new StringBuilder();
    String[] parts = {
      "The committee met again. ", "학교에 갔다 왔다 ", "x1 (y) 😀 z ", "naïve words go on\n"
    };
    for (int i = 0; text.length() < Pieces.LENGTH * 5 / 2; i = (i * 31 + 7) % 1009) {
      text.append(parts[i % parts.length]).append(i).append(' ');
    }
    for (String name : List.of("gpt2", "bart", "t5", "bert", "llama")) {
      TokenizerDefinition definition = definition(name);
      String json = new TokenizerJson(definition.reading()).document();
      try (TextTokenizer pieces = open(name);
          NativeTokenizer whole = NativeTokenizer.of(json, definition.ids())) {
        assertThat(Pieces.cuts(text.toString(), true)).hasSizeGreaterThan(3);
        int[][] expected = whole.encode(text.toString(), false);
        Tokens tokens = pieces.encode(text.toString(), false);
        assertThat(tokens.ids()).as(name).isEqualTo(expected[0]);
        assertThat(tokens.begins()).as(name).isEqualTo(units(text.toString(), expected[1]));
        assertThat(tokens.ends()).as(name).isEqualTo(units(text.toString(), expected[2]));
      }
    }
  }

  private static TokenizerDefinition definition(String name) throws IOException {
    try {
      return RecordedTokenizers.files(RecordedTokenizers.folder().resolve(name)).read();
    } catch (CheckpointException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private static int[] units(String text, int[] points) {
    int[] offsets = new int[text.codePointCount(0, text.length()) + 1];
    for (int i = 1; i < offsets.length; i++) {
      offsets[i] = text.offsetByCodePoints(offsets[i - 1], 1);
    }
    return Arrays.stream(points).map(point -> offsets[point]).toArray();
  }

  @Test
  void undividedTextBeyondTheLimitIsRefused() throws IOException {
    try (TextTokenizer tokenizer = open("gpt2")) {
      String text = "\u0301".repeat(Pieces.LIMIT + 1);
      assertThatThrownBy(() -> tokenizer.encode(text, true))
          .isInstanceOf(TextException.class)
          .hasMessageContaining("split the document")
          .extracting(e -> ((TextException) e).code())
          .isEqualTo("TOO_LONG");
    }
  }
}
