package dev.glossa.udf.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestLock {
  @TempDir Path temp;
  private Path folder;

  @BeforeEach
  void lock() throws Exception {
    folder = TinyCheckpoints.gpt2(temp.resolve("model"), 1);
    Files.writeString(folder.resolve("README.md"), "words");
    Lock.write(folder);
  }

  @Test
  void aLockedFolderHasTheFingerprintOfAnUnlockedOne() throws Exception {
    Path same = TinyCheckpoints.gpt2(temp.resolve("same"), 1);
    assertThat(Checkpoint.open(folder).fingerprint())
        .isEqualTo(Checkpoint.open(same).fingerprint());
  }

  @Test
  void theLockNamesSizesAndDigests() throws Exception {
    assertThat(Files.readString(folder.resolve("model.lock.json")))
        .startsWith(
            "{\n  \"version\": 1,\n  \"files\": {\n    \"README.md\": {\"size\": 5, \"sha256\": \"")
        // echo -n words | sha256sum
        .contains("\"dba36bffa5cab0f922d087a3aeb179f9d4e745df40b323e1b1471402848c8a3e\"}")
        .contains("\"config.json\"", "\"model.safetensors\"", "\"tokenizer.json\"")
        .doesNotContain("lock");
  }

  @Test
  void aChangedByteAnywhereIsRefused() throws Exception {
    Files.writeString(folder.resolve("README.md"), "wordy");
    refused(folder.resolve("README.md") + ": SHA-256 ");
  }

  @Test
  void anExtraFileIsRefused() throws Exception {
    Files.writeString(folder.resolve("generation_config.json"), "{}");
    refused("file generation_config.json (not in " + folder.resolve("model.lock.json"));
  }

  @Test
  void aMissingFileIsRefused() throws Exception {
    Files.delete(folder.resolve("README.md"));
    refused("file README.md is missing (in " + folder.resolve("model.lock.json"));
  }

  @Test
  void anotherSizeIsRefusedBeforeAnythingIsHashed() throws Exception {
    Files.writeString(folder.resolve("README.md"), "more words");
    refused("size 10 bytes (" + folder.resolve("model.lock.json") + " says 5;");
  }

  @Test
  void aLockThatWasEditedIsRefused() throws Exception {
    Path lock = folder.resolve("model.lock.json");
    Files.writeString(lock, Files.readString(lock).replace("\"version\": 1", "\"version\":  1"));
    refused(lock + ": content (not as a lock was written; restore the files; or, if");
  }

  @Test
  void hiddenFilesAndFoldersAreNotTheModels() throws Exception {
    Files.writeString(folder.resolve(".note"), "");
    Files.createDirectory(folder.resolve("onnx"));
    assertThat(Checkpoint.open(folder).folder()).isEqualTo(folder);
  }

  @Test
  void aWantedChangeIsLockedAgain() throws Exception {
    Files.writeString(folder.resolve("README.md"), "new words");
    Lock.write(folder);
    assertThat(Checkpoint.open(folder).folder()).isEqualTo(folder);
  }

  @Test
  void aDamagedModelCannotBeLocked() throws Exception {
    Files.writeString(folder.resolve("config.json"), "{}");
    assertThatThrownBy(() -> Lock.write(folder))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("model_type");
  }

  private void refused(String expected) {
    assertThatThrownBy(() -> Checkpoint.open(folder))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining(expected);
  }
}
