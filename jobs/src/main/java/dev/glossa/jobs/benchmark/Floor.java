package dev.glossa.jobs.benchmark;

import dev.glossa.udf.engine.Precision;
import dev.glossa.udf.model.family.AttentionPart;
import dev.glossa.udf.model.family.LayerStack;
import dev.glossa.udf.model.family.ModelConfig;
import dev.glossa.udf.model.family.Role;
import dev.glossa.udf.model.family.Weight;
import dev.glossa.udf.model.family.WeightGroup;
import java.util.Arrays;

/**
 * The time below which a model's work cannot be done on a machine, whatever the program: its
 * operations at the highest rate seen, or the bytes that must come from memory, whichever takes
 * longer.
 *
 * <p>Operations: two for each weight and token of a matrix product, and 4 · (size of all queries)
 * for each layer, query and key of attention. Bytes: a batch reads each layer's weights once, and a
 * step of decoding reads them all, and the keys and values that its queries see. A document's
 * prompt or source is counted once for all its beams, padding not at all; norms and activations are
 * free.
 *
 * @param head weights of the output head; 0 for a model that writes nothing
 * @param encoder weights of the layers that read the text
 * @param decoder weights that a step multiplies with, but for the head
 * @param crossing weights that turn the encoder's output into keys and values; 0 for one-part
 *     models
 * @param reading the layers that read the text
 * @param writing the layers of a step
 * @param causal whether a token sees only those before it
 * @param weightBytes of a weight
 * @param cacheBytes of a number of a key or value: on processors float32's, of which bfloat16 and
 *     int8 may read half as many
 */
record Floor(
    double head,
    double encoder,
    double decoder,
    double crossing,
    LayerStack reading,
    LayerStack writing,
    boolean causal,
    int weightBytes,
    int cacheBytes) {
  private static final LayerStack NONE = new LayerStack(0, 0, 0, 0, 0);

  static Floor of(ModelConfig model, Precision precision) {
    boolean causal = model.arrangement() == ModelConfig.Arrangement.DECODER;
    boolean writes =
        model.roles().contains(Role.CONTINUES) || model.roles().contains(Role.REWRITES);
    double decoder = weights(model, WeightGroup.Part.DECODER_LAYER, Weight.Kind.MATRIX);
    return new Floor(
        writes ? (double) model.hiddenSize() * model.vocabSize() : 0,
        causal ? decoder : weights(model, WeightGroup.Part.ENCODER_LAYER, Weight.Kind.MATRIX),
        decoder,
        weights(model, WeightGroup.Part.DECODER_LAYER, Weight.Kind.CROSS_MATRIX),
        model.reading(),
        model.stacks().getOrDefault(AttentionPart.DECODER, NONE),
        causal,
        precision.weightBytes(),
        Float.BYTES);
  }

  private static double weights(ModelConfig model, WeightGroup.Part part, Weight.Kind kind) {
    return model.weights().stream()
        .filter(group -> group.part() == part)
        .flatMap(group -> group.weights().stream())
        .filter(weight -> weight.kind() == kind)
        .mapToDouble(Weight::size)
        .sum();
  }

  /** Operations of attention for so many pairs of a query and a key. */
  private static double attention(LayerStack stack, double pairs) {
    return 4.0 * stack.layers() * stack.heads() * stack.headSize() * pairs;
  }

  /** Operations for reading one text. */
  double readFlops(int length) {
    double pairs = causal ? length * (length + 1.0) / 2 : (double) length * length;
    return 2 * (encoder + crossing) * length + attention(reading, pairs);
  }

  /** Operations for one row of a step that sees so many keys. */
  double stepFlops(int keys) {
    return 2 * (decoder + head) + attention(writing, keys);
  }

  /** Seconds to read a batch: prompts, sources, or texts to embed. */
  double read(int[] lengths, Roofline ceiling) {
    double flops = Arrays.stream(lengths).mapToDouble(this::readFlops).sum();
    return ceiling.seconds(flops, (encoder + crossing) * weightBytes);
  }

  /**
   * Seconds to write so many tokens with each of the beams of each document of a batch.
   *
   * @param lengths of what was read
   */
  double write(int[] lengths, int beams, int tokens, Roofline ceiling) {
    double rows = (double) lengths.length * beams;
    double seconds = 0;
    int steps = tokens;
    if (causal) {
      // What follows a prompt is known from reading it, but for the head, and is one for all beams.
      seconds += ceiling.seconds(2 * head * lengths.length, head * weightBytes);
      steps = tokens - 1;
    }
    double read = Arrays.stream(lengths).sum();
    for (int step = 1; step <= steps; step++) {
      double flops = 0;
      for (int length : lengths) {
        flops += beams * stepFlops(length + step);
      }
      double numbers = 2.0 * writing.layers() * writing.keyValueHeads() * writing.headSize();
      double cached = numbers * (read + rows * step);
      seconds += ceiling.seconds(flops, (decoder + head) * weightBytes + cached * cacheBytes);
    }
    return seconds;
  }
}
