package dev.glossa.jobs;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import dev.glossa.jobs.config.ConfigurationException;
import dev.glossa.jobs.config.Settings;
import dev.glossa.jobs.corpus.Corpus;
import dev.glossa.jobs.run.FailureLimit;
import dev.glossa.jobs.run.Fingerprint;
import dev.glossa.jobs.run.Lock;
import dev.glossa.jobs.run.Manifest;
import dev.glossa.jobs.run.OutputFolder;
import dev.glossa.jobs.run.Pending;
import dev.glossa.jobs.run.Published;
import dev.glossa.jobs.run.RunInfo;
import dev.glossa.jobs.run.Wave;
import dev.glossa.jobs.run.WaveWriter;
import dev.glossa.udf.spark.AttemptJournal;
import dev.glossa.udf.spark.ModelPlan;
import dev.glossa.udf.spark.StageCounters;
import dev.glossa.udf.spark.StageFunction;
import dev.glossa.udf.spark.TableRows;
import dev.glossa.udf.spark.WordVectorsFunction;
import dev.glossa.udf.spark.WorkRows;
import dev.glossa.udf.table.Table;
import dev.glossa.udf.task.CanonicalJson;
import dev.glossa.udf.task.DocumentStage;
import dev.glossa.udf.task.Stage;
import dev.glossa.udf.task.WordStage;
import dev.glossa.udf.task.WordVectorsSettings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongToIntFunction;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** A run: what is new in an archive goes through a list of stages and is published in waves. */
final class Pipeline {
  /** Documents of one task at least: a batch wants company. */
  private static final long DOCUMENTS_PER_TASK = 16;

  /** Tasks for each core at most, so that a slow one does not hold up the end. */
  private static final long TASKS_PER_CORE = 4;

  private final SparkSession spark;
  private final Settings settings;
  private final List<Stage> stages;
  private final Pending.Mode mode;
  private final Progress progress;
  private final LongToIntFunction tasks;

  /**
   * A run that is about to start.
   *
   * @param stages in order
   * @param mode whether to run what is new or what failed
   */
  Pipeline(
      SparkSession spark,
      Settings settings,
      List<Stage> stages,
      Pending.Mode mode,
      Progress progress) {
    this(spark, settings, stages, mode, progress, documents -> tasks(spark, documents));
  }

  /**
   * The same with the number of tasks that a stage is split into, on which no row may depend.
   *
   * @param tasks for a number of documents, at least 1
   */
  Pipeline(
      SparkSession spark,
      Settings settings,
      List<Stage> stages,
      Pending.Mode mode,
      Progress progress,
      LongToIntFunction tasks) {
    this.spark = spark;
    this.settings = settings;
    this.stages = stages;
    this.mode = mode;
    this.progress = progress;
    this.tasks = tasks;
  }

  private static int tasks(SparkSession spark, long documents) {
    long most = TASKS_PER_CORE * spark.sparkContext().defaultParallelism();
    return (int) Math.max(1, Math.min(documents / DOCUMENTS_PER_TASK, most));
  }

  /**
   * Runs it.
   *
   * @return the waves that it published, none where there was nothing to do
   * @throws ConfigurationException before anything is written
   */
  List<Manifest> run() throws ConfigurationException, IOException {
    ModelPlan plan =
        Checkpoints.check(
            settings, stages, new ModelFolders(spark, settings, progress::say, System.getenv()));
    Corpus corpus = Corpus.read(spark, settings.input());
    if (!corpus.skipped().isEmpty()) {
      progress.say("Passed over files by their ending: " + corpus.skipped());
    }
    Fingerprint fingerprint = fingerprint(plan);
    OutputFolder folder =
        OutputFolder.forWriting(settings.output(), spark.sessionState().newHadoopConf());
    List<Manifest> published = new ArrayList<>();
    try (Lock lock = Lock.acquire(folder, Lock.TERM)) {
      Map<Stage, String> prints = prints(plan);
      List<WordStage> words = missingWords(folder, prints);
      Pending pending = Pending.find(spark, folder, corpus.rows(), fingerprint.hex(), mode);
      if (pending.isEmpty() && words.isEmpty()) {
        return published;
      }
      RunInfo info =
          new RunInfo(
              fingerprint, prints, settings.configuration(places(plan)), Versions.all(spark));
      FailureLimit limit = new FailureLimit(settings.maxFailedFraction());
      try (WaveWriter writer = new WaveWriter(spark, folder, lock)) {
        plan = ModelFolders.staged(plan, settings, folder, spark.sessionState().newHadoopConf());
        List<Wave> waves = writer.stage(pending, settings.waveDocuments());
        for (WordStage stage : words) {
          waves.get(0).add(stage.table(), wordVectors(stage, prints.get(stage), plan));
        }
        for (Wave wave : waves) {
          published.add(process(wave, label(published.size(), waves.size()), plan, folder, info));
          limit.add(published.get(published.size() - 1));
        }
      }
    }
    return published;
  }

  private static Map<String, String> places(ModelPlan plan) {
    Map<String, String> places = new TreeMap<>();
    plan.models().forEach((name, file) -> places.put(name, file.place()));
    return places;
  }

  private Fingerprint fingerprint(ModelPlan plan) {
    Map<String, String> models = new TreeMap<>();
    plan.models().forEach((name, file) -> models.put(name, file.fingerprint()));
    Map<String, Object> identities = new TreeMap<>();
    identities.put("language", settings.input().language());
    identities.put("other_language", settings.input().otherLanguage());
    for (Stage stage : stages) {
      identities.put("stage " + stage.name(), settings.identityOf(stage, models).settings());
    }
    return Fingerprint.of(
        stages.stream().map(Stage::name).toList(), CanonicalJson.of(identities), models);
  }

  /** The column {@code settings} of each stage's results. */
  private Map<Stage, String> prints(ModelPlan plan) {
    Map<String, String> checkpoints = new TreeMap<>();
    plan.models().forEach((name, file) -> checkpoints.put(name, file.fingerprint()));
    Map<Stage, String> prints = new LinkedHashMap<>();
    for (Stage stage : stages) {
      prints.put(stage, settings.identityOf(stage, checkpoints).fingerprint());
    }
    return prints;
  }

  /** The stages of words whose results under these settings no wave holds. */
  private List<WordStage> missingWords(OutputFolder folder, Map<Stage, String> prints)
      throws IOException {
    List<WordStage> missing = new ArrayList<>();
    Published published = Published.in(folder);
    for (Stage stage : stages) {
      if (stage instanceof WordStage words
          && !settings.of(stage).models().isEmpty()
          && published
              .read(spark, words.table())
              .filter(col(Table.SETTINGS.name()).equalTo(prints.get(stage)))
              .isEmpty()) {
        missing.add(words);
      }
    }
    return missing;
  }

  private static String label(int before, int waves) {
    return waves == 1 ? "" : " " + (before + 1) + "/" + waves;
  }

  private Manifest process(
      Wave wave, String label, ModelPlan plan, OutputFolder folder, RunInfo info)
      throws IOException {
    if (wave.documents() > 0) {
      for (Stage stage : stages) {
        if (stage instanceof DocumentStage<?> documents) {
          runStage(wave, documents, label, plan, folder);
        }
      }
    }
    return wave.publish(info);
  }

  private <R> void runStage(
      Wave wave, DocumentStage<R> stage, String label, ModelPlan plan, OutputFolder folder)
      throws IOException {
    long documents = wave.documents();
    StageCounters counters = StageCounters.register(spark.sparkContext(), stage.name());
    AttemptJournal journal =
        new AttemptJournal(new Path(folder.staging(), "journal/" + stage.name()).toString());
    StageFunction<R> function = new StageFunction<>(settings.of(stage), plan, journal, counters);
    Dataset<Row> rows =
        wave.todo()
            .repartition(tasks.applyAsInt(documents), col("key"))
            .mapPartitions(function, Encoders.row(WorkRows.schema(stage)));
    progress.begin(stage.name() + label, documents, counters.documents().id());
    wave.write(stage, rows, counters.tokens()::value, counters.paddedTokens()::value);
    progress.end();
  }

  private Dataset<Row> wordVectors(WordStage stage, String print, ModelPlan plan) {
    return spark
        .range(0, 1, 1, 1)
        .mapPartitions(
            new WordVectorsFunction((WordVectorsSettings) settings.of(stage), plan),
            Encoders.row(TableRows.rowSchema(stage.table())))
        .withColumn(Table.SETTINGS.name(), lit(print));
  }
}
