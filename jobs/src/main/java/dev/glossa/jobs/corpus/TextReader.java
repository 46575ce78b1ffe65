package dev.glossa.jobs.corpus;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** The whole file is one document, named after the file. */
final class TextReader implements DocumentReader {
  private final InputStream in;
  private final String name;
  private final int limit;
  private boolean done;

  TextReader(InputStream in, String name, int limit) {
    this.in = in;
    this.name = name;
    this.limit = limit;
  }

  @Override
  public Optional<Item> next() throws IOException {
    if (done) {
      return Optional.empty();
    }
    done = true;
    byte[] bytes = in.readNBytes(limit);
    if (in.read() >= 0) {
      return Optional.of(Failures.tooLarge(name, "file", limit));
    }
    if (Utf8.isUtf16(bytes, bytes.length)) {
      return Optional.of(Failures.utf16(name));
    }
    int begin = Utf8.markLength(bytes, bytes.length);
    return Optional.of(new Item.Found(name, "", Utf8.decode(bytes, begin, bytes.length)));
  }

  @Override
  public String position() {
    return name;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
