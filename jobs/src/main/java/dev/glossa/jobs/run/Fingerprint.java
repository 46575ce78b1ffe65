package dev.glossa.jobs.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a result depends on besides the text. Two runs with equal fingerprints give equal results,
 * so what the one has published the other need not do again.
 *
 * @param algorithm version of what the program does with a text
 * @param jobs the stages that are run, in order
 * @param settings those that affect results, as maps, lists, strings, numbers and booleans
 * @param models name → SHA-256 of the checkpoint's files
 */
public record Fingerprint(
    int algorithm, List<String> jobs, Map<String, Object> settings, Map<String, String> models) {

  /** To be raised by whoever changes what a text's results are. */
  public static final int ALGORITHM = 2;

  private static final ObjectMapper CANONICAL =
      JsonMapper.builder().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).build();

  /** Copies what could change. */
  public Fingerprint {
    jobs = List.copyOf(jobs);
    settings = Map.copyOf(settings);
    models = Map.copyOf(models);
  }

  /**
   * The fingerprint under the present algorithm.
   *
   * @param settings those that affect results, a JSON object
   * @throws IllegalArgumentException when the settings are none
   */
  public static Fingerprint of(List<String> jobs, String settings, Map<String, String> models) {
    try {
      Map<String, Object> parsed =
          CANONICAL.readValue(settings, new TypeReference<Map<String, Object>>() {});
      return new Fingerprint(ALGORITHM, jobs, parsed, models);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "Cannot take the fingerprint of: " + settings + " (it is no JSON object)", e);
    }
  }

  /** SHA-256 of {@link #json}, 64 hexadecimal digits. */
  public String hex() {
    return Keys.sha256(json().getBytes(StandardCharsets.UTF_8));
  }

  /** Everything as JSON without spaces, each object's names in alphabetical order. */
  public String json() {
    Map<String, Object> all = new TreeMap<>();
    all.put("algorithm", algorithm);
    all.put("jobs", jobs);
    all.put("settings", settings);
    all.put("models", models);
    return canonical(all);
  }

  /** Any value as JSON without spaces, each object's names in alphabetical order. */
  static String canonical(Object value) {
    try {
      return CANONICAL.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "Cannot write as JSON: " + value.getClass() + " (only plain values can be)", e);
    }
  }
}
