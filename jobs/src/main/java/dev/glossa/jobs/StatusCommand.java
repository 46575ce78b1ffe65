package dev.glossa.jobs;

import dev.glossa.jobs.run.Manifest;
import dev.glossa.jobs.run.Status;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** What a folder of tables holds. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = "Says what is published, what failed and what is being made.")
final class StatusCommand implements Callable<Integer> {
  @Mixin private OutputOption output;

  @Override
  public Integer call() throws IOException {
    try (SparkSession spark = Sessions.open("status")) {
      Status status = Status.of(spark, output.folder(spark));
      for (Manifest wave : status.waves()) {
        System.out.printf(
            Locale.ROOT,
            "published wave %s  %s  %,d documents, %,d errors  %s%n",
            wave.wave(),
            wave.finished(),
            wave.counts().documents(),
            wave.counts().errors(),
            String.join(" ", wave.basis().jobs()));
      }
      System.out.printf(
          Locale.ROOT,
          "%,d waves, %,d documents, %,d inputs with results%n",
          status.waves().size(),
          status.documents(),
          status.occurrences());
      for (Status.ErrorCount count : status.errors()) {
        System.out.printf(
            Locale.ROOT, "failed: %,d in %s, %s%n", count.inputs(), count.stage(), count.code());
      }
      if (!status.staging().isEmpty()) {
        System.out.println("in the making: " + String.join(", ", status.staging()));
      }
      System.out.println("writer: " + status.writer().orElse("none"));
      return 0;
    }
  }
}
