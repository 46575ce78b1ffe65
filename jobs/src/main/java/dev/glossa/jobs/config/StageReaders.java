package dev.glossa.jobs.config;

import dev.glossa.udf.task.Aggregation;
import dev.glossa.udf.task.AttentionSettings;
import dev.glossa.udf.task.ClassifySettings;
import dev.glossa.udf.task.Combination;
import dev.glossa.udf.task.EmbedSettings;
import dev.glossa.udf.task.EntitiesSettings;
import dev.glossa.udf.task.GenerateSettings;
import dev.glossa.udf.task.NextTokenSettings;
import dev.glossa.udf.task.PoolingChoice;
import dev.glossa.udf.task.SummarizeSettings;
import dev.glossa.udf.task.SummaryStrategy;
import dev.glossa.udf.task.TokenizeSettings;
import dev.glossa.udf.task.WordVectorsSettings;
import dev.glossa.udf.task.WordVectorsSettings.Word;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Readers of the stages' sections. */
final class StageReaders {
  static final int MOST_TOKENS = 1 << 20;

  private static final Set<String> SUMMARIES =
      Arrays.stream(SummaryStrategy.values())
          .map(SummaryStrategy::text)
          .collect(Collectors.toSet());

  private StageReaders() {}

  static TokenizeSettings tokenize(Section section, RunKeys run) {
    return new TokenizeSettings(run.models(section, "tokenizers"));
  }

  static EmbedSettings embed(Section section, RunKeys run) {
    return new EmbedSettings(
        run.model(section, "model"),
        section.choice("pooling", PoolingChoice::text, PoolingChoice.values()),
        section.name("prompt"),
        section.integer("max_tokens", 0, MOST_TOKENS),
        run.batch());
  }

  static WordVectorsSettings wordVectors(Section section, RunKeys run) {
    List<Word> words = new ArrayList<>();
    section
        .groups("words")
        .forEach(
            (group, texts) -> {
              String name = group.isEmpty() ? null : group;
              texts.forEach(text -> words.add(new Word(text, name)));
            });
    return new WordVectorsSettings(run.model(section, "model"), words);
  }

  static AttentionSettings attention(Section section, RunKeys run) {
    return new AttentionSettings(
        run.models(section, "models"),
        section.names("matrices"),
        section.integer("max_tokens", 0, MOST_TOKENS),
        run.batch());
  }

  static NextTokenSettings nextToken(Section section, RunKeys run) {
    return new NextTokenSettings(
        run.model(section, "model"),
        section.integer("top_k", 1, 1000),
        section.numbers("temperatures", 100),
        section.integer("prompt_tokens", 1, MOST_TOKENS),
        section.integer("max_tokens", 0, MOST_TOKENS),
        run.batch());
  }

  static ClassifySettings classify(Section section, RunKeys run) {
    List<String> candidates = section.names("labels");
    String hypothesis = section.text("hypothesis");
    if (!hypothesis.contains("{}")) {
      section.problem("hypothesis", "no place for a label", "write {} where the label goes");
    }
    String query = section.text("query");
    String textPair = section.text("text_pair");
    if (!textPair.isEmpty() && !query.isEmpty()) {
      section.problem("text_pair", "there is a query, too", "set one of the two");
    }
    if (!candidates.isEmpty() && !(query + textPair).isEmpty()) {
      section.problem("labels", "there is a second text, too", "set one of the two");
    }
    return new ClassifySettings(
        run.modelOrNone(section, "model"),
        candidates,
        hypothesis,
        section.flag("multi_label"),
        query,
        textPair,
        section.choice("combine", Combination::text, Combination.values()),
        section.integer("max_tokens", 0, MOST_TOKENS),
        run.batch());
  }

  static EntitiesSettings entities(Section section, RunKeys run) {
    return new EntitiesSettings(
        run.modelOrNone(section, "model"),
        section.choice("aggregation", Aggregation::text, Aggregation.values()),
        section.integer("max_tokens", 0, MOST_TOKENS),
        run.batch());
  }

  static SummarizeSettings summarize(Section section, RunKeys run) {
    Section byLanguage = section.section("models");
    Map<String, String> languages = new TreeMap<>();
    for (String language : byLanguage.keys()) {
      if (!InputSettings.isLanguage(language)) {
        byLanguage.problem(
            language, "unknown language", "use a code of ISO 639-1 such as en or ko as its key");
      }
      languages.put(language, run.model(byLanguage, language));
    }
    List<String> strategies = section.names("strategies");
    if (strategies.isEmpty() || !SUMMARIES.containsAll(strategies)) {
      section.problem(
          "strategies", "none or unknown", "use abstractive, extractive or both, as a list");
    }
    String standard = run.model(section, "default");
    Set<String> writers = new TreeSet<>(languages.values());
    writers.add(standard);
    return new SummarizeSettings(
        languages,
        standard,
        strategies.stream().filter(SUMMARIES::contains).map(SummaryStrategy::of).toList(),
        run.model(section, "encoder"),
        section.integer("sentences", 1, 1000),
        RunKeys.generation(section, "generation"),
        run.framings(writers),
        run.batch());
  }

  static GenerateSettings generate(Section section, RunKeys run) {
    Section byName = section.section("strategies");
    Map<String, Map<String, Object>> strategies = new TreeMap<>();
    for (String name : byName.keys()) {
      strategies.put(name, RunKeys.generation(byName, name));
    }
    if (strategies.isEmpty()) {
      section.problem("strategies", "none", "name one or more");
    }
    return new GenerateSettings(
        run.model(section, "model"),
        section.integer("prompt_tokens", 1, MOST_TOKENS),
        strategies,
        section.integer("samples", 1, 1000),
        section.integer("trace_candidates", 0, 1000),
        run.seed(),
        run.batch());
  }
}
