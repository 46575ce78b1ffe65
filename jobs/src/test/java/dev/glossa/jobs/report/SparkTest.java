package dev.glossa.jobs.report;

import org.apache.spark.sql.SparkSession;

/** The session of this room's tests. */
final class SparkTest {

  private SparkTest() {}

  static SparkSession session() {
    return SparkSession.builder()
        .master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "2")
        .getOrCreate();
  }
}
