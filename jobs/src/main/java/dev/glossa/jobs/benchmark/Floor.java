package dev.glossa.jobs.benchmark;

import dev.glossa.udf.model.BartConfig;
import dev.glossa.udf.model.BertConfig;
import dev.glossa.udf.model.Gpt2Config;
import dev.glossa.udf.model.ModelConfig;
import java.util.Arrays;

/**
 * The time below which a model's work cannot be done on a machine, whatever the program: its
 * operations at the highest rate seen, or the bytes that must come from memory, whichever takes
 * longer.
 *
 * <p>Operations: two for each weight and token of a matrix product, and 4 · width for each layer,
 * query and key of attention. Bytes: a batch reads each layer's weights once, and a step of
 * decoding reads them all, and the keys and values that its queries see. A document's prompt or
 * source is counted once for all its beams, padding not at all; norms and activations are free.
 *
 * @param embeddingTable weights of the output head
 * @param encoder weights of what reads the text
 * @param decoder weights that a step multiplies with, but for the head
 * @param crossing weights that turn the encoder's output into keys and values; 0 for one-part
 *     models
 * @param readLayers layers that read the text
 * @param writeLayers layers of a step
 * @param width size of a token's vector
 * @param causal whether a token sees only those before it
 * @param bytes of a number
 */
record Floor(
    double embeddingTable,
    double encoder,
    double decoder,
    double crossing,
    int readLayers,
    int writeLayers,
    int width,
    boolean causal,
    int bytes) {

  static Floor of(ModelConfig model, int bytes) {
    double width = model.width();
    double square = width * width;
    double table = width * model.vocabulary();
    if (model instanceof Gpt2Config config) {
      double layers = config.layers() * (4 * square + 2 * width * config.feedForward());
      int number = config.layers();
      return new Floor(table, layers, layers, 0, number, number, config.width(), true, bytes);
    }
    if (model instanceof BartConfig config) {
      return new Floor(
          table,
          config.encoderLayers() * (4 * square + 2 * width * config.encoderFeedForward()),
          config.decoderLayers() * (6 * square + 2 * width * config.decoderFeedForward()),
          config.decoderLayers() * 2 * square,
          config.encoderLayers(),
          config.decoderLayers(),
          config.width(),
          false,
          bytes);
    }
    BertConfig config = (BertConfig) model;
    return new Floor(
        0,
        config.layers() * (4 * square + 2 * width * config.feedForward()),
        0,
        0,
        config.layers(),
        0,
        config.width(),
        false,
        bytes);
  }

  /** Operations for reading one text. */
  double readFlops(int length) {
    double pairs = causal ? length * (length + 1.0) / 2 : (double) length * length;
    return 2 * (encoder + crossing) * length + 4.0 * width * readLayers * pairs;
  }

  /** Operations for one row of a step that sees so many keys. */
  double stepFlops(int keys) {
    return 2 * (decoder + embeddingTable) + 4.0 * width * writeLayers * keys;
  }

  /** Seconds to read a batch: prompts, sources, or texts to embed. */
  double read(int[] lengths, Ceiling ceiling) {
    double flops = Arrays.stream(lengths).mapToDouble(this::readFlops).sum();
    return ceiling.seconds(flops, (encoder + crossing) * bytes);
  }

  /**
   * Seconds to write so many tokens with each of the beams of each document of a batch.
   *
   * @param lengths of what was read
   */
  double write(int[] lengths, int beams, int tokens, Ceiling ceiling) {
    double rows = (double) lengths.length * beams;
    double seconds = 0;
    int steps = tokens;
    if (causal) {
      // What follows a prompt is known from reading it, but for the head, and is one for all beams.
      seconds += ceiling.seconds(2 * embeddingTable * lengths.length, embeddingTable * bytes);
      steps = tokens - 1;
    }
    double read = Arrays.stream(lengths).sum();
    for (int step = 1; step <= steps; step++) {
      double flops = 0;
      for (int length : lengths) {
        flops += beams * stepFlops(length + step);
      }
      double cached = 2.0 * width * writeLayers * (read + rows * step);
      seconds += ceiling.seconds(flops, (decoder + embeddingTable + cached) * bytes);
    }
    return seconds;
  }
}
