package dev.glossa.udf.task;

import dev.glossa.udf.text.Chunker;
import dev.glossa.udf.text.Span;
import dev.glossa.udf.text.TextException;
import dev.glossa.udf.text.Tokens;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A text in parts that fit a model together with the prompt round them. They end at sentences.
 *
 * <p>What a prompt's tokens are is known only once the part stands in it, since the two may join at
 * their borders; so parts are tried, and made shorter where they come out too long.
 *
 * @param textModel whose tokens count
 * @param limit tokens of a part with its prompt at most
 * @param prompt the tokens of a part with its prompt
 */
record PromptParts(TextModel textModel, int limit, Function<String, int[]> prompt) {
  private static final int MOST_TRIALS = 8;

  /**
   * A part.
   *
   * @param span in the text
   * @param ids what the model reads, the prompt included
   */
  record Part(Span span, int[] ids) {}

  /** Tokens of the prompt alone. */
  int around() {
    return prompt.apply("").length;
  }

  /** The whole text as the only part, or none where it does not fit. */
  List<Part> whole(String text) {
    int[] ids = prompt.apply(text);
    if (ids.length <= limit) {
      return List.of(new Part(new Span(0, text.length()), ids));
    }
    textModel.meter().divided(textModel.name(), text);
    return List.of();
  }

  /**
   * The parts of a text that does not fit.
   *
   * @param even whether parts should be about as long as each other, and not as long as can be
   * @throws TextException {@code TOO_LONG} when no part fits
   */
  List<Part> divided(String text, Supplier<List<Span>> sentences, boolean even) {
    Tokens tokens = textModel.encode(text);
    int room = limit - around();
    for (int trial = 0; trial < MOST_TRIALS && room > 0; trial++) {
      int most = even ? even(tokens.size(), room) : room;
      List<Part> parts = new ArrayList<>();
      int longest = 0;
      for (Chunker.Chunk chunk : textModel.pieces(text, tokens, sentences, most)) {
        int[] ids = prompt.apply(text.substring(chunk.span().begin(), chunk.span().end()));
        parts.add(new Part(chunk.span(), ids));
        longest = Math.max(longest, ids.length);
      }
      if (longest <= limit) {
        return parts;
      }
      room -= longest - limit;
    }
    throw new TextException(
        "TOO_LONG",
        "Cannot read a text in parts of "
            + limit
            + " tokens (its prompt leaves no room for it; shorten the prompt)");
  }

  /** The length at which as few chunks as fit are about equally long. */
  static int even(int tokens, int room) {
    int fewest = Math.max(1, (tokens + room - 1) / room);
    int share = tokens / fewest;
    return fewest == 1 ? room : Math.min(room, share + Math.max(16, share / 8));
  }
}
