package dev.glossa.udf.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The programs as texts: no formatter looks after them. */
final class TestPrograms {
  private static final int COLUMNS = 120;

  @Test
  void noLineIsTooLongOrHasATabOrEndsWithSpace() throws Exception {
    List<String> bad = new ArrayList<>();
    List<Path> programs = programs();
    for (Path program : programs) {
      List<String> lines = Files.readAllLines(program);
      for (int i = 0; i < lines.size(); i++) {
        String line = lines.get(i);
        if (line.length() > COLUMNS || line.contains("\t") || line.endsWith(" ")) {
          bad.add(program.getFileName() + ":" + (i + 1) + ": " + line);
        }
      }
    }
    assertThat(programs).hasSizeGreaterThan(10);
    assertThat(bad).isEmpty();
  }

  private static List<Path> programs() throws Exception {
    Path folder = Path.of(Program.class.getResource("common.ts.py").toURI()).getParent();
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".ts.py")).sorted().toList();
    }
  }
}
