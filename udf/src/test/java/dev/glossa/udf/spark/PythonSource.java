package dev.glossa.udf.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A module of the Python package that is made of declarations in Java. */
public final class PythonSource {
  private static final int WIDTH = 100;

  private PythonSource() {}

  /**
   * Asserts that a module is what the declarations come to. With {@code -Dpython.write=true} it is
   * written first.
   *
   * @param name of the file in the package
   */
  public static void assertIs(String name, String made) throws IOException {
    Path file =
        Path.of(System.getProperty("project.root"), "udf/src/main/python/glossa").resolve(name);
    if (Boolean.getBoolean("python.write")) {
      Files.writeString(file, made);
    }
    assertThat(Files.readString(file))
        .as("%s, which -Dpython.write=true writes", name)
        .isEqualTo(made);
  }

  /** A string literal. */
  public static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  /** A text in lines, the first one {@code first} wide already and the others indented. */
  public static String wrapped(String text, int first, String indent) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    int before = first;
    for (String word : text.split(" ")) {
      if (!line.isEmpty() && before + line.length() + 1 + word.length() > WIDTH) {
        lines.add(line.toString());
        line.setLength(0);
        before = indent.length();
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return String.join("\n" + indent, lines);
  }
}
