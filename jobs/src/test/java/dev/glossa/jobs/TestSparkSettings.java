package dev.glossa.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TestSparkSettings {
  private final SparkConf conf = new SparkConf(false);

  @Test
  void fillsInDefaultsAndSaysNothingWhereNothingWasGiven() {
    assertThat(SparkSettings.complete(conf)).isEmpty();
    assertThat(conf.get("spark.ui.enabled")).isEqualTo("false");
    assertThat(conf.get("spark.sql.parquet.compression.codec")).isEqualTo("zstd");
    assertThat(conf.get("spark.executorEnv.LC_ALL")).isEqualTo("C.UTF-8");
    assertThat(conf.get("spark.redaction.regex")).startsWith("(?i)secret|password");
    assertThat(conf.get("spark.task.maxFailures")).isEqualTo("16");
    assertThat(conf.contains("spark.driver.host")).isFalse();
  }

  @Test
  void leavesWhatTheSiteHasSet() {
    conf.set("spark.ui.enabled", "true");
    conf.set("spark.sql.parquet.compression.codec", "snappy");
    conf.set("spark.task.maxFailures", "100");
    conf.set("spark.serializer", "org.apache.spark.serializer.JavaSerializer");
    assertThat(SparkSettings.complete(conf)).isEmpty();
    assertThat(conf.get("spark.ui.enabled")).isEqualTo("true");
    assertThat(conf.get("spark.sql.parquet.compression.codec")).isEqualTo("snappy");
    assertThat(conf.get("spark.task.maxFailures")).isEqualTo("100");
  }

  @Test
  void replacesWhatWouldLoseDocumentsOrChangeResultsAndSaysSo() {
    conf.set("spark.serializer", "org.apache.spark.serializer.KryoSerializer");
    conf.set("spark.sql.files.ignoreCorruptFiles", "true");
    conf.set("spark.sql.session.timeZone", "Asia/Seoul");
    conf.set("spark.task.maxFailures", "4");
    assertThat(SparkSettings.complete(conf))
        .containsExactly(
            "spark.serializer is org.apache.spark.serializer.KryoSerializer here; Glossa sets it to"
                + " org.apache.spark.serializer.JavaSerializer (Kryo cannot read records of Java 17"
                + " back)",
            "spark.sql.files.ignoreCorruptFiles is true here; Glossa sets it to false (a damaged"
                + " file must not pass for an empty one)",
            "spark.sql.session.timeZone is Asia/Seoul here; Glossa sets it to UTC (results are the"
                + " same in every time zone)",
            "spark.task.maxFailures is 4 here; Glossa sets it to 16 (a document that kills its"
                + " process needs retries)");
    assertThat(conf.get("spark.serializer"))
        .isEqualTo("org.apache.spark.serializer.JavaSerializer");
    assertThat(conf.get("spark.sql.files.ignoreCorruptFiles")).isEqualTo("false");
    assertThat(conf.get("spark.sql.session.timeZone")).isEqualTo("UTC");
    assertThat(conf.get("spark.task.maxFailures")).isEqualTo("16");
  }

  @ParameterizedTest
  @CsvSource({"local, 2", "local[3], 6", "'local[3,5]', 6", "local[0], 2"})
  void givesALocalRunTwoPartitionsForEachCore(String master, String partitions) {
    conf.set("spark.master", master);
    SparkSettings.complete(conf);
    assertThat(conf.get("spark.sql.shuffle.partitions")).isEqualTo(partitions);
  }

  @Test
  void leavesTheShuffleOfAClusterToSpark() {
    conf.set("spark.master", "spark://127.0.0.1:7077");
    SparkSettings.complete(conf);
    assertThat(conf.contains("spark.sql.shuffle.partitions")).isFalse();
  }

  @Test
  void keepsALocalRunOnLoopback() {
    conf.set("spark.master", "local[2]");
    SparkSettings.complete(conf);
    assertThat(conf.get("spark.driver.host")).isEqualTo("127.0.0.1");
    assertThat(conf.get("spark.driver.bindAddress")).isEqualTo("127.0.0.1");
  }
}
