package dev.glossa.jobs.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.glossa.jobs.run.Manifest.Counts;
import dev.glossa.jobs.run.Manifest.DataFile;
import dev.glossa.jobs.run.Manifest.StageRun;
import dev.glossa.jobs.run.Manifest.TableFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Manifests as JSON. The last name is {@code checksum}: the SHA-256 of the file's bytes with 64
 * zeros in its place, so that damage to the manifest itself shows too.
 */
final class ManifestParser {

  static final String FILE = "_manifest.json";

  private static final int FORMAT_VERSION = 1;

  private static final String FORMAT = "format";
  private static final String WAVE = "wave";
  private static final String FINGERPRINT = "fingerprint";
  private static final String ALGORITHM = "algorithm";
  private static final String JOBS = "jobs";
  private static final String SETTINGS = "settings";
  private static final String MODELS = "models";
  private static final String CONFIGURATION = "configuration";
  private static final String VERSIONS = "versions";
  private static final String STARTED = "started";
  private static final String FINISHED = "finished";
  private static final String COUNTS = "counts";
  private static final String INPUTS = "inputs";
  private static final String DOCUMENTS = "documents";
  private static final String OCCURRENCES = "occurrences";
  private static final String ERRORS = "errors";
  private static final String RESOLVED = "resolved";
  private static final String STAGES = "stages";
  private static final String STAGE = "stage";
  private static final String SECONDS = "seconds";
  private static final String TOKENS = "tokens";
  private static final String SLOTS = "slots";
  private static final String TABLES = "tables";
  private static final String TABLE = "table";
  private static final String ROWS = "rows";
  private static final String FILES = "files";
  private static final String NAME = "name";
  private static final String BYTES = "bytes";
  private static final String SHA256 = "sha256";
  private static final String CHECKSUM = "checksum";

  private static final String NO_CHECKSUM = "0".repeat(64);
  private static final ObjectMapper JSON = new ObjectMapper();

  private ManifestParser() {}

  static byte[] toJson(Manifest manifest) {
    ObjectNode node = JSON.createObjectNode();
    node.put(FORMAT, FORMAT_VERSION);
    node.put(WAVE, manifest.wave());
    node.put(FINGERPRINT, manifest.fingerprint());
    node.put(ALGORITHM, manifest.basis().algorithm());
    node.set(JOBS, JSON.valueToTree(manifest.basis().jobs()));
    node.set(SETTINGS, tree(Fingerprint.canonical(manifest.basis().settings())));
    node.set(MODELS, JSON.valueToTree(new TreeMap<>(manifest.basis().models())));
    node.set(CONFIGURATION, tree(manifest.configuration()));
    node.set(VERSIONS, JSON.valueToTree(new TreeMap<>(manifest.versions())));
    node.put(STARTED, manifest.started().toString());
    node.put(FINISHED, manifest.finished().toString());
    Counts counts = manifest.counts();
    node.putObject(COUNTS)
        .put(INPUTS, counts.inputs())
        .put(DOCUMENTS, counts.documents())
        .put(OCCURRENCES, counts.occurrences())
        .put(ERRORS, counts.errors())
        .put(RESOLVED, counts.resolved());
    ArrayNode stages = node.putArray(STAGES);
    for (StageRun stage : manifest.stages()) {
      stages
          .addObject()
          .put(STAGE, stage.stage())
          .put(SECONDS, stage.seconds())
          .put(DOCUMENTS, stage.documents())
          .put(TOKENS, stage.tokens())
          .put(SLOTS, stage.slots());
    }
    ArrayNode tables = node.putArray(TABLES);
    for (TableFiles table : manifest.tables()) {
      ObjectNode one = tables.addObject().put(TABLE, table.table()).put(ROWS, table.rows());
      ArrayNode files = one.putArray(FILES);
      for (DataFile file : table.files()) {
        files
            .addObject()
            .put(NAME, file.name())
            .put(ROWS, file.rows())
            .put(BYTES, file.bytes())
            .put(SHA256, file.sha256());
      }
    }
    node.put(CHECKSUM, NO_CHECKSUM);
    String text = node.toPrettyString() + "\n";
    return withChecksum(text, Keys.sha256(utf8(text))).getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Reads a manifest.
   *
   * @throws IOException when it is damaged or of an unknown format; the message says which
   */
  static Manifest fromJson(byte[] json) throws IOException {
    String text = new String(json, StandardCharsets.UTF_8);
    JsonNode node;
    try {
      node = JSON.readTree(text);
      int format = node.required(FORMAT).asInt();
      if (format != FORMAT_VERSION) {
        throw new IOException("format " + format + " is not this version's " + FORMAT_VERSION);
      }
      String checksum = node.required(CHECKSUM).asText();
      String unsigned = withChecksum(text, NO_CHECKSUM);
      if (!checksum.equals(Keys.sha256(utf8(unsigned)))
          || !new String(utf8(text), StandardCharsets.UTF_8).equals(text)
          || json.length != utf8(text).length) {
        throw new IOException("its checksum does not fit its contents");
      }
      return manifest(node);
    } catch (JsonProcessingException e) {
      throw new IOException("it is no JSON: " + e.getOriginalMessage(), e);
    } catch (RuntimeException e) {
      throw new IOException("it does not hold what a manifest holds: " + e.getMessage(), e);
    }
  }

  private static Manifest manifest(JsonNode node) throws IOException {
    Fingerprint basis =
        new Fingerprint(
            node.required(ALGORITHM).asInt(),
            JSON.convertValue(node.required(JOBS), new TypeReference<List<String>>() {}),
            JSON.convertValue(node.required(SETTINGS), new TypeReference<Map<String, Object>>() {}),
            texts(node.required(MODELS)));
    JsonNode counts = node.required(COUNTS);
    List<StageRun> stages = new ArrayList<>();
    for (JsonNode stage : node.required(STAGES)) {
      stages.add(
          new StageRun(
              stage.required(STAGE).asText(),
              stage.required(SECONDS).asDouble(),
              stage.required(DOCUMENTS).asLong(),
              stage.required(TOKENS).asLong(),
              stage.required(SLOTS).asLong()));
    }
    List<TableFiles> tables = new ArrayList<>();
    for (JsonNode table : node.required(TABLES)) {
      List<DataFile> files = new ArrayList<>();
      for (JsonNode file : table.required(FILES)) {
        files.add(
            new DataFile(
                file.required(NAME).asText(),
                file.required(ROWS).asLong(),
                file.required(BYTES).asLong(),
                file.required(SHA256).asText()));
      }
      tables.add(
          new TableFiles(table.required(TABLE).asText(), table.required(ROWS).asLong(), files));
    }
    return new Manifest(
        node.required(WAVE).asText(),
        node.required(FINGERPRINT).asText(),
        basis,
        JSON.writeValueAsString(node.required(CONFIGURATION)),
        texts(node.required(VERSIONS)),
        Instant.parse(node.required(STARTED).asText()),
        Instant.parse(node.required(FINISHED).asText()),
        new Counts(
            counts.required(INPUTS).asLong(),
            counts.required(DOCUMENTS).asLong(),
            counts.required(OCCURRENCES).asLong(),
            counts.required(ERRORS).asLong(),
            counts.required(RESOLVED).asLong()),
        stages,
        tables);
  }

  private static Map<String, String> texts(JsonNode node) {
    return JSON.convertValue(node, new TypeReference<Map<String, String>>() {});
  }

  private static JsonNode tree(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("Cannot write the manifest: not JSON: " + json, e);
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** The checksum stands last, so the last quoted 64 characters are its. */
  private static String withChecksum(String text, String checksum) throws IllegalArgumentException {
    int name = text.lastIndexOf('"' + CHECKSUM + '"');
    int begin = text.indexOf('"', name + CHECKSUM.length() + 2) + 1;
    if (name < 0 || begin == 0 || begin + checksum.length() > text.length()) {
      throw new IllegalArgumentException("no " + CHECKSUM);
    }
    return text.substring(0, begin) + checksum + text.substring(begin + checksum.length());
  }
}
