package dev.glossa.udf.engine;

/** Failures of an engine, for tests of those who must bear them. */
public final class EngineFailures {
  private EngineFailures() {}

  /** What PyTorch said, as the engine hands it on. */
  public static EngineException saying(String message) {
    return EngineException.of("Cannot run test: " + message, new IllegalStateException(message));
  }
}
