package dev.glossa.jobs.config;

import java.util.List;

/**
 * The configuration or the input that it names cannot be used. Carries every problem that was
 * found, not only the first.
 */
public final class ConfigurationException extends Exception {
  private static final long serialVersionUID = 1L;

  private final List<String> problems;

  /**
   * An exception for these problems.
   *
   * @param problems at least one, each a sentence of the form {@code Cannot DO: VALUE (why; what to
   *     do)}
   */
  public ConfigurationException(List<String> problems) {
    super(String.join("\n", problems));
    if (problems.isEmpty()) {
      throw new IllegalArgumentException("Cannot report: no problem (give one or more)");
    }
    this.problems = List.copyOf(problems);
  }

  /** The problems, in the order of the settings' documentation. */
  public List<String> problems() {
    return problems;
  }
}
