package dev.glossa.jobs;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.length;

import dev.glossa.jobs.run.Manifest;
import dev.glossa.jobs.run.Manifest.Inputs;
import dev.glossa.jobs.run.Manifest.RunPart;
import dev.glossa.jobs.run.Manifest.StageRun;
import dev.glossa.jobs.run.OutputFolder;
import dev.glossa.jobs.run.Published;
import dev.glossa.jobs.run.State;
import dev.glossa.jobs.run.Status;
import dev.glossa.jobs.run.Status.ErrorCount;
import dev.glossa.udf.table.Table;
import dev.glossa.udf.task.Stages;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * What a run says at its end: its inputs, documents, tokens and speed of each stage, the errors
 * that stand in the folder, and three summaries where text may be shown.
 *
 * @param output folder of the tables
 * @param inputs of this run, over all of its waves
 * @param stages of this run, over all of its waves
 * @param errors that stand in the folder, whatever run left them
 * @param samples source, id, language, strategy and summary, of three documents
 */
record Summary(
    String output,
    Inputs inputs,
    List<StageRun> stages,
    List<ErrorCount> errors,
    List<Row> samples) {
  private static final int SAMPLES = 3;

  /** True if output goes to a terminal; anywhere else it ends up in a log. */
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
    Inputs inputs = new Inputs(0, 0, 0, 0);
    for (Manifest wave : waves) {
      for (RunPart part : wave.runs()) {
        inputs = sum(inputs, part.inputs());
        part.stages().forEach(run -> stages.merge(run.stage(), run, Summary::sum));
      }
    }
    Published published =
        Published.in(OutputFolder.forWriting(output, spark.sessionState().newHadoopConf()));
    return new Summary(
        output,
        inputs,
        List.copyOf(stages.values()),
        Status.errors(spark, published),
        showText ? samples(spark, published, waves) : List.of());
  }

  private static Inputs sum(Inputs a, Inputs b) {
    return new Inputs(
        a.listed() + b.listed(),
        a.added() + b.added(),
        a.changed() + b.changed(),
        a.gone() + b.gone());
  }

  private static StageRun sum(StageRun a, StageRun b) {
    return new StageRun(
        a.stage(),
        a.settings(),
        a.models(),
        a.attempted() + b.attempted(),
        a.results() + b.results(),
        a.errors() + b.errors(),
        a.seconds() + b.seconds(),
        a.tokens() + b.tokens(),
        a.paddedTokens() + b.paddedTokens());
  }

  private static List<Row> samples(SparkSession spark, Published published, List<Manifest> waves) {
    Table<?> table = Stages.SUMMARIZE.tables().get(0);
    List<String> ids = waves.stream().map(Manifest::wave).toList();
    if (waves.stream().allMatch(wave -> wave.rows(table.name()) == 0)) {
      return List.of();
    }
    Dataset<Row> summaries =
        published
            .read(spark, table)
            .filter(col("wave").isin(ids.toArray()))
            .select("key", "strategy", "summary");
    // By key, which is as good as by chance and the same every time. A text's own sentences come
    // before what a model made of them.
    Dataset<Row> shown =
        State.of(spark, published)
            .documents()
            .select("key", "source", "id", "language")
            .join(summaries.select("key"), new String[] {"key"}, "left_semi")
            .orderBy("key")
            .limit(SAMPLES);
    return summaries
        .join(shown, "key")
        .filter(length(col("summary")).gt(0))
        .orderBy(col("key"), col("strategy").desc())
        .select("source", "id", "language", "strategy", "summary")
        .collectAsList();
  }

  /**
   * Prints it.
   *
   * @return the exit code: 0, or 1 where errors stand
   */
  int print(PrintStream out) {
    if (stages.isEmpty()) {
      out.println("Nothing new: every input is accounted for in " + output);
    } else {
      printRun(out);
    }
    return printErrors(out);
  }

  /** The same for a retry, which may find everything as it was. */
  int printRetry(PrintStream out) {
    if (!stages.isEmpty()) {
      printRun(out);
    }
    return printErrors(out);
  }

  private void printRun(PrintStream out) {
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
          run.attempted(),
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
        "%n%,d inputs: %,d new, %,d changed, %,d gone; the tables are in %s%n",
        inputs.listed(),
        inputs.added(),
        inputs.changed(),
        inputs.gone(),
        output);
  }

  /** Says which errors stand; 1 where there are any. */
  private int printErrors(PrintStream out) {
    long number = errors.stream().mapToLong(ErrorCount::number).sum();
    if (number == 0) {
      return 0;
    }
    Instant since =
        errors.stream().map(ErrorCount::since).min(Instant::compareTo).orElse(Instant.EPOCH);
    out.printf(
        Locale.ROOT,
        "%,d %s in errors, since %s (`status` counts them by code, `retry` tries them again)%n",
        number,
        number == 1 ? "stands" : "stand",
        since);
    return 1;
  }

  private static String name(String source, String id) {
    String file = source.substring(source.lastIndexOf('/') + 1);
    return file.equals(id) ? file : file + " " + id;
  }
}
