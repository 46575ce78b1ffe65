package dev.glossa.jobs;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;

/**
 * Glossa's part of Spark's settings. The weakest are the defaults of {@code
 * conf/spark-defaults.conf}; a site's own, a properties file and {@code --conf} are stronger, as in
 * any program that runs on Spark. Strongest are the few without which a run would lose documents,
 * leave half of one, or give other results; a run says which of them it had to change.
 */
final class SparkSettings {
  private static final String DEFAULTS = "spark-defaults.conf";

  /** A setting that must have a value, and why. */
  private record Needed(String key, String value, String why) {}

  private static final List<Needed> NEEDED =
      List.of(
          new Needed(
              "spark.serializer",
              "org.apache.spark.serializer.JavaSerializer",
              "Kryo cannot read records of Java 17 back"),
          new Needed(
              "spark.hadoop.mapreduce.fileoutputcommitter.algorithm.version",
              "1",
              "the second moves files one by one, so that a task that dies leaves a part"),
          new Needed(
              "spark.hadoop.mapreduce.fileoutputcommitter.marksuccessfuljobs",
              "false",
              "a wave's manifest names every file of its tables"),
          new Needed(
              "spark.sql.files.ignoreCorruptFiles",
              "false",
              "a damaged file must not pass for an empty one"),
          new Needed(
              "spark.sql.files.ignoreMissingFiles",
              "false",
              "a missing file must not pass for an empty one"),
          new Needed(
              "spark.sql.session.timeZone", "UTC", "results are the same in every time zone"),
          new Needed("spark.sql.ansi.enabled", "false", "the queries are written for it"),
          new Needed("spark.sql.caseSensitive", "false", "the queries are written for it"),
          new Needed(
              "spark.sql.parquet.writeLegacyFormat",
              "false",
              "the tables have one form, wherever they were written"),
          new Needed(
              "spark.sql.catalogImplementation", "in-memory", "tables are files, in no catalog"));

  /** Settings that may be larger, but not smaller. */
  private static final List<Needed> AT_LEAST =
      List.of(
          new Needed(
              "spark.task.maxFailures", "16", "a document that kills its process needs retries"),
          new Needed(
              "spark.stage.maxConsecutiveAttempts",
              "16",
              "a document that kills its process needs retries"));

  private static final Pattern CORES = Pattern.compile("local\\[(\\*|[0-9]{1,4})(?:,.*)?]");

  private SparkSettings() {}

  /**
   * Adds Glossa's defaults and sets what it needs.
   *
   * @return a sentence for each value that was given and had to be replaced
   */
  static List<String> complete(SparkConf conf) {
    List<String> replaced = new ArrayList<>();
    for (Needed needed : NEEDED) {
      String given = conf.get(needed.key(), needed.value());
      if (!given.trim().equalsIgnoreCase(needed.value())) {
        replaced.add(replaced(needed, given));
      }
      conf.set(needed.key(), needed.value());
    }
    for (Needed needed : AT_LEAST) {
      String given = conf.get(needed.key(), needed.value());
      if (given.matches("[0-9]{1,8}")
          && Integer.parseInt(given) < Integer.parseInt(needed.value())) {
        replaced.add(replaced(needed, given));
        given = needed.value();
      }
      conf.set(needed.key(), given);
    }
    Properties defaults = defaults(Home.folder().resolve("conf").resolve(DEFAULTS));
    defaults
        .stringPropertyNames()
        .forEach(key -> conf.setIfMissing(key, defaults.getProperty(key).trim()));
    if (conf.get("spark.master", "").matches("local(\\[.*)?")) {
      // A local run talks to itself alone.
      conf.setIfMissing("spark.driver.bindAddress", "127.0.0.1");
      conf.setIfMissing("spark.driver.host", "127.0.0.1");
      // Spark's own 200 are for a cluster: here each is a file to write, read and plan for.
      conf.setIfMissing("spark.sql.shuffle.partitions", "" + partitions(conf.get("spark.master")));
    }
    return replaced;
  }

  /** Two for each core of a local run. */
  private static int partitions(String master) {
    Matcher cores = CORES.matcher(master);
    int given =
        !cores.matches()
            ? 1
            : cores.group(1).equals("*")
                ? Runtime.getRuntime().availableProcessors()
                : Integer.parseInt(cores.group(1));
    return 2 * Math.max(1, given);
  }

  private static String replaced(Needed needed, String given) {
    return String.format(
        "%s is %s here; Glossa sets it to %s (%s)",
        needed.key(), given, needed.value(), needed.why());
  }

  /** The file that people read and may change, or the same file in the jar. */
  private static Properties defaults(Path file) {
    Properties defaults = new Properties();
    try (InputStream in =
        Files.isReadable(file)
            ? Files.newInputStream(file)
            : SparkSettings.class.getResourceAsStream("/" + DEFAULTS)) {
      defaults.load(new InputStreamReader(in, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + file, e);
    }
    return defaults;
  }
}
