package dev.glossa.jobs.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestCoverage {

  @TempDir Path folder;

  @Test
  void aFolderCoversWhatIsBelowItWhetherItIsThereOrNot() throws Exception {
    Coverage coverage = of(folder.toString());
    assertThat(coverage.paths()).containsExactly(folder.toString());
    assertThat(coverage.covers(folder + "/a.txt")).isTrue();
    assertThat(coverage.covers(folder + "/deep/er/a.txt")).isTrue();
    assertThat(coverage.covers(folder + "-other/a.txt")).isFalse();
    assertThat(coverage.covers("/elsewhere/a.txt")).isFalse();
  }

  @Test
  void aFileCoversItselfAlone() throws Exception {
    Path file = Files.createFile(folder.resolve("a.jsonl"));
    Coverage coverage = of(file.toString());
    assertThat(coverage.covers(file.toString())).isTrue();
    assertThat(coverage.covers(file + ".gz")).isFalse();
  }

  @Test
  void aGlobCoversWhatItMatchesAndWhatIsBelow() throws Exception {
    Coverage coverage = of(folder + "/20{25,26}-*/*.txt");
    assertThat(coverage.paths()).containsExactly("glob:" + folder + "/20{25,26}-*/*.txt");
    assertThat(coverage.covers(folder + "/2026-01/a.txt")).isTrue();
    assertThat(coverage.covers(folder + "/2025-12/b.txt")).isTrue();
    assertThat(coverage.covers(folder + "/2026-01/is a folder.txt/c.jsonl")).isTrue();
    assertThat(coverage.covers(folder + "/2026-01/a.csv")).isFalse();
    assertThat(coverage.covers(folder + "/2024-01/a.txt")).isFalse();
    assertThat(coverage.covers(folder + "/2026-01/deeper/a.txt")).isFalse();
  }

  @Test
  void aNameThatLooksLikeAGlobIsMeantAsItIsWritten() throws Exception {
    Files.createDirectory(folder.resolve("[ab]"));
    Coverage coverage = of(folder + "/[ab]");
    assertThat(coverage.covers(folder + "/[ab]/x.txt")).isTrue();
    assertThat(coverage.covers(folder + "/a/x.txt")).isFalse();
  }

  @Test
  void whatWasWrittenDownCoversTheSame() throws Exception {
    Coverage coverage = of(folder + "/*.md");
    Coverage again = new Coverage(coverage.paths());
    assertThat(again.covers(folder + "/x.md")).isTrue();
    assertThat(again.covers(folder + "/x.txt")).isFalse();
    assertThat(new Coverage(List.of()).covers(folder + "/x.md")).isFalse();
  }

  @Test
  void whatCouldNotBeReadIsNotCovered() {
    Coverage coverage = new Coverage(List.of("/in", "unread:/in/closed"));
    assertThat(coverage.covers("/in/a.txt")).isTrue();
    assertThat(coverage.covers("/in/closed/a.txt")).isFalse();
    // The folder itself is: its own error may be over one day.
    assertThat(coverage.covers("/in/closed")).isTrue();
    assertThat(coverage.covers("/in/closed-not/a.txt")).isTrue();
  }

  private static Coverage of(String input) {
    return new Listing(Reading.settings(Path.of(input)), "", new Configuration()).coverage();
  }
}
