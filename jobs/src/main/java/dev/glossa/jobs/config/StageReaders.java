package dev.glossa.jobs.config;

import dev.glossa.udf.task.Aggregation;
import dev.glossa.udf.task.AskSettings;
import dev.glossa.udf.task.AttentionSettings;
import dev.glossa.udf.task.ChoiceScore;
import dev.glossa.udf.task.ClassifySettings;
import dev.glossa.udf.task.Combination;
import dev.glossa.udf.task.EmbedSettings;
import dev.glossa.udf.task.EntitiesSettings;
import dev.glossa.udf.task.GenerateSettings;
import dev.glossa.udf.task.LongDocuments;
import dev.glossa.udf.task.NextTokenSettings;
import dev.glossa.udf.task.PoolingChoice;
import dev.glossa.udf.task.PromptTemplate;
import dev.glossa.udf.task.Question;
import dev.glossa.udf.task.SentenceChoice;
import dev.glossa.udf.task.SummarizeSettings;
import dev.glossa.udf.task.SummaryStrategy;
import dev.glossa.udf.task.TokenizeSettings;
import dev.glossa.udf.task.WordVectorsSettings;
import dev.glossa.udf.task.WordVectorsSettings.Word;
import dev.glossa.udf.task.WriterFraming;
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
    return new TokenizeSettings(
        run.models(section, "tokenizers"),
        section.choice("sentences", SentenceChoice::text, SentenceChoice.values()));
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
    Section prompted = section.section("prompts");
    Map<String, String> prompts = new TreeMap<>();
    for (String language : prompted.keys()) {
      prompts.put(language, textPrompt(prompted, language, run.columns()));
    }
    String prompt = textPrompt(section, "prompt", run.columns());
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
        prompts,
        prompt,
        run.columns(),
        run.framings(writers),
        run.batch());
  }

  static AskSettings ask(Section section, RunKeys run) {
    String model = run.modelOrNone(section, "model");
    Map<String, Question> questions = new TreeMap<>();
    section
        .each("questions", "every_question")
        .forEach((name, each) -> questions.put(name, question(each, run.columns())));
    return new AskSettings(
        model,
        questions,
        run.columns(),
        section.integer("max_tokens", 0, MOST_TOKENS),
        run.framings(List.of(model)).getOrDefault(model, WriterFraming.OWN),
        run.seed(),
        run.batch());
  }

  /** What SQL functions ask: questions on which {@code ask.every_question} counts, too. */
  static Map<String, Question> functions(Section root) {
    Map<String, Question> questions = new TreeMap<>();
    root.each("functions", root.section("ask").section("every_question"))
        .forEach(
            (name, each) -> {
              questions.put(name, question(each, Settings.FUNCTION_PLACES));
              each.done();
            });
    return questions;
  }

  private static Question question(Section section, List<String> columns) {
    String prompt = textPrompt(section, "prompt", columns);
    String reducePrompt =
        section.text("reduce_prompt").isEmpty()
            ? ""
            : textPrompt(section, "reduce_prompt", columns);
    String system = template(section, "system", columns);
    String chatTemplate = section.text("template");
    List<String> choices = section.names("choices");
    if (choices.size() == 1) {
      section.problem("choices", "only one", "give two or more, or none");
    }
    ChoiceScore score = section.choice("choice_score", ChoiceScore::text, ChoiceScore.values());
    String schema = section.json("schema");
    if (!schema.isEmpty() && !choices.isEmpty()) {
      section.problem("schema", "there are choices, too", "set one of the two");
    }
    LongDocuments longDocuments =
        section.choice("long", LongDocuments::text, LongDocuments.values());
    Map<String, Object> variables = section.section("variables").settings();
    int samples = section.integer("samples", 1, 1000);
    Map<String, Object> generation = section.otherSettings();
    if (generation.containsKey("max_length")) {
      section.problem("max_length", "it counts the question", "set max_new_tokens");
    }
    if (!schema.isEmpty() && generation.containsKey("stop_strings")) {
      section.problem("stop_strings", "there is a schema, too", "set one of the two");
    }
    GenerationChecks.problems(generation).forEach(section::problem);
    return new Question(
        prompt,
        system,
        chatTemplate,
        choices,
        score,
        schema,
        longDocuments,
        reducePrompt,
        variables,
        samples,
        generation);
  }

  private static String template(Section section, String key, List<String> columns) {
    String text = section.text(key);
    try {
      PromptTemplate.of(text, columns);
      return text;
    } catch (IllegalArgumentException e) {
      section.problem(key, e.getMessage(), "correct it");
      return "{text}";
    }
  }

  /** A template with a place for the text. */
  private static String textPrompt(Section section, String key, List<String> columns) {
    String prompt = template(section, key, columns);
    if (!PromptTemplate.of(prompt, columns).readsText()) {
      section.problem(key, "no place for the document", "write {text} where its text goes");
      return "{text}";
    }
    return prompt;
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
