package dev.glossa.jobs;

import dev.glossa.jobs.benchmark.BenchmarkCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Spec;

/** The command line: {@code glossa JOB [options]}. The only place that ends the process. */
@Command(
    name = "./submit.sh",
    mixinStandardHelpOptions = true,
    versionProvider = Versions.class,
    synopsisSubcommandLabel = "JOB",
    description = "Runs language models over archives of documents and writes Parquet tables.",
    footer = {
      "",
      "Spark's own --master, --conf, --name, --files, --archives, --deploy-mode and",
      "--properties-file may stand anywhere; they are handed on to Spark.",
      "Exit codes: 0 done; 1 done, with documents in the table errors; 2 bad options or",
      "configuration; 3 the run failed."
    })
public final class Main implements Runnable {
  @Spec private CommandLine.Model.CommandSpec spec;

  /** Runs a job and exits with its code. */
  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
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
    line.addSubcommand(new RetryCommand());
    line.addSubcommand(new ReportCommand());
    line.addSubcommand(new VerifyCommand());
    line.addSubcommand(new StatusCommand());
    line.addSubcommand(new LockCommand());
    line.addSubcommand(new ModelsCommand(System.getenv()));
    line.addSubcommand(new BenchmarkCommand());
    // A file may be called @notes; it is no list of arguments.
    line.setExpandAtFiles(false);
    line.setExecutionExceptionHandler(new Failures());
    return line;
  }

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "Cannot start: no job (name one of the jobs below)");
  }
}
