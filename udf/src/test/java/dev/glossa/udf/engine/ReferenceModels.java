package dev.glossa.udf.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.glossa.udf.model.Checkpoint;
import dev.glossa.udf.model.CheckpointException;
import dev.glossa.udf.model.family.ConfigException;
import dev.glossa.udf.model.family.Families;
import dev.glossa.udf.model.family.ModelConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The checkpoints with recorded outputs: those among the test resources, and those in the folder
 * that the system property {@code reference.models} names, if there is one.
 */
public final class ReferenceModels {
  private static final ObjectMapper JSON = new ObjectMapper();

  private ReferenceModels() {}

  /**
   * A checkpoint and what Hugging Face transformers gives on it.
   *
   * @param arrangement of its layers
   * @param cases one object for each text
   */
  public record Reference(Path folder, ModelConfig.Arrangement arrangement, List<JsonNode> cases) {

    /** The checkpoint in float32 on the CPU. */
    public LoadedModel load() {
      try {
        return Models.load(Checkpoint.open(folder), new EngineOptions("cpu", Precision.FLOAT32, 0));
      } catch (CheckpointException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public String toString() {
      return folder.getParent().getFileName() + "/" + folder.getFileName();
    }
  }

  /** The references whose layers are arranged so; there is at least one. */
  public static List<Reference> of(ModelConfig.Arrangement arrangement) {
    return all().stream().filter(model -> model.arrangement() == arrangement).toList();
  }

  /** All references. */
  public static List<Reference> all() {
    List<Reference> references = new ArrayList<>();
    try {
      add(
          Path.of(ReferenceModels.class.getResource("/dev/glossa/udf/reference").toURI()),
          references);
      add(Path.of(System.getProperty("reference.models", "missing")), references);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException | ConfigException e) {
      throw new IllegalStateException(e);
    }
    return references;
  }

  private static void add(Path root, List<Reference> references)
      throws IOException, ConfigException {
    if (!Files.isDirectory(root)) {
      return;
    }
    try (Stream<Path> folders = Files.list(root).sorted()) {
      for (Path folder : folders.filter(f -> Files.exists(f.resolve("cases.json"))).toList()) {
        ObjectNode config = (ObjectNode) JSON.readTree(folder.resolve("config.json").toFile());
        JsonNode cases = JSON.readTree(folder.resolve("cases.json").toFile()).path("cases");
        references.add(
            new Reference(
                folder,
                Families.read(config).arrangement(),
                StreamSupport.stream(cases.spliterator(), false).toList()));
      }
    }
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
