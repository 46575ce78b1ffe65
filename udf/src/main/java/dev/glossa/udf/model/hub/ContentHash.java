package dev.glossa.udf.model.hub;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What the hub names a file's content by: of large files the SHA-256, of small ones the SHA-1 that
 * git gives them, over {@code blob}, a blank, the size, a zero byte and the content.
 *
 * @param hex 64 or 40 lower-case hexadecimal digits
 */
record ContentHash(String hex) {
  private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}|[0-9a-f]{40}");
  private static final int SHA256_DIGITS = 64;
  private static final int BUFFER = 1 << 16;

  /** The hash that a header's value or a file's name holds, where it holds one. */
  static Optional<ContentHash> of(String text) {
    String bare = text.replaceFirst("^W/", "").replace("\"", "");
    return HEX.matcher(bare).matches() ? Optional.of(new ContentHash(bare)) : Optional.empty();
  }

  /** The hash of the same kind that a file's content has. */
  ContentHash of(Path file) throws IOException {
    MessageDigest digest;
    if (hex.length() == SHA256_DIGITS) {
      digest = digest("SHA-256");
    } else {
      digest = digest("SHA-1");
      digest.update(("blob " + Files.size(file) + '\0').getBytes(StandardCharsets.US_ASCII));
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] buffer = new byte[BUFFER];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
    }
    return new ContentHash(HexFormat.of().formatHex(digest.digest()));
  }

  private static MessageDigest digest(String name) {
    try {
      return MessageDigest.getInstance(name);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Cannot hash: " + name + " (every Java platform has it)", e);
    }
  }

  @Override
  public String toString() {
    return (hex.length() == SHA256_DIGITS ? "SHA-256 " : "git SHA-1 ") + hex;
  }
}
