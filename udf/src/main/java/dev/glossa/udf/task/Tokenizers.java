package dev.glossa.udf.task;

import dev.glossa.udf.model.Checkpoint;
import dev.glossa.udf.text.TextTokenizer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The tokenizers of this process, each opened once, which takes about a second; as the weights,
 * they stay until the process ends.
 */
final class Tokenizers {
  private static final ConcurrentMap<String, TextTokenizer> OPEN = new ConcurrentHashMap<>();

  private Tokenizers() {}

  static TextTokenizer of(Checkpoint checkpoint) {
    return OPEN.computeIfAbsent(
        checkpoint.fingerprint(),
        ignored -> {
          try {
            return TextTokenizer.open(checkpoint);
          } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
          }
        });
  }
}
