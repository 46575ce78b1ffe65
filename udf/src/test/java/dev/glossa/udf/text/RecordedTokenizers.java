package dev.glossa.udf.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.glossa.udf.model.CheckpointException;
import dev.glossa.udf.model.tokenizer.TokenizerFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The small tokenizers of the test resources, one of each class ({@code make_tokenizers.py}). */
final class RecordedTokenizers {
  private static final ObjectMapper JSON = new ObjectMapper();

  private RecordedTokenizers() {}

  static Path folder() {
    try {
      return Path.of(RecordedTokenizers.class.getResource("tokenizers").toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  static List<String> names() {
    try (Stream<Path> folders = Files.list(folder())) {
      return folders
          .filter(Files::isDirectory)
          .map(folder -> folder.getFileName().toString())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static TokenizerFiles files(Path folder) throws IOException {
    try {
      JsonNode config = JSON.readTree(folder.resolve("config.json").toFile());
      return TokenizerFiles.find(folder, (ObjectNode) config);
    } catch (CheckpointException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /**
   * Every tokenizer that is tried: those of the test resources, and the folders of {@code
   * -Dreference.tokenizers=DIR} that hold one.
   */
  static Map<String, TokenizerFiles> all() throws IOException {
    Map<String, TokenizerFiles> all = new TreeMap<>();
    for (String name : names()) {
      all.put(name, files(folder().resolve(name)));
    }
    Path more = Path.of(System.getProperty("reference.tokenizers"));
    if (Files.isDirectory(more)) {
      try (Stream<Path> folders = Files.list(more)) {
        folders
            .filter(folder -> !folder.endsWith("llama2"))
            .forEach(
                folder ->
                    file(folder)
                        .ifPresent(file -> all.put(file.toString(), TokenizerFiles.of(file))));
      }
    }
    return all;
  }

  /** A folder's single tokenizer file. */
  static Optional<Path> file(Path folder) {
    return Stream.of("tokenizer.json", "model.json", "vocab.txt")
        .map(folder::resolve)
        .filter(Files::exists)
        .findFirst();
  }

  static TokenizerJson json(TokenizerFiles files) throws IOException {
    try {
      return new TokenizerJson(files.read().writing());
    } catch (CheckpointException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  static TextTokenizer open(String name) throws IOException {
    return TextTokenizer.open(files(folder().resolve(name)));
  }

  /** What transformers gave. */
  static JsonNode recorded(String name) throws IOException {
    return JSON.readTree(folder().resolve(name).resolve("recorded.json").toFile());
  }

  static int[] ints(JsonNode node) {
    return JSON.convertValue(node, int[].class);
  }
}
