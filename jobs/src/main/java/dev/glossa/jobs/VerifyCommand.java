package dev.glossa.jobs;

import dev.glossa.jobs.run.Verify;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Checks a folder of tables against its manifests. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description = "Checks every published file, key and count, and names what is damaged.")
final class VerifyCommand implements Callable<Integer> {
  @Mixin private OutputOption output;

  @Override
  public Integer call() throws IOException {
    try (SparkSession spark = Sessions.open("verify")) {
      Verify.Report report = Verify.check(spark, output.folder(spark));
      report.problems().forEach(p -> System.out.println("DAMAGED " + p.where() + ": " + p.what()));
      System.out.printf(
          Locale.ROOT,
          "%,d waves, %,d files, %,d bytes; %,d inputs seen, %,d of them unreadable; %,d texts;"
              + " %,d attempts = %,d results + %,d failures; %s%n",
          report.waves(),
          report.files(),
          report.bytes(),
          report.inputs(),
          report.unread(),
          report.texts(),
          report.pairs(),
          report.results(),
          report.failures(),
          report.sound() ? "sound" : report.problems().size() + " problems");
      return report.sound() ? 0 : Failures.RUN_FAILED;
    }
  }
}
