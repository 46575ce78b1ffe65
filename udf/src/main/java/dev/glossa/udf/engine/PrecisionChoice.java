package dev.glossa.udf.engine;

/** The precision that settings ask for. */
public enum PrecisionChoice {
  /** Float32 on the CPU and float16 on a GPU. */
  AUTO("auto"),
  FLOAT32("float32"),
  FLOAT16("float16"),
  BFLOAT16("bfloat16");

  private final String text;

  PrecisionChoice(String text) {
    this.text = text;
  }

  /** The word for it in settings, which also is part of what results are filed under. */
  public String text() {
    return text;
  }

  /**
   * What it comes to on a device.
   *
   * @param device as {@link EngineOptions#device} has it
   */
  public Precision on(String device) {
    return switch (this) {
      case AUTO -> device.equals("cpu") ? Precision.FLOAT32 : Precision.FLOAT16;
      case FLOAT32 -> Precision.FLOAT32;
      case FLOAT16 -> Precision.FLOAT16;
      case BFLOAT16 -> Precision.BFLOAT16;
    };
  }
}
