package dev.glossa.udf.engine;

import ai.djl.util.Platform;
import dev.glossa.udf.model.BartConfig;
import dev.glossa.udf.model.BertConfig;
import dev.glossa.udf.model.Checkpoint;
import dev.glossa.udf.model.Gpt2Config;
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
    Pytorch.start(options.threads());
    if (checkpoint.config() instanceof Gpt2Config config) {
      return CausalModel.load(checkpoint, config, options);
    }
    if (checkpoint.config() instanceof BartConfig config) {
      return Seq2SeqModel.load(checkpoint, config, options);
    }
    return EncoderModel.load(checkpoint, (BertConfig) checkpoint.config(), options);
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
