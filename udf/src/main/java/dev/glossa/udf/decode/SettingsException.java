package dev.glossa.udf.decode;

import java.util.List;

/** Generation settings that cannot be used. */
public final class SettingsException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  private final List<String> problems;

  /**
   * Reports all that is wrong.
   *
   * @param problems one message each
   */
  public SettingsException(List<String> problems) {
    super(String.join("\n", problems));
    this.problems = List.copyOf(problems);
  }

  /** One message for each thing that is wrong. */
  public List<String> problems() {
    return problems;
  }
}
