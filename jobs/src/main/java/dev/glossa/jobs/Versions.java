package dev.glossa.jobs;

import dev.glossa.udf.engine.Models;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.IVersionProvider;

/** Versions of Glossa and of the libraries that do the work. */
final class Versions implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {
      "glossa " + own(),
      "spark " + org.apache.spark.package$.MODULE$.SPARK_VERSION(),
      "java " + System.getProperty("java.version")
    };
  }

  /** The versions by name, as a manifest records them. */
  static Map<String, String> all(SparkSession spark) {
    Map<String, String> versions = new TreeMap<>();
    versions.put("glossa", own());
    versions.put("java", System.getProperty("java.version"));
    versions.put("spark", spark.version());
    versions.putAll(Models.versions());
    return versions;
  }

  /** Glossa's own, which the build writes into a resource. */
  private static String own() {
    Properties properties = new Properties();
    try (InputStream in = Versions.class.getResourceAsStream("version.properties")) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read Glossa's version", e);
    }
    return properties.getProperty("version");
  }
}
