package dev.glossa.jobs;

import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/** Spark, set up for a run. */
final class Sessions {
  private Sessions() {}

  /** Opens the session that spark-submit has configured. */
  static SparkSession open(String job) {
    SparkConf conf = new SparkConf();
    conf.setIfMissing("spark.app.name", "glossa " + job);
    conf.setIfMissing("spark.master", "local[*]");
    return SparkSession.builder().config(conf).getOrCreate();
  }
}
