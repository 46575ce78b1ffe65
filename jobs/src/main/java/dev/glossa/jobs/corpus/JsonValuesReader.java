package dev.glossa.jobs.corpus;

import dev.glossa.jobs.config.InputSettings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * JSON objects over several lines, each a document: the elements of one array, or one object after
 * the other as jq writes them. An object is cut out by its braces before it is parsed, so that one
 * that is wrong inside costs only itself.
 */
final class JsonValuesReader implements DocumentReader {
  private final InputStream in;
  private final InputSettings input;
  private final JsonDocuments documents;
  private final byte[] chunk = new byte[64 * 1024];
  private int begin;
  private int end;
  private byte[] value = new byte[4096];
  private int length;
  private boolean tooLong;
  private boolean isDone;
  private long number;

  JsonValuesReader(InputStream in, InputSettings input) {
    this.in = in;
    this.input = input;
    this.documents = new JsonDocuments(input);
  }

  /**
   * Whether a file holds one object a line, to judge by its first bytes.
   *
   * @param lineByName whether the file's name says so
   */
  static boolean isLines(byte[] head, boolean lineByName) {
    String text =
        new String(head, StandardCharsets.ISO_8859_1).replaceFirst("^\u00EF\u00BB\u00BF", "");
    String begin = text.stripLeading();
    if (begin.startsWith("[")) {
      String first = begin.substring(1).stripLeading();
      return lineByName && !first.isEmpty() && !first.startsWith("{") && !first.startsWith("]");
    }
    int lineEnd = begin.indexOf('\n');
    if (!begin.startsWith("{") || lineEnd < 0) {
      return lineByName || begin.isEmpty() || begin.startsWith("{") || begin.startsWith("\u001E");
    }
    String line = begin.substring(0, lineEnd).strip();
    return !line.equals("{") && (lineByName || !line.endsWith("{") && !line.matches(".*[\\[,]"));
  }

  @Override
  public Optional<Item> next() throws IOException {
    int unit = unit();
    // Between objects, an array's signs and those of a sequence mean nothing.
    while (unit >= 0 && (unit <= ' ' || unit == ',' || unit == '[' || unit == ']')) {
      unit = unit();
    }
    if (unit < 0) {
      return Optional.empty();
    }
    number++;
    length = 0;
    tooLong = false;
    if (unit != '{') {
      return Optional.of(other(unit));
    }
    boolean isWhole = takeObject();
    if (tooLong) {
      return Optional.of(Failures.tooLarge(Place.row(number), "object", input.maxBytes()));
    }
    if (!isWhole) {
      return Optional.of(
          new Item.Failed(
              Place.row(number),
              ReadCode.MALFORMED_JSON,
              "Cannot read object: it has no end, so what follows it could not be read either"
                  + " (correct the object)"));
    }
    return Optional.of(documents.document(Utf8.decode(value, 0, length), number, "object"));
  }

  @Override
  public Place place() {
    return Place.row(number + 1);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  /** Takes an object up to its last brace; false where the file ends before. */
  private boolean takeObject() throws IOException {
    keep('{');
    int depth = 1;
    boolean isInString = false;
    while (depth > 0) {
      int unit = unit();
      if (unit < 0) {
        return false;
      }
      keep(unit);
      if (isInString && unit == '\\') {
        int escaped = unit();
        if (escaped < 0) {
          return false;
        }
        keep(escaped);
      } else if (unit == '"') {
        isInString = !isInString;
      } else if (!isInString) {
        depth += unit == '{' ? 1 : unit == '}' ? -1 : 0;
      }
    }
    return true;
  }

  /**
   * The failure of something that is no object, up to the next comma, bracket or line end. A file
   * that begins with such a thing is taken to hold nothing else, and fails once.
   */
  private Item other(int first) throws IOException {
    if (number == 1) {
      begin = end;
      isDone = true;
      return new Item.Failed(
          Place.row(number),
          ReadCode.MALFORMED_JSON,
          "Cannot read file: it holds no JSON objects (write one object for each document)");
    }
    boolean isString = first == '"';
    for (int unit = unit(); unit >= 0; unit = unit()) {
      if (isString && unit == '\\') {
        unit();
      } else if (isString ? unit == '"' : unit == ',' || unit == ']' || unit == '\n') {
        break;
      }
    }
    return JsonDocuments.malformed(number, "object", 1);
  }

  private int unit() throws IOException {
    if (begin == end && !isDone) {
      begin = 0;
      end = Math.max(0, in.read(chunk));
    }
    return begin == end ? -1 : chunk[begin++] & 0xFF;
  }

  private void keep(int unit) {
    if (length == input.maxBytes()) {
      tooLong = true;
      return;
    }
    if (length == value.length) {
      value = Arrays.copyOf(value, (int) Math.min(input.maxBytes(), 2L * value.length));
    }
    value[length++] = (byte) unit;
  }
}
