package dev.glossa.udf.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
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

  /**
   * On a GPU such an operator waits until all before it is computed, and a step of a generation may
   * wait but once: for its result.
   */
  @Test
  void noProgramReadsNumbersOnTheHostOrAsksForSizesThatDependOnThem() throws Exception {
    Pattern waiting =
        Pattern.compile(
            "\\.(item|cpu|tolist|nonzero|masked_select|unique|is_nonzero|equal)\\("
                + "|\\b(int|bool)\\(");
    List<String> bad = new ArrayList<>();
    for (Path program : programs()) {
      for (String line : Files.readAllLines(program)) {
        String code = line.replaceFirst("#.*", "");
        if (waiting.matcher(code).find()) {
          bad.add(program.getFileName() + ": " + code);
        }
      }
    }
    assertThat(bad).isEmpty();
  }

  private static List<Path> programs() throws Exception {
    Path folder = Path.of(Program.class.getResource("common.ts.py").toURI()).getParent();
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".ts.py")).sorted().toList();
    }
  }
}
