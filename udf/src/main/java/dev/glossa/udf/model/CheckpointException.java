package dev.glossa.udf.model;

import java.nio.file.Path;

/**
 * A checkpoint that must not be used. The message names the file, the item in it, its value, the
 * reason and the remedy.
 */
public final class CheckpointException extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * @param file the file that is at fault
   * @param what the item and its value, such as {@code tensor wte.weight: shape [3, 4]}
   * @param why the reason
   * @param remedy what to do about it
   */
  public CheckpointException(Path file, String what, String why, String remedy) {
    super(message(file, what, why, remedy));
  }

  /** As above, for a fault that the file system reported. */
  public CheckpointException(Path file, String what, String why, String remedy, Exception cause) {
    super(message(file, what, why, remedy), cause);
  }

  private static String message(Path file, String what, String why, String remedy) {
    return "Cannot use " + file + ": " + what + " (" + why + "; " + remedy + ")";
  }
}
