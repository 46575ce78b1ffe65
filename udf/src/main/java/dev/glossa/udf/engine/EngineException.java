package dev.glossa.udf.engine;

/** A computation that PyTorch refused or could not finish. */
public final class EngineException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  EngineException(String message, Throwable cause) {
    super(message, cause);
  }
}
