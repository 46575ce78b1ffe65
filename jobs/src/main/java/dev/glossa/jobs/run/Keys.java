package dev.glossa.jobs.run;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.sha2;
import static org.apache.spark.sql.functions.when;

import dev.glossa.udf.text.TextKey;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.apache.spark.sql.Column;

/** How texts are named: SHA-256 over UTF-8, 64 hexadecimal digits. */
public final class Keys {

  private Keys() {}

  /** The key of a text, whatever is done with it. */
  public static String of(String text) {
    return TextKey.of(text);
  }

  /** The key of the column {@code text}; null where the input could not be read. */
  static Column ofText() {
    return when(col("failure").isNull(), sha2(col("text"), 256));
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
