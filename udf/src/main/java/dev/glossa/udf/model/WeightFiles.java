package dev.glossa.udf.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The files that hold a checkpoint's weights, and the tensors in them.
 *
 * <p>Either {@code model.safetensors}, which wins where both are there, as it does with Hugging
 * Face's libraries; or shards such as {@code model-00001-of-00002.safetensors}, named by {@code
 * model.safetensors.index.json}, whose {@code weight_map} gives each tensor's file.
 *
 * @param files every file, the index among them
 * @param tensors tensors of all files by the names that stand there
 */
record WeightFiles(List<Path> files, Map<String, TensorInfo> tensors) {
  private static final String SINGLE = "model.safetensors";
  private static final String INDEX = "model.safetensors.index.json";
  private static final String REMEDY = "copy the whole checkpoint again";

  static WeightFiles read(Path folder) throws CheckpointException {
    Path single = folder.resolve(SINGLE);
    if (Files.exists(single)) {
      return new WeightFiles(List.of(single), Safetensors.read(single));
    }
    Path index = folder.resolve(INDEX);
    if (Files.exists(index)) {
      return shards(folder, index);
    }
    String other =
        Files.exists(folder.resolve("pytorch_model.bin"))
            ? "pytorch_model.bin is code as well as data: save it as safetensors"
            : "save the model with save_pretrained(folder, safe_serialization=True)";
    throw new CheckpointException(
        folder, "no weights", "neither " + SINGLE + " nor " + INDEX + " is there", other);
  }

  private static WeightFiles shards(Path folder, Path index) throws CheckpointException {
    Map<String, String> files = weightMap(index);
    Map<String, TensorInfo> tensors = new LinkedHashMap<>();
    List<Path> paths = new ArrayList<>(List.of(index));
    for (String name : new TreeSet<>(files.values())) {
      Path shard = folder.resolve(name);
      paths.add(shard);
      for (TensorInfo tensor : Safetensors.read(shard).values()) {
        if (!name.equals(files.get(tensor.name()))) {
          throw new CheckpointException(
              shard,
              "tensor " + tensor.name(),
              "the index has it in " + files.get(tensor.name()),
              REMEDY);
        }
        tensors.put(tensor.name(), tensor);
      }
    }
    for (Map.Entry<String, String> entry : files.entrySet()) {
      if (!tensors.containsKey(entry.getKey())) {
        throw new CheckpointException(
            folder.resolve(entry.getValue()),
            "tensor " + entry.getKey() + " is missing",
            "the index has it here",
            REMEDY);
      }
    }
    return new WeightFiles(List.copyOf(paths), tensors);
  }

  private static Map<String, String> weightMap(Path index) throws CheckpointException {
    JsonNode map = Json.read(index, REMEDY).path("weight_map");
    if (!map.isObject() || map.isEmpty()) {
      throw new CheckpointException(index, "weight_map", "missing or empty", REMEDY);
    }
    Map<String, String> files = new LinkedHashMap<>();
    for (Iterator<Map.Entry<String, JsonNode>> entries = map.fields(); entries.hasNext(); ) {
      Map.Entry<String, JsonNode> entry = entries.next();
      String name = entry.getValue().asText("");
      // A name with a separator could lead out of the folder, past lock and fingerprint.
      if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]*\\.safetensors")) {
        throw new CheckpointException(
            index,
            "weight_map " + entry.getKey() + " = " + entry.getValue(),
            "not the plain name of a safetensors file",
            REMEDY);
      }
      files.put(entry.getKey(), name);
    }
    return files;
  }
}
