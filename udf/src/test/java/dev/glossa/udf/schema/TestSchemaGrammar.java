package dev.glossa.udf.schema;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import dev.glossa.udf.decode.FinishReason;
import dev.glossa.udf.decode.GenerationSettings;
import dev.glossa.udf.decode.Prompt;
import dev.glossa.udf.decode.Search;
import dev.glossa.udf.decode.SearchInput;
import dev.glossa.udf.decode.Sequence;
import dev.glossa.udf.decode.StepModel;
import dev.glossa.udf.engine.Batch;
import dev.glossa.udf.engine.EngineOptions;
import dev.glossa.udf.engine.Generates;
import dev.glossa.udf.engine.LoadedModel;
import dev.glossa.udf.engine.Models;
import dev.glossa.udf.engine.Precision;
import dev.glossa.udf.model.Checkpoint;
import dev.glossa.udf.model.TinyCheckpoints;
import dev.glossa.udf.model.TinyTokenizer;
import dev.glossa.udf.model.tokenizer.TokenizerFiles;
import dev.glossa.udf.text.TextTokenizer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Models of random weights write JSON of a schema, whatever they would rather write. {@code
 * -Dschema.generations=N} asks for more texts than the suite does.
 */
class TestSchemaGrammar {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  private static final int GENERATIONS = Integer.getInteger("schema.generations", 600);
  private static final int ROWS = 4;
  private static final int NEW_TOKENS = 48;

  /** Ways of choosing tokens, each of which has to keep to the schema. */
  private static final List<Map<String, Object>> WAYS =
      List.of(
          Map.of("do_sample", true, "top_k", 0),
          Map.of("do_sample", true, "top_k", 5, "top_p", 0.9, "min_p", 0.02, "temperature", 2.0),
          Map.of(),
          Map.of("num_beams", 3, "num_return_sequences", 2, "early_stopping", true),
          Map.of("do_sample", true, "repetition_penalty", 1.3, "min_new_tokens", 6));

  private static final List<Writer> WRITERS = new ArrayList<>();
  private static int written;

  /** A model and the tokenizer that its numbers stand for. */
  private record Writer(
      LoadedModel model, TextTokenizer tokenizer, TokenTree tree, Map<String, Object> changes) {

    SchemaGrammar grammar(JsonGrammar schema) {
      return new SchemaGrammar(schema, tree, model.checkpoint().config().vocabSize());
    }

    GenerationSettings settings(Map<String, Object> way) {
      Map<String, Object> all = new HashMap<>(way);
      all.putAll(changes);
      return GenerationSettings.resolve(model.checkpoint().generation(), all);
    }

    List<List<Sequence>> write(GenerationSettings settings, List<Prompt> prompts) {
      boolean cached = ((Generates) model).continues();
      int[][] inputs =
          prompts.stream()
              .map(prompt -> prompt.key().codePoints().map(c -> c % 100 + 3).toArray())
              .toArray(int[][]::new);
      List<Prompt> starts = new ArrayList<>();
      for (int i = 0; i < inputs.length; i++) {
        Prompt prompt = prompts.get(i);
        int[] start = cached ? inputs[i] : new int[] {settings.tokens().start()};
        starts.add(new Prompt(prompt.key(), start, prompt.newTokens(), prompt.grammar()));
      }
      Batch batch = new Batch(inputs, 16);
      int rows = settings.strategy().rows();
      try (StepModel steps = ((Generates) model).generate(batch, rows, NEW_TOKENS)) {
        return Search.run(steps, settings, new SearchInput(starts, cached, 7, 0));
      }
    }
  }

  @BeforeAll
  static void open(@TempDir Path folder) throws Exception {
    ObjectNode gpt2 = TinyCheckpoints.gpt2Config();
    Path bytes = TinyCheckpoints.write(folder.resolve("gpt2"), gpt2, TinyTokenizer.gpt2(), 1);
    WRITERS.add(writer(bytes, TextTokenizer.open(Checkpoint.open(bytes)), Map.of()));
    Path bart = TinyCheckpoints.bart(folder.resolve("bart"), 2);
    TextTokenizer own = TextTokenizer.open(Checkpoint.open(bart));
    WRITERS.add(writer(bart, own, Map.of("forced_bos_token_id", 0)));
    // A tokenizer of SentencePiece's kind, with tokens for single bytes, for the numbers of a GPT-2
    // that knows more of them than the tokenizer has.
    TextTokenizer pieces = recorded("llama");
    gpt2.put("vocab_size", pieces.tokenBytes().length + 20);
    Path more = TinyCheckpoints.write(folder.resolve("pieces"), gpt2, TinyTokenizer.gpt2(), 3);
    WRITERS.add(writer(more, pieces, Map.of("eos_token_id", 2)));
  }

  private static Writer writer(Path folder, TextTokenizer tokenizer, Map<String, Object> changes)
      throws Exception {
    LoadedModel model =
        Models.load(Checkpoint.open(folder), new EngineOptions("cpu", Precision.FLOAT32, 0));
    return new Writer(model, tokenizer, TokenTree.of(tokenizer.tokenBytes()), changes);
  }

  private static TextTokenizer recorded(String name) throws Exception {
    Path folder = Path.of(TextTokenizer.class.getResource("tokenizers/" + name).toURI());
    JsonNode config = JSON.readTree(folder.resolve("config.json").toFile());
    return TextTokenizer.open(TokenizerFiles.find(folder, (ObjectNode) config));
  }

  @AfterAll
  static void close() {
    System.out.println("texts that are JSON of their schemas: " + written);
    WRITERS.forEach(writer -> writer.model().close());
    WRITERS.forEach(writer -> writer.tokenizer().close());
  }

  static Stream<JsonNode> schemas() throws Exception {
    List<JsonNode> schemas = new ArrayList<>();
    JSON.readTree(TestSchemaGrammar.class.getResource("schemas.json")).forEach(schemas::add);
    assertThat(schemas).hasSizeGreaterThanOrEqualTo(40);
    return schemas.stream();
  }

  @ParameterizedTest
  @MethodSource("schemas")
  void everyTextIsJsonOfItsSchema(JsonNode schema) throws Exception {
    JsonSchema validator = validator(schema);
    JsonGrammar grammar = JsonGrammar.of(schema);
    int each =
        Math.max(ROWS, (int) Math.ceil((double) GENERATIONS / schemas().count() / WRITERS.size()));
    for (Writer writer : WRITERS) {
      SchemaGrammar tokens = writer.grammar(grammar);
      int fewest = tokens.least(tokens.start());
      assertThat(fewest).as("tokens of the shortest text").isBetween(1, NEW_TOKENS - 3);
      Random random = new Random(schema.hashCode());
      for (int i = 0; i < each; i += ROWS) {
        Map<String, Object> way = WAYS.get(random.nextInt(WAYS.size()));
        List<Prompt> prompts = new ArrayList<>();
        for (int row = 0; row < ROWS; row++) {
          // Two more where the first and the last token are the settings' own.
          int newTokens = fewest + 2 + random.nextInt(NEW_TOKENS - fewest - 1);
          prompts.add(new Prompt("k" + i + "," + row, new int[] {0}, newTokens, tokens));
        }
        List<List<Sequence>> texts = writer.write(writer.settings(way), prompts);
        texts.stream().flatMap(List::stream).forEach(text -> check(writer, text, validator));
        if (i == 0) {
          List<List<Sequence>> alone = writer.write(writer.settings(way), prompts.subList(1, 2));
          assertThat(alone.get(0).get(0)).usingRecursiveComparison().isEqualTo(texts.get(1).get(0));
        }
      }
    }
  }

  private static void check(Writer writer, Sequence sequence, JsonSchema validator) {
    String text = writer.tokenizer().decode(sequence.ids());
    if (sequence.score() == -1e9f) {
      // A beam search that found one text fewer than it was to return.
      return;
    }
    assertThat(sequence.reason())
        .as(text)
        .isIn(FinishReason.COMPLETE, FinishReason.END_TOKEN, FinishReason.MAX_LENGTH);
    try {
      assertThat(validator.validate(JSON.readTree(text))).as(text).isEmpty();
    } catch (JsonProcessingException e) {
      throw new AssertionError(text, e);
    }
    written++;
  }

  private static JsonSchema validator(JsonNode schema) {
    SchemaValidatorsConfig config =
        SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();
    return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(schema, config);
  }

  @Test
  void nothingIsWrittenWhereTheShortestTextIsTooLong() {
    for (Writer writer : WRITERS) {
      SchemaGrammar grammar = writer.grammar(grammar("{\"const\":\"abcdefgh\"}"));
      int fewest = grammar.least(grammar.start());
      List<Prompt> prompts =
          IntStream.of(fewest - 1, fewest + 2)
              .mapToObj(newTokens -> new Prompt("k", new int[] {0}, newTokens, grammar))
              .toList();
      List<List<Sequence>> texts = writer.write(writer.settings(Map.of()), prompts);
      assertThat(texts.get(0).get(0).reason()).isEqualTo(FinishReason.NO_ROOM);
      assertThat(texts.get(0).get(0).ids()).isEmpty();
      assertThat(writer.tokenizer().decode(texts.get(1).get(0).ids()).strip())
          .isEqualTo("\"abcdefgh\"");
    }
  }

  @Test
  void aTextWithoutGrammarInTheBatchIsAsItIsAlone() {
    for (Writer writer : WRITERS) {
      SchemaGrammar grammar = writer.grammar(grammar("{\"type\":\"boolean\"}"));
      GenerationSettings settings = writer.settings(WAYS.get(0));
      Prompt free = new Prompt("free", new int[] {0}, 20);
      Prompt bound = new Prompt("bound", new int[] {0}, 20, grammar);
      List<List<Sequence>> texts = writer.write(settings, List.of(bound, free));
      assertThat(texts.get(1))
          .usingRecursiveComparison()
          .isEqualTo(writer.write(settings, List.of(free)).get(0));
      assertThat(writer.tokenizer().decode(texts.get(0).get(0).ids()).strip())
          .isIn("true", "false");
    }
  }

  @Test
  void aBanOnTopOfTheGrammarMayLeaveNothing() {
    Writer writer = WRITERS.get(0);
    SchemaGrammar grammar = writer.grammar(grammar("{\"const\":[0,0,0,0,0,0]}"));
    Prompt prompt = new Prompt("k", new int[] {0}, 40, grammar);
    Map<String, Object> changes = Map.of("no_repeat_ngram_size", 2);
    Sequence text = writer.write(writer.settings(changes), List.of(prompt)).get(0).get(0);
    assertThat(text.reason()).isEqualTo(FinishReason.NO_TOKEN_ALLOWED);
  }

  @Test
  void stopStringsAndGrammarsExcludeEachOther() {
    Writer writer = WRITERS.get(0);
    SchemaGrammar grammar = writer.grammar(grammar("{\"type\":\"boolean\"}"));
    Prompt prompt = new Prompt("k", new int[] {0}, 40, grammar);
    GenerationSettings settings = writer.settings(Map.of("stop_strings", List.of("a")));
    int[][] inputs = {{3, 4}};
    try (StepModel steps = ((Generates) writer.model()).generate(new Batch(inputs, 16), 1, 40)) {
      SearchInput input = new SearchInput(List.of(prompt), true, 0, 0, writer.tokenizer()::decode);
      assertThatThrownBy(() -> Search.run(steps, settings, input))
          .hasMessageContaining("cut off a text before its grammar completes it");
    }
  }

  /** The numbers that steer a text to its end are those of a search over all tokens. */
  @Test
  void fewestTokensAreThoseOfEveryPath() {
    byte[][] tokens = {
      "\"".getBytes(UTF_8), "ab".getBytes(UTF_8), "a".getBytes(UTF_8), null, "b\"".getBytes(UTF_8)
    };
    SchemaGrammar grammar =
        new SchemaGrammar(
            grammar("{\"type\":\"string\",\"minLength\":3,\"maxLength\":4}"),
            TokenTree.of(tokens),
            6);
    int start = grammar.start();
    assertThat(grammar.least(start)).isEqualTo(3);
    assertThat(grammar.allowed(start, 3).tokens()).containsExactly(0);
    assertThat(grammar.closed(start, 2)).isTrue();
    int opened = grammar.next(start, 0);
    assertThat(grammar.allowed(opened, 2).tokens()).containsExactly(1);
    assertThat(grammar.allowed(opened, 3).tokens()).containsExactly(1, 2);
    int closed = grammar.next(grammar.next(opened, 1), 4);
    assertThat(grammar.complete(closed)).isTrue();
    assertThat(grammar.closed(closed, 9)).isTrue();
    assertThat(grammar.next(opened, 0)).isEqualTo(-1);
    assertThat(grammar.closed(-1, 9)).isTrue();
    assertThat(grammar.least(-1)).isEqualTo(Integer.MAX_VALUE);
  }

  private static JsonGrammar grammar(String schema) {
    try {
      return JsonGrammar.of(JSON.readTree(schema));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
