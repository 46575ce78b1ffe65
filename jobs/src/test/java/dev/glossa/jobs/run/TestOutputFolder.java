package dev.glossa.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TestOutputFolder {

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "s3a://b/x",
        "s3://b/x",
        "S3N://b/x",
        "gs://b/x",
        "wasbs://c@a/x",
        "abfss://c@a/x",
        "oss://b/x",
        "ftp://h/x",
        "http://h/x"
      })
  void fileSystemsWithoutRenameAreRefused(String output) {
    assertThatThrownBy(() -> OutputFolder.forWriting(output, new Configuration()))
        .isInstanceOf(FolderException.class)
        .hasMessageStartingWith("Cannot use the output folder: " + output + " (")
        .hasMessageContaining("no atomic rename");
  }

  @Test
  void theDefaultFileSystemCounts() {
    Configuration configuration = new Configuration();
    configuration.set("fs.defaultFS", "s3a://bucket");
    assertThatThrownBy(() -> OutputFolder.forWriting("/out", configuration))
        .hasMessageContaining("s3a has no atomic rename");
  }

  @Test
  void aFolderThatCannotBeMadeIsRefusedClearly() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "in the way");
    assertThatThrownBy(
            () -> OutputFolder.forWriting(file.resolve("out").toString(), new Configuration()))
        .isInstanceOf(RunException.class)
        .hasMessageStartingWith("Cannot write to the output folder: file:" + file + "/out (")
        .hasMessageContaining("choose another with --output");
  }

  @Test
  void aFolderThatIsNotThereCannotBeRead() {
    assertThatThrownBy(() -> read("none"))
        .isInstanceOf(FolderException.class)
        .hasMessage(
            "Cannot use the output folder: file:"
                + folder.resolve("none")
                + " (there is none; check --output)");
  }

  @Test
  void whatIsNoOutputFolderIsSaidToBeNone() throws Exception {
    Files.createDirectories(folder.resolve("other/things"));
    Files.createDirectories(folder.resolve("empty"));
    for (String name : List.of("other", "empty")) {
      assertThatThrownBy(() -> read(name))
          .isInstanceOf(FolderException.class)
          .hasMessageContaining("it is not a folder that a run has written to");
      assertThatThrownBy(() -> look(name)).isInstanceOf(FolderException.class);
    }
  }

  @Test
  void aPartOfAnOutputFolderNamesTheWhole() throws Exception {
    Files.createDirectories(folder.resolve("out/data/wave=000001-5f3a9c21/documents"));
    assertThat(read("out").root().toString()).isEqualTo("file:" + folder + "/out");
    for (String part : List.of("out/data", "out/data/wave=000001-5f3a9c21")) {
      assertThatThrownBy(() -> read(part))
          .isInstanceOf(FolderException.class)
          .hasMessageEndingWith("file:" + folder + "/out; give that folder)");
      assertThatThrownBy(
              () -> OutputFolder.forWriting(folder.resolve(part).toString(), new Configuration()))
          .isInstanceOf(FolderException.class);
    }
  }

  @Test
  void aFirstRunThatWasInterruptedIsToldFromNone() throws Exception {
    Files.createDirectories(folder.resolve("staged/_staging"));
    Files.createDirectories(folder.resolve("locked"));
    Files.createFile(folder.resolve("locked/_lock.1"));
    for (String name : List.of("staged", "locked")) {
      assertThatThrownBy(() -> read(name))
          .isInstanceOf(FolderException.class)
          .hasMessageContaining("start the same command again");
      assertThat(look(name).root().getName()).isEqualTo(name);
    }
  }

  private OutputFolder read(String name) throws IOException {
    return OutputFolder.forReading(folder.resolve(name).toString(), new Configuration());
  }

  private OutputFolder look(String name) throws IOException {
    return OutputFolder.forLooking(folder.resolve(name).toString(), new Configuration());
  }

  @Test
  void openingWritesNothing() throws Exception {
    OutputFolder output =
        OutputFolder.forWriting(folder.resolve("a/b").toString(), new Configuration());
    assertThat(folder.resolve("a/b")).isEmptyDirectory();
    assertThat(output.publication().folder("1").toString())
        .isEqualTo("file:" + folder + "/a/b/data/wave=1");
  }
}
