package dev.glossa.udf.engine;

/** The device that settings ask for. */
public enum DeviceChoice {
  /** The GPU that the task was given, or else the CPU. */
  AUTO("auto"),
  /** The CPU. */
  CPU("cpu"),
  /** The GPU that the task was given, or else the first. */
  CUDA("cuda");

  private final String text;

  DeviceChoice(String text) {
    this.text = text;
  }

  /** The word for it in settings. */
  public String text() {
    return text;
  }
}
