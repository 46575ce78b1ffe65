package dev.glossa.jobs;

import static org.apache.spark.sql.functions.col;

import dev.glossa.jobs.config.ConfigurationException;
import dev.glossa.jobs.config.Settings;
import dev.glossa.jobs.corpus.Corpus;
import dev.glossa.jobs.corpus.Coverage;
import dev.glossa.jobs.run.Amount;
import dev.glossa.jobs.run.FailureLimit;
import dev.glossa.jobs.run.Lock;
import dev.glossa.jobs.run.Manifest;
import dev.glossa.jobs.run.Manifest.RunPart;
import dev.glossa.jobs.run.Manifest.StageRun;
import dev.glossa.jobs.run.OutputFolder;
import dev.glossa.jobs.run.Pending;
import dev.glossa.jobs.run.RunInfo;
import dev.glossa.jobs.run.RunLimit;
import dev.glossa.jobs.run.RunStage;
import dev.glossa.jobs.run.Wave;
import dev.glossa.jobs.run.WaveWriter;
import dev.glossa.udf.model.Checkpoint;
import dev.glossa.udf.spark.AttemptJournal;
import dev.glossa.udf.spark.ModelPlan;
import dev.glossa.udf.spark.StageCounters;
import dev.glossa.udf.spark.StageFunction;
import dev.glossa.udf.spark.TableRows;
import dev.glossa.udf.spark.WordVectorsFunction;
import dev.glossa.udf.spark.WorkRows;
import dev.glossa.udf.task.DocumentStage;
import dev.glossa.udf.task.Stage;
import dev.glossa.udf.task.StageIdentity;
import dev.glossa.udf.task.Stages;
import dev.glossa.udf.task.WordStage;
import dev.glossa.udf.task.WordVectorsSettings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** A run: what is new in an archive goes through a list of stages and is published in waves. */
final class Pipeline {
  /**
   * Documents of one task at least, so that its batches fill; fewer where they have {@link
   * #CHARACTERS_PER_TASK}.
   */
  private static final long DOCUMENTS_PER_TASK = 16;

  /** So much text fills batches in chunks: a few books should keep all cores busy, too. */
  private static final long CHARACTERS_PER_TASK = 65_536;

  /** Most tasks for each core. Several of them even out documents that take long. */
  private static final long TASKS_PER_CORE = 4;

  private final SparkSession spark;
  private final Settings settings;
  private final List<Stage> stages;
  private final Pending.Mode mode;
  private final Progress progress;
  private final ToIntFunction<Amount> tasks;
  private final List<Manifest> published = new ArrayList<>();
  private String stopped;

  /**
   * A run that is about to start.
   *
   * @param stages in order
   * @param mode whether to run what is new or also what failed
   */
  Pipeline(
      SparkSession spark,
      Settings settings,
      List<Stage> stages,
      Pending.Mode mode,
      Progress progress) {
    this(spark, settings, stages, mode, progress, amount -> tasks(spark, amount));
  }

  /**
   * The same with the number of tasks that a stage is split into, on which no row may depend.
   *
   * @param tasks for what a stage has to do, at least 1
   */
  Pipeline(
      SparkSession spark,
      Settings settings,
      List<Stage> stages,
      Pending.Mode mode,
      Progress progress,
      ToIntFunction<Amount> tasks) {
    this.spark = spark;
    this.settings = settings;
    this.stages = stages;
    this.mode = mode;
    this.progress = progress;
    this.tasks = tasks;
  }

  /** Tasks into which a stage that has so much to do is split. */
  static int tasks(SparkSession spark, Amount amount) {
    long most = TASKS_PER_CORE * spark.sparkContext().defaultParallelism();
    long byLength = Math.min(amount.texts(), amount.characters() / CHARACTERS_PER_TASK);
    long wanted = Math.max(amount.texts() / DOCUMENTS_PER_TASK, byLength);
    return (int) Math.max(1, Math.min(wanted, most));
  }

  /** The waves that it has published so far. */
  List<Manifest> published() {
    return List.copyOf(published);
  }

  /** Why it stopped before it had done all, what stands and how to go on, if it did. */
  Optional<String> stopped() {
    return Optional.ofNullable(stopped);
  }

  /**
   * Runs it.
   *
   * @return the waves that it published, none where there was nothing to do
   * @throws ConfigurationException before anything is written
   */
  List<Manifest> run() throws ConfigurationException, IOException {
    return runAs(Map.of());
  }

  /**
   * Runs it if the stages' settings are what they were.
   *
   * @param expected fingerprints by the stages' names; a stage that is not named may have any
   * @throws ConfigurationException before anything is written, also when a fingerprint is another
   */
  List<Manifest> runAs(Map<String, String> expected) throws ConfigurationException, IOException {
    RunLimit limit = limit();
    Checkpoints checkpoints =
        Checkpoints.check(
            spark,
            settings,
            stages,
            new ModelFolders(spark, settings, progress::say, System.getenv()));
    ModelPlan plan = checkpoints.plan();
    List<RunStage> runStages = runStages(settings, stages, checkpoints.opened());
    compare(runStages, expected);
    Configuration conf = spark.sessionState().newHadoopConf();
    Dataset<Row> corpus = spark.createDataFrame(List.of(), Corpus.SCHEMA);
    Coverage coverage = new Coverage(List.of());
    if (readsInput()) {
      Corpus read = Corpus.read(spark, settings.input(), settings.output());
      if (!read.skipped().isEmpty()) {
        progress.say("Passed over: " + read.skipped());
      }
      corpus = read.rows();
      coverage = read.coverage();
    }
    OutputFolder folder = OutputFolder.forWriting(settings.output(), conf);
    try (Lock lock = Lock.acquire(folder, Lock.TERM);
        Pending pending = Pending.find(spark, folder, corpus, coverage, runStages, mode)) {
      sayUnusedColumns(pending);
      if (pending.isEmpty()) {
        return List.of();
      }
      RunInfo info =
          new RunInfo(
              runStages,
              coverage.paths(),
              settings.configuration(places(plan)),
              Versions.all(spark));
      FailureLimit failures = new FailureLimit(settings.maxFailedFraction());
      try (WaveWriter writer = new WaveWriter(spark, folder, lock)) {
        plan = ModelFolders.staged(plan, settings, folder, conf);
        List<Wave> waves = writer.stage(pending, info, settings.waveDocuments());
        for (Wave wave : waves) {
          if (!published.isEmpty() && limit.reached().isPresent()) {
            stopped = stopped(limit.reached().get(), published.size(), waves.size());
            break;
          }
          String label = waves.size() == 1 ? "" : " " + (published.size() + 1) + "/" + waves.size();
          Manifest done = process(wave, runStages, label, checkpoints.with(plan), folder);
          published.add(done);
          limit.add(modelTokens(done));
          failures.add(done);
        }
      }
    }
    return published();
  }

  /** A column that no input has is likely to be misspelt. */
  private void sayUnusedColumns(Pending pending) {
    if (mode != Pending.Mode.NEW || settings.input().columns().isEmpty()) {
      return;
    }
    List<String> unused = new ArrayList<>(settings.input().columns());
    unused.removeAll(pending.columns());
    if (!unused.isEmpty()) {
      progress.say("No input has a value in: " + String.join(", ", unused) + " (input.columns)");
    }
  }

  /**
   * A retry has none: what fails again would come first the next time, too, and what waits behind
   * it would never have its turn.
   */
  private RunLimit limit() {
    return mode == Pending.Mode.RETRY
        ? new RunLimit(0, 0, System::nanoTime)
        : new RunLimit(
            settings.limits().maxTokens(), settings.limits().maxHours(), System::nanoTime);
  }

  private String stopped(String reached, int done, int all) {
    return String.format(
        Locale.ROOT,
        "Stopped: %s (%d of %d waves of this run %s published in %s, and nothing of the others was"
            + " begun; the same command goes on from there)",
        reached,
        done,
        all,
        done == 1 ? "is" : "are",
        settings.output());
  }

  /** Tokens that models read and wrote for a wave; what a tokenizer alone finds is none of them. */
  private long modelTokens(Manifest wave) {
    long tokens = 0;
    for (RunPart part : wave.runs()) {
      for (StageRun run : part.stages()) {
        Stage stage = Stages.find(run.stage()).orElseThrow();
        tokens += settings.of(stage).models().isEmpty() ? 0 : run.tokens();
      }
    }
    return tokens;
  }

  private static Map<String, String> places(ModelPlan plan) {
    Map<String, String> places = new TreeMap<>();
    plan.models().forEach((name, file) -> places.put(name, file.place()));
    return places;
  }

  private static void compare(List<RunStage> stages, Map<String, String> expected)
      throws ConfigurationException {
    List<String> problems = new ArrayList<>();
    for (RunStage stage : stages) {
      String before = expected.getOrDefault(stage.name(), stage.settings());
      if (!before.equals(stage.settings())) {
        problems.add(
            "Cannot retry the stage: "
                + stage.name()
                + " (its settings are "
                + stage.settings()
                + " and were "
                + before
                + " in its latest run: a model's files or the program have changed since; run the"
                + " job again instead)");
      }
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
  }

  /** A run over words reads no documents, and a retry need not. */
  private boolean readsInput() {
    return !settings.input().paths().isEmpty()
        && stages.stream().anyMatch(DocumentStage.class::isInstance);
  }

  /** Those of the stages that have something to do, with the fingerprints of their settings. */
  static List<RunStage> runStages(
      Settings settings, List<Stage> stages, Map<String, Checkpoint> checkpoints) {
    List<RunStage> all = new ArrayList<>();
    for (Stage stage : stages) {
      boolean works = stage instanceof DocumentStage || !settings.of(stage).models().isEmpty();
      if (works && settings.of(stage).configured()) {
        StageIdentity identity = settings.identityOf(stage, checkpoints);
        all.add(new RunStage(stage, identity.fingerprint(), identity.models()));
      }
    }
    return List.copyOf(all);
  }

  private Manifest process(
      Wave wave, List<RunStage> runStages, String label, Checkpoints models, OutputFolder folder)
      throws IOException {
    for (RunStage stage : runStages) {
      if (wave.of(stage).texts() > 0) {
        runStage(wave, stage, (DocumentStage<?>) stage.stage(), label, models, folder);
      } else if (wave.wants(stage)) {
        wave.writeWords(stage, wordVectors((WordStage) stage.stage(), models.plan()));
      } else {
        wave.pass(stage);
      }
    }
    return wave.publish();
  }

  private <R> void runStage(
      Wave wave,
      RunStage stage,
      DocumentStage<R> its,
      String label,
      Checkpoints models,
      OutputFolder folder)
      throws IOException {
    Amount amount = wave.of(stage);
    StageCounters counters = StageCounters.register(spark.sparkContext(), stage.name());
    AttemptJournal journal =
        new AttemptJournal(new Path(folder.staging(), "journal/" + stage.name()).toString());
    StageFunction<R> function =
        new StageFunction<>(settings.of(its), models.plan(), journal, counters);
    Dataset<Row> rows =
        wave.todo(stage)
            .repartition(tasks.applyAsInt(models.forTasks(its, settings, amount)), col("key"))
            .mapPartitions(function, Encoders.row(WorkRows.schema(its)));
    progress.begin(stage.name() + label, amount.texts(), counters.documents().id());
    wave.write(stage, rows, counters.tokens()::value, counters.paddedTokens()::value);
    if (settings.of(its).findsSentences()) {
      wave.handOnSentences(stage);
    }
    progress.end();
  }

  private Dataset<Row> wordVectors(WordStage stage, ModelPlan plan) {
    return spark
        .range(0, 1, 1, 1)
        .mapPartitions(
            new WordVectorsFunction((WordVectorsSettings) settings.of(stage), plan),
            Encoders.row(TableRows.rowSchema(stage.table())));
  }
}
