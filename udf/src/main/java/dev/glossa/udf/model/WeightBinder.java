package dev.glossa.udf.model;

import dev.glossa.udf.model.family.ModelConfig;
import dev.glossa.udf.model.family.Weight;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds a model's weights among the tensors of a checkpoint.
 *
 * @param config which weights there must be
 */
record WeightBinder(ModelConfig config) {
  private static final String REMEDY = "take config.json and weights from the same checkpoint";

  /**
   * Finds each weight among the tensors of a checkpoint.
   *
   * @param folder the checkpoint, for messages
   * @param tensors the tensors by the names that their files give them
   * @return tensors by canonical name; an optional weight that is absent has no entry
   * @throws CheckpointException when a needed one is absent, one is ambiguous, or shape or type is
   *     not the configuration's
   */
  Map<String, TensorInfo> bind(Path folder, Map<String, TensorInfo> tensors)
      throws CheckpointException {
    checkLayers(tensors);
    Map<String, TensorInfo> bound = new LinkedHashMap<>();
    for (Weight weight : config.allWeights()) {
      Optional<TensorInfo> tensor = find(names(weight), tensors);
      for (String copy : weight.copies()) {
        tensor = tensor.isPresent() ? tensor : find(copy, tensors);
      }
      if (tensor.isPresent()) {
        check(weight, tensor.get());
        bound.put(weight.name(), tensor.get());
      } else if (!weight.optional()) {
        throw new CheckpointException(
            folder,
            "tensor " + weight.name() + " is missing",
            "config.json needs it with shape " + weight.shape(),
            REMEDY);
      }
    }
    return bound;
  }

  /** The tensor of a canonical name, whatever its prefix. */
  Optional<TensorInfo> find(String name, Map<String, TensorInfo> tensors)
      throws CheckpointException {
    return find(List.of(name), tensors);
  }

  private Optional<TensorInfo> find(List<String> names, Map<String, TensorInfo> tensors)
      throws CheckpointException {
    TensorInfo found = null;
    for (String name : names) {
      for (String candidate : candidates(name)) {
        TensorInfo tensor = tensors.get(candidate);
        if (tensor != null && found != null) {
          throw new CheckpointException(
              tensor.file(),
              "tensors " + found.name() + " and " + tensor.name(),
              "both are " + names.get(0),
              "save the checkpoint again with one of them");
        }
        found = tensor == null ? found : tensor;
      }
    }
    return Optional.ofNullable(found);
  }

  private static List<String> names(Weight weight) {
    List<String> names = new ArrayList<>(List.of(weight.name()));
    names.addAll(weight.aliases());
    return names;
  }

  /** A name without and with each prefix. */
  private Set<String> candidates(String name) {
    Set<String> candidates = new LinkedHashSet<>(List.of(name));
    config.prefixes().forEach(prefix -> candidates.add(prefix + name));
    return candidates;
  }

  /** Compares a weight with the tensor that was found for it. */
  static void check(Weight weight, TensorInfo tensor) throws CheckpointException {
    if (!tensor.shape().equals(weight.shape())) {
      throw new CheckpointException(
          tensor.file(),
          "tensor " + tensor.name() + ": shape " + tensor.shape(),
          "config.json says " + weight.shape(),
          REMEDY);
    }
    if (!tensor.dtype().isWeight()) {
      throw new CheckpointException(
          tensor.file(),
          "tensor " + tensor.name() + ": dtype " + tensor.dtype(),
          "weights must be F32, F16 or BF16",
          "convert the checkpoint");
    }
  }

  /** A file with more layers than the configuration would silently lose the last ones. */
  private void checkLayers(Map<String, TensorInfo> tensors) throws CheckpointException {
    for (TensorInfo tensor : tensors.values()) {
      String name = tensor.name();
      String bare = withoutPrefix(name);
      for (Map.Entry<String, Integer> entry : config.layerCounts().entrySet()) {
        if (bare.startsWith(entry.getKey())
            && layer(bare.substring(entry.getKey().length())) >= entry.getValue()) {
          throw new CheckpointException(
              tensor.file(),
              "tensor " + name,
              "config.json has only " + entry.getValue() + " layers " + entry.getKey() + "N",
              REMEDY);
        }
      }
    }
  }

  private String withoutPrefix(String name) {
    return config.prefixes().stream()
        .filter(prefix -> !prefix.isEmpty() && name.startsWith(prefix))
        .findFirst()
        .map(prefix -> name.substring(prefix.length()))
        .orElse(name);
  }

  private static long layer(String rest) {
    int dot = rest.indexOf('.');
    return rest.matches("[0-9]{1,9}\\..*") ? Long.parseLong(rest.substring(0, dot)) : -1;
  }
}
