package dev.glossa.jobs.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestGpuDiscovery {
  @TempDir Path folder;

  /** What the script prints and its exit status, with an nvidia-smi of this source. */
  private String run(String nvidiaSmi) throws IOException, InterruptedException {
    Path bin = Files.createDirectories(folder.resolve("bin"));
    Files.createSymbolicLink(bin.resolve("bash"), Path.of("/bin/bash"));
    if (!nvidiaSmi.isEmpty()) {
      Path tool = Files.writeString(bin.resolve("nvidia-smi"), "#!/bin/bash\n" + nvidiaSmi);
      Files.setPosixFilePermissions(tool, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    Path script = Path.of(System.getProperty("project.root"), "conf/gpu-discovery.sh");
    ProcessBuilder builder = new ProcessBuilder(script.toString()).redirectErrorStream(true);
    // /usr/bin may hold a real nvidia-smi; env, which starts the script, has its own full path.
    builder.environment().put("PATH", bin.toString());
    Process process = builder.start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return process.waitFor() + " " + out.strip();
  }

  @Test
  void printsTheAddressesAsSparkReadsThem() throws Exception {
    assertThat(run("printf '0\\n3\\n'"))
        .isEqualTo("0 {\"name\": \"gpu\", \"addresses\": [\"0\", \"3\"]}");
  }

  @Test
  void saysThatThereIsNoDriver() throws Exception {
    assertThat(run("")).startsWith("1 Cannot find GPUs: nvidia-smi (not on the PATH");
  }

  @Test
  void saysWhyTheDriverFails() throws Exception {
    assertThat(run("echo 'No devices were found'; exit 6"))
        .startsWith("1 Cannot find GPUs: nvidia-smi failed (No devices were found");
  }

  @Test
  void saysThatThereIsNoGpu() throws Exception {
    assertThat(run("true")).startsWith("1 Cannot find GPUs: none");
  }
}
