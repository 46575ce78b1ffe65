package dev.glossa.jobs.config;

import dev.glossa.udf.decode.GenerationSettings;
import dev.glossa.udf.decode.SettingsException;
import dev.glossa.udf.model.Checkpoint;
import dev.glossa.udf.model.family.Labels;
import dev.glossa.udf.model.family.Role;
import dev.glossa.udf.task.AskSettings;
import dev.glossa.udf.task.AttentionSettings;
import dev.glossa.udf.task.ChunkLength;
import dev.glossa.udf.task.ClassifySettings;
import dev.glossa.udf.task.EmbedSettings;
import dev.glossa.udf.task.EntitiesSettings;
import dev.glossa.udf.task.GenerateSettings;
import dev.glossa.udf.task.NextTokenSettings;
import dev.glossa.udf.task.StageSettings;
import dev.glossa.udf.task.SummarizeSettings;
import dev.glossa.udf.task.SummaryStrategy;
import dev.glossa.udf.task.VectorUse;
import dev.glossa.udf.task.WriterFraming;
import dev.glossa.udf.text.Framing;
import dev.glossa.udf.text.TextException;
import dev.glossa.udf.text.TextTokenizer;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Compares settings with the models that they name, before anything is read: roles, lengths, and
 * what the checkpoint says of its own generation. What passes here cannot fail for these reasons
 * after hours of work.
 */
final class ModelChecks {
  /** No template has more special tokens, so a longer chunk has room without asking it. */
  private static final int MOST_SPECIALS = 16;

  private final Map<String, Checkpoint> checkpoints;
  private final Set<String> problems = new LinkedHashSet<>();

  private ModelChecks(Map<String, Checkpoint> checkpoints) {
    this.checkpoints = checkpoints;
  }

  /**
   * What is wrong with a stage's settings for the checkpoints that it uses.
   *
   * @param checkpoints at least those of the stage, by name
   */
  static List<String> problems(StageSettings settings, Map<String, Checkpoint> checkpoints) {
    ModelChecks checks = new ModelChecks(checkpoints);
    if (settings.configured()) {
      checks.check(settings);
    }
    return List.copyOf(checks.problems);
  }

  private void check(StageSettings settings) {
    if (settings instanceof EmbedSettings embed) {
      embed(embed);
    } else if (settings instanceof AttentionSettings attention) {
      attention.models().forEach(name -> role("attention.models", name, Role.ATTENDS));
    } else if (settings instanceof NextTokenSettings next) {
      nextToken(next);
    } else if (settings instanceof ClassifySettings classify) {
      classify(classify);
    } else if (settings instanceof EntitiesSettings entities) {
      entities(entities);
    } else if (settings instanceof SummarizeSettings summarize) {
      summarize(summarize);
    } else if (settings instanceof AskSettings ask) {
      ask(ask);
    } else if (settings instanceof GenerateSettings generate) {
      generate(generate);
    }
  }

  private void embed(EmbedSettings embed) {
    if (role("embed.model", embed.model(), Role.ENCODES)) {
      vectors("embed.max_tokens", embed.model(), embed::use);
    }
  }

  private void nextToken(NextTokenSettings next) {
    if (role("next_token.model", next.model(), Role.SCORES)) {
      int known = checkpoints.get(next.model()).config().vocabSize();
      if (next.topK() > known) {
        problems.add(
            String.format(
                "Cannot set next_token.top_k: %d (the model %s knows %d tokens; lower it)",
                next.topK(), next.model(), known));
      }
    }
  }

  private void classify(ClassifySettings classify) {
    String name = classify.model();
    if (!role("classify.model", name, Role.CLASSIFIES)) {
      return;
    }
    Checkpoint checkpoint = checkpoints.get(name);
    Labels labels = checkpoint.config().labels();
    if (!classify.candidates().isEmpty()
        && (labels.entailment() < 0 || labels.names().size() < 2)) {
      problems.add(
          String.format(
              "Cannot use classify.labels with model %s (its labels are %s; name a model of"
                  + " entailment)",
              name, labels.names()));
    }
    int most = length(name, classify.maxTokens());
    if (classify.beside().isEmpty()) {
      room("classify.max_tokens", name, most, "");
      return;
    }
    try (TextTokenizer tokenizer = TextTokenizer.open(checkpoint)) {
      for (String text : classify.beside()) {
        int others = tokenizer.encode(text, false).size() + tokenizer.pairSpecials();
        if (others >= most) {
          problems.add(
              String.format(
                  "Cannot read a text beside documents with model %s: %s (with special tokens it"
                      + " has %d of the %d tokens that are read at once; shorten it)",
                  name, text, others, most));
        }
      }
    } catch (IOException | TextException e) {
      problems.add(e.getMessage());
    }
  }

  private void entities(EntitiesSettings entities) {
    String name = entities.model();
    if (role("entities.model", name, Role.TAGS)) {
      room("entities.max_tokens", name, length(name, entities.maxTokens()), "");
    }
  }

  private void summarize(SummarizeSettings summarize) {
    if (summarize.strategies().contains(SummaryStrategy.EXTRACTIVE)
        && role("summarize.encoder", summarize.encoder(), Role.ENCODES)) {
      vectors("summarize.encoder", summarize.encoder(), summarize::vectors);
    }
    if (summarize.strategies().contains(SummaryStrategy.ABSTRACTIVE)) {
      Map<String, String> writers = new TreeMap<>();
      summarize
          .languages()
          .forEach((code, name) -> writers.putIfAbsent(name, "summarize.models." + code));
      writers.putIfAbsent(summarize.defaultModel(), "summarize.default");
      writers.forEach(
          (name, key) -> {
            if (SummarizeSettings.isAsked(checkpoints.get(name))) {
              problems.addAll(summarize.problemsWith(name, checkpoints.get(name)));
            } else {
              writer(key, name, summarize.generation());
              framing(name, summarize.framing(name));
            }
          });
    }
  }

  private void writer(String key, String name, Map<String, Object> changes) {
    if (!role(key, name, Role.REWRITES)) {
      return;
    }
    String where = " in summarize.generation, with model " + name;
    resolve(name, changes, where)
        .ifPresent(
            how -> {
              if (how.tokens().start() == null) {
                problems.add(
                    "Cannot use "
                        + key
                        + ": "
                        + name
                        + " (it names no decoder_start_token_id; add one to its"
                        + " generation_config.json or to summarize.generation)");
              }
              lengths(how, 1, name, where);
            });
  }

  /** The languages must be the tokenizer's. */
  private void framing(String name, WriterFraming framing) {
    Checkpoint checkpoint = checkpoints.get(name);
    if (framing.equals(WriterFraming.OWN) || !has(name, Role.REWRITES)) {
      return;
    }
    try (TextTokenizer tokenizer = TextTokenizer.open(checkpoint)) {
      tokenizer.with(framing.of(checkpoint));
    } catch (IllegalArgumentException | IOException e) {
      problems.add(e.getMessage() + " in models." + name);
    }
  }

  private void generate(GenerateSettings generate) {
    if (!role("generate.model", generate.model(), Role.CONTINUES)) {
      return;
    }
    generate
        .strategies()
        .forEach(
            (strategy, changes) -> {
              Map<String, Object> all = new TreeMap<>(changes);
              if (Boolean.TRUE.equals(all.get("do_sample"))) {
                all.putIfAbsent("num_return_sequences", generate.samples());
              }
              String where = " in generate.strategies." + strategy;
              resolve(generate.model(), all, where)
                  .ifPresent(
                      how ->
                          lengths(
                              how,
                              generate.promptTokens(),
                              generate.model(),
                              where + ", with generate.prompt_tokens"));
            });
  }

  private void ask(AskSettings ask) {
    String name = ask.model();
    if (!has(name, Role.CONTINUES) && !role("ask.model", name, Role.REWRITES)) {
      return;
    }
    ask.questions()
        .forEach(
            (question, each) -> resolve(name, each.generation(), " in ask.questions." + question));
    if (problems.isEmpty()) {
      problems.addAll(ask.problemsWith(checkpoints.get(name)));
    }
  }

  private boolean role(String key, String name, Role role) {
    boolean has = has(name, role);
    if (!has) {
      problems.add(
          "Cannot use "
              + key
              + ": "
              + name
              + " (not a model that "
              + role.description()
              + "; name one that does)");
    }
    return has;
  }

  private boolean has(String name, Role role) {
    return checkpoints.get(name).config().roles().contains(role);
  }

  private Optional<GenerationSettings> resolve(
      String name, Map<String, Object> changes, String where) {
    try {
      GenerationSettings how =
          GenerationSettings.resolve(checkpoints.get(name).generation(), changes);
      known(how, name, where);
      return Optional.of(how);
    } catch (SettingsException e) {
      e.problems().forEach(why -> problems.add(why + where));
      return Optional.empty();
    }
  }

  /** Special tokens must be tokens of the model. */
  private void known(GenerationSettings how, String name, String where) {
    int known = checkpoints.get(name).config().vocabSize();
    for (String key : how.values().keySet()) {
      if (key.endsWith("_token_id")) {
        Object value = how.values().get(key);
        Stream<?> ids = value instanceof List<?> list ? list.stream() : Stream.of(value);
        if (ids.anyMatch(id -> id instanceof Integer token && token >= known)) {
          problems.add(
              String.format(
                  "Cannot set %s: %s (the model %s knows %d tokens, from 0; name one of them)%s",
                  key, value, name, known, where));
        }
      }
    }
  }

  private void lengths(GenerationSettings how, int prompt, String name, String where) {
    try {
      int positions = checkpoints.get(name).config().maxPositions();
      how.lengths().newTokens(prompt, positions);
    } catch (IllegalArgumentException e) {
      problems.add(e.getMessage() + where);
    }
  }

  private int length(String name, int maxTokens) {
    return ChunkLength.of(checkpoints.get(name), maxTokens);
  }

  private void vectors(String key, String name, Function<Checkpoint, VectorUse> settings) {
    try {
      VectorUse use = settings.apply(checkpoints.get(name));
      room(key, name, use.maxTokens(), use.prompt());
    } catch (IllegalArgumentException e) {
      problems.add(e.getMessage());
    }
  }

  /** A chunk must have room for a token beside those of the template and of the prompt. */
  private void room(String key, String name, int most, String prompt) {
    if (most > MOST_SPECIALS && prompt.isEmpty()) {
      return;
    }
    try (TextTokenizer tokenizer = TextTokenizer.open(checkpoints.get(name))) {
      int specials = tokenizer.with(new Framing("", "", prompt)).specials();
      if (most <= specials) {
        problems.add(
            String.format(
                "Cannot read chunks of %d tokens with model %s (its special tokens%s alone are %d;"
                    + " allow more in %s)",
                most, name, prompt.isEmpty() ? "" : " and its prompt", specials, key));
      }
    } catch (IOException e) {
      problems.add(e.getMessage());
    }
  }
}
