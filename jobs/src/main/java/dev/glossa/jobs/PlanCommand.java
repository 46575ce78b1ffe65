package dev.glossa.jobs;

import dev.glossa.jobs.config.ConfigurationException;
import dev.glossa.jobs.config.Settings;
import dev.glossa.jobs.corpus.Corpus;
import dev.glossa.jobs.corpus.Coverage;
import dev.glossa.jobs.plan.Plan;
import dev.glossa.jobs.plan.PlanText;
import dev.glossa.jobs.plan.Planner;
import dev.glossa.jobs.run.OutputFolder;
import dev.glossa.jobs.run.RunStage;
import dev.glossa.jobs.run.Workload;
import dev.glossa.udf.spark.ModelPlan;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What a job would do and take, with nothing written. */
@Command(
    name = "plan",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Says what a job would do and about how long it would take, and writes nothing. It counts the"
            + " inputs and tries the job on a sample of them; with --output only what is missing"
            + " there counts.")
final class PlanCommand implements Callable<Integer> {
  @Spec private CommandLine.Model.CommandSpec spec;

  @Parameters(paramLabel = "JOB", description = "The job: embed, summarize, pipeline, ...")
  private String name;

  @Option(
      names = "--sample",
      paramLabel = "N",
      description = "Documents on which each stage is tried at most (default: ${DEFAULT-VALUE}).")
  private int sample = 100;

  @Mixin private JobOptions options;

  @Override
  public Integer call() throws Exception {
    Job job = job();
    if (sample < 1) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "Cannot plan with --sample: " + sample + " (give 1 or more)");
    }
    Settings settings = Settings.loadWithoutOutput(options.sources(job), job.stages());
    try (SparkSession spark = Sessions.open("plan " + job.command());
        Progress progress = Progress.on(spark)) {
      Plan plan = plan(spark, settings, job, sample, progress::say);
      if (plan.stages().isEmpty()) {
        System.out.println("Nothing to do for models: no document lacks a result");
      } else {
        new PlanText(System.out).print(plan);
      }
      return 0;
    }
  }

  private Job job() {
    return Job.all().stream()
        .filter(job -> job.command().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new CommandLine.ParameterException(
                    spec.commandLine(),
                    "Cannot plan: "
                        + name
                        + " (no job over documents; name one of "
                        + Job.all().stream().map(Job::command).collect(Collectors.joining(", "))
                        + ")"));
  }

  /**
   * Makes the plan of a job.
   *
   * @param sample documents on which each stage is tried at most
   * @param progress told what is done
   * @throws ConfigurationException where the job could not be run
   */
  static Plan plan(
      SparkSession spark, Settings settings, Job job, int sample, Consumer<String> progress)
      throws ConfigurationException, IOException {
    Checkpoints checkpoints =
        Checkpoints.check(
            spark,
            settings,
            job.stages(),
            new ModelFolders(spark, settings, progress, System.getenv()));
    refuseModelsOfTheDriver(checkpoints.plan());
    List<RunStage> stages = Pipeline.runStages(settings, job.stages(), checkpoints.opened());
    Corpus corpus = corpus(spark, settings, progress);
    Optional<OutputFolder> output = Optional.empty();
    if (!settings.output().isEmpty()) {
      output =
          Optional.of(
              OutputFolder.forPlanning(settings.output(), spark.sessionState().newHadoopConf()));
    }
    Planner planner =
        new Planner(
            spark,
            settings,
            new Planner.Models(
                checkpoints.plan(),
                checkpoints.opened(),
                checkpoints.weights(),
                checkpoints.mostCaches(),
                checkpoints.onGpu()),
            (stage, amount) -> Pipeline.tasks(spark, checkpoints.forTasks(stage, settings, amount)),
            progress);
    try (Workload workload = Workload.of(spark, output, corpus, stages)) {
      return planner.plan(workload, stages, sample);
    }
  }

  /** A job over words alone needs no input. */
  private static Corpus corpus(SparkSession spark, Settings settings, Consumer<String> progress)
      throws ConfigurationException {
    if (settings.input().paths().isEmpty()) {
      return new Corpus(
          spark.createDataFrame(List.of(), Corpus.SCHEMA), 0, 0, "", new Coverage(List.of()));
    }
    Corpus corpus = Corpus.read(spark, settings.input(), settings.output());
    if (!corpus.skipped().isEmpty()) {
      progress.accept("Passed over: " + corpus.skipped());
    }
    return corpus;
  }

  /** A run puts them into the staging folder of its output; a plan has no such place. */
  private static void refuseModelsOfTheDriver(ModelPlan plan) throws ConfigurationException {
    List<String> problems = new ArrayList<>();
    plan.models()
        .forEach(
            (name, file) -> {
              if (file.where() == ModelPlan.Where.DRIVER) {
                problems.add(
                    "Cannot try the model "
                        + name
                        + ": "
                        + file.place()
                        + " (the driver alone has it, and a plan puts nothing on the nodes; plan"
                        + " with --master local[*], or name a folder that every node has)");
              }
            });
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
  }
}
