package dev.glossa.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A cluster and a run in a network namespace that has loopback and nothing else. The kernel counts
 * there what finds no way out, be it a connection, a datagram or the question for a name.
 */
class OfflineIT {
  /** By the name localhost no machine asks a name server who it is itself. */
  private static final String IN_NAMESPACE =
      "ip link set lo up && hostname localhost && \"$@\"; exit=$?; ";

  private static final String COUNTERS =
      "cat /proc/net/snmp | grep -e ^Ip: -e ^Udp:; sed 's/^/6 /' /proc/net/snmp6; exit $exit";

  @TempDir Path folder;

  @Test
  void nothingLeavesTheCluster() throws Exception {
    Path archive = Files.createDirectory(folder.resolve("archive"));
    Files.writeString(archive.resolve("en.txt"), "The lamp was lit. Nobody had lit it.\n");
    Files.writeString(archive.resolve("ko.txt"), "등불이 켜져 있었다. 아무도 켜지 않았다.\n");
    Map<String, Long> control = new TreeMap<>();
    assumeTrue(
        inNamespace(control, "bash", "-c", "echo x > /dev/udp/192.0.2.1/53; true") == 0,
        "skipped: unshare -rnu, ip or hostname not permitted or not there");
    assertThat(control.get("no route")).as("the control's datagram is counted").isOne();

    Map<String, Long> counters = new TreeMap<>();
    String classes = System.getProperty("surefire.test.class.path");
    int exit =
        inNamespace(
            counters,
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Dproject.root=" + LocalCluster.ROOT,
            "-cp",
            classes == null ? System.getProperty("java.class.path") : classes,
            OfflineIT.class.getName(),
            folder.toString());
    assertThat(exit).as(Files.readString(folder.resolve("namespace.log"))).isZero();
    assertThat(folder.resolve("out/data")).isNotEmptyDirectory();
    assertThat(counters)
        .containsOnlyKeys("no route", "no route, version 6", "datagrams", "datagrams, version 6")
        .allSatisfy((what, count) -> assertThat(count).as(what).isZero());
  }

  /** What runs inside: a master, a worker, an executor and a driver over all jobs. */
  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    try (LocalCluster cluster = LocalCluster.start(folder, 1, 2, "3g")) {
      List<String> command =
          new ArrayList<>(
              List.of(
                  "pipeline",
                  "--master",
                  cluster.url(),
                  "--conf",
                  "spark.executor.memory=2g",
                  "--input",
                  folder.resolve("archive").toString(),
                  "--output",
                  folder.resolve("out").toString()));
      command.addAll(LocalCluster.FEW_DOCUMENTS);
      LocalCluster.Result run =
          LocalCluster.run(folder.resolve("driver.log"), command.toArray(String[]::new));
      if (run.exit() != 0) {
        throw new IllegalStateException(run.output());
      }
    }
  }

  /** Runs a command in a namespace of its own; then says what the kernel has counted there. */
  private int inNamespace(Map<String, Long> counters, String... command)
      throws IOException, InterruptedException {
    List<String> all =
        new ArrayList<>(List.of("unshare", "-rnu", "bash", "-c", IN_NAMESPACE + COUNTERS, "run"));
    all.addAll(List.of(command));
    Path log = folder.resolve("namespace.log");
    Path counted = folder.resolve("counters");
    Process process;
    try {
      process =
          new ProcessBuilder(all)
              .redirectError(log.toFile())
              .redirectOutput(counted.toFile())
              .start();
    } catch (IOException noSuchProgram) {
      return -1;
    }
    if (!process.waitFor(10, TimeUnit.MINUTES)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      throw new IllegalStateException("Still running after 10 minutes: " + log);
    }
    List<String> lines = Files.readAllLines(counted);
    column(lines, "Ip:", "OutNoRoutes", counters, "no route");
    column(lines, "Udp:", "OutDatagrams", counters, "datagrams");
    row(lines, "6 Ip6OutNoRoutes", counters, "no route, version 6");
    row(lines, "6 Udp6OutDatagrams", counters, "datagrams, version 6");
    return process.exitValue();
  }

  /** Of /proc/net/snmp: a line of names, and one of values below. */
  private static void column(
      List<String> lines, String begin, String name, Map<String, Long> counters, String as) {
    List<String[]> table =
        lines.stream().filter(line -> line.startsWith(begin)).map(line -> line.split(" ")).toList();
    if (table.size() == 2) {
      int at = List.of(table.get(0)).indexOf(name);
      counters.put(as, Long.valueOf(table.get(1)[at]));
    }
  }

  /** Of /proc/net/snmp6: a name and its value. */
  private static void row(List<String> lines, String name, Map<String, Long> counters, String as) {
    lines.stream()
        .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "\t"))
        .forEach(line -> counters.put(as, Long.valueOf(line.split("\\s+")[2])));
  }
}
