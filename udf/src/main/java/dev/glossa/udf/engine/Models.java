package dev.glossa.udf.engine;

import ai.djl.util.Platform;
import dev.glossa.udf.model.Checkpoint;
import dev.glossa.udf.model.family.ModelConfig;
import java.util.Map;

/** Loads checkpoints. */
public final class Models {
  private Models() {}

  /**
   * Loads a checkpoint's weights onto a device.
   *
   * @return the model, which the caller closes
   * @throws EngineException when PyTorch cannot use the device or has no room on it
   * @throws IllegalArgumentException when this process already computes with another number of
   *     threads
   */
  public static LoadedModel load(Checkpoint checkpoint, EngineOptions options) {
    return load(checkpoint, options, Weights.LARGEST_PART);
  }

  /** Loads a checkpoint and puts weights of more than so many bytes together from parts. */
  static LoadedModel load(Checkpoint checkpoint, EngineOptions options, long largestPart) {
    Pytorch.start(options.threads());
    ModelConfig config = checkpoint.config();
    Program program = Program.compile(config.program(), config.attributes(), options);
    try {
      Weights weights = new Weights(checkpoint.tensors(), program, largestPart);
      config.weights().forEach(weights::load);
      checkpoint.sentence().dense().forEach(layer -> weights.load(layer.weights()));
    } catch (RuntimeException e) {
      program.close();
      throw e;
    }
    return switch (config.arrangement()) {
      case ENCODER -> new EncoderModel(checkpoint, program);
      case DECODER -> new CausalModel(checkpoint, program);
      case ENCODER_DECODER -> new Seq2SeqModel(checkpoint, program);
    };
  }

  /** Versions of DJL and of the PyTorch that it was built with, for a run's record. */
  public static Map<String, String> versions() {
    return Map.of(
        "djl",
        Platform.detectPlatform("pytorch").getApiVersion(),
        "libtorch",
        Platform.detectPlatform("pytorch").getVersion());
  }
}
