package dev.glossa.udf.model.family;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The function between the two matrices of a feed-forward layer. Names as in Hugging Face's {@code
 * activations.py}.
 */
public enum Activation {
  /** GELU, x · Φ(x), computed with the error function. */
  GELU("gelu", "gelu", "gelu_python"),
  /** The approximation of GELU by the hyperbolic tangent. */
  GELU_TANH("gelu_tanh", "gelu_new", "gelu_pytorch_tanh", "gelu_fast"),
  /** max(0, x). */
  RELU("relu", "relu"),
  /** x · sigmoid(x). */
  SILU("swish", "silu", "swish");

  private final String program;
  private final List<String> names;

  Activation(String program, String... names) {
    this.program = program;
    this.names = List.of(names);
  }

  /** Its name in the engine's programs. */
  String program() {
    return program;
  }

  static Optional<Activation> named(String name) {
    return Arrays.stream(values()).filter(value -> value.names.contains(name)).findFirst();
  }

  static String known() {
    return Arrays.stream(values())
        .flatMap(value -> value.names.stream())
        .collect(Collectors.joining(", "));
  }
}
