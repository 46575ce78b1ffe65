package dev.glossa.jobs.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.glossa.jobs.run.Manifest.DataFile;
import dev.glossa.jobs.run.Manifest.Inputs;
import dev.glossa.jobs.run.Manifest.RunPart;
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

  private static final int FORMAT_VERSION = 3;

  private static final String FORMAT = "format";
  private static final String WAVE = "wave";
  private static final String RUN = "run";
  private static final String REPLACES = "replaces";
  private static final String RUNS = "runs";
  private static final String STARTED = "started";
  private static final String FINISHED = "finished";
  private static final String PATHS = "paths";
  private static final String CONFIGURATION = "configuration";
  private static final String VERSIONS = "versions";
  private static final String INPUTS = "inputs";
  private static final String LISTED = "listed";
  private static final String ADDED = "added";
  private static final String CHANGED = "changed";
  private static final String GONE = "gone";
  private static final String STAGES = "stages";
  private static final String STAGE = "stage";
  private static final String SETTINGS = "settings";
  private static final String MODELS = "models";
  private static final String ATTEMPTED = "attempted";
  private static final String RESULTS = "results";
  private static final String ERRORS = "errors";
  private static final String SECONDS = "seconds";
  private static final String TOKENS = "tokens";
  private static final String PADDED_TOKENS = "padded_tokens";
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
    node.put(RUN, manifest.run());
    manifest.replaces().forEach(node.putArray(REPLACES)::add);
    ArrayNode runs = node.putArray(RUNS);
    manifest.runs().forEach(part -> write(part, runs.addObject()));
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

  private static void write(RunPart part, ObjectNode node) {
    node.put(RUN, part.run());
    node.put(STARTED, part.started().toString());
    node.put(FINISHED, part.finished().toString());
    part.paths().forEach(node.putArray(PATHS)::add);
    node.set(CONFIGURATION, tree(part.configuration()));
    node.set(VERSIONS, JSON.valueToTree(new TreeMap<>(part.versions())));
    node.putObject(INPUTS)
        .put(LISTED, part.inputs().listed())
        .put(ADDED, part.inputs().added())
        .put(CHANGED, part.inputs().changed())
        .put(GONE, part.inputs().gone());
    ArrayNode stages = node.putArray(STAGES);
    for (StageRun stage : part.stages()) {
      ObjectNode one = stages.addObject();
      one.put(STAGE, stage.stage()).put(SETTINGS, stage.settings());
      one.set(MODELS, JSON.valueToTree(new TreeMap<>(stage.models())));
      one.put(ATTEMPTED, stage.attempted())
          .put(RESULTS, stage.results())
          .put(ERRORS, stage.errors())
          .put(SECONDS, stage.seconds())
          .put(TOKENS, stage.tokens())
          .put(PADDED_TOKENS, stage.paddedTokens());
    }
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
    List<RunPart> runs = new ArrayList<>();
    for (JsonNode part : node.required(RUNS)) {
      runs.add(runPart(part));
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
        node.required(RUN).asText(),
        list(node.required(REPLACES)),
        runs,
        tables);
  }

  private static RunPart runPart(JsonNode node) throws JsonProcessingException {
    JsonNode inputs = node.required(INPUTS);
    List<StageRun> stages = new ArrayList<>();
    for (JsonNode stage : node.required(STAGES)) {
      stages.add(
          new StageRun(
              stage.required(STAGE).asText(),
              stage.required(SETTINGS).asText(),
              texts(stage.required(MODELS)),
              stage.required(ATTEMPTED).asLong(),
              stage.required(RESULTS).asLong(),
              stage.required(ERRORS).asLong(),
              stage.required(SECONDS).asDouble(),
              stage.required(TOKENS).asLong(),
              stage.required(PADDED_TOKENS).asLong()));
    }
    return new RunPart(
        node.required(RUN).asText(),
        Instant.parse(node.required(STARTED).asText()),
        Instant.parse(node.required(FINISHED).asText()),
        list(node.required(PATHS)),
        JSON.writeValueAsString(node.required(CONFIGURATION)),
        texts(node.required(VERSIONS)),
        new Inputs(
            inputs.required(LISTED).asLong(),
            inputs.required(ADDED).asLong(),
            inputs.required(CHANGED).asLong(),
            inputs.required(GONE).asLong()),
        stages);
  }

  private static List<String> list(JsonNode node) {
    return JSON.convertValue(node, new TypeReference<List<String>>() {});
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

  /** Puts another checksum in the place of the one at the end. */
  private static String withChecksum(String text, String checksum) throws IllegalArgumentException {
    int name = text.lastIndexOf('"' + CHECKSUM + '"');
    int begin = text.indexOf('"', name + CHECKSUM.length() + 2) + 1;
    if (name < 0 || begin == 0 || begin + checksum.length() > text.length()) {
      throw new IllegalArgumentException("no " + CHECKSUM);
    }
    return text.substring(0, begin) + checksum + text.substring(begin + checksum.length());
  }
}
