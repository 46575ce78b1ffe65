package dev.glossa.jobs;

import dev.glossa.udf.engine.Models;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.IVersionProvider;

/** Versions of what does the work. */
final class Versions implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {"glossa " + own()};
  }

  /** For the manifest. */
  static Map<String, String> all(SparkSession spark) {
    Map<String, String> versions = new TreeMap<>();
    versions.put("glossa", own());
    versions.put("java", System.getProperty("java.version"));
    versions.put("spark", spark.version());
    versions.putAll(Models.versions());
    return versions;
  }

  private static String own() {
    String version = Main.class.getPackage().getImplementationVersion();
    return version == null ? "(not built as a jar)" : version;
  }
}
