package dev.glossa.udf.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is made of nvidia-smi's answers, by scripts in its place. */
class TestGpu {
  @TempDir Path folder;

  private String script(String commands) throws IOException {
    Path script = Files.writeString(folder.resolve("smi"), "#!/bin/sh\n" + commands + "\n");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    return script.toString();
  }

  @Test
  void memoryIsThatOfTheGpuThatIsAskedFor() throws IOException {
    String smi = script("test \"$1\" = --id=3 && echo ' 24564 '");
    assertThat(Gpu.memory(smi, "3")).hasValue(24_564L << 20);
    assertThat(Gpu.memory(smi, "2")).isEmpty();
  }

  @Test
  void whatIsNotSaidIsNotKnown() throws IOException {
    assertThat(Gpu.memory(folder.resolve("none").toString(), "0")).isEmpty();
    assertThat(Gpu.memory(script("echo '[N/A]'"), "0")).isEmpty();
    assertThat(Gpu.memory(script("echo 24564; exit 9"), "0")).isEmpty();
  }
}
