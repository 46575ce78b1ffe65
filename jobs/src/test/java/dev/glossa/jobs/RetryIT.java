package dev.glossa.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What retry does and says, and how the commands end on folders of every kind. */
class RetryIT {
  @TempDir private Path folder;
  private int runs;

  @Test
  void aFileThatWasGivenByARelativeNameIsReadAgainFromAnotherFolder() throws Exception {
    Path home = Files.createDirectory(folder.resolve("home"));
    Path out = folder.resolve("out");
    Files.createDirectory(home.resolve("archive"));
    Files.writeString(home.resolve("archive/good.txt"), "The lamp was lit.\n");
    Path broken = home.resolve("archive/notes.jsonl");
    Files.writeString(broken, "{\"text\": \"The first.\"}\n{\"text\": \n");
    LocalCluster.Result first = in(home, "tokenize", "--input", "archive", "--output", "../out");
    assertThat(first.exit()).as(first.output()).isEqualTo(1);
    assertThat(first.output())
        .contains("3 inputs: 3 new, 0 changed, 0 gone", "1 stands in errors, since 2");

    LocalCluster.Result again = in(home, "tokenize", "--input", "archive", "--output", "../out");
    assertThat(again.exit()).as(again.output()).isEqualTo(1);
    assertThat(again.output()).contains("Nothing new", "1 stands in errors, since 2");

    LocalCluster.Result vain = in(folder, "retry", "--output", "out");
    assertThat(vain.exit()).as(vain.output()).isEqualTo(1);
    assertThat(vain.output()).contains("Of 1 errors 0 no longer stand");
    assertThat(waves(out)).isEqualTo(1);

    Files.writeString(broken, "{\"text\": \"The first.\"}\n{\"text\": \"The second.\"}\n");
    LocalCluster.Result mended = in(folder, "retry", "--output", "out");
    assertThat(mended.exit()).as(mended.output()).isZero();
    assertThat(mended.output()).contains("Of 1 errors 1 no longer stand");
    assertThat(DuckDb.number("SELECT count(DISTINCT key) FROM " + DuckDb.table(out, "sentences")))
        .isEqualTo(3);

    LocalCluster.Result done = in(folder, "retry", "--output", "out");
    assertThat(done.exit()).as(done.output()).isZero();
    assertThat(done.output()).contains("Nothing to retry: no error stands in out");
    LocalCluster.Result verify = in(folder, "verify", "--output", "out");
    assertThat(verify.exit()).as(verify.output()).isZero();
    assertThat(verify.output()).contains("; sound");

    // The parts of a folder are not the folder, and verify says so instead of calling them sound.
    assertUnusable("verify", out.resolve("data"), "; give that folder)");
    assertUnusable("retry", out.resolve("data").resolve(first(out)), "; give that folder)");
  }

  @Test
  void whatIsNoFolderOfTablesEndsWithTwoAndSaysWhy() throws Exception {
    assertUnusable("verify", Files.createDirectory(folder.resolve("empty")), "check --output");
    assertUnusable("retry", folder.resolve("none"), "there is none; check --output");
    Path interrupted = folder.resolve("interrupted");
    Files.createDirectories(interrupted.resolve("_staging/texts"));
    assertUnusable("retry", interrupted, "start the same command again");
  }

  private void assertUnusable(String command, Path out, String why) throws Exception {
    LocalCluster.Result result = in(folder, command, "--output", out.toString());
    assertThat(result.exit()).as(result.output()).isEqualTo(2);
    assertThat(result.output())
        .contains("glossa: Cannot use the output folder: ", why)
        .doesNotContain("sound", "\tat ");
  }

  private LocalCluster.Result in(Path directory, String... arguments)
      throws IOException, InterruptedException {
    Path log = folder.resolve("run-" + runs++ + ".log");
    List<String> command = new ArrayList<>(List.of(arguments));
    command.addAll(LocalCluster.FEW_DOCUMENTS);
    return LocalCluster.finish(
        LocalCluster.submitIn(directory, log, Map.of(), command.toArray(String[]::new)), log);
  }

  private static String first(Path out) {
    return out.resolve("data").toFile().list()[0];
  }

  private static int waves(Path out) {
    return out.resolve("data").toFile().list().length;
  }
}
