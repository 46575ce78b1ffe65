package dev.glossa.udf.task;

import dev.glossa.udf.engine.EngineException;
import dev.glossa.udf.text.TextException;
import java.util.Locale;

/** Turns exceptions into failures, and tells those that are not about a document. */
final class Failures {
  private static final String OWN = "dev.glossa.";

  private Failures() {}

  /**
   * What an exception says about a document. Only our own messages are handed on, because those of
   * a library may quote the text.
   */
  static Failure of(String stage, RuntimeException exception) {
    if (exception instanceof TextException text) {
      return new Failure(stage, text.code(), text.getMessage());
    }
    StackTraceElement[] trace = exception.getStackTrace();
    boolean own = trace.length > 0 && trace[0].getClassName().startsWith(OWN);
    String code =
        exception
            .getClass()
            .getSimpleName()
            .replaceFirst("Exception$", "")
            .replaceAll("(?<=[a-z])(?=[A-Z])", "_")
            .toUpperCase(Locale.ROOT);
    String place = trace.length == 0 ? "" : " at " + trace[0];
    String message =
        own && exception.getMessage() != null
            ? exception.getMessage()
            : "Cannot process the document: " + exception.getClass().getName() + place;
    return new Failure(stage, code.isEmpty() ? "EXCEPTION" : code, message);
  }

  /**
   * Whether the device has no memory left: no document's fault, and a second attempt may go well.
   */
  static boolean isOutOfMemory(RuntimeException exception) {
    return exception instanceof EngineException
        && mentions(exception, "out of memory", "can't allocate memory");
  }

  /** Whether a device is lost, and with it every model of the process. */
  static boolean isFatal(RuntimeException exception) {
    return exception instanceof EngineException
        && mentions(exception, "CUDA error", "cuDNN error", "CUBLAS_STATUS");
  }

  private static boolean mentions(Throwable thrown, String... words) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      for (String word : words) {
        if (cause.getMessage() != null && cause.getMessage().contains(word)) {
          return true;
        }
      }
    }
    return false;
  }
}
