package dev.glossa.jobs;

import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/** Spark, set up for a run. */
final class Sessions {
  private Sessions() {}

  /**
   * Opens the session: as spark-submit has configured it, with Glossa's defaults where nothing is
   * said and with what Glossa needs in any case.
   *
   * @throws IllegalStateException when Spark cannot start
   */
  static SparkSession open(String job) {
    SparkConf conf = new SparkConf();
    conf.setIfMissing("spark.app.name", "glossa " + job);
    conf.setIfMissing("spark.master", "local[*]");
    SparkSettings.complete(conf).forEach(replaced -> System.err.println("glossa: " + replaced));
    try {
      return SparkSession.builder().config(conf).getOrCreate();
    } catch (Exception e) {
      // Not only unchecked ones: Spark is written in Scala, which declares none.
      throw new IllegalStateException(
          "Cannot start Spark: "
              + String.valueOf(e.getMessage()).lines().findFirst().orElse("")
              + " (on master "
              + conf.get("spark.master")
              + "; correct --master, --conf or the site's spark-defaults.conf)",
          e);
    }
  }
}
