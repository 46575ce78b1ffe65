package dev.glossa.jobs.corpus;

import java.nio.file.Path;
import java.util.List;

/** Files that other programs have written; {@code writers/make.py} made them. */
public final class WriterFiles {
  /** Where they are. */
  public static final Path FOLDER = Path.of("src/test/resources/writers");

  /** The texts that are in every file but some, under the ids from 1. */
  public static final List<String> TEXTS =
      List.of(
          "plain",
          "say \"hi\", and go",
          "two\nlines",
          "back\\slash",
          "tab\tand é 한 😀",
          "ends with \\",
          "\"quoted\" as a whole",
          "a \\\" b");

  private WriterFiles() {}
}
