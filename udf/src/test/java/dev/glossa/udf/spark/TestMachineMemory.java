package dev.glossa.udf.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a system says of its memory, read from files as Linux writes them. */
class TestMachineMemory {
  @TempDir Path root;

  private void write(String file, String content) throws IOException {
    Path path = root.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, content);
  }

  @Test
  void withoutAContainerItIsWhatTheKernelCallsAvailable() throws IOException {
    write("proc/meminfo", "MemTotal:  24731708 kB\nMemFree: 100 kB\nMemAvailable:   2048 kB\n");
    write("sys/fs/cgroup/memory.max", "max\n");
    write("sys/fs/cgroup/memory.current", "123456\n");
    assertThat(MachineMemory.available(root)).hasValue(2048 * 1024);
  }

  @Test
  void aContainersLimitCountsWithoutFilesInTheCache() throws IOException {
    write("proc/meminfo", "MemAvailable: 20480 kB\n");
    write("sys/fs/cgroup/memory.max", "10000000\n");
    write("sys/fs/cgroup/memory.current", "9000000\n");
    write("sys/fs/cgroup/memory.stat", "anon 500\ninactive_file 300000\nactive_file 7\n");
    assertThat(MachineMemory.available(root)).hasValue(1_300_000);
  }

  @Test
  void soDoesTheLimitOfTheOlderControlGroups() throws IOException {
    write("proc/meminfo", "MemAvailable: 20480 kB\n");
    write("sys/fs/cgroup/memory/memory.limit_in_bytes", "5000000\n");
    write("sys/fs/cgroup/memory/memory.usage_in_bytes", "1000000\n");
    write("sys/fs/cgroup/memory/memory.stat", "total_inactive_file 1000\n");
    assertThat(MachineMemory.available(root)).hasValue(4_001_000);
  }

  @Test
  void aSystemThatDoesNotSayIsUnknown() {
    assertThat(MachineMemory.available(root)).isEmpty();
  }
}
