package dev.glossa.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
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
        .isInstanceOf(RunException.class)
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
    assertThatThrownBy(
            () -> OutputFolder.forReading(folder.resolve("none").toString(), new Configuration()))
        .hasMessage(
            "Cannot read the output folder: file:"
                + folder.resolve("none")
                + " (there is none; check --output)");
  }

  @Test
  void openingWritesNothing() throws Exception {
    OutputFolder output =
        OutputFolder.forWriting(folder.resolve("a/b").toString(), new Configuration());
    assertThat(folder.resolve("a/b")).isEmptyDirectory();
    assertThat(output.wave("1").toString()).isEqualTo("file:" + folder + "/a/b/data/wave=1");
  }
}
