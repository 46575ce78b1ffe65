package dev.glossa.jobs.run;

import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;

import dev.glossa.jobs.corpus.Coverage;
import dev.glossa.jobs.run.Manifest.RunPart;
import dev.glossa.jobs.run.Published.Latest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Stages that are worth running again with {@link Pending.Mode#RETRY}: those of one latest run, so
 * that one configuration holds for all of them.
 *
 * @param settings each stage's fingerprint in that run, by its name
 * @param configuration of that run, as JSON
 * @param errors that stand in these stages
 * @param sources that could not be read and that a run of these stages was to read
 */
public record Retry(
    Map<String, String> settings, String configuration, long errors, List<String> sources) {

  /** One for each latest run with something to repeat, the oldest first. */
  public static List<Retry> of(SparkSession spark, OutputFolder folder) throws IOException {
    Published published = Published.in(folder);
    State state = State.of(spark, published);
    Map<String, Long> failed = new HashMap<>();
    for (Row row : state.stageErrors().groupBy("stage").agg(count(lit(1))).collectAsList()) {
      failed.put(row.getString(0), row.getLong(1));
    }
    List<String> unread =
        state.readErrors().select("source").distinct().orderBy("source").collectAsList().stream()
            .map(row -> row.getString(0))
            .toList();
    Map<String, Map<String, Latest>> byRun = new TreeMap<>();
    published
        .latest()
        .forEach(
            (stage, latest) ->
                byRun
                    .computeIfAbsent(latest.part().run(), run -> new TreeMap<>())
                    .put(stage, latest));
    List<Retry> retries = new ArrayList<>();
    for (Map<String, Latest> stages : byRun.values()) {
      long errors = stages.keySet().stream().mapToLong(s -> failed.getOrDefault(s, 0L)).sum();
      List<Coverage> read = coverages(published, stages.keySet());
      List<String> sources =
          unread.stream().filter(s -> read.stream().anyMatch(c -> c.covers(s))).toList();
      if (errors > 0 || !sources.isEmpty()) {
        Map<String, String> settings = new TreeMap<>();
        stages.forEach((stage, latest) -> settings.put(stage, latest.settings()));
        String configuration = stages.values().iterator().next().part().configuration();
        retries.add(new Retry(settings, configuration, errors, sources));
      }
    }
    return List.copyOf(retries);
  }

  /** What the runs of any of these stages were to read. */
  private static List<Coverage> coverages(Published published, Set<String> stages) {
    Set<List<String>> paths = new java.util.HashSet<>();
    for (RunPart part : published.runs()) {
      if (part.stages().stream().anyMatch(stage -> stages.contains(stage.stage()))) {
        paths.add(new ArrayList<>(new TreeSet<>(part.paths())));
      }
    }
    return paths.stream().map(Coverage::new).toList();
  }
}
