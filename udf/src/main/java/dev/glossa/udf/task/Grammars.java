package dev.glossa.udf.task;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.glossa.udf.decode.TokenGrammar;
import dev.glossa.udf.model.Checkpoint;
import dev.glossa.udf.schema.JsonGrammar;
import dev.glossa.udf.schema.SchemaGrammar;
import dev.glossa.udf.schema.TokenTree;
import dev.glossa.udf.text.TextTokenizer;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The grammars of this process, each made once for a checkpoint and a schema: what a state lets
 * follow is worked out for the first text that comes to it and serves all tasks after.
 */
final class Grammars {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ConcurrentMap<String, TokenTree> TREES = new ConcurrentHashMap<>();
  private static final ConcurrentMap<Key, TokenGrammar> MADE = new ConcurrentHashMap<>();

  /** A checkpoint's fingerprint and a schema. */
  private record Key(String checkpoint, String schema) {}

  private Grammars() {}

  /**
   * The grammar of a schema in a checkpoint's tokens.
   *
   * @param schema as JSON
   * @param tokenizer the checkpoint's own
   * @throws IllegalArgumentException when the schema is no JSON or cannot be followed
   */
  static TokenGrammar of(String schema, Checkpoint checkpoint, TextTokenizer tokenizer) {
    String fingerprint = checkpoint.fingerprint();
    return MADE.computeIfAbsent(
        new Key(fingerprint, schema),
        ignored ->
            new SchemaGrammar(
                read(schema),
                TREES.computeIfAbsent(fingerprint, id -> TokenTree.of(tokenizer.tokenBytes())),
                checkpoint.config().vocabSize()));
  }

  private static JsonGrammar read(String schema) {
    try {
      return JsonGrammar.of(JSON.readTree(schema));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "Cannot read a schema: not JSON (" + e.getOriginalMessage() + ")", e);
    }
  }
}
