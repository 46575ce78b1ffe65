package dev.glossa.jobs.run;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sha2;
import static org.apache.spark.sql.functions.when;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** How documents and inputs are named: SHA-256 over UTF-8, 64 hexadecimal digits. */
public final class Keys {

  private Keys() {}

  /** Names a text, whatever is done with it. */
  public static String content(String text) {
    return sha256(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Names a text under a run's models and settings. */
  public static String document(String content, String fingerprint) {
    return sha256((content + fingerprint).getBytes(StandardCharsets.UTF_8));
  }

  /** Names an input that has no text, because it could not be read. */
  public static String unread(String source, String id, String fingerprint) {
    return sha256((source + "\n" + id + fingerprint).getBytes(StandardCharsets.UTF_8));
  }

  /** {@link #unread} over the columns {@code source} and {@code id}. */
  static Column unread(String fingerprint) {
    return sha2(concat(col("source"), lit("\n"), col("id"), lit(fingerprint)), 256);
  }

  /** Adds the columns {@code content} (null where unread) and {@code key} to a corpus. */
  static Dataset<Row> add(Dataset<Row> corpus, String fingerprint) {
    Column read = col("failure").isNull();
    return corpus
        .withColumn("content", when(read, sha2(col("text"), 256)))
        .withColumn(
            "key",
            when(read, sha2(concat(col("content"), lit(fingerprint)), 256))
                .otherwise(unread(fingerprint)));
  }

  static String sha256(byte[] bytes) {
    return HexFormat.of().formatHex(digest().digest(bytes));
  }

  static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java runtime has SHA-256", e);
    }
  }
}
