package dev.glossa.udf.model.family;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a network is: all that loading, checking and measuring a checkpoint must know of it. A
 * family makes it from {@code config.json}; nobody else asks which family that was.
 *
 * @param modelType {@code model_type}
 * @param roles what the model can be asked for
 * @param vocabSize tokens that it knows: rows of its embedding table
 * @param hiddenSize numbers in a token's vector
 * @param maxPositions longest sequence, in tokens
 * @param stacks sizes of the layers of each kind of attention
 * @param program name of the engine's program
 * @param attributes of the program: a Long, Double, Boolean or String each, or a list of such
 * @param prefixes what may stand before the weights' names, the usual one first; {@code ""} for
 *     nothing
 * @param layerCounts for each beginning of a layer's names, how many layers there are
 * @param weights all weights, in the order in which the program gets them
 * @param frame what stands round a text where the tokenizer does not say
 * @param labels that its head gives; {@link Labels#NONE} without such a head
 * @param generationDefaults parameters of {@code generate()} that {@code config.json} may leave
 *     out, by Hugging Face's names
 */
public record ModelConfig(
    String modelType,
    Set<Role> roles,
    int vocabSize,
    int hiddenSize,
    int maxPositions,
    Map<AttentionPart, LayerStack> stacks,
    String program,
    Map<String, Object> attributes,
    List<String> prefixes,
    Map<String, Integer> layerCounts,
    List<WeightGroup> weights,
    TextFrame frame,
    Labels labels,
    Map<String, Object> generationDefaults) {

  /** Copies the collections. */
  public ModelConfig {
    roles = Set.copyOf(roles);
    stacks = Collections.unmodifiableMap(new EnumMap<>(stacks));
    attributes = Map.copyOf(attributes);
    prefixes = List.copyOf(prefixes);
    layerCounts = Map.copyOf(layerCounts);
    weights = List.copyOf(weights);
    generationDefaults = Map.copyOf(generationDefaults);
  }

  /** How a model's layers are arranged. */
  public enum Arrangement {
    /** Layers that read in both directions. */
    ENCODER,
    /** Layers that read from left to right. */
    DECODER,
    /** An encoder, and a decoder that attends to its output. */
    ENCODER_DECODER
  }

  /** Which layers there are. */
  public Arrangement arrangement() {
    if (stacks.containsKey(AttentionPart.CROSS)) {
      return Arrangement.ENCODER_DECODER;
    }
    return stacks.containsKey(AttentionPart.ENCODER) ? Arrangement.ENCODER : Arrangement.DECODER;
  }

  /** The layers that read a text first: the encoder's, or else the only ones. */
  public LayerStack reading() {
    return stacks.values().iterator().next();
  }

  /** All weights, group by group. */
  public List<Weight> allWeights() {
    return weights.stream().flatMap(group -> group.weights().stream()).toList();
  }

  /** The name of a weight in the files that Hugging Face's libraries usually write. */
  public String fileName(Weight weight) {
    return weight.outer() ? weight.name() : prefixes.get(0) + weight.name();
  }

  /** A configuration of an encoder. */
  static Builder encoder(String modelType, LayerStack layers) {
    return new Builder(modelType, Role.ENCODES, Role.ATTENDS)
        .stack(AttentionPart.ENCODER, layers)
        .attribute("layers", (long) layers.layers())
        .attribute("classifier_activation", "tanh");
  }

  /** A configuration of a decoder. */
  static Builder decoder(String modelType, LayerStack layers) {
    return new Builder(modelType, Role.ENCODES, Role.SCORES, Role.CONTINUES, Role.ATTENDS)
        .stack(AttentionPart.DECODER, layers)
        .attribute("layers", (long) layers.layers());
  }

  /** A configuration of a decoder whose file has no head: it gives vectors and does not write. */
  static Builder readingDecoder(String modelType, LayerStack layers) {
    return new Builder(modelType, Role.ENCODES, Role.ATTENDS)
        .stack(AttentionPart.DECODER, layers)
        .attribute("layers", (long) layers.layers());
  }

  /** A configuration of an encoder with a decoder, whose layers have cross-attention. */
  static Builder encoderDecoder(String modelType, LayerStack encoder, LayerStack decoder) {
    return new Builder(modelType, Role.ENCODES, Role.REWRITES, Role.ATTENDS)
        .stack(AttentionPart.ENCODER, encoder)
        .stack(AttentionPart.DECODER, decoder)
        .stack(AttentionPart.CROSS, decoder)
        .attribute("layers", (long) encoder.layers())
        .attribute("decoder_layers", (long) decoder.layers())
        .attribute("classifier_activation", "tanh");
  }

  /** Collects the parts of a configuration. */
  static final class Builder {
    private final String modelType;
    private final Set<Role> roles;
    private final Map<AttentionPart, LayerStack> stacks = new EnumMap<>(AttentionPart.class);
    private final Map<String, Object> attributes = new TreeMap<>();
    private int vocabSize;
    private int hiddenSize;
    private int maxPositions;
    private TextFrame frame = TextFrame.NONE;
    private Labels labels = Labels.NONE;
    private Map<String, Object> generationDefaults = Map.of();

    private Builder(String modelType, Role... roles) {
      this.modelType = modelType;
      this.roles = EnumSet.copyOf(Arrays.asList(roles));
    }

    private Builder stack(AttentionPart part, LayerStack layers) {
      stacks.put(part, layers);
      return this;
    }

    Builder vocabSize(int size) {
      vocabSize = size;
      return this;
    }

    Builder hiddenSize(int size) {
      hiddenSize = size;
      return this;
    }

    Builder maxPositions(int positions) {
      maxPositions = positions;
      return this;
    }

    /** An attribute of the program. */
    Builder attribute(String name, Object value) {
      attributes.put(name, value);
      return this;
    }

    Builder frame(TextFrame value) {
      frame = value;
      return this;
    }

    /** Adds a head for labels. A decoder that was trained to label with it writes nothing. */
    Builder head(LabelHead head) {
      roles.add(head.role());
      roles.remove(Role.REWRITES);
      labels = head.labels();
      return this;
    }

    Builder generationDefaults(Map<String, Object> values) {
      generationDefaults = values;
      return this;
    }

    /**
     * Ends with the program and its weights.
     *
     * @param prefixes what may stand before the weights' names, the usual one first
     */
    ModelConfig build(String program, List<String> prefixes, WeightList weights) {
      return new ModelConfig(
          modelType,
          roles,
          vocabSize,
          hiddenSize,
          maxPositions,
          stacks,
          program,
          attributes,
          prefixes,
          weights.layers(),
          weights.groups(),
          frame,
          labels,
          generationDefaults);
    }
  }
}
