package dev.glossa.jobs;

import org.apache.spark.sql.SparkSession;

/** One small Spark for all tests of a virtual machine; it ends with the machine. */
public final class LocalSpark {
  private LocalSpark() {}

  /** The session: two cores, four partitions after a shuffle, no UI. */
  public static SparkSession session() {
    return SparkSession.builder()
        .master("local[2]")
        .appName("tests")
        .config("spark.ui.enabled", false)
        .config("spark.sql.shuffle.partitions", 4)
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .getOrCreate();
  }
}
