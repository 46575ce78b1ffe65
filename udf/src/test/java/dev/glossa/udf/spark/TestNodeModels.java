package dev.glossa.udf.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.glossa.udf.model.Checkpoint;
import dev.glossa.udf.model.CheckpointException;
import dev.glossa.udf.model.Lock;
import dev.glossa.udf.model.TinyCheckpoints;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models of other file systems: one whole copy on each machine. */
class TestNodeModels {
  @TempDir Path temp;
  private Path root;
  private Path source;
  private NodeModels models;

  @BeforeEach
  void write() throws IOException {
    root = temp.resolve("node");
    source = TinyCheckpoints.bert(temp.resolve("far away"), 1);
    Files.writeString(source.resolve("README.md"), "not needed");
    Files.createDirectories(source.resolve("1_Pooling"));
    Files.writeString(source.resolve("1_Pooling/config.json"), "{}");
    Files.createDirectories(source.resolve("onnx"));
    Files.writeString(source.resolve("onnx/model.onnx"), "not needed either");
    models = new NodeModels(root, new Configuration());
  }

  private String uri() {
    return "file://" + source;
  }

  @Test
  void aCopyHasWhatACheckpointNeedsAndIsNamedByItsFingerprint() throws Exception {
    String fingerprint = Checkpoint.open(source).fingerprint();
    Path folder = models.folder(uri(), fingerprint);

    assertThat(folder).isEqualTo(root.resolve(fingerprint));
    assertThat(files(folder))
        .containsExactly(
            "1_Pooling/config.json", "config.json", "model.safetensors", "tokenizer.json");
    assertThat(Checkpoint.open(folder).fingerprint()).isEqualTo(fingerprint);

    long before = CopyModel.bytesRead();
    assertThat(models.folder("file:///nowhere", fingerprint)).isEqualTo(folder);
    assertThat(CopyModel.bytesRead()).isEqualTo(before);
  }

  @Test
  void ofManyProcessesOneReadsTheSource() throws Exception {
    String fingerprint = Checkpoint.open(source).fingerprint();
    List<Process> processes = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      processes.add(
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  CopyModel.class.getName(),
                  root.toString(),
                  uri(),
                  fingerprint)
              .redirectErrorStream(true)
              .redirectOutput(temp.resolve("output" + i).toFile())
              .start());
    }
    List<Long> read = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      int exit = processes.get(i).waitFor();
      List<String> lines = Files.readAllLines(temp.resolve("output" + i));
      assertThat(exit).as(lines.toString()).isZero();
      String result = lines.stream().filter(line -> line.startsWith("RESULT")).findFirst().get();
      read.add(Long.parseLong(result.split(" ")[1]));
    }
    assertThat(read).filteredOn(bytes -> bytes > 0).hasSize(1);
    assertThat(Checkpoint.open(root.resolve(fingerprint)).fingerprint()).isEqualTo(fingerprint);
  }

  @Test
  void whatAKilledProcessLeftIsRemoved() throws Exception {
    String fingerprint = Checkpoint.open(source).fingerprint();
    Path part = Files.createDirectories(root.resolve("." + fingerprint + ".part/1_Pooling"));
    Files.writeString(part.resolve("config.json"), "{");
    models.folder(uri(), fingerprint);
    assertThat(root.resolve(fingerprint).resolve("1_Pooling/config.json")).hasContent("{}");
    assertThat(part.getParent()).doesNotExist();
  }

  @Test
  void aModelThatChangedSinceTheDriverLookedIsRefused() throws Exception {
    String fingerprint = Checkpoint.open(source).fingerprint();
    TinyCheckpoints.bert(source, 2);
    String other = Checkpoint.open(source).fingerprint();
    assertThatThrownBy(() -> models.folder(uri(), fingerprint))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(
            "have the fingerprint " + other + ", the driver's had " + fingerprint);
    assertThat(root.resolve(fingerprint)).doesNotExist();
  }

  @Test
  void theDriverReadsASourceAgainWhenItsListingIsAnother() throws Exception {
    Path first = models.folder(uri());
    assertThat(first).isEqualTo(root.resolve(Checkpoint.open(source).fingerprint()));
    long before = CopyModel.bytesRead();
    assertThat(models.folder(uri())).isEqualTo(first);
    assertThat(CopyModel.bytesRead()).isEqualTo(before);

    TinyCheckpoints.gpt2(source, 3);
    assertThat(models.folder(uri()))
        .isEqualTo(root.resolve(Checkpoint.open(source).fingerprint()))
        .isNotEqualTo(first);
  }

  @Test
  void aLockedModelIsCopiedWithAllThatItsLockNames() throws Exception {
    Lock.write(source);
    Path folder = models.folder(uri());
    assertThat(files(folder))
        .contains("README.md", "model.lock.json")
        .doesNotContain("onnx/model.onnx");
  }

  @Test
  void whatIsNoCheckpointIsRefusedAndLeavesNothing() throws Exception {
    assertThatThrownBy(() -> models.folder("file:///no/such/model"))
        .isInstanceOf(FileNotFoundException.class)
        .hasMessageContaining("there is no such folder");
    Files.delete(source.resolve("config.json"));
    assertThatThrownBy(() -> models.folder(uri())).isInstanceOf(CheckpointException.class);
    try (Stream<Path> left = Files.list(root)) {
      assertThat(left.filter(Files::isDirectory)).isEmpty();
    }
  }

  @Test
  void aModelOfTheDriverAloneIsPutWhereNodesFindIt() throws Exception {
    String fingerprint = Checkpoint.open(source).fingerprint();
    String target = "file://" + temp.resolve("shared/models");
    models.upload(source, target);
    assertThat(models.folder(target, fingerprint)).isEqualTo(root.resolve(fingerprint));
  }

  private static List<String> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> folder.relativize(file).toString())
          .sorted()
          .toList();
    }
  }
}
