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
 * <p>The first that is there, in the order of Hugging Face's libraries: {@code model.safetensors};
 * shards such as {@code model-00001-of-00002.safetensors}, named by {@code
 * model.safetensors.index.json}, whose {@code weight_map} gives each tensor's file; {@code
 * pytorch_model.bin}; shards of that form, named by {@code pytorch_model.bin.index.json}.
 *
 * @param files every file, the index among them
 * @param tensors tensors of all files by the names that stand there
 * @param checksums of parts of the files, where these carry any
 */
record WeightFiles(List<Path> files, Map<String, TensorInfo> tensors, List<Checksum> checksums) {
  private static final String REMEDY = "copy the whole checkpoint again";

  /** A form of weights: the file's name, that of an index of shards, and the ending of a shard. */
  private enum Form {
    SAFETENSORS("model.safetensors", ".safetensors"),
    TORCH("pytorch_model.bin", ".bin");

    private final String single;
    private final String index;
    private final String ending;

    Form(String single, String ending) {
      this.single = single;
      this.index = single + ".index.json";
      this.ending = ending;
    }

    TensorFile read(Path file) throws CheckpointException {
      return this == TORCH
          ? TorchFile.read(file)
          : new TensorFile(Safetensors.read(file), List.of());
    }
  }

  static WeightFiles read(Path folder) throws CheckpointException {
    List<String> names = new ArrayList<>();
    for (Form form : Form.values()) {
      Path single = folder.resolve(form.single);
      if (Files.exists(single)) {
        TensorFile found = form.read(single);
        return new WeightFiles(List.of(single), found.tensors(), found.checksums());
      }
      Path index = folder.resolve(form.index);
      if (Files.exists(index)) {
        return shards(folder, index, form);
      }
      names.addAll(List.of(form.single, form.index));
    }
    throw new CheckpointException(
        folder,
        "no weights",
        "none of " + String.join(", ", names) + " is there",
        "save the model with save_pretrained");
  }

  private static WeightFiles shards(Path folder, Path index, Form form) throws CheckpointException {
    Map<String, String> files = weightMap(index, form);
    Map<String, TensorInfo> tensors = new LinkedHashMap<>();
    List<Checksum> checksums = new ArrayList<>();
    List<Path> paths = new ArrayList<>(List.of(index));
    for (String name : new TreeSet<>(files.values())) {
      Path shard = folder.resolve(name);
      paths.add(shard);
      TensorFile found = form.read(shard);
      checksums.addAll(found.checksums());
      for (TensorInfo tensor : found.tensors().values()) {
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
    return new WeightFiles(List.copyOf(paths), tensors, checksums);
  }

  private static Map<String, String> weightMap(Path index, Form form) throws CheckpointException {
    JsonNode map = Json.read(index, REMEDY).path("weight_map");
    if (!map.isObject() || map.isEmpty()) {
      throw new CheckpointException(index, "weight_map", "missing or empty", REMEDY);
    }
    Map<String, String> files = new LinkedHashMap<>();
    for (Iterator<Map.Entry<String, JsonNode>> entries = map.fields(); entries.hasNext(); ) {
      Map.Entry<String, JsonNode> entry = entries.next();
      String name = entry.getValue().asText("");
      // A name with a separator could lead out of the folder, past lock and fingerprint.
      if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]*") || !name.endsWith(form.ending)) {
        throw new CheckpointException(
            index,
            "weight_map " + entry.getKey() + " = " + entry.getValue(),
            "not the plain name of a file that ends with " + form.ending,
            REMEDY);
      }
      files.put(entry.getKey(), name);
    }
    return files;
  }
}
