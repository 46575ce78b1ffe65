package dev.glossa.udf.engine;

import dev.glossa.udf.failure.CodedException;

/** A computation that PyTorch refused or could not finish. */
public final class EngineException extends CodedException {
  private static final long serialVersionUID = 1L;

  private final Kind kind;

  /** What the failure is about. */
  public enum Kind {
    /** The device has no memory left: no document's fault, and a second attempt may go well. */
    OUT_OF_MEMORY("OUT_OF_MEMORY", "out of memory", "can't allocate memory"),
    /** The device is lost, and with it every model of the process. */
    DEVICE_LOST("DEVICE_LOST", "CUDA error", "cuDNN error", "CUBLAS_STATUS"),
    /** Any other failure. */
    COMPUTATION("ENGINE");

    private final String code;
    private final String[] said;

    Kind(String code, String... said) {
      this.code = code;
      this.said = said;
    }

    /**
     * All of PyTorch's exceptions come through its library for Java as one type, so what tells them
     * apart is the words of their messages; nobody but this method looks at them.
     */
    private static Kind of(Throwable thrown) {
      for (Kind kind : values()) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
          for (String words : kind.said) {
            if (cause.getMessage() != null && cause.getMessage().contains(words)) {
              return kind;
            }
          }
        }
      }
      return COMPUTATION;
    }
  }

  private EngineException(Kind kind, String message, Throwable cause) {
    super(kind.code, message, cause);
    this.kind = kind;
  }

  /**
   * What PyTorch said, in our words.
   *
   * @param message shown to people
   * @param cause PyTorch's own
   */
  static EngineException of(String message, Throwable cause) {
    return new EngineException(Kind.of(cause), message, cause);
  }

  /** What the failure is about. */
  public Kind kind() {
    return kind;
  }
}
