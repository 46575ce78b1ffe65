package dev.glossa.udf.model.family;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Rotary position embedding (<a href="https://arxiv.org/abs/2104.09864">Su et al. 2021</a>): by how
 * much each position turns each pair of a head's numbers.
 *
 * <p>{@code config.json} says it in {@code rope_parameters}, or in the older form {@code
 * rope_scaling} beside {@code rope_theta}. The kinds of scaling are those of Hugging Face's {@code
 * modeling_rope_utils.py}. Two of them depend there on the length of a whole batch: {@code dynamic}
 * beyond the model's positions, and {@code longrope} beyond the original ones. Here a model reads
 * no longer texts than those, so that a text's result follows from the text alone.
 *
 * @param frequencies radians per position for each pair
 * @param factor what cosines and sines are multiplied by
 * @param maxPositions longest text that these frequencies are for
 */
record Rotation(List<Double> frequencies, double factor, int maxPositions) {

  /**
   * What a family takes where its {@code config.json} is silent.
   *
   * @param theta base of the frequencies
   * @param share of a head's numbers that are turned
   */
  record Defaults(double theta, double share) {}

  /**
   * Reads the rotation of a kind of layer.
   *
   * @param config the whole file
   * @param layerType {@code full_attention} or {@code sliding_attention}, by which a file may keep
   *     two sets of parameters apart
   * @param headSize numbers of a head
   * @throws ConfigException when a parameter is missing or wrong, or the kind is not known
   */
  static Rotation read(ConfigReader config, String layerType, int headSize, Defaults defaults)
      throws ConfigException {
    ConfigReader all =
        config
            .object("rope_scaling")
            .or(() -> config.object("rope_parameters"))
            .orElseGet(() -> config.empty("rope_parameters"));
    Defaults absent =
        new Defaults(
            config.real("rope_theta", defaults.theta()),
            config.real("partial_rotary_factor", defaults.share()));
    return of(config, all.object(layerType).orElse(all), headSize, absent);
  }

  /** The rotation of a kind of layer of which only {@code rope_parameters} may speak. */
  static Rotation ofLayerType(
      ConfigReader config, String layerType, int headSize, Defaults defaults)
      throws ConfigException {
    Optional<ConfigReader> own =
        config.object("rope_parameters").flatMap(parameters -> parameters.object(layerType));
    return of(config, own.orElseGet(() -> config.empty(layerType)), headSize, defaults);
  }

  private static Rotation of(
      ConfigReader config, ConfigReader parameters, int headSize, Defaults absent)
      throws ConfigException {
    double theta = parameters.real("rope_theta", absent.theta());
    double share = parameters.real("partial_rotary_factor", absent.share());
    int turned = (int) (headSize * share);
    int pairs = (turned + 1) / 2;
    if (2 * pairs > headSize) {
      throw config.fault(
          "head_dim",
          Integer.toString(headSize),
          "numbers are turned in pairs, which need it even");
    }
    double[] plain =
        IntStream.range(0, pairs)
            .mapToDouble(pair -> Math.pow(theta, -2.0 * pair / turned))
            .toArray();
    int positions = config.size("max_position_embeddings");
    String kind = parameters.text("rope_type", parameters.text("type", "default"));
    return switch (kind) {
      case "default", "mrope", "dynamic" -> of(plain, 1, positions);
      case "linear" -> of(divided(plain, parameters.real("factor")), 1, positions);
      case "llama3" -> llama3(config, parameters, plain, positions);
      case "yarn" -> yarn(config, parameters, plain, theta, positions);
      case "longrope", "su" -> longrope(config, parameters, plain, positions);
      default ->
          throw parameters.fault(
              "rope_type", kind, "not one of default, linear, dynamic, llama3, yarn, longrope");
    };
  }

  private static Rotation of(double[] frequencies, double factor, int positions) {
    return new Rotation(Arrays.stream(frequencies).boxed().toList(), factor, positions);
  }

  private static double[] divided(double[] frequencies, double factor) {
    return Arrays.stream(frequencies).map(f -> f / factor).toArray();
  }

  private static double original(ConfigReader config, ConfigReader parameters, int positions)
      throws ConfigException {
    String name = "original_max_position_embeddings";
    return config.size(name, parameters.size(name, positions));
  }

  /**
   * Llama 3's scaling: long waves are slowed down by the factor, short ones stay, those between are
   * mixed.
   */
  private static Rotation llama3(
      ConfigReader config, ConfigReader parameters, double[] plain, int positions)
      throws ConfigException {
    double factor = parameters.real("factor");
    double low = parameters.real("low_freq_factor");
    double high = parameters.real("high_freq_factor");
    double original = original(config, parameters, positions);
    double[] scaled =
        Arrays.stream(plain)
            .map(
                f -> {
                  double turns = original * f / (2 * Math.PI);
                  double mix = Math.max(0, Math.min(1, (turns - low) / (high - low)));
                  return (1 - mix) * f / factor + mix * f;
                })
            .toArray();
    return of(scaled, 1, positions);
  }

  /** YaRN (<a href="https://arxiv.org/abs/2309.00071">Peng et al. 2023</a>). */
  private static Rotation yarn(
      ConfigReader config, ConfigReader parameters, double[] plain, double theta, int positions)
      throws ConfigException {
    double original = original(config, parameters, positions);
    double factor = parameters.real("factor", positions / original);
    int turned = 2 * plain.length;
    double low = correction(parameters.real("beta_fast", 32), turned, theta, original);
    double high = correction(parameters.real("beta_slow", 1), turned, theta, original);
    if (parameters.flag("truncate", true)) {
      low = Math.floor(low);
      high = Math.ceil(high);
    }
    double begin = Math.max(low, 0);
    double end = Math.min(high, turned - 1);
    double width = begin == end ? 0.001 : end - begin;
    double[] scaled =
        IntStream.range(0, plain.length)
            .mapToDouble(
                pair -> {
                  double slowed = Math.max(0, Math.min(1, (pair - begin) / width));
                  return plain[pair] * (slowed / factor + 1 - slowed);
                })
            .toArray();
    return of(scaled, parameters.real("attention_factor", temper(parameters, factor)), positions);
  }

  /** The number of the pair that turns so many times within the original length. */
  private static double correction(double turns, int turned, double theta, double original) {
    return turned * Math.log(original / (turns * 2 * Math.PI)) / (2 * Math.log(theta));
  }

  private static double temper(ConfigReader parameters, double factor) throws ConfigException {
    double one = parameters.real("mscale", 0);
    double all = parameters.real("mscale_all_dim", 0);
    return one != 0 && all != 0 ? temper(factor, one) / temper(factor, all) : temper(factor, 1);
  }

  private static double temper(double factor, double scale) {
    return factor <= 1 ? 1 : 0.1 * scale * Math.log(factor) + 1;
  }

  private static Rotation longrope(
      ConfigReader config, ConfigReader parameters, double[] plain, int positions)
      throws ConfigException {
    List<Double> divisors = parameters.reals("short_factor");
    if (divisors.size() != plain.length) {
      throw parameters.fault(
          "short_factor",
          divisors.size() + " numbers",
          "a head has " + plain.length + " pairs that turn");
    }
    double[] scaled =
        IntStream.range(0, plain.length)
            .mapToDouble(pair -> plain[pair] / divisors.get(pair))
            .toArray();
    double original = original(config, parameters, positions);
    double factor = parameters.real("factor", positions / original);
    double tempered = factor <= 1 ? 1 : Math.sqrt(1 + Math.log(factor) / Math.log(original));
    return of(
        scaled, parameters.real("attention_factor", tempered), (int) Math.min(positions, original));
  }
}
