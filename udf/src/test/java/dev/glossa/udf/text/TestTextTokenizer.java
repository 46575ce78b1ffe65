package dev.glossa.udf.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.glossa.udf.model.CheckpointException;
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
import org.junit.jupiter.api.Test;

/** Tokenizers of real checkpoints; what they must give was recorded by Hugging Face's own tests. */
class TestTextTokenizer {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path GOLDEN = Path.of(System.getProperty("reference.token-ids"));
  private static final Path FOLDER = Path.of(System.getProperty("reference.tokenizers"));

  private static Path file(String name) {
    return List.of("tokenizer.json", "model.json", "vocab.txt").stream()
        .map(FOLDER.resolve(name)::resolve)
        .filter(Files::exists)
        .findFirst()
        .orElseThrow();
  }

  private static TokenizerJson json(Path file) throws IOException {
    try {
      return new TokenizerJson(TokenizerFiles.of(file).read().reading());
    } catch (CheckpointException e) {
      throw new IOException(e);
    }
  }

  private static TextTokenizer open(String name) throws IOException {
    assumeTrue(Files.exists(FOLDER.resolve(name)), "skipped: no folder " + FOLDER.resolve(name));
    return TextTokenizer.open(TokenizerFiles.of(file(name)));
  }

  private static List<String> names() throws IOException {
    assumeTrue(Files.exists(FOLDER), "skipped: no folder " + FOLDER);
    try (var folders = Files.list(FOLDER)) {
      return folders
          .map(folder -> folder.getFileName().toString())
          .filter(name -> !name.equals("llama2"))
          .filter(
              name ->
                  List.of("tokenizer.json", "model.json", "vocab.txt").stream()
                      .anyMatch(file -> Files.exists(FOLDER.resolve(name).resolve(file))))
          .sorted()
          .toList();
    }
  }

  private static int[] ids(JsonNode ids) {
    return IntStream.range(0, ids.size()).map(i -> ids.get(i).asInt()).toArray();
  }

  @Test
  void idsAreThoseThatHuggingFaceRecorded() throws IOException {
    assumeTrue(Files.exists(GOLDEN), "skipped: no file " + GOLDEN);
    JsonNode golden = JSON.readTree(GOLDEN.toFile());
    int cases = 0;
    int forged = 0;
    for (var it = golden.fields(); it.hasNext(); ) {
      var tokenizer = it.next();
      Path file = file(tokenizer.getKey());
      TokenizerJson json = json(file);
      boolean bart = json.control().keySet().containsAll(Set.of("<s>", "</s>"));
      try (TextTokenizer ours =
              bart
                  ? TextTokenizer.openFramed(
                      TokenizerFiles.of(file), Optional.empty(), Optional.empty())
                  : TextTokenizer.open(TokenizerFiles.of(file));
          NativeTokenizer theirs = NativeTokenizer.of(json.template())) {
        for (JsonNode example : tokenizer.getValue()) {
          String text = example.path("input").asText();
          int[] expected = ids(example.path("encoded").path("input_ids"));
          String what = tokenizer.getKey() + " " + example.path("name").asText();
          if (json.control().keySet().stream().anyMatch(text::contains)) {
            // Hugging Face lets text give control tokens; the same file does so here, and only the
            // tokenizer for documents does not.
            assertThat(theirs.encode(text, true)[0]).as(what).isEqualTo(expected);
            Set<Integer> given =
                Arrays.stream(ours.encode(text, false).ids()).boxed().collect(Collectors.toSet());
            given.retainAll(json.control().values());
            given.remove(json.unknown());
            assertThat(given).as(what).isEmpty();
            forged++;
          } else {
            assertThat(ours.encode(text, true).ids()).as(what).isEqualTo(expected);
          }
          cases++;
        }
      }
    }
    System.out.println(
        "token ids: " + cases + " cases equal, " + forged + " with a special string");
    assertThat(cases).isPositive();
  }

  @Test
  void spansAreRightAfterEmojiAndInKorean() throws IOException {
    String text = "Hi 😀 안녕 end";
    for (String name : names()) {
      try (TextTokenizer tokenizer = open(name)) {
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
    try (TextTokenizer tokenizer = open("gpt2-tokenizer-json-DERIVED")) {
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
    for (String name : names()) {
      everywhere.addAll(json(file(name)).control().keySet());
    }
    for (String name : names()) {
      TokenizerJson json = json(file(name));
      try (TextTokenizer tokenizer = open(name)) {
        for (String string : everywhere) {
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
            assertThat(found).as(name + ": " + text).isEmpty();
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
    try (TextTokenizer tokenizer = open("roberta-base_bart-ids")) {
      Tokens tokens = tokenizer.encode("Hello there", true);
      assertThat(tokens.tokens()).containsExactly("<s>", "Hello", "Ġthere", "</s>");
      assertThat(tokens.begins()).containsExactly(0, 0, 6, 11);
      assertThat(tokens.ends()).containsExactly(0, 5, 11, 11);
      Tokens framed = tokenizer.framed(tokens.slice(1, 3), new Span(0, tokens.ends()[3]));
      assertThat(framed).usingRecursiveComparison().isEqualTo(tokens);
      assertThat(tokenizer.decode(tokens.ids())).isEqualTo("Hello there");
    }
  }

  @Test
  void fileThatTheLibraryRefusesIsNamed() {
    assumeTrue(Files.exists(FOLDER.resolve("llama2")), "skipped: no folder " + FOLDER + "/llama2");
    assertThatThrownBy(() -> TextTokenizer.open(TokenizerFiles.of(file("llama2"))))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("Cannot open tokenizer: " + file("llama2") + " (")
        .hasMessageContaining("tokenizers library refuses it");
  }

  @Test
  void loneSurrogateIsRefusedBeforeTheNativeCode() throws IOException {
    try (TextTokenizer tokenizer = open("gpt2-tokenizer-json-DERIVED")) {
      for (String text : List.of("\uD83D", "a\uDE00b", "\uDE00\uD83D", "😀\uD83D")) {
        assertThatThrownBy(() -> tokenizer.encode(text, true))
            .isInstanceOf(TextException.class)
            .hasMessageStartingWith("Cannot tokenize: lone surrogate at unit ");
      }
    }
  }

  @Test
  void longTextGivesTheSameTokensInPieces() throws IOException {
    assumeTrue(Files.exists(FOLDER), "skipped: no folder " + FOLDER);
    StringBuilder text = new StringBuilder();
    String[] parts = {
      "The committee met again. ", "학교에 갔다 왔다 ", "x1 (y) 😀 z ", "naïve words go on\n"
    };
    for (int i = 0; text.length() < Pieces.LENGTH * 5 / 2; i = (i * 31 + 7) % 1009) {
      text.append(parts[i % parts.length]).append(i).append(' ');
    }
    for (String name : List.of("gpt2-tokenizer-json-DERIVED", "kobart-emji-KUNLP", "t5-small")) {
      TokenizerJson json = json(file(name));
      try (TextTokenizer pieces = open(name);
          NativeTokenizer whole = NativeTokenizer.of(json.document())) {
        assertThat(Pieces.cuts(text.toString(), true)).hasSizeGreaterThan(3);
        int[][] expected = whole.encode(text.toString(), false);
        Tokens tokens = pieces.encode(text.toString(), false);
        assertThat(tokens.ids()).as(name).isEqualTo(expected[0]);
        assertThat(tokens.begins()).as(name).isEqualTo(units(text.toString(), expected[1]));
        assertThat(tokens.ends()).as(name).isEqualTo(units(text.toString(), expected[2]));
      }
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
    try (TextTokenizer tokenizer = open("gpt2-tokenizer-json-DERIVED")) {
      String text = "\u0301".repeat(Pieces.LIMIT + 1);
      assertThatThrownBy(() -> tokenizer.encode(text, true))
          .isInstanceOf(TextException.class)
          .hasMessageContaining("split the document")
          .extracting(e -> ((TextException) e).code())
          .isEqualTo("TOO_LONG");
    }
  }
}
