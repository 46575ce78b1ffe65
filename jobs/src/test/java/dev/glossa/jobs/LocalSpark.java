package dev.glossa.jobs;

import dev.glossa.udf.spark.sql.GlossaExtensions;
import org.apache.spark.sql.SparkSession;

/** One small Spark for all tests of a virtual machine; it ends with the machine. */
public final class LocalSpark {
  private LocalSpark() {}

  /**
   * The session: two cores, two partitions after a shuffle, no UI. To compile code for a handful of
   * rows takes longer than to go through them.
   */
  public static SparkSession session() {
    return SparkSession.builder()
        .master("local[2]")
        .appName("tests")
        .config("spark.ui.enabled", false)
        .config("spark.sql.shuffle.partitions", 2)
        .config("spark.sql.codegen.wholeStage", false)
        .config("spark.sql.codegen.factoryMode", "NO_CODEGEN")
        .config("spark.sql.extensions", GlossaExtensions.class.getName())
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .getOrCreate();
  }
}
