package dev.glossa.udf.text;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.CharSpan;
import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The Rust tokenizers library behind one {@code tokenizer.json}. Threads may share an instance.
 *
 * <p>An encoding is fetched through the library's own calls: DJL's {@code Encoding} would copy
 * seven arrays where two are needed.
 */
final class NativeTokenizer implements AutoCloseable {
  private static final TokenizersLibrary LIBRARY = TokenizersLibrary.LIB;

  private final HuggingFaceTokenizer tokenizer;
  private final int[] modelIds;
  private final Map<Integer, Integer> fileIds = new HashMap<>();
  private final Map<Integer, Integer> libraryIds = new HashMap<>();
  private Optional<SpelledSpans> spelled = Optional.empty();

  private NativeTokenizer(HuggingFaceTokenizer tokenizer, int[] modelIds) {
    this.tokenizer = tokenizer;
    this.modelIds = modelIds;
  }

  /** Builds a tokenizer; whoever asked for it closes it. */
  static NativeTokenizer of(String json) throws IOException {
    return of(json, new int[0]);
  }

  /**
   * As above.
   *
   * @param modelIds the model's number for each of the file's; empty where they are the same
   */
  static NativeTokenizer of(String json, int[] modelIds) throws IOException {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    return new NativeTokenizer(
        HuggingFaceTokenizer.newInstance(
            new ByteArrayInputStream(bytes), Map.of("truncation", "false", "padding", "false")),
        modelIds);
  }

  /**
   * Gives added tokens the ids of their file. The library numbers them one after the other behind
   * the vocabulary, whatever ids a file leaves out.
   *
   * @param added ids by what is written, of tokens that the vocabulary lacks
   */
  void number(Map<String, Integer> added) {
    added.forEach(
        (content, id) -> {
          int[] found = encode(content, false)[0];
          if (found.length == 1 && found[0] != id) {
            libraryIds.put(id, found[0]);
          }
        });
    libraryIds.forEach((id, found) -> fileIds.put(found, id));
  }

  /**
   * Tells it what tokens add to a text, from which their spans may follow.
   *
   * @param bytes as {@link TextTokenizer#tokenBytes} gives them
   */
  void spell(byte[][] bytes) {
    spelled = SpelledSpans.of(bytes, text -> encode(text, false));
  }

  /**
   * Tokens of a text without lone surrogates.
   *
   * @return ids, begins and ends, the latter two in code points; -1 for a special token
   */
  int[][] encode(String text, boolean withSpecials) {
    long encoding = LIBRARY.encode(tokenizer.getHandle(), text, withSpecials);
    try {
      long[] ids = LIBRARY.getTokenIds(encoding);
      int[][] result = new int[3][ids.length];
      for (int i = 0; i < ids.length; i++) {
        result[0][i] = modelId(Math.toIntExact(ids[i]));
      }
      if (spelled.isEmpty() || !spelled.get().find(text, result)) {
        CharSpan[] spans = LIBRARY.getTokenCharSpans(encoding);
        for (int i = 0; i < ids.length; i++) {
          result[1][i] = spans[i] == null ? -1 : spans[i].getStart();
          result[2][i] = spans[i] == null ? -1 : spans[i].getEnd();
        }
      }
      return result;
    } finally {
      LIBRARY.deleteEncoding(encoding);
    }
  }

  private int modelId(int id) {
    if (id < modelIds.length) {
      return modelIds[id];
    }
    return fileIds.isEmpty() ? id : fileIds.getOrDefault(id, id);
  }

  /** The tokens that the template puts round a text, with the model's ids. */
  Frame frame() {
    long encoding = LIBRARY.encode(tokenizer.getHandle(), "a", true);
    try {
      return Frame.of(ints(LIBRARY.getTokenIds(encoding)), ints(LIBRARY.getSequenceIds(encoding)));
    } finally {
      LIBRARY.deleteEncoding(encoding);
    }
  }

  /** The tokens that the template puts round two texts. */
  PairFrame pairFrame() {
    long encoding = LIBRARY.encodeDual(tokenizer.getHandle(), "a", "a", true);
    try {
      return PairFrame.of(
          ints(LIBRARY.getTokenIds(encoding)),
          ints(LIBRARY.getSequenceIds(encoding)),
          ints(LIBRARY.getTypeIds(encoding)));
    } finally {
      LIBRARY.deleteEncoding(encoding);
    }
  }

  private static int[] ints(long[] values) {
    return Arrays.stream(values).mapToInt(Math::toIntExact).toArray();
  }

  String decode(IntStream ids) {
    long[] own = ids.mapToLong(id -> libraryIds.getOrDefault(id, id)).toArray();
    return LIBRARY.decode(tokenizer.getHandle(), own, false);
  }

  @Override
  public void close() {
    tokenizer.close();
  }
}
