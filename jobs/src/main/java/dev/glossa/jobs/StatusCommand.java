package dev.glossa.jobs;

import dev.glossa.jobs.run.Manifest;
import dev.glossa.jobs.run.Manifest.RunPart;
import dev.glossa.jobs.run.Manifest.StageRun;
import dev.glossa.jobs.run.Status;
import java.io.IOException;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Says what a folder of tables holds. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = "Says what is published, what failed and what is being made.")
final class StatusCommand implements Callable<Integer> {
  @Mixin private OutputOption output;

  @Override
  public Integer call() throws IOException {
    try (SparkSession spark = Sessions.open("status")) {
      Status status = Status.of(spark, output.looking(spark));
      for (Manifest wave : status.waves()) {
        for (RunPart part : wave.runs()) {
          printWave(wave, part);
        }
      }
      System.out.printf(
          Locale.ROOT,
          "%,d waves, %,d texts, %,d inputs%n",
          status.waves().size(),
          status.texts(),
          status.inputs());
      for (Status.ErrorCount count : status.errors()) {
        System.out.printf(
            Locale.ROOT,
            "failed: %,d in %s, %s, since %s%n",
            count.number(),
            count.stage(),
            count.code(),
            count.since());
      }
      if (!status.staging().isEmpty()) {
        System.out.println("in the making: " + String.join(", ", status.staging()));
      }
      System.out.println("writer: " + status.writer().orElse("none"));
      return 0;
    }
  }

  private static void printWave(Manifest wave, RunPart part) {
    StringJoiner stages = new StringJoiner(", ");
    for (StageRun stage : part.stages()) {
      stages.add(
          String.format(
              Locale.ROOT,
              "%s %,d results, %,d errors",
              stage.stage(),
              stage.results(),
              stage.errors()));
    }
    System.out.printf(
        Locale.ROOT,
        "published wave %s  %s  %,d inputs: %,d new, %,d changed, %,d gone  %s%n",
        wave.wave(),
        part.finished(),
        part.inputs().listed(),
        part.inputs().added(),
        part.inputs().changed(),
        part.inputs().gone(),
        stages);
  }
}
