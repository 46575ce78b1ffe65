package dev.glossa.jobs;

import dev.glossa.jobs.benchmark.BenchmarkCommand;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Spec;

/**
 * The command line: {@code glossa JOB [options]}. On the driver, this and {@link Submit} before it
 * are what ends the process.
 */
@Command(
    name = "./submit.sh",
    mixinStandardHelpOptions = true,
    versionProvider = Versions.class,
    synopsisSubcommandLabel = "JOB",
    description = "Runs language models over archives of documents and writes Parquet tables.",
    footer = {
      "",
      "Spark's own options, such as --master, --conf, --properties-file,",
      "--driver-memory and --files, may stand anywhere; they are handed on to Spark.",
      "Exit codes: 0 done; 1 done, and errors stand; 2 bad options, configuration or",
      "folder; 3 the run failed; 4 stopped at one of limits, and 130 and 143",
      "interrupted: the same command goes on from there."
    })
public final class Main implements Runnable {
  @Spec private CommandLine.Model.CommandSpec spec;

  /** Runs a job and exits with its code. */
  public static void main(String[] arguments) {
    // Numbers and letters are written alike wherever a run is started.
    Locale.setDefault(Locale.ROOT);
    int exit;
    try {
      exit = commandLine().execute(arguments);
    } catch (Throwable e) {
      exit = Failures.say(e, System.err);
    }
    System.exit(exit == Failures.ERRORS_STAND ? errorsStand() : exit);
  }

  /**
   * The exit code for "done, with errors". Spark's scripts end with 1 where they could not start
   * anything, so {@code submit.sh} asks for another one when it runs them.
   */
  private static int errorsStand() {
    String other = System.getenv("GLOSSA_ERRORS_EXIT");
    return other == null ? Failures.ERRORS_STAND : Integer.parseInt(other);
  }

  static CommandLine commandLine() {
    CommandLine line = new CommandLine(new Main());
    for (Job job : Job.all()) {
      line.addSubcommand(job.command(), new RunCommand(job));
      line.getSubcommands()
          .get(job.command())
          .getCommandSpec()
          .usageMessage()
          .description(job.description());
    }
    line.addSubcommand(new PlanCommand());
    line.addSubcommand(new RetryCommand());
    line.addSubcommand(new ReportCommand());
    line.addSubcommand(new VerifyCommand());
    line.addSubcommand(new StatusCommand());
    line.addSubcommand(new ForgetCommand());
    line.addSubcommand(new CompactCommand());
    line.addSubcommand(new LockCommand());
    line.addSubcommand(new ModelsCommand(System.getenv()));
    line.addSubcommand(new BenchmarkCommand());
    // A file may be called @notes; it is no list of arguments.
    line.setExpandAtFiles(false);
    line.setExecutionExceptionHandler(new Failures());
    failWith(Failures.RUN_FAILED, line);
    return line;
  }

  /**
   * Ends with this exit code where not even the failure could be printed; picocli's own would be 1.
   */
  private static void failWith(int code, CommandLine line) {
    line.getCommandSpec().exitCodeOnExecutionException(code);
    line.getSubcommands().values().forEach(command -> failWith(code, command));
  }

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "Cannot start: no job (name one of the jobs below)");
  }
}
