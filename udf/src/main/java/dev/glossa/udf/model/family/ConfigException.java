package dev.glossa.udf.model.family;

/** A {@code config.json} that describes a network which no program computes. */
public final class ConfigException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String what;
  private final String why;
  private final String remedy;

  /**
   * @param what the field and its value, such as {@code n_head = 3}
   * @param why the reason
   * @param remedy what to do about it
   */
  ConfigException(String what, String why, String remedy) {
    super("Cannot use config.json: " + what + " (" + why + "; " + remedy + ")");
    this.what = what;
    this.why = why;
    this.remedy = remedy;
  }

  /** The field and its value. */
  public String what() {
    return what;
  }

  /** The reason for the refusal. */
  public String why() {
    return why;
  }

  /** What the user can do. */
  public String remedy() {
    return remedy;
  }
}
