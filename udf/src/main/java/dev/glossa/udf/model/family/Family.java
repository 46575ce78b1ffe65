package dev.glossa.udf.model.family;

import java.util.List;

/**
 * Networks that one program computes. A family is one class, which says how its {@code config.json}
 * is read and which weights there are, and one program in the resources of {@code engine}.
 */
interface Family {

  /** The values of {@code model_type} that belong to it. */
  List<String> modelTypes();

  /**
   * Reads a {@code config.json} of one of these types.
   *
   * @throws ConfigException when a field is missing, wrong, or asks for what the program does not
   *     do
   */
  ModelConfig read(ConfigReader reader) throws ConfigException;
}
