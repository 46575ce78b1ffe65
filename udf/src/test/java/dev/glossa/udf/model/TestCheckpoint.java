package dev.glossa.udf.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TestCheckpoint {
  @TempDir Path folder;

  @Test
  void tinyFoldersOpen() throws Exception {
    assertThat(Checkpoint.open(TinyCheckpoints.gpt2(folder.resolve("g"), 1)).config())
        .isInstanceOf(Gpt2Config.class);
    assertThat(Checkpoint.open(TinyCheckpoints.bart(folder.resolve("b"), 1)).config())
        .isInstanceOf(BartConfig.class);
    assertThat(Checkpoint.open(TinyCheckpoints.bert(folder.resolve("e"), 1)).config())
        .isInstanceOf(BertConfig.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gpt2", "bart-cnn", "kobart", "bert"})
  void referenceCheckpointsOpen(String name) throws Exception {
    Path reference = Path.of(System.getProperty("reference.models")).resolve(name);
    assumeTrue(Files.isDirectory(reference), () -> "skipped: no folder " + reference);
    Checkpoint checkpoint = Checkpoint.open(reference);
    assertThat(checkpoint.fingerprint()).matches("[0-9a-f]{64}");
  }
}
