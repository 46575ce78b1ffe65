package dev.glossa.udf.task;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * Everything besides a text that decides a stage's results. Equal identities give equal results, so
 * what one run has published another need not do again.
 *
 * @param stage the stage's name
 * @param version of its algorithm
 * @param settings as {@link StageSettings#identity()} names them, with what the run adds
 * @param models name of each checkpoint that the stage reads, and its fingerprint
 */
public record StageIdentity(
    String stage, int version, Map<String, Object> settings, Map<String, String> models) {
  private static final int BYTES = 8;

  /** Copies what could change. */
  public StageIdentity {
    settings = Maps.sorted(settings);
    models = Maps.sorted(models);
  }

  /**
   * The identity of a stage in a run.
   *
   * @param run settings of the whole run that decide this stage's results, such as {@code
   *     precision}
   * @param checkpoints fingerprints, at least of the stage's checkpoints, by name
   */
  public static StageIdentity of(
      StageSettings settings, Map<String, Object> run, Map<String, String> checkpoints) {
    Map<String, Object> all = new TreeMap<>(settings.identity());
    all.putAll(run);
    Map<String, String> models = new TreeMap<>();
    settings.checkpoints().forEach(name -> models.put(name, checkpoints.get(name)));
    return new StageIdentity(settings.stage().name(), settings.stage().version(), all, models);
  }

  /** All of it as canonical JSON. */
  public String json() {
    return CanonicalJson.of(
        Map.of("stage", stage, "version", version, "settings", settings, "models", models));
  }

  /** The first 16 hexadecimal digits of the SHA-256 of {@link #json}: the column settings. */
  public String fingerprint() {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(json().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java runtime has SHA-256", e);
    }
  }
}
