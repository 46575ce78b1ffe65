package dev.glossa.udf.task;

import dev.glossa.udf.engine.EngineException;
import dev.glossa.udf.failure.CodedException;

/** Turns exceptions into failures of documents, and knows which are not about a document. */
final class DocumentFailures {
  private static final String UNEXPECTED = "UNEXPECTED";

  private DocumentFailures() {}

  /**
   * What an exception says about a document. Only a {@link CodedException} speaks for itself; the
   * message of any other may quote the text, so that only its type and place are told.
   */
  static Failure of(Stage stage, RuntimeException exception) {
    if (exception instanceof CodedException coded) {
      return new Failure(stage.name(), coded.code(), coded.getMessage());
    }
    StackTraceElement[] trace = exception.getStackTrace();
    return new Failure(
        stage.name(),
        UNEXPECTED,
        "Cannot process the document: "
            + exception.getClass().getName()
            + (trace.length == 0 ? "" : " at " + trace[0])
            + " (a defect of the program; its message is kept back, as it may hold the text)");
  }

  /** Whether the device has no memory left, and a second attempt may go well. */
  static boolean isOutOfMemory(RuntimeException exception) {
    return exception instanceof EngineException engine
        && engine.kind() == EngineException.Kind.OUT_OF_MEMORY;
  }

  /** Whether a device is lost, and with it every model of the process. */
  static boolean isFatal(RuntimeException exception) {
    return exception instanceof EngineException engine
        && engine.kind() == EngineException.Kind.DEVICE_LOST;
  }
}
