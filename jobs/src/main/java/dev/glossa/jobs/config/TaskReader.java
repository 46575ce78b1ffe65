package dev.glossa.jobs.config;

import dev.glossa.udf.task.AttentionSettings;
import dev.glossa.udf.task.BatchSettings;
import dev.glossa.udf.task.EmbedSettings;
import dev.glossa.udf.task.GenerateSettings;
import dev.glossa.udf.task.NextTokenSettings;
import dev.glossa.udf.task.SummarizeSettings;
import dev.glossa.udf.task.TaskSettings;
import dev.glossa.udf.task.TokenizeSettings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Reads the keys of the engine and of the six tasks. */
final class TaskReader {
  private static final int MOST_TOKENS = 1 << 20;

  private final Set<String> models;
  private final EngineSettings engine;
  private final BatchSettings batch;
  private final Map<String, TaskSettings> tasks = new LinkedHashMap<>();
  private final WordSettings words;

  /**
   * Reads all of them.
   *
   * @param root the object {@code glossa}
   * @param models names that are defined
   * @param seed of the run
   */
  TaskReader(Section root, Set<String> models, long seed) {
    this.models = models;
    Section engineKeys = root.section("engine");
    this.engine =
        new EngineSettings(
            engineKeys.choice("device", "auto", "cpu", "cuda"),
            engineKeys.choice("precision", "auto", "float32", "float16", "bfloat16"),
            engineKeys.integer("threads", 0, 1024));
    this.batch =
        new BatchSettings(
            engineKeys.integer("queue", 1, MOST_TOKENS),
            engineKeys.integer("batch_tokens", 16, MOST_TOKENS));
    engineKeys.done();

    Section tokenize = root.section("tokenize");
    add(new TokenizeSettings(models(tokenize, "tokenizers")));
    tokenize.done();

    Section embed = root.section("embed");
    add(
        new EmbedSettings(
            model(embed, "model"),
            embed.choice("pooling", "mean", "first", "last"),
            embed.integer("max_tokens", 0, MOST_TOKENS),
            batch));
    this.words = new WordSettings(model(embed, "word_model"), embed.names("words"));
    embed.done();

    Section attention = root.section("attention");
    add(new AttentionSettings(models(attention, "models"), attention.names("matrices"), batch));
    attention.done();

    Section nextToken = root.section("nexttoken");
    add(
        new NextTokenSettings(
            model(nextToken, "model"),
            nextToken.integer("top_k", 1, 1000),
            nextToken.numbers("temperatures", 100),
            nextToken.integer("prompt_tokens", 1, MOST_TOKENS),
            batch));
    nextToken.done();

    add(summarize(root.section("summarize")));
    add(generate(root.section("generate"), seed));
  }

  EngineSettings engine() {
    return engine;
  }

  /** By stage, in the order in which a pipeline runs them. */
  Map<String, TaskSettings> tasks() {
    return tasks;
  }

  WordSettings words() {
    return words;
  }

  private void add(TaskSettings task) {
    tasks.put(task.stage(), task);
  }

  private SummarizeSettings summarize(Section section) {
    Section byLanguage = section.section("models");
    Map<String, String> languages = new TreeMap<>();
    for (String language : byLanguage.keys()) {
      if (!InputSettings.isLanguage(language)) {
        byLanguage.problem(
            language, "unknown language", "use a code of ISO 639-1 such as en or ko as its key");
      }
      languages.put(language, model(byLanguage, language));
    }
    List<String> strategies = section.names("strategies");
    if (strategies.isEmpty() || !Set.of("abstractive", "extractive").containsAll(strategies)) {
      section.problem(
          "strategies", "none or unknown", "use abstractive, extractive or both, as a list");
    }
    SummarizeSettings settings =
        new SummarizeSettings(
            languages,
            model(section, "default"),
            strategies,
            model(section, "encoder"),
            section.integer("sentences", 1, 1000),
            generation(section, "generation"),
            batch);
    section.done();
    return settings;
  }

  private GenerateSettings generate(Section section, long seed) {
    Section byName = section.section("strategies");
    Map<String, Map<String, Object>> strategies = new TreeMap<>();
    for (String name : byName.keys()) {
      strategies.put(name, generation(byName, name));
    }
    if (strategies.isEmpty()) {
      section.problem("strategies", "none", "name one or more");
    }
    GenerateSettings settings =
        new GenerateSettings(
            model(section, "model"),
            section.integer("prompt_tokens", 1, MOST_TOKENS),
            strategies,
            section.integer("samples", 1, 1000),
            section.integer("trace_candidates", 0, 1000),
            seed,
            batch);
    section.done();
    return settings;
  }

  private static Map<String, Object> generation(Section section, String key) {
    Section generation = section.section(key);
    Map<String, Object> changes = generation.settings();
    GenerationChecks.problems(changes).forEach(generation::problem);
    return changes;
  }

  private List<String> models(Section section, String key) {
    List<String> names = section.names(key);
    names.forEach(name -> defined(section, key, name));
    if (names.isEmpty()) {
      section.problem(key, "no model", "name one or more of " + String.join(", ", models));
    }
    return names;
  }

  private String model(Section section, String key) {
    String name = section.name(key);
    defined(section, key, name);
    return name;
  }

  private void defined(Section section, String key, String name) {
    if (!models.contains(name)) {
      section.problem(
          key,
          "no model is defined as " + name,
          "define models." + name + ".path or use one of " + String.join(", ", models));
    }
  }
}
