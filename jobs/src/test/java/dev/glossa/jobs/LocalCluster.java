package dev.glossa.jobs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Spark's own standalone Master and Workers as processes on loopback, started from the folder that
 * the build makes and stopped by process id. Each worker has a discovery script that names one GPU
 * address, its own number.
 */
final class LocalCluster implements AutoCloseable {
  static final Path ROOT = Path.of(System.getProperty("project.root"));
  private static final Path SPARK = ROOT.resolve("jobs/target/spark");
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /**
   * What java itself reads: runs of seconds are over before the second compiler pays. The first one
   * alone has 48 MB for its code unless it is told more, which six stages fill; a lambda made after
   * that ends the process.
   */
  private static final Map<String, String> SHORT_LIVED =
      Map.of(
          "JDK_JAVA_OPTIONS",
          "-XX:TieredStopAtLevel=1 -XX:ReservedCodeCacheSize=240m -XX:+UseSerialGC");

  /** Options for runs over a handful of documents, most of whose time is Spark's planning. */
  static final List<String> FEW_DOCUMENTS =
      List.of(
          "--conf",
          "spark.sql.shuffle.partitions=4",
          "--conf",
          "spark.sql.codegen.wholeStage=false",
          "--conf",
          "spark.sql.codegen.factoryMode=NO_CODEGEN");

  private final Path folder;
  private final int port;
  private final List<Process> processes = new ArrayList<>();

  private LocalCluster(Path folder, int port) {
    this.folder = folder;
    this.port = port;
  }

  /**
   * Starts a master and its workers, and waits until the master answers.
   *
   * @param folder empty, for logs and the workers' files
   * @param workers how many
   * @param cores of each
   * @param memory of each, as Spark writes it
   */
  static LocalCluster start(Path folder, int workers, int cores, String memory) throws IOException {
    LocalCluster cluster = new LocalCluster(folder, freePort());
    try {
      cluster.launch(
          "master",
          List.of(),
          "org.apache.spark.deploy.master.Master",
          "--host",
          "127.0.0.1",
          "--port",
          "" + cluster.port,
          "--webui-port",
          "0");
      cluster.awaitMaster();
      for (int i = 0; i < workers; i++) {
        cluster.launchWorker(i, cores, memory);
      }
    } catch (IOException | RuntimeException e) {
      cluster.close();
      throw e;
    }
    return cluster;
  }

  /** What {@code --master} takes. */
  String url() {
    return "spark://127.0.0.1:" + port;
  }

  /** The executors' logs, of all workers and applications. */
  List<Path> executorLogs() {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.endsWith("stderr")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Processes of executors that run now. */
  List<ProcessHandle> executors() {
    return processes.stream()
        .flatMap(process -> process.descendants())
        .filter(
            child -> child.info().commandLine().orElse("").contains("CoarseGrainedExecutorBackend"))
        .toList();
  }

  private void launchWorker(int number, int cores, String memory) throws IOException {
    Path script = folder.resolve("gpu-" + number + ".sh");
    Files.writeString(
        script, "#!/bin/sh\necho '{\"name\": \"gpu\", \"addresses\": [\"" + number + "\"]}'\n");
    if (!script.toFile().setExecutable(true)) {
      throw new IOException("Cannot make executable: " + script);
    }
    launch(
        "worker-" + number,
        List.of(
            "-Dspark.worker.resource.gpu.amount=1",
            "-Dspark.worker.resource.gpu.discoveryScript=" + script),
        "org.apache.spark.deploy.worker.Worker",
        "--host",
        "127.0.0.1",
        "--cores",
        "" + cores,
        "--memory",
        memory,
        "--webui-port",
        "0",
        "--work-dir",
        folder.resolve("work-" + number).toString(),
        url());
  }

  private void launch(String name, List<String> options, String main, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx512m");
    command.addAll(options);
    command.addAll(List.of("-cp", SPARK.resolve("jars") + "/*", main));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve(name + ".log").toFile());
    builder.environment().put("SPARK_HOME", SPARK.toString());
    builder.environment().put("SPARK_SCALA_VERSION", "2.12");
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    builder.environment().putAll(SHORT_LIVED);
    processes.add(builder.start());
  }

  private void awaitMaster() {
    Instant end = Instant.now().plus(PATIENCE);
    while (true) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        return;
      } catch (IOException notYet) {
        if (Instant.now().isAfter(end) || !processes.get(0).isAlive()) {
          throw new IllegalStateException("Cannot reach the master: " + url(), notYet);
        }
        pause();
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(200);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted", e);
    }
  }

  /** A port on loopback that nobody has at this moment. */
  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** What became of a command. */
  record Result(int exit, String output) {}

  /** Starts {@code submit.sh}, its output going to a file. */
  static Process submit(Path log, Map<String, String> environment, String... arguments)
      throws IOException {
    return submitIn(Path.of(""), log, environment, arguments);
  }

  /** The same from another working folder. */
  static Process submitIn(
      Path directory, Path log, Map<String, String> environment, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(ROOT.resolve("submit.sh").toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toAbsolutePath().toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().remove("SPARK_HOME");
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    builder.environment().put("GLOSSA_LOG", log + ".details");
    builder.environment().putAll(SHORT_LIVED);
    builder.environment().putAll(environment);
    return builder.start();
  }

  /** Runs {@code submit.sh} to its end, at most ten minutes. */
  static Result run(Path log, String... arguments) throws IOException, InterruptedException {
    return finish(submit(log, Map.of(), arguments), log);
  }

  /** Waits for the end of what {@link #submit} started, at most ten minutes. */
  static Result finish(Process process, Path log) throws IOException, InterruptedException {
    return finish(process, log, Duration.ofMinutes(10));
  }

  /** Waits for the end of what {@link #submit} started, so long at most. */
  static Result finish(Process process, Path log, Duration patience)
      throws IOException, InterruptedException {
    if (!process.waitFor(patience.toSeconds(), TimeUnit.SECONDS)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      throw new IllegalStateException("Still running after " + patience + ": " + log);
    }
    return new Result(process.exitValue(), Files.readString(log));
  }

  /** Sends a signal, such as {@code -STOP}; the exit code of {@code kill}. */
  static int signal(String name, long process) throws IOException, InterruptedException {
    return new ProcessBuilder("kill", name, Long.toString(process)).start().waitFor();
  }

  @Override
  public void close() {
    for (Process process : processes) {
      List<ProcessHandle> children = process.descendants().toList();
      process.destroy();
      children.forEach(ProcessHandle::destroy);
    }
    for (Process process : processes) {
      try {
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
          process.destroyForcibly();
        }
      } catch (InterruptedException e) {
        process.destroyForcibly();
        Thread.currentThread().interrupt();
      }
    }
  }
}
