package dev.glossa.jobs.corpus;

import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;

/** Goes through one split from its begin to its end and holds no more than one document. */
interface DocumentReader extends Closeable {

  /**
   * The next document or failure, or nothing at the end.
   *
   * @throws IOException when the split cannot be read on
   */
  Optional<Item> next() throws IOException;

  /** Position of the next item in its file. */
  Place place();
}
