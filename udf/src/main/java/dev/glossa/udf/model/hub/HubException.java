package dev.glossa.udf.model.hub;

/** A model on the hub that cannot be had. The message names it, the reason and the remedy. */
public final class HubException extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * @param what the model or file, as in {@code hf:org/name config.json}
   * @param why the reason
   * @param remedy what to do about it
   */
  HubException(String what, String why, String remedy) {
    super(message(what, why, remedy));
  }

  /** As above, with what the network or the file system reported. */
  HubException(String what, String why, String remedy, Exception cause) {
    super(message(what, why, remedy), cause);
  }

  private static String message(String what, String why, String remedy) {
    return "Cannot use " + what + " (" + why + "; " + remedy + ")";
  }
}
