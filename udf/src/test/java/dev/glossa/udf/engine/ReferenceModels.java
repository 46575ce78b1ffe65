package dev.glossa.udf.engine;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.glossa.udf.model.Checkpoint;
import dev.glossa.udf.model.CheckpointException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The checkpoints with recorded outputs, in the folder that the system property {@code
 * reference.models} names.
 */
public final class ReferenceModels {
  private static final ObjectMapper JSON = new ObjectMapper();

  private ReferenceModels() {}

  /**
   * A checkpoint and what Hugging Face transformers gives on it.
   *
   * @param cases one object for each text
   */
  public record Reference(Path folder, List<JsonNode> cases) {

    /** The checkpoint in float32 on the CPU. */
    public LoadedModel load() {
      try {
        return Models.load(Checkpoint.open(folder), new EngineOptions("cpu", Precision.FLOAT32, 0));
      } catch (CheckpointException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** The references of a family, by {@code model_type}; without any, the test is skipped. */
  public static List<Reference> of(String family) {
    Path root = Path.of(System.getProperty("reference.models"));
    List<Reference> references = new ArrayList<>();
    if (Files.isDirectory(root)) {
      try (Stream<Path> folders = Files.list(root).sorted()) {
        for (Path folder : folders.filter(f -> Files.exists(f.resolve("cases.json"))).toList()) {
          JsonNode config = JSON.readTree(folder.resolve("config.json").toFile());
          if (config.path("model_type").asText().equals(family)) {
            JsonNode cases = JSON.readTree(folder.resolve("cases.json").toFile()).path("cases");
            references.add(
                new Reference(folder, StreamSupport.stream(cases.spliterator(), false).toList()));
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    assumeTrue(!references.isEmpty(), "skipped: " + root + " has no model of type " + family);
    return references;
  }

  /** The numbers of an array, however deeply nested, row-major. */
  public static float[] floats(JsonNode array) {
    List<Float> numbers = new ArrayList<>();
    collect(array, numbers);
    float[] floats = new float[numbers.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = numbers.get(i);
    }
    return floats;
  }

  /** The numbers of a flat array. */
  public static int[] ints(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).mapToInt(JsonNode::asInt).toArray();
  }

  private static void collect(JsonNode node, List<Float> numbers) {
    if (node.isArray()) {
      node.forEach(child -> collect(child, numbers));
    } else {
      numbers.add((float) node.asDouble());
    }
  }
}
