package dev.glossa.udf.schema;

import static dev.glossa.udf.schema.Nfa.concat;
import static dev.glossa.udf.schema.Nfa.optional;
import static dev.glossa.udf.schema.Nfa.text;

import com.fasterxml.jackson.databind.JsonNode;
import dev.glossa.udf.schema.Nfa.Piece;
import java.nio.charset.StandardCharsets;
import org.apache.lucene.util.automaton.Automaton;
import org.apache.lucene.util.automaton.ByteRunAutomaton;
import org.apache.lucene.util.automaton.Operations;

/**
 * The texts that are JSON of a schema, as a table over the bytes of UTF-8. It knows no tokens;
 * threads may share an instance.
 */
public final class JsonGrammar {

  /** States of a table at most; each takes some 250 bytes. */
  private static final int MOST_STATES = 250_000;

  /** Where no text goes on. */
  static final int DEAD = -1;

  private final ByteRunAutomaton table;

  private JsonGrammar(ByteRunAutomaton table) {
    this.table = table;
  }

  /**
   * Reads a schema: draft 2020-12, without recursion.
   *
   * @throws SchemaException naming the place of what is not supported or too large
   */
  public static JsonGrammar of(JsonNode schema) {
    Piece piece = concat(optional(text(" ")), new SchemaReader(schema).read());
    Automaton bytes;
    try {
      bytes = Nfa.automaton(piece);
    } catch (Nfa.TooLarge e) {
      throw tooLarge("too many states");
    }
    if (Operations.isEmpty(bytes)) {
      throw new SchemaException("", "schema", "allows no value");
    }
    if (bytes.getNumStates() > MOST_STATES) {
      throw tooLarge(bytes.getNumStates() + " states");
    }
    return new JsonGrammar(
        new ByteRunAutomaton(bytes, true, Operations.DEFAULT_DETERMINIZE_WORK_LIMIT));
  }

  private static SchemaException tooLarge(String what) {
    return new SchemaException(
        "", what, "there may be " + MOST_STATES + "; lower maxLength, maxItems or alternatives");
  }

  /** Whether a text is one of these. */
  public boolean matches(String text) {
    int state = start();
    for (byte next : text.getBytes(StandardCharsets.UTF_8)) {
      state = step(state, next);
    }
    return accepts(state);
  }

  int size() {
    return table.getSize();
  }

  int start() {
    return 0;
  }

  /** The state after a byte. */
  int step(int state, byte next) {
    return state == DEAD ? DEAD : table.step(state, next & 0xFF);
  }

  boolean accepts(int state) {
    return state != DEAD && table.isAccept(state);
  }
}
