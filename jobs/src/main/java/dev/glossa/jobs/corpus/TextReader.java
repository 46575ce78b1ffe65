package dev.glossa.jobs.corpus;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
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
      return Optional.of(Failures.tooLarge(place(), "file", limit));
    }
    return Optional.of(new Item.Found(place(), "", Map.of(), Utf8.decode(bytes, 0, bytes.length)));
  }

  @Override
  public Place place() {
    return Place.file(name);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
