package dev.glossa.jobs.corpus;

import dev.glossa.jobs.config.InputSettings;
import java.io.IOException;
import java.util.Optional;

/** Each line is a JSON object (jsonlines.org) and a document; empty lines are passed over. */
final class JsonLinesReader implements DocumentReader {
  /** Begins each text of a sequence (RFC 7464). */
  private static final byte RECORD_SEPARATOR = 0x1E;

  private final Lines lines;
  private final long end;
  private final InputSettings input;
  private final JsonDocuments documents;

  /**
   * A reader of the lines that begin before {@code end}.
   *
   * @param lines at the begin of a line
   */
  JsonLinesReader(Lines lines, long end, InputSettings input) {
    this.lines = lines;
    this.end = end;
    this.input = input;
    this.documents = new JsonDocuments(input);
  }

  @Override
  public Optional<Item> next() throws IOException {
    while (lines.position() < end && lines.next()) {
      if (lines.tooLong()) {
        return Optional.of(Failures.tooLarge(Place.row(lines.number()), "line", input.maxBytes()));
      }
      // Files that were put together have a mark where each began.
      int begin = Utf8.markLength(lines.bytes(), lines.length());
      begin += begin < lines.length() && lines.bytes()[begin] == RECORD_SEPARATOR ? 1 : 0;
      if (!isBlank(begin)) {
        String line = Utf8.decode(lines.bytes(), begin, lines.length());
        return Optional.of(documents.document(line, lines.number(), "line"));
      }
    }
    return Optional.empty();
  }

  @Override
  public Place place() {
    return Place.row(lines.number() + 1);
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }

  private boolean isBlank(int begin) {
    for (int i = begin; i < lines.length(); i++) {
      if (lines.bytes()[i] != ' ' && lines.bytes()[i] != '\t' && lines.bytes()[i] != '\r') {
        return false;
      }
    }
    return true;
  }
}
