package dev.glossa.jobs;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.length;

import dev.glossa.jobs.run.Manifest;
import dev.glossa.jobs.run.Manifest.StageRun;
import dev.glossa.jobs.run.OutputFolder;
import dev.glossa.jobs.run.Published;
import dev.glossa.jobs.table.Tables;
import dev.glossa.udf.table.Table;
import dev.glossa.udf.task.Stages;
import java.io.IOException;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * What a run says at its end: documents, tokens and speed of each stage, errors, where the tables
 * are, and three summaries where text may be shown.
 *
 * @param output folder of the tables
 * @param documents processed by this run
 * @param errors of this run
 * @param stages of this run, over all of its waves
 * @param samples source, id, language, strategy and summary, of three documents
 */
record Summary(
    String output, long documents, long errors, List<StageRun> stages, List<Row> samples) {
  private static final int SAMPLES = 3;

  /** Whether a person is looking: what is printed elsewhere ends up in logs. */
  static boolean onTerminal() {
    return System.console() != null;
  }

  /**
   * Gathers it from what was published.
   *
   * @param showText whether to give examples, which hold the documents' words
   */
  static Summary of(SparkSession spark, String output, List<Manifest> waves, boolean showText)
      throws IOException {
    Map<String, StageRun> stages = new LinkedHashMap<>();
    for (Manifest wave : waves) {
      for (StageRun run : wave.stages()) {
        stages.merge(run.stage(), run, Summary::sum);
      }
    }
    return new Summary(
        output,
        waves.stream().mapToLong(wave -> wave.counts().documents()).sum(),
        waves.stream().mapToLong(wave -> wave.counts().errors()).sum(),
        List.copyOf(stages.values()),
        showText ? samples(spark, output, waves) : List.of());
  }

  private static StageRun sum(StageRun a, StageRun b) {
    return new StageRun(
        a.stage(),
        a.seconds() + b.seconds(),
        a.documents() + b.documents(),
        a.tokens() + b.tokens(),
        a.slots() + b.slots());
  }

  private static List<Row> samples(SparkSession spark, String output, List<Manifest> waves)
      throws IOException {
    List<String> ids = waves.stream().map(Manifest::wave).toList();
    boolean summarised =
        waves.stream().anyMatch(wave -> wave.table(summariesTable().name()).isPresent());
    if (!summarised) {
      return List.of();
    }
    Published published =
        Published.in(OutputFolder.forReading(output, spark.sessionState().newHadoopConf()));
    Dataset<Row> summaries =
        published
            .read(spark, summariesTable())
            .filter(col("wave").isin(ids.toArray()))
            .select("key", "strategy", "summary");
    Dataset<Row> documents =
        published
            .read(spark, Tables.DOCUMENTS)
            .select("key", "source", "id", "language", "characters");
    // By key, which is as good as by chance and the same every time. A text's own sentences come
    // before what a model made of them.
    Dataset<Row> shown = documents.orderBy("key").limit(SAMPLES);
    return summaries
        .join(shown, "key")
        .filter(length(col("summary")).gt(0))
        .orderBy(col("key"), col("strategy").desc())
        .select("source", "id", "language", "strategy", "summary")
        .collectAsList();
  }

  private static Table<?> summariesTable() {
    return Stages.SUMMARIZE.tables().get(0);
  }

  /**
   * Prints it.
   *
   * @return the exit code: 0, or 1 where documents are in errors
   */
  int print(PrintStream out) {
    if (stages.isEmpty() && errors == 0) {
      out.println("Nothing new: every input is accounted for in " + output);
      return 0;
    }
    out.printf(
        Locale.ROOT,
        "%n%-12s %12s %14s %12s %10s%n",
        "job",
        "documents",
        "tokens",
        "tokens/s",
        "time");
    for (StageRun run : stages) {
      out.printf(
          Locale.ROOT,
          "%-12s %,12d %,14d %,12.0f %9.1fs%n",
          run.stage(),
          run.documents(),
          run.tokens(),
          run.tokens() / Math.max(run.seconds(), 1e-3),
          run.seconds());
    }
    for (Row sample : samples) {
      out.printf(
          "%n%s (%s, %s)%n  %s%n",
          name(sample.getString(0), sample.getString(1)),
          sample.getString(2),
          sample.getString(3),
          sample.getString(4).replaceAll("\\p{Cntrl}+", " "));
    }
    out.printf(
        Locale.ROOT,
        "%n%,d documents in %s, %,d %s in errors%n",
        documents,
        output,
        errors,
        errors == 1 ? "input" : "inputs");
    return errors == 0 ? 0 : 1;
  }

  private static String name(String source, String id) {
    String file = source.substring(source.lastIndexOf('/') + 1);
    return file.equals(id) ? file : file + " " + id;
  }
}
