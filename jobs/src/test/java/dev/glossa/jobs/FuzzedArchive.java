package dev.glossa.jobs;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

/**
 * An archive of documents that nobody would write, with ordinary ones spread among them. The same
 * seed gives the same bytes.
 *
 * <p>It counts what it writes by how it writes: a line, a file or a row is one input, whatever is
 * in it.
 */
final class FuzzedArchive {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LINES_PER_FILE = 200;

  private final Path folder;
  private final Random random;
  private final FuzzedText texts;
  private long inputs;

  FuzzedArchive(Path folder, long seed) throws IOException {
    this.folder = Files.createDirectories(folder);
    this.random = new Random(seed);
    this.texts = new FuzzedText(random);
  }

  Path folder() {
    return folder;
  }

  /** Inputs written so far. */
  long inputs() {
    return inputs;
  }

  /** Fuzzed documents of all kinds, the ordinary ones at equal distances among the lines. */
  void write(int documents, List<String> ordinary) throws IOException {
    int lines = documents * 7 / 10;
    int files = Math.max(1, lines / LINES_PER_FILE);
    int next = 0;
    for (int file = 0; file < files; file++) {
      try (OutputStream out = Files.newOutputStream(folder.resolve("lines-" + file + ".jsonl"))) {
        int until = lines * (file + 1) / files;
        for (int i = lines * file / files; i < until; i++) {
          while (next < (long) ordinary.size() * (i + 1) / lines) {
            line(out, ordinaryLine(ordinary.get(next++)));
          }
          // A file's first bytes decide how all of it is read: a mark of UTF-16 would be one error.
          line(out, i == lines * file / files ? plainLine(i) : fuzzedLine(i));
        }
      }
    }
    for (int i = lines; i < documents; i++) {
      fuzzedFile(i);
    }
  }

  /** Many files of one line, of which ten are different. */
  void tinyFiles(int files) throws IOException {
    for (int i = 0; i < files; i++) {
      file("tiny-" + i + ".txt", ("Note " + i % 10 + ".\n").getBytes(StandardCharsets.UTF_8));
    }
  }

  /** A file as it is, one document. */
  void file(String name, byte[] bytes) throws IOException {
    Files.write(folder.resolve(name), bytes);
    inputs++;
  }

  /** A file of lines, each a document. */
  void lines(String name, List<String> texts) throws IOException {
    try (OutputStream out = Files.newOutputStream(folder.resolve(name))) {
      for (String text : texts) {
        line(out, ordinaryLine(text));
      }
    }
  }

  private void line(OutputStream out, byte[] line) throws IOException {
    out.write(line);
    out.write('\n');
    inputs++;
  }

  private static byte[] ordinaryLine(String text) throws IOException {
    return JSON.writeValueAsBytes(Map.of("text", text));
  }

  private static byte[] plainLine(int number) {
    return ("{\"text\": \"Line " + number + " is the first.\"}").getBytes(StandardCharsets.UTF_8);
  }

  private byte[] fuzzedLine(int number) {
    String text = texts.next();
    byte[] line = json(number, text);
    return switch (random.nextInt(10)) {
        // Bytes that are no UTF-8, somewhere in the text or in the JSON around it.
      case 0 -> mutated(line, 1 + random.nextInt(8));
      case 1 -> Arrays.copyOf(line, 1 + random.nextInt(line.length));
      case 2 -> random.nextBoolean() ? noise(1 + random.nextInt(300)) : line;
      default -> line;
    };
  }

  private byte[] json(int number, String text) {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    ascii(line, "{");
    if (random.nextInt(3) == 0) {
      // A number of its own, and none of a line, so that no two inputs are the same one.
      ascii(line, "\"id\":\"n" + number + " ");
      escaped(line, random.nextInt(4) == 0 ? texts.next() : "x", false);
      ascii(line, "\",");
    }
    if (random.nextInt(8) == 0) {
      ascii(line, "\"language\":\"");
      escaped(line, texts.next(), false);
      ascii(line, "\",");
    }
    ascii(line, "\"text\":\"");
    escaped(line, text, random.nextInt(4) == 0);
    ascii(line, "\"}");
    return line.toByteArray();
  }

  /** A string's content in JSON: what JSON asks for is escaped, and the rest if told so. */
  private static void escaped(ByteArrayOutputStream out, String text, boolean all) {
    for (int i = 0; i < text.length(); i++) {
      char unit = text.charAt(i);
      boolean pair =
          Character.isHighSurrogate(unit)
              && i + 1 < text.length()
              && Character.isLowSurrogate(text.charAt(i + 1));
      if (pair && !all) {
        out.writeBytes(text.substring(i, i + 2).getBytes(StandardCharsets.UTF_8));
        i++;
      } else if (unit < ' '
          || unit == '"'
          || unit == '\\'
          || Character.isSurrogate(unit)
          || (unit > '~' && all)) {
        ascii(out, "\\u%04x".formatted((int) unit));
      } else {
        out.writeBytes(String.valueOf(unit).getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  private void fuzzedFile(int number) throws IOException {
    byte[] text = texts.next().getBytes(StandardCharsets.UTF_8);
    switch (random.nextInt(12)) {
      case 0 -> file(number + ".txt", noise(random.nextInt(2_000)));
      case 1 -> file(number + ".txt", mutated(text, 1 + random.nextInt(20)));
      case 2 -> file(number + ".txt", texts.next().getBytes(StandardCharsets.UTF_16));
      case 3 -> file(number + ".txt", new byte[random.nextInt(3)]);
      case 4 -> file(number + ".txt.gz", gzip(text));
      case 5 -> {
        byte[] whole = gzip(noise(500));
        file(number + ".txt.gz", Arrays.copyOf(whole, random.nextInt(whole.length)));
      }
      case 6 -> file(number + ".txt.gz", mutated(gzip(text), 3));
      case 7 -> file(number + ".parquet", noise(1 + random.nextInt(400)));
      case 8 -> {
        ByteArrayOutputStream row = new ByteArrayOutputStream();
        ascii(row, "id,text\n" + number + ",\"");
        row.writeBytes(texts.next().replace("\"", "\"\"").getBytes(StandardCharsets.UTF_8));
        ascii(row, "\"\n");
        file(number + ".csv", row.toByteArray());
      }
      default -> file(number + ".md", text);
    }
  }

  private byte[] mutated(byte[] bytes, int times) {
    byte[] mutated = bytes.clone();
    for (int i = 0; i < times && mutated.length > 0; i++) {
      mutated[random.nextInt(mutated.length)] = noise(1)[0];
    }
    return mutated;
  }

  /** Any bytes but the end of a line, and first one that is not white space. */
  private byte[] noise(int length) {
    byte[] noise = new byte[length];
    random.nextBytes(noise);
    for (int i = 0; i < length; i++) {
      if (noise[i] == '\n' || (i == 0 && noise[i] <= ' ' && noise[i] >= 0)) {
        noise[i] = '{';
      }
    }
    return noise;
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(bytes);
    }
    return packed.toByteArray();
  }

  private static void ascii(ByteArrayOutputStream out, String text) {
    out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
  }
}
