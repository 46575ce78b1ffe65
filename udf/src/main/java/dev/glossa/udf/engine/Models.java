package dev.glossa.udf.engine;

import ai.djl.util.Platform;
import dev.glossa.udf.model.Checkpoint;
import dev.glossa.udf.model.TensorInfo;
import dev.glossa.udf.model.Tensors;
import dev.glossa.udf.model.family.ModelConfig;
import dev.glossa.udf.model.family.Role;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Loads checkpoints. */
public final class Models {
  private Models() {}

  /**
   * Loads a checkpoint's weights onto a device.
   *
   * @return the model, which the caller closes
   * @throws EngineException when PyTorch cannot use the device or has no room on it
   * @throws IllegalArgumentException when this process already computes with another number of
   *     threads, or for a reason that {@link #problem} gives
   */
  public static LoadedModel load(Checkpoint checkpoint, EngineOptions options) {
    String storage = options.precision().storage(options.device());
    return load(checkpoint, options, storage, Weights.LARGEST_PART);
  }

  /**
   * Loads a checkpoint whose matrices are held in this way, and puts weights of more than so many
   * bytes together from parts.
   */
  static LoadedModel load(
      Checkpoint checkpoint, EngineOptions options, String storage, long largestPart) {
    problem(options)
        .ifPresent(
            reason -> {
              throw new IllegalArgumentException(reason);
            });
    Pytorch.start(options.threads());
    ModelConfig config = checkpoint.config();
    Map<String, Object> attributes = new HashMap<>(config.attributes());
    attributes.put("attention_element", options.precision().attentionNumber(options.device()));
    Program program = Program.compile(config.program(), attributes, options, storage);
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

  /** The reason why this machine cannot compute so, if there is one. */
  public static Optional<String> problem(EngineOptions options) {
    boolean onProcessor = options.device().equals("cpu");
    if (options.precision() == Precision.INT8 && !onProcessor) {
      return Optional.of(
          "Cannot compute in int8 on "
              + options.device()
              + " (only processors do; set engine.precision = float16 or engine.device = cpu)");
    }
    if (options.precision() == Precision.BFLOAT16 && onProcessor && !Processor.hasBfloat16()) {
      return Optional.of(
          "Cannot compute in bfloat16 on this processor (it has neither avx512_bf16 nor amx_bf16"
              + " and would be many times slower; set engine.precision = float32 or int8)");
    }
    return Optional.empty();
  }

  /** Bytes of a model's weights in a precision, as they are kept. */
  public static long bytes(Checkpoint checkpoint, Precision precision) {
    Tensors tensors = checkpoint.tensors();
    long numbers =
        tensors.names().stream()
            .map(tensors::info)
            .mapToLong(info -> info.length() / info.dtype().bytes())
            .sum();
    // The table of tokens is the only large one that is looked up and not multiplied with. It stays
    // as the file has it where that is smaller. A model that writes and has no head of its own has
    // it a second time, as a linear layer's weight.
    List<Long> shape =
        List.of((long) checkpoint.config().vocabSize(), (long) checkpoint.config().hiddenSize());
    List<TensorInfo> tables =
        tensors.names().stream()
            .map(tensors::info)
            .filter(info -> info.shape().equals(shape))
            .toList();
    if (tables.isEmpty()) {
      return numbers * precision.weightBytes();
    }
    boolean writes =
        checkpoint.config().roles().contains(Role.CONTINUES)
            || checkpoint.config().roles().contains(Role.REWRITES);
    long table = shape.get(0) * shape.get(1);
    long multiplied = writes && tables.size() == 1 ? numbers : numbers - table;
    int tableBytes = Math.min(tables.get(0).dtype().bytes(), precision.bytes());
    return multiplied * precision.weightBytes() + table * tableBytes;
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
