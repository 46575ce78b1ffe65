package dev.glossa.udf.decode;

import dev.glossa.udf.decode.Strategy.EarlyStopping;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Reads settings by Hugging Face's names and collects what is wrong with them. */
final class SettingsReader {

  /** Settings that are accepted only with a value that changes nothing; null always is one. */
  private static final Map<String, Set<Object>> WITHOUT_EFFECT =
      Map.ofEntries(
          Map.entry("begin_suppress_tokens", Set.of(List.of())),
          Map.entry("constraints", Set.of()),
          Map.entry("diversity_penalty", Set.of(0.0)),
          Map.entry("dola_layers", Set.of()),
          Map.entry("encoder_no_repeat_ngram_size", Set.of(0.0)),
          Map.entry("encoder_repetition_penalty", Set.of(1.0)),
          Map.entry("epsilon_cutoff", Set.of(0.0)),
          Map.entry("eta_cutoff", Set.of(0.0)),
          Map.entry("exponential_decay_length_penalty", Set.of()),
          Map.entry("force_words_ids", Set.of()),
          Map.entry("forced_decoder_ids", Set.of()),
          Map.entry("guidance_scale", Set.of(1.0)),
          Map.entry("max_time", Set.of()),
          Map.entry("num_beam_groups", Set.of(1.0)),
          Map.entry("penalty_alpha", Set.of(0.0)),
          Map.entry("renormalize_logits", Set.of(false)),
          Map.entry("sequence_bias", Set.of()),
          Map.entry("suppress_tokens", Set.of(List.of())),
          Map.entry("token_healing", Set.of(false)),
          Map.entry("top_h", Set.of()),
          Map.entry("typical_p", Set.of(1.0)),
          Map.entry("watermarking_config", Set.of()));

  /** Those of them that matter only where tokens are drawn at random. */
  private static final Set<String> FOR_SAMPLING =
      Set.of("epsilon_cutoff", "eta_cutoff", "top_h", "typical_p");

  private final Map<String, Object> values = new HashMap<>();
  private final Map<String, ?> changes;
  private boolean sample;
  private int beams;
  private final Set<String> known = new HashSet<>();
  private final TreeMap<String, Object> used = new TreeMap<>();
  private final List<String> problems = new ArrayList<>();

  SettingsReader(Map<String, ?> checkpoint, Map<String, ?> changes) {
    this.changes = changes;
    values.putAll(checkpoint);
    values.putAll(changes);
  }

  GenerationSettings read() {
    Strategy strategy = strategy();
    Lengths lengths =
        new Lengths(
            whole("max_length", null, 1),
            whole("max_new_tokens", null, 1),
            whole("min_length", 0, 0),
            whole("min_new_tokens", null, 0));
    int ngram = whole("no_repeat_ngram_size", 0, 0);
    double penalty = positive("repetition_penalty");
    SpecialTokens tokens = tokens();
    List<List<Integer>> badWords = badWords(tokens.ends());
    List<String> stopStrings = stopStrings();
    checkNames();
    if (!problems.isEmpty()) {
      throw new SettingsException(problems);
    }
    return new GenerationSettings(
        strategy, lengths, ngram, (float) penalty, badWords, stopStrings, tokens, used);
  }

  /**
   * The strategy. A checkpoint may hold values for other strategies than its own, such as a
   * temperature of 0 beside {@code do_sample = false}: they are neither checked nor used, as in
   * Hugging Face.
   */
  private Strategy strategy() {
    sample = truth("do_sample", false);
    beams = whole("num_beams", 1, 1);
    int returned = whole("num_return_sequences", 1, 1);
    checkRows(returned);
    if (beams > 1) {
      checkUnused();
      return new Strategy.Beam(beams, number("length_penalty", 1.0), earlyStopping(), returned);
    }
    pass("length_penalty", "early_stopping");
    if (!sample) {
      checkUnused();
      return new Strategy.Greedy();
    }
    boolean unfiltered = changes.containsKey("top_k") && changes.get("top_k") == null;
    double temperature = positive("temperature");
    int topK = whole("top_k", unfiltered ? 0 : 50, 0);
    double topP = number("top_p", 1.0);
    if (!(topP >= 0 && topP <= 1)) {
      problem("set", "top_p", topP, "a share of the probability; give 0 to 1");
    }
    return new Strategy.Sample(temperature, topK, topP, minP(), returned);
  }

  private double minP() {
    Object value = value("min_p");
    double share = value instanceof Number number ? number.doubleValue() : 0;
    if (value != null && !(value instanceof Number && share >= 0 && share <= 1)) {
      problem("set", "min_p", value, "a share of the best token's probability; give 0 to 1");
      return 0;
    }
    if (share > 0) {
      used.put("min_p", share);
    }
    return share;
  }

  private void checkRows(int returned) {
    if (sample && beams > 1) {
      problem(
          "sample with",
          "num_beams",
          beams,
          "beams are not drawn; set num_beams = 1 or do_sample = false");
    }
    if (beams > 1 && returned > beams) {
      problem(
          "return",
          "num_return_sequences",
          returned,
          "only num_beams = " + beams + " texts are kept; lower it or raise num_beams");
    }
    if (!sample && beams == 1 && returned > 1) {
      problem(
          "return",
          "num_return_sequences",
          returned,
          "the best token at every step gives one text; set do_sample = true or num_beams");
    }
  }

  /**
   * What a user set for sampling is a mistake where nothing is drawn, unless it changes nothing.
   */
  private void checkUnused() {
    checkSampling("temperature", 1);
    checkSampling("top_k", 50);
    checkSampling("top_p", 1);
    checkSampling("min_p", 0);
  }

  private void checkSampling(String name, double harmless) {
    known.add(name);
    Object value = changes.get(name);
    if (value != null && !(value instanceof Number n && n.doubleValue() == harmless)) {
      problem("use", name, value, "nothing is drawn; set do_sample = true or remove it");
    }
  }

  private void pass(String... names) {
    known.addAll(List.of(names));
  }

  private EarlyStopping earlyStopping() {
    Object value = value("early_stopping");
    used.put("early_stopping", value == null ? Boolean.FALSE : value);
    if (Boolean.TRUE.equals(value)) {
      return EarlyStopping.WHEN_FULL;
    }
    if ("never".equals(value)) {
      return EarlyStopping.WHEN_IMPOSSIBLE;
    }
    if (value != null && !Boolean.FALSE.equals(value)) {
      problem("set", "early_stopping", value, "give true, false or \"never\"");
    }
    return EarlyStopping.WHEN_UNLIKELY;
  }

  private SpecialTokens tokens() {
    List<Integer> ends = tokens("eos_token_id");
    Integer begin = whole("bos_token_id", null, 0);
    Integer start = whole("decoder_start_token_id", begin, 0);
    Integer pad = whole("pad_token_id", ends.isEmpty() ? null : ends.get(0), 0);
    return new SpecialTokens(
        ends, whole("forced_bos_token_id", null, 0), tokens("forced_eos_token_id"), start, pad);
  }

  /** Words that may not be written. As in Hugging Face, a word that is an end token is left out. */
  private List<List<Integer>> badWords(List<Integer> ends) {
    Object value = value("bad_words_ids");
    if (value == null) {
      return List.of();
    }
    List<List<Integer>> words = new ArrayList<>();
    for (Object word : value instanceof List<?> list ? list : List.of(value)) {
      List<Integer> tokens = word instanceof List<?> ? tokensOf(word).orElse(List.of()) : List.of();
      if (tokens.isEmpty()) {
        problem("set", "bad_words_ids", value, "give a list of lists of tokens");
        return List.of();
      }
      if (tokens.size() > 1 || !ends.contains(tokens.get(0))) {
        words.add(tokens);
      }
    }
    if (!words.isEmpty()) {
      used.put("bad_words_ids", words);
    }
    return words;
  }

  private List<String> stopStrings() {
    Object value = value("stop_strings");
    if (value == null) {
      return List.of();
    }
    List<String> strings = new ArrayList<>();
    for (Object string : value instanceof List<?> list ? list : List.of(value)) {
      if (!(string instanceof String text) || text.isEmpty()) {
        problem("set", "stop_strings", value, "give a list of strings, none of them empty");
        return List.of();
      }
      strings.add(text);
    }
    if (!strings.isEmpty()) {
      used.put("stop_strings", List.copyOf(strings));
    }
    return strings;
  }

  private void checkNames() {
    for (String name : new TreeSet<>(values.keySet())) {
      Object value = values.get(name);
      Set<Object> harmless = WITHOUT_EFFECT.get(name);
      if (!sample && FOR_SAMPLING.contains(name) && !changes.containsKey(name)) {
        continue;
      }
      if (harmless != null) {
        Object comparable = value instanceof Number number ? number.doubleValue() : value;
        if (value != null && !harmless.contains(comparable)) {
          problem("honour", name, value, "not offered here; set it to null to do without");
        }
      } else if (changes.containsKey(name) && !known.contains(name)) {
        problem("set", name, value, "no such setting; the names are Hugging Face's");
      }
    }
  }

  private Object value(String name) {
    known.add(name);
    return values.get(name);
  }

  private boolean truth(String name, boolean byDefault) {
    Object value = value(name);
    if (value != null && !(value instanceof Boolean)) {
      problem("set", name, value, "give true or false");
    }
    boolean result = value instanceof Boolean given ? given : byDefault;
    used.put(name, result);
    return result;
  }

  /** What scores are divided by or multiplied with as a float, in which they must stay numbers. */
  private double positive(String name) {
    double value = number(name, 1.0);
    if (!(value >= 1e-30 && value <= 1e30)) {
      problem("set", name, value, "give 1e-30 to 1e30; 1 changes nothing");
      return 1;
    }
    return value;
  }

  private double number(String name, double byDefault) {
    Object value = value(name);
    double result = byDefault;
    if (value instanceof Number number && Double.isFinite(number.doubleValue())) {
      result = number.doubleValue();
    } else if (value != null) {
      problem("set", name, value, "give a number");
    }
    used.put(name, result);
    return result;
  }

  private Integer whole(String name, Integer byDefault, int least) {
    Object value = value(name);
    Integer result = byDefault;
    if (value != null) {
      Integer given = whole(value);
      if (given == null || given < least) {
        problem("set", name, value, "give a whole number, " + least + " or more");
      } else {
        result = given;
      }
    }
    if (result != null) {
      used.put(name, result);
    }
    return result;
  }

  private List<Integer> tokens(String name) {
    Object value = value(name);
    if (value == null) {
      return List.of();
    }
    Optional<List<Integer>> tokens = tokensOf(value);
    if (tokens.isEmpty()) {
      problem("set", name, value, "give a token's number or a list of them");
      return List.of();
    }
    List<Integer> found = tokens.get();
    used.put(name, found.size() == 1 ? found.get(0) : List.copyOf(found));
    return found;
  }

  /** A token or a list of tokens; empty where it holds anything else. */
  private static Optional<List<Integer>> tokensOf(Object value) {
    List<Integer> tokens = new ArrayList<>();
    for (Object element : value instanceof List<?> list ? list : List.of(value)) {
      Integer token = whole(element);
      if (token == null || token < 0) {
        return Optional.empty();
      }
      tokens.add(token);
    }
    return Optional.of(tokens);
  }

  private static Integer whole(Object value) {
    if (!(value instanceof Number number)) {
      return null;
    }
    double exact = number.doubleValue();
    return exact == number.intValue() ? Integer.valueOf(number.intValue()) : null;
  }

  private void problem(String action, String name, Object value, String advice) {
    problems.add("Cannot " + action + " " + name + ": " + value + " (" + advice + ")");
  }
}
