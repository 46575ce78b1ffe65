package dev.glossa.udf.model.family;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Collects the weights of a model, group by group. */
final class WeightList {
  private final List<WeightGroup> groups = new ArrayList<>();
  private final Map<String, Integer> layers = new LinkedHashMap<>();

  /** The groups, in the order in which they were added. */
  List<WeightGroup> groups() {
    return List.copyOf(groups);
  }

  /** For each beginning of a layer's names, how many layers there are. */
  Map<String, Integer> layers() {
    return Map.copyOf(layers);
  }

  /** Adds a group of weights that stand before or after the layers. */
  void outside(String method, BiConsumer<Group, List<Object>> contents) {
    add(method, WeightGroup.Part.OUTSIDE, "", contents);
  }

  /** The weights of a layer; their names begin after {@code prefix + number + "."}. */
  @FunctionalInterface
  interface Layer {
    void describe(int layer, Group weights, List<Object> arguments);
  }

  /**
   * Adds layers, a group for each.
   *
   * @param prefix of their names, such as {@code h.}
   */
  void layers(String method, WeightGroup.Part part, String prefix, int count, Layer layer) {
    layers.put(prefix, count);
    for (int i = 0; i < count; i++) {
      int number = i;
      add(
          method,
          part,
          prefix + i + ".",
          (weights, arguments) -> layer.describe(number, weights, arguments));
    }
  }

  private void add(
      String method,
      WeightGroup.Part part,
      String prefix,
      BiConsumer<Group, List<Object>> contents) {
    Group group = new Group(prefix);
    List<Object> arguments = new ArrayList<>();
    contents.accept(group, arguments);
    groups.add(new WeightGroup(method, part, arguments, group.weights));
  }

  /** The weights of one group. Each method returns the group. */
  static final class Group {
    private final String prefix;
    private final List<Weight> weights = new ArrayList<>();

    private Group(String prefix) {
      this.prefix = prefix;
    }

    /** A table [rows, columns]. */
    Group table(String name, long rows, long columns) {
      return add(name, Weight.Kind.TABLE, rows, columns);
    }

    /** A matrix [out, in], as PyTorch keeps it. */
    Group matrix(String name, long in, long out) {
      return add(name, Weight.Kind.MATRIX, out, in);
    }

    /** A vector that is added. */
    Group bias(String name, long size) {
      return add(name, Weight.Kind.BIAS, size);
    }

    /** A vector that is added to every token's logits, kept as [1, size]. */
    Group row(String name, long size) {
      return add(name, Weight.Kind.BIAS, 1, size);
    }

    /** Factors of a norm [size]. */
    Group factors(String name, long size) {
      return add(name, Weight.Kind.NORM, size);
    }

    /** A layer norm: weight [size] and bias [size]. */
    Group norm(String name, long size) {
      return factors(name + ".weight", size).bias(name + ".bias", size);
    }

    /** A linear layer as PyTorch keeps it: weight [out, in] and bias [out]. */
    Group linear(String name, long in, long out) {
      return matrix(name + ".weight", in, out).bias(name + ".bias", out);
    }

    /** A linear layer as PyTorch keeps it, which never has the prefix. */
    Group outerLinear(String name, long in, long out) {
      return matrix(name + ".weight", in, out).outer().bias(name + ".bias", out).outer();
    }

    /**
     * The matrix [vocabulary, in] of a model's output, which never has the prefix.
     *
     * @param tied whether a checkpoint may lack it, since the table of tokens stands for it
     */
    Group head(String name, long in, long vocabulary, boolean tied) {
      return matrix(name, in, vocabulary).outer().optionalUnless(!tied);
    }

    /** A matrix [out, in] that is multiplied with the encoder's output. */
    Group crossMatrix(String name, long in, long out) {
      return add(name, Weight.Kind.CROSS_MATRIX, out, in);
    }

    /** A linear layer on the encoder's output: weight [out, in] and bias [out]. */
    Group crossLinear(String name, long in, long out) {
      return add(name + ".weight", Weight.Kind.CROSS_MATRIX, out, in).bias(name + ".bias", out);
    }

    /** A linear layer as GPT-2's Conv1D keeps it: weight [in, out] and bias [out]. */
    Group convolution(String name, long in, long out) {
      return add(name + ".weight", Weight.Kind.MATRIX, in, out).bias(name + ".bias", out);
    }

    /** Lets a checkpoint lack the last weight. */
    Group optional() {
      return change(
          w -> new Weight(w.name(), w.kind(), w.shape(), true, w.outer(), w.aliases(), w.copies()));
    }

    /** Lets a checkpoint lack the last weight, unless it is needed. */
    Group optionalUnless(boolean needed) {
      return needed ? this : optional();
    }

    /** Says that the last weight never has the prefix. */
    Group outer() {
      return change(
          w ->
              new Weight(
                  w.name(), w.kind(), w.shape(), w.optional(), true, w.aliases(), w.copies()));
    }

    /** Gives the last weight other names, which begin where its own does. */
    Group aliases(String... names) {
      return change(
          w ->
              new Weight(
                  w.name(),
                  w.kind(),
                  w.shape(),
                  w.optional(),
                  w.outer(),
                  Stream.of(names).map(prefix::concat).toList(),
                  w.copies()));
    }

    /** Names copies of the last weight. */
    Group copies(String... names) {
      return change(
          w ->
              new Weight(
                  w.name(),
                  w.kind(),
                  w.shape(),
                  w.optional(),
                  w.outer(),
                  w.aliases(),
                  List.of(names)));
    }

    private Group add(String name, Weight.Kind kind, long... shape) {
      weights.add(
          new Weight(
              prefix + name,
              kind,
              LongStream.of(shape).boxed().toList(),
              false,
              false,
              List.of(),
              List.of()));
      return this;
    }

    private Group change(UnaryOperator<Weight> change) {
      int last = weights.size() - 1;
      weights.set(last, change.apply(weights.get(last)));
      return this;
    }
  }
}
