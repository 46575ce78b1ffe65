package dev.glossa.jobs.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Path;
import org.assertj.core.api.AbstractListAssert;
import org.assertj.core.api.ObjectAssert;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every input has a place in its file that no other has, whatever ids the file repeats. */
class TestPlaces {
  @TempDir Path folder;

  private AbstractListAssert<?, ?, Tuple, ObjectAssert<Tuple>> read(String name, String content) {
    return assertThat(Reading.read(Reading.write(folder.resolve(name), content)))
        .extracting(Reading.Document::position, Reading.Document::id, Reading.Document::code);
  }

  @Test
  void ofALineIsItsNumber() {
    read(
            "a.jsonl",
            "{\"id\":\"x\",\"text\":\"a\"}\n\n{\"id\":\"x\",\"text\":\"a\"}\n{\"id\":\"x\"}\n{\n{\n")
        .containsExactly(
            tuple(1L, "x", null),
            tuple(3L, "x", null),
            tuple(4L, "x", "MISSING_TEXT"),
            tuple(5L, "5", "MALFORMED_JSON"),
            tuple(6L, "6", "MALFORMED_JSON"));
  }

  @Test
  void ofARecordIsItsNumberBelowTheHeader() {
    read("a.csv", "id,text\nx,a\n\"x\",\"a\na\"\n\nx\nx,\nx,b\n")
        .containsExactly(
            tuple(1L, "x", null),
            tuple(2L, "x", null),
            tuple(3L, "3", "MALFORMED_CSV"),
            tuple(4L, "x", "EMPTY_TEXT"),
            tuple(5L, "x", null));
  }

  @Test
  void ofAFileThatIsOneInputOrFailsAsAWholeIsOne() {
    read("a.txt", "words").containsExactly(tuple(1L, "a.txt", null));
    read("b.csv", "body\nwords\n").containsExactly(tuple(1L, "b.csv", "MISSING_COLUMN"));
    read("c.txt.gz", "no gzip").containsExactly(tuple(1L, "c.txt.gz", "CORRUPT_GZIP"));
    read("d.parquet", "no Parquet").containsExactly(tuple(1L, "d.parquet", "CORRUPT_PARQUET"));
  }
}
