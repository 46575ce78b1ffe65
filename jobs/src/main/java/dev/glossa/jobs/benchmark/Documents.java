package dev.glossa.jobs.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** The texts that a benchmark reads. */
final class Documents {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Documents() {}

  /**
   * The first texts of a JSON-lines file, plain or {@code .gz}, or of the files of a folder by
   * name.
   *
   * @param limit how many at most
   * @throws IOException when there is none, or a line has no {@code text}
   */
  static List<String> read(Path source, int limit) throws IOException {
    List<String> texts = Files.isDirectory(source) ? files(source, limit) : lines(source, limit);
    if (texts.isEmpty()) {
      throw new IOException("Cannot read documents: " + source + " (it holds none; name another)");
    }
    return texts;
  }

  private static List<String> files(Path folder, int limit) throws IOException {
    List<Path> files;
    try (Stream<Path> list = Files.list(folder)) {
      files = list.filter(Files::isRegularFile).sorted().limit(limit).toList();
    }
    List<String> texts = new ArrayList<>();
    for (Path file : files) {
      texts.add(Files.readString(file));
    }
    return texts;
  }

  private static List<String> lines(Path file, int limit) throws IOException {
    List<String> texts = new ArrayList<>();
    try (InputStream in = Files.newInputStream(file);
        InputStream plain = file.toString().endsWith(".gz") ? new GZIPInputStream(in) : in;
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(plain, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine();
          line != null && texts.size() < limit;
          line = lines.readLine()) {
        JsonNode text = JSON.readTree(line).path("text");
        if (!text.isTextual()) {
          throw new IOException(
              "Cannot read documents: "
                  + file
                  + " (line "
                  + (texts.size() + 1)
                  + " has no text; every line is an object with one)");
        }
        texts.add(text.textValue());
      }
    }
    return texts;
  }
}
