package dev.glossa.udf.engine;

import dev.glossa.udf.model.Checkpoint;
import java.util.Optional;

/** The precision that settings ask for. */
public enum PrecisionChoice {
  /**
   * Float16 on a GPU. On a processor bfloat16 where the checkpoint's weights are bfloat16 and the
   * machine that asks computes it in hardware, and otherwise float32.
   */
  AUTO("auto", Optional.empty()),
  FLOAT32(Precision.FLOAT32),
  FLOAT16(Precision.FLOAT16),
  BFLOAT16(Precision.BFLOAT16),
  INT8(Precision.INT8);

  private final String text;
  private final Optional<Precision> precision;

  PrecisionChoice(Precision precision) {
    this(precision.text(), Optional.of(precision));
  }

  PrecisionChoice(String text, Optional<Precision> precision) {
    this.text = text;
    this.precision = precision;
  }

  /** The word for it in settings. */
  public String text() {
    return text;
  }

  /**
   * What it comes to for a checkpoint on a device.
   *
   * @param device as {@link EngineOptions#device} has it
   */
  public Precision on(String device, Checkpoint checkpoint) {
    if (precision.isPresent()) {
      return precision.get();
    }
    if (!device.equals("cpu")) {
      return Precision.FLOAT16;
    }
    return Processor.hasBfloat16() && checkpoint.tensors().isBfloat16()
        ? Precision.BFLOAT16
        : Precision.FLOAT32;
  }
}
