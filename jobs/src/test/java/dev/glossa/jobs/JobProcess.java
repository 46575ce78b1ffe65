package dev.glossa.jobs;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.Writer;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Glossa's command line in a process of its own, which runs one command after the other and can be
 * killed at any moment: a kill costs the start of a virtual machine, a command does not.
 */
final class JobProcess implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String DONE = "command ended with ";

  private final Path log;
  private Process process;

  /**
   * A process that starts with the first command.
   *
   * @param log where what it says is added
   */
  JobProcess(Path log) {
    this.log = log;
  }

  /** The other side: runs the command of each line of standard input, a JSON array. */
  public static void main(String[] none) throws IOException {
    PrintStream answers = System.out;
    System.setOut(System.err);
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      int exit = Main.commandLine().execute(JSON.readValue(line, String[].class));
      answers.println(DONE + exit);
    }
  }

  /** Runs a command to its end, and returns its exit code. */
  int run(List<String> command) throws IOException, InterruptedException {
    return start(command).finish().orElseThrow(() -> new IllegalStateException("It died: " + log));
  }

  /**
   * Runs a command and kills the process if it is not through by then.
   *
   * @return the exit code, or nothing where it was killed
   */
  OptionalInt runAndKill(List<String> command, long millis)
      throws IOException, InterruptedException {
    JobProcess running = start(command);
    Process mine = process;
    CountDownLatch through = new CountDownLatch(1);
    Thread killer =
        new Thread(
            () -> {
              try {
                if (!through.await(millis, TimeUnit.MILLISECONDS)) {
                  mine.destroyForcibly().waitFor();
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    killer.start();
    OptionalInt exit = running.finish();
    through.countDown();
    killer.join();
    return exit;
  }

  private JobProcess start(List<String> command) throws IOException {
    if (process == null || !process.isAlive()) {
      process = launch();
    }
    say("> " + String.join(" ", command));
    Writer commands = process.outputWriter(StandardCharsets.UTF_8);
    commands.write(JSON.writeValueAsString(command) + "\n");
    commands.flush();
    return this;
  }

  private OptionalInt finish() throws IOException, InterruptedException {
    BufferedReader answers = process.inputReader(StandardCharsets.UTF_8);
    for (String line = answers.readLine(); line != null; line = answers.readLine()) {
      if (line.startsWith(DONE)) {
        return OptionalInt.of(Integer.parseInt(line.substring(DONE.length())));
      }
    }
    process.waitFor();
    return OptionalInt.empty();
  }

  private Process launch() throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // What this virtual machine was told: Spark needs its packages opened.
    for (String option : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
      if (option.startsWith("--add-opens") || option.startsWith("-X") || option.startsWith("-D")) {
        command.add(option);
      }
    }
    command.add("-XX:TieredStopAtLevel=1");
    for (String option :
        List.of(
            "ui.enabled=false",
            "sql.shuffle.partitions=2",
            "sql.codegen.wholeStage=false",
            "sql.codegen.factoryMode=NO_CODEGEN",
            "master=local[2]",
            "driver.bindAddress=127.0.0.1",
            "driver.host=127.0.0.1")) {
      command.add("-Dspark." + option);
    }
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), JobProcess.class.getName()));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().put("GLOSSA_HOME", LocalCluster.ROOT.toString());
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    return builder.start();
  }

  private void say(String line) throws IOException {
    Files.writeString(log, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  /** Lets the process end; it waits for no command any more. */
  @Override
  public void close() throws IOException {
    if (process != null) {
      process.destroyForcibly();
    }
  }
}
