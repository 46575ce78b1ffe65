package dev.glossa.jobs.run;

import dev.glossa.udf.task.Stage;
import dev.glossa.udf.task.Stages;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;

/**
 * A run that is worth repeating with {@link Pending.Mode#RETRY}.
 *
 * @param fingerprint under which inputs failed
 * @param stages that were run, in order
 * @param configuration of the latest run with the fingerprint, as JSON
 * @param errors that stand
 */
public record Retry(String fingerprint, List<Stage> stages, String configuration, long errors) {

  /** One for each fingerprint with errors that stand, the latest run first. */
  public static List<Retry> of(SparkSession spark, OutputFolder folder) throws IOException {
    Published all = Published.in(folder);
    List<Manifest> latest = new ArrayList<>(all.waves());
    latest.sort(Comparator.comparing(Manifest::finished).reversed());
    List<Retry> retries = new ArrayList<>();
    List<String> seen = new ArrayList<>();
    for (Manifest wave : latest) {
      if (seen.contains(wave.fingerprint())) {
        continue;
      }
      seen.add(wave.fingerprint());
      long errors = all.under(wave.fingerprint()).standingErrors(spark).count();
      if (errors > 0) {
        retries.add(new Retry(wave.fingerprint(), stages(wave), wave.configuration(), errors));
      }
    }
    return List.copyOf(retries);
  }

  private static List<Stage> stages(Manifest wave) throws RunException {
    List<Stage> stages = new ArrayList<>();
    for (String name : wave.basis().jobs()) {
      stages.add(
          Stages.find(name)
              .orElseThrow(
                  () ->
                      new RunException(
                          "Cannot retry inputs of: "
                              + name
                              + " (wave "
                              + wave.wave()
                              + " names a stage that this version does not have; use the version"
                              + " that made it)")));
    }
    return stages;
  }

  /** The stages' names, as a person reads them. */
  public String names() {
    return stages.stream().map(Stage::name).collect(Collectors.joining(" "));
  }
}
