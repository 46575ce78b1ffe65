package dev.glossa.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glossa.jobs.NightlyModel.Work;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An archive over many nights: documents come, change, move and go, ids are there twice, files
 * cannot be read, another model takes over, a stage is added, jobs are killed, texts are forgotten.
 * After every night each view holds exactly what {@link NightlyModel} says.
 *
 * <p>{@code -Dnights=365 -Dseed=7} runs a year of other nights; the default is 5 nights.
 */
class NightlyArchiveIT {
  private static final int NIGHTS = Integer.getInteger("nights", 5);
  private static final long SEED = Long.getLong("seed", 20);

  @TempDir Path folder;

  private final Random random = new Random(SEED);
  private final NightlyModel model = new NightlyModel(NightlyArchiveIT::fails);
  private final Map<Work, String> settings = new HashMap<>();
  private final Set<String> runs = new TreeSet<>();
  private NightlyFolder archive;
  private Path out;
  private String embedding = "small chunks";
  private long usual = 10_000;
  private int kills;

  @Test
  void everyViewIsWhatTheNightsAmountTo() throws Exception {
    System.out.println("nights " + NIGHTS + ", seed " + SEED);
    archive = new NightlyFolder(folder.resolve("archive"), random);
    out = folder.resolve("what [draft] {a}");
    otherModel();
    try (JobProcess jobs = new JobProcess(folder.resolve("log"))) {
      for (int night = 1; night <= NIGHTS; night++) {
        night(night, jobs);
      }
      theArchiveIsWhatOneRunMakes(jobs);
      theQueriesOfThePagesRunOnIt();
      System.out.println("nights " + NIGHTS + ", jobs killed " + kills);
    } catch (AssertionError | Exception e) {
      System.out.println(Files.readString(folder.resolve("log")));
      throw e;
    }
  }

  private void night(int night, JobProcess jobs) throws Exception {
    if (night > 1) {
      archive.live();
    }
    if (night == 1 + NIGHTS / 3) {
      embedding = "another model";
    } else if (night == 1 + NIGHTS * 3 / 4) {
      embedding = "small chunks";
    }
    List<String> stages = new ArrayList<>(List.of("tokenize", "embed"));
    if (night > NIGHTS / 2) {
      stages.add("next_token");
    }
    // One job today, another tomorrow; all of them in the first and the last night.
    stages.removeIf(stage -> night > 1 && night < NIGHTS && random.nextInt(3) == 0);
    for (String stage : stages) {
      job(stage, jobs);
    }
    if (random.nextInt(3) == 0) {
      assertThat(jobs.run(List.of("retry", "--output", out.toString())))
          .isEqualTo(model.errorsStand() ? 1 : 0);
      model.retry();
    }
    check(night, "the jobs");
    if (random.nextInt(3) == 0) {
      compact(night, jobs);
    }
    if (random.nextInt(3) == 0) {
      forget(night, jobs);
    }
    assertThat(jobs.run(List.of("verify", "--output", out.toString()))).isZero();
  }

  /** A job over the folder; before it goes through, it may be killed some times. */
  private void job(String stage, JobProcess jobs) throws Exception {
    List<String> command = command(stage, out);
    while (random.nextInt(4) == 0) {
      OptionalInt exit = jobs.runAndKill(command, 1 + random.nextInt((int) usual));
      kills += exit.isEmpty() ? 1 : 0;
    }
    long begin = System.nanoTime();
    int exit = jobs.run(command);
    usual = Math.max(1_000, (System.nanoTime() - begin) / 1_000_000);
    model.run(archive.inputs(), List.of(work(stage)));
    assertThat(exit).as(stage).isEqualTo(model.errorsStand() ? 1 : 0);
    if (random.nextInt(4) == 0) {
      Set<String> before = files();
      assertThat(jobs.run(command)).as(stage + " again").isEqualTo(exit);
      assertThat(files()).as("nothing new").isEqualTo(before);
    }
  }

  private List<String> command(String stage, Path output) {
    List<String> command =
        new ArrayList<>(
            List.of(
                stage,
                "--input",
                archive.root().toString(),
                "--output",
                output.toString(),
                "--set",
                "wave.documents=5",
                "--set",
                "tokenize.tokenizers=[bert-mini]"));
    if (stage.equals("embed")) {
      command.addAll(
          List.of(
              "--set",
              "models.other.path=\"" + folder.resolve("other") + "\"",
              "--set",
              "embed.model=" + (embedding.equals("small chunks") ? "bert-mini" : "other"),
              "--set",
              "embed.max_tokens=" + (embedding.equals("small chunks") ? 5 : 0)));
    }
    return command;
  }

  private Work work(String stage) {
    return new Work(stage, stage.equals("embed") ? embedding : "as ever");
  }

  /** Two special tokens leave room for three; the bird has four. */
  private static boolean fails(String text, Work work) {
    return work.settings().equals("small chunks") && text.contains(NightlyFolder.BIRD);
  }

  private void compact(int night, JobProcess jobs) throws Exception {
    List<String> command =
        new ArrayList<>(List.of("compact", "--output", out.toString(), "--older-than", "0d"));
    assertThat(jobs.run(command)).isZero();
    model.dropSuperseded();
    check(night, "compact");
  }

  private void forget(int night, JobProcess jobs) throws Exception {
    List<String> keys = new ArrayList<>(model.keys());
    if (keys.isEmpty()) {
      return;
    }
    String key = keys.get(random.nextInt(keys.size()));
    List<String> command = List.of("forget", "--output", out.toString(), "--key", key);
    while (random.nextInt(3) == 0) {
      OptionalInt exit = jobs.runAndKill(command, 1 + random.nextInt((int) usual));
      kills += exit.isEmpty() ? 1 : 0;
    }
    assertThat(jobs.run(command)).isZero();
    model.forget(key);
    check(night, "forget");
  }

  private void check(int night, String after) throws Exception {
    String at = "night " + night + " of seed " + SEED + ", after " + after + ": ";
    try (Sql duckdb = Sql.duckDb(out)) {
      check(duckdb, at + "DuckDB: ");
      work(duckdb, at);
    }
    if (night % 4 == 0 || night == NIGHTS) {
      SparkSession spark = LocalSpark.session();
      try (Sql sparkSql = Sql.spark(spark, out)) {
        check(sparkSql, at + "Spark: ");
      }
    }
  }

  private void check(Sql sql, String at) throws Exception {
    String place = "replace(source, 'file:', ''), position, id, key";
    same(sql, at, "SELECT " + place + " FROM occurrences", model.occurrenceRows());
    same(sql, at, "SELECT " + place + ", reason FROM removed", model.removedRows());
    same(
        sql,
        at,
        "SELECT " + place + ", language, characters, bytes, repaired, text FROM documents",
        model.documentRows());
    same(sql, at, "SELECT " + place + ", stage, code FROM errors", model.errorRows());
    same(
        sql,
        at,
        "SELECT key, sentence, "
            + sql.quote("begin")
            + ", "
            + sql.quote("end")
            + ", text FROM sentences",
        model.sentenceRows());
    List<String> results = new ArrayList<>();
    for (Map.Entry<String, String> latest : model.latest().entrySet()) {
      String stage = latest.getKey();
      String value = value(sql, at, new Work(stage, latest.getValue()));
      model.current(stage).forEach(key -> results.add(stage + "|" + value + "|" + key));
    }
    same(sql, at, "SELECT stage, settings, key FROM results", results);
    Map<String, String> tables =
        Map.of("tokens", "tokenize", "vectors", "embed", "surprisal", "next_token");
    for (Map.Entry<String, String> table : tables.entrySet()) {
      List<String> keys = new ArrayList<>();
      String stage = table.getValue();
      if (model.latest().containsKey(stage)) {
        String value = settings.get(new Work(stage, model.latest().get(stage)));
        model.current(stage).forEach(key -> keys.add(value + "|" + key));
      }
      same(sql, at, "SELECT DISTINCT settings, key FROM " + table.getKey(), keys);
    }
  }

  /** What the column settings says for a name of the model; the same whenever it comes back. */
  private String value(Sql sql, String at, Work work) throws Exception {
    List<String> values =
        sql.rows("SELECT settings FROM latest_settings WHERE stage = '" + work.stage() + "'");
    assertThat(values).as(at + work).hasSize(1).doesNotContain("null");
    String known = settings.putIfAbsent(work, values.get(0));
    assertThat(values.get(0)).as(at + work).isEqualTo(known == null ? values.get(0) : known);
    assertThat(new TreeSet<>(settings.values())).as(at + "settings").hasSize(settings.size());
    return values.get(0);
  }

  /** The runs since the last look were given exactly the texts that the model counts. */
  private void work(Sql duckdb, String at) throws Exception {
    Map<String, Long> attempted = new TreeMap<>();
    for (String row :
        duckdb.rows("SELECT run, stage, attempted FROM runs WHERE stage <> 'word_vectors'")) {
      String[] columns = row.split("\\|");
      if (!runs.contains(columns[0])) {
        attempted.merge(columns[1], Long.parseLong(columns[2]), Long::sum);
      }
    }
    attempted.values().removeIf(count -> count == 0);
    runs.addAll(duckdb.rows("SELECT DISTINCT run FROM runs"));
    assertThat(attempted).as(at + "work").isEqualTo(model.takeAttempts());
  }

  private static void same(Sql sql, String at, String query, List<String> expected)
      throws Exception {
    assertThat(sql.rows(query)).as(at + query).containsExactlyInAnyOrderElementsOf(expected);
  }

  /** Every table of results holds for today's texts what one run over today's folder makes. */
  private void theArchiveIsWhatOneRunMakes(JobProcess jobs) throws Exception {
    Path fresh = folder.resolve("fresh");
    for (String stage : List.of("tokenize", "embed", "next_token")) {
      job(stage, jobs);
      assertThat(jobs.run(command(stage, fresh))).isBetween(0, 1);
    }
    try (Sql lived = Sql.duckDb(out);
        Sql made = Sql.duckDb(fresh)) {
      for (String table :
          List.of("documents", "sentences", "tokens", "vectors", "next_token", "surprisal")) {
        String rows = "SELECT CAST(t AS VARCHAR) FROM " + table + " t";
        assertThat(lived.rows(rows)).as(table).isNotEmpty();
        same(lived, "seed " + SEED + ": ", rows, made.rows(rows));
      }
    }
  }

  private void theQueriesOfThePagesRunOnIt() throws Exception {
    try (Sql duckdb = Sql.duckDb(out);
        Sql spark = Sql.spark(LocalSpark.session(), out)) {
      List<String> queries = PageQueries.forBoth();
      assertThat(queries).hasSizeGreaterThan(8);
      int rows = 0;
      for (String query : queries) {
        List<String> found = duckdb.rows(query);
        assertThat(spark.rows(query)).as(query).hasSameSizeAs(found);
        rows += found.size();
      }
      assertThat(rows).isGreaterThan(20);
      for (String query : PageQueries.forOnly("DuckDB")) {
        assertThat(duckdb.rows(query)).as(query).isNotEmpty();
      }
      for (String query : PageQueries.forOnly("Spark SQL")) {
        assertThat(spark.rows(query)).as(query).isNotEmpty();
      }
    }
  }

  /** The default encoder with another last weight. */
  private void otherModel() throws IOException {
    Path model = LocalCluster.ROOT.resolve("data/models/bert-mini");
    Path other = Files.createDirectory(folder.resolve("other"));
    try (Stream<Path> files = Files.list(model)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, other.resolve(file.getFileName()));
      }
    }
    try (RandomAccessFile weights =
        new RandomAccessFile(other.resolve("model.safetensors").toFile(), "rw")) {
      weights.seek(weights.length() - 2);
      int lowest = weights.read();
      weights.seek(weights.length() - 2);
      weights.write(lowest ^ 1);
    }
  }

  private Set<String> files() throws IOException {
    Set<String> files = new TreeSet<>();
    try (Stream<Path> all = Files.walk(out)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        files.add(file + " " + Files.size(file) + " " + Files.getLastModifiedTime(file));
      }
    }
    return files;
  }
}
