package dev.glossa.jobs.run;

import static org.apache.spark.sql.functions.col;

import dev.glossa.jobs.corpus.Corpus;
import dev.glossa.jobs.corpus.Coverage;
import dev.glossa.udf.spark.WorkRows;
import dev.glossa.udf.task.DocumentStage;
import dev.glossa.udf.task.EmbedResult;
import dev.glossa.udf.task.Failure;
import dev.glossa.udf.task.Outcome;
import dev.glossa.udf.task.SentenceRow;
import dev.glossa.udf.task.Stage;
import dev.glossa.udf.task.Stages;
import dev.glossa.udf.task.TokenizeResult;
import dev.glossa.udf.task.TokensRow;
import dev.glossa.udf.task.VectorRow;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.api.java.function.FilterFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;

/**
 * A small archive in memory and runs over it, with stages that need no model: {@code tokenize}
 * makes a sentence of each line, {@code embed} a vector of the length.
 */
final class Archive {

  static final Duration TERM = Duration.ofSeconds(30);
  static final String SETTINGS = "5e77165e77165e77";

  private final SparkSession spark;
  private final Path output;
  private final List<Row> inputs = new ArrayList<>();

  /** Texts on which {@code embed} fails. */
  final Set<String> failing = new HashSet<>();

  /** The settings of each stage; those of a new archive are all {@link #SETTINGS}. */
  final Map<Stage, String> settings = new HashMap<>();

  /** What the run is to read: what is missing there is gone. */
  List<String> paths = List.of("/");

  List<DocumentStage<?>> stages = List.of(Stages.EMBED);
  long waveDocuments = 10_000;

  /** Texts that the stages of the last run were given, all stages together. */
  long worked;

  /** Values of further columns that the stages of the last run were given, by text. */
  final Map<String, Map<String, String>> given = new HashMap<>();

  /** Files that a retry reads. */
  List<String> readAgain = List.of();

  Archive(SparkSession spark, Path output) {
    this.spark = spark;
    this.output = output;
  }

  static SparkSession session() {
    return SparkSession.builder()
        .master("local[2]")
        .config("spark.ui.enabled", false)
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.sql.shuffle.partitions", 2)
        .config("spark.sql.adaptive.enabled", false)
        .config("spark.sql.codegen.wholeStage", false)
        .config("spark.sql.codegen.factoryMode", "NO_CODEGEN")
        .getOrCreate();
  }

  Archive with(String source, String id, String text) {
    inputs.add(RowFactory.create(source, position(source), id, "en", text, 0, null, null));
    return this;
  }

  /** An input of a run that names these columns; where a value is null, it has none. */
  Archive with(String source, String id, String text, Map<String, String> columns) {
    Row[] values =
        columns.entrySet().stream()
            .map(column -> RowFactory.create(column.getKey(), column.getValue()))
            .toArray(Row[]::new);
    inputs.add(RowFactory.create(source, position(source), id, "en", text, 0, null, values));
    return this;
  }

  Archive withMany(int from, int to) {
    for (int i = from; i < to; i++) {
      with("/archive/" + i + ".txt", "0", "Document number " + i + ".\nIt has two lines 😀.");
    }
    return this;
  }

  Archive withUnread(String source, String id) {
    Row failure = RowFactory.create("read", "MALFORMED", "line " + id + " is no JSON");
    inputs.add(RowFactory.create(source, position(source), id, null, null, 0, failure, null));
    return this;
  }

  /** The next place in a source. */
  private long position(String source) {
    return 1 + inputs.stream().filter(row -> row.getString(0).equals(source)).count();
  }

  /** An input at a place of its own, whatever else its source holds. */
  Archive at(String source, long position, String id, String text) {
    inputs.add(RowFactory.create(source, position, id, "en", text, 0, null, null));
    return this;
  }

  Archive without(String source) {
    inputs.removeIf(row -> row.getString(0).equals(source));
    return this;
  }

  OutputFolder folder() throws IOException {
    return OutputFolder.forWriting(output.toString(), spark.sessionState().newHadoopConf());
  }

  List<RunStage> runStages() {
    List<RunStage> all = new ArrayList<>();
    for (DocumentStage<?> stage : stages) {
      all.add(new RunStage(stage, settings.getOrDefault(stage, SETTINGS), Map.of("m", "00")));
    }
    return all;
  }

  RunInfo info() {
    return new RunInfo(runStages(), paths, "{\"input\":\"here\"}", Map.of("spark", "3"));
  }

  List<Manifest> run() throws IOException {
    return run(Pending.Mode.NEW);
  }

  List<Manifest> run(Pending.Mode mode) throws IOException {
    OutputFolder folder = folder();
    List<Manifest> published = new ArrayList<>();
    worked = 0;
    given.clear();
    try (Lock lock = Lock.acquire(folder, TERM);
        Pending pending = pending(folder, mode)) {
      if (pending.isEmpty()) {
        return List.of();
      }
      try (WaveWriter writer = new WaveWriter(spark, folder, lock)) {
        for (Wave wave : writer.stage(pending, info(), waveDocuments)) {
          work(wave);
          published.add(wave.publish());
        }
      }
    }
    return published;
  }

  /**
   * A retry reads the files that are to be read again; what failed in a stage, the folder holds.
   */
  Pending pending(OutputFolder folder, Pending.Mode mode) throws IOException {
    boolean all = mode == Pending.Mode.NEW;
    List<Row> listed =
        inputs.stream().filter(row -> all || readAgain.contains(row.getString(0))).toList();
    Dataset<Row> corpus = spark.createDataFrame(listed, Corpus.SCHEMA).repartition(3, col("text"));
    Coverage coverage = new Coverage(all ? paths : readAgain);
    return Pending.find(spark, folder, corpus, coverage, runStages(), mode);
  }

  /** The same over an archive whose source {@code /late} is there only as long as a file is. */
  Pending pending(OutputFolder folder, Pending.Mode mode, Path whileThere) throws IOException {
    String file = whileThere.toString();
    Dataset<Row> corpus =
        spark
            .createDataFrame(inputs, Corpus.SCHEMA)
            .filter(
                (FilterFunction<Row>)
                    row ->
                        !row.getString(0).equals("/late")
                            || java.nio.file.Files.exists(Path.of(file)));
    return Pending.find(spark, folder, corpus, new Coverage(paths), runStages(), mode);
  }

  void work(Wave wave) throws IOException {
    for (RunStage stage : runStages()) {
      worked += wave.of(stage).texts();
      if (wave.of(stage).texts() > 0) {
        wave.write(
            stage, rows((DocumentStage<?>) stage.stage(), wave.todo(stage)), () -> 7L, () -> 8L);
      } else {
        wave.pass(stage);
      }
    }
  }

  Dataset<Row> rows(DocumentStage<?> stage, Dataset<Row> documents) {
    List<Row> rows = new ArrayList<>();
    for (Row document : documents.collectAsList()) {
      String key = document.getAs("key");
      String text = document.getAs("text");
      int columns = document.fieldIndex("columns");
      given.put(text, document.isNullAt(columns) ? null : document.getJavaMap(columns));
      rows.add(
          stage == Stages.EMBED
              ? WorkRows.row(Stages.EMBED, embedded(key, text))
              : WorkRows.row(Stages.TOKENIZE, tokenized(key, text)));
    }
    return spark.createDataFrame(rows, WorkRows.schema(stage));
  }

  private Outcome<EmbedResult> embedded(String key, String text) {
    if (failing.contains(text)) {
      return new Outcome.Failed<>(key, new Failure("embed", "TOO_LONG", "it has no room"));
    }
    float[] vector = {text.length(), 1};
    return new Outcome.Done<>(
        key, new EmbedResult(List.of(new VectorRow("m", 0, 0, text.length(), "mean", vector))));
  }

  private static Outcome<TokenizeResult> tokenized(String key, String text) {
    List<SentenceRow> sentences = new ArrayList<>();
    int begin = 0;
    for (String line : text.split("\n")) {
      int end = begin + line.length();
      sentences.add(new SentenceRow(sentences.size(), begin, end, List.of(line), line));
      begin = end + 1;
    }
    int[] one = {1};
    List<TokensRow> tokens =
        List.of(new TokensRow("m", one, new String[] {"x"}, new int[] {0}, one));
    return new Outcome.Done<>(key, new TokenizeResult(sentences, tokens));
  }

  /** The files below the output folder, by their paths from there. */
  Set<String> files() throws IOException {
    if (!java.nio.file.Files.exists(output)) {
      return Set.of();
    }
    try (var all = java.nio.file.Files.walk(output)) {
      Set<String> names = new HashSet<>();
      all.filter(java.nio.file.Files::isRegularFile)
          .forEach(file -> names.add(output.relativize(file).toString()));
      return names;
    }
  }

  Verify.Report verify() throws IOException {
    return Verify.check(spark, folder());
  }
}
