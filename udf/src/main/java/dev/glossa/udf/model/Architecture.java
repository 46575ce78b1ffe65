package dev.glossa.udf.model;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The weights of one model by canonical name: Hugging Face's name without the outermost prefix
 * ({@code transformer.}, {@code model.}, {@code bert.}), which some libraries write and some do
 * not. Validation and the engines' mapping of weights both read this list.
 *
 * @param prefix what may stand before a name
 * @param layers for each beginning of a layer's names, how many layers there are
 * @param weights every weight that an engine may ask for
 */
public record Architecture(String prefix, Map<String, Integer> layers, List<Weight> weights) {

  /**
   * One weight.
   *
   * @param name canonical name
   * @param shape its dimensions, row-major
   * @param needed whether a checkpoint without it is refused
   * @param copies names under which some libraries write the same table again; where the weight
   *     itself is missing, one of them stands for it
   */
  public record Weight(String name, List<Long> shape, boolean needed, List<String> copies) {}

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
    for (Weight weight : weights) {
      Optional<TensorInfo> tensor = find(weight.name(), tensors);
      for (String copy : weight.copies()) {
        tensor = tensor.isPresent() ? tensor : find(copy, tensors);
      }
      if (tensor.isPresent()) {
        check(weight, tensor.get());
        bound.put(weight.name(), tensor.get());
      } else if (weight.needed()) {
        throw new CheckpointException(
            folder,
            "tensor " + weight.name() + " is missing",
            "config.json needs it with shape " + weight.shape(),
            ConfigReader.REMEDY);
      }
    }
    return bound;
  }

  /** The tensor of a canonical name, whatever its prefix. */
  Optional<TensorInfo> find(String name, Map<String, TensorInfo> tensors)
      throws CheckpointException {
    TensorInfo found = null;
    for (String candidate : candidates(name)) {
      TensorInfo tensor = tensors.get(candidate);
      if (tensor != null && found != null) {
        throw new CheckpointException(
            tensor.file(),
            "tensors " + found.name() + " and " + tensor.name(),
            "both are " + name,
            "save the checkpoint again with one of them");
      }
      found = tensor == null ? found : tensor;
    }
    return Optional.ofNullable(found);
  }

  private List<String> candidates(String name) {
    List<String> candidates = new ArrayList<>(List.of(name, prefix + name));
    // BERT checkpoints of TensorFlow's time call a layer norm's weight gamma and its bias beta.
    if (name.endsWith("LayerNorm.weight")) {
      String gamma = name.replace("LayerNorm.weight", "LayerNorm.gamma");
      candidates.addAll(List.of(gamma, prefix + gamma));
    } else if (name.endsWith("LayerNorm.bias")) {
      String beta = name.replace("LayerNorm.bias", "LayerNorm.beta");
      candidates.addAll(List.of(beta, prefix + beta));
    }
    return candidates;
  }

  private static void check(Weight weight, TensorInfo tensor) throws CheckpointException {
    if (!tensor.shape().equals(weight.shape())) {
      throw new CheckpointException(
          tensor.file(),
          "tensor " + tensor.name() + ": shape " + tensor.shape(),
          "config.json says " + weight.shape(),
          ConfigReader.REMEDY);
    }
    if (!tensor.dtype().isWeight()) {
      throw new CheckpointException(
          tensor.file(),
          "tensor " + tensor.name() + ": dtype " + tensor.dtype(),
          "weights must be F32, F16 or BF16",
          "convert the checkpoint");
    }
    if (tensor.length() > Integer.MAX_VALUE) {
      throw new CheckpointException(
          tensor.file(),
          "tensor " + tensor.name() + ": " + tensor.length() + " bytes",
          "one tensor may take at most 2 GiB; the file may be larger",
          "convert the checkpoint to F16 or BF16");
    }
  }

  /** A file with more layers than the configuration would silently lose the last ones. */
  private void checkLayers(Map<String, TensorInfo> tensors) throws CheckpointException {
    for (TensorInfo tensor : tensors.values()) {
      String name = tensor.name();
      String bare = name.startsWith(prefix) ? name.substring(prefix.length()) : name;
      for (Map.Entry<String, Integer> entry : layers.entrySet()) {
        if (bare.startsWith(entry.getKey())
            && layer(bare.substring(entry.getKey().length())) >= entry.getValue()) {
          throw new CheckpointException(
              tensor.file(),
              "tensor " + name,
              "config.json has only " + entry.getValue() + " layers " + entry.getKey() + "N",
              ConfigReader.REMEDY);
        }
      }
    }
  }

  private static long layer(String rest) {
    int dot = rest.indexOf('.');
    return rest.matches("[0-9]{1,9}\\..*") ? Long.parseLong(rest.substring(0, dot)) : -1;
  }

  /** Collects the weights of a family. */
  static final class Builder {
    private final String prefix;
    private final Map<String, Integer> layers;
    private final List<Weight> weights = new ArrayList<>();

    Builder(String prefix, Map<String, Integer> layers) {
      this.prefix = prefix;
      this.layers = layers;
    }

    void needed(String name, long... shape) {
      weights.add(new Weight(name, list(shape), true, List.of()));
    }

    void optional(String name, long... shape) {
      weights.add(new Weight(name, list(shape), false, List.of()));
    }

    void tied(String name, List<String> copies, long... shape) {
      weights.add(new Weight(name, list(shape), true, copies));
    }

    /** A layer norm: weight [size] and bias [size]. */
    void norm(String name, long size) {
      needed(name + ".weight", size);
      needed(name + ".bias", size);
    }

    /** A linear layer as PyTorch keeps it: weight [out, in] and bias [out]. */
    void linear(String name, long in, long out) {
      needed(name + ".weight", out, in);
      needed(name + ".bias", out);
    }

    /** A linear layer as GPT-2's Conv1D keeps it: weight [in, out] and bias [out]. */
    void convolution(String name, long in, long out) {
      needed(name + ".weight", in, out);
      needed(name + ".bias", out);
    }

    Architecture build() {
      return new Architecture(prefix, layers, List.copyOf(weights));
    }

    private static List<Long> list(long... shape) {
      return Arrays.stream(shape).boxed().toList();
    }
  }
}
