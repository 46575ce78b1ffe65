package dev.glossa.udf.model;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Splits a folder's model.safetensors into shards with an index, as Hugging Face's libraries do.
 */
final class Shards {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Shards() {}

  static void split(Path folder, int count) throws IOException, CheckpointException {
    Path single = folder.resolve("model.safetensors");
    byte[] bytes = Files.readAllBytes(single);
    List<Map<String, TensorWriter.Tensor>> shards = new ArrayList<>();
    for (int shard = 0; shard < count; shard++) {
      shards.add(new LinkedHashMap<>());
    }
    ObjectNode index = JSON.createObjectNode();
    index.putObject("metadata").put("total_size", bytes.length);
    ObjectNode map = index.putObject("weight_map");
    int place = 0;
    for (TensorInfo tensor : Safetensors.read(single).values()) {
      int shard = place++ % count;
      byte[] data = new byte[(int) tensor.length()];
      System.arraycopy(bytes, (int) tensor.begin(), data, 0, data.length);
      shards
          .get(shard)
          .put(tensor.name(), new TensorWriter.Tensor(tensor.dtype().name(), tensor.shape(), data));
      map.put(tensor.name(), name(shard, count));
    }
    for (int shard = 0; shard < count; shard++) {
      TensorWriter.write(folder.resolve(name(shard, count)), shards.get(shard));
    }
    JSON.writeValue(folder.resolve("model.safetensors.index.json").toFile(), index);
    Files.delete(single);
  }

  private static String name(int shard, int count) {
    return "model-%05d-of-%05d.safetensors".formatted(shard + 1, count);
  }
}
