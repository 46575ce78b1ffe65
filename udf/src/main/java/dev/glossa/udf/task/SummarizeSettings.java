package dev.glossa.udf.task;

import dev.glossa.udf.decode.GenerationSettings;
import dev.glossa.udf.model.Checkpoint;
import dev.glossa.udf.model.embedding.Embedding;
import dev.glossa.udf.model.family.Role;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Summaries, however long the document.
 *
 * @param languages checkpoint for each language code
 * @param defaultModel checkpoint for every other language
 * @param strategies one or both
 * @param encoder checkpoint whose vectors the extractive strategy compares
 * @param sentences that the extractive strategy picks at most
 * @param generation what to change in the checkpoint's own generation settings, by Hugging Face's
 *     names; values are numbers, booleans, strings or lists of numbers
 * @param prompts what a checkpoint that continues texts is asked, for each language code; templates
 *     with a place for the text
 * @param defaultPrompt the same for every other language
 * @param columns names of the input's further columns, which prompts may have places for
 * @param framings what is put round the texts of a checkpoint that writes, by its name; as the
 *     checkpoint has it where it is not named
 * @param batch how chunks go through the model together
 */
public record SummarizeSettings(
    Map<String, String> languages,
    String defaultModel,
    List<SummaryStrategy> strategies,
    String encoder,
    int sentences,
    Map<String, Object> generation,
    Map<String, String> prompts,
    String defaultPrompt,
    List<String> columns,
    Map<String, WriterFraming> framings,
    BatchSettings batch)
    implements TaskSettings<SummarizeResult> {

  /** Copies what could change. */
  public SummarizeSettings {
    languages = Maps.sorted(languages);
    strategies = List.copyOf(strategies);
    generation = Maps.sorted(generation);
    prompts = Maps.sorted(prompts);
    columns = List.copyOf(columns);
    framings = Maps.sorted(framings);
  }

  @Override
  public DocumentStage<SummarizeResult> stage() {
    return Stages.SUMMARIZE;
  }

  /** The checkpoint that summarises documents in this language. */
  String writer(String language) {
    return languages.getOrDefault(language, defaultModel);
  }

  /** What a checkpoint that continues texts is asked about a document in this language. */
  PromptTemplate prompt(String language) {
    return PromptTemplate.of(prompts.getOrDefault(language, defaultPrompt), columns);
  }

  /** What is put round the texts of a checkpoint that writes. */
  public WriterFraming framing(String writer) {
    return framings.getOrDefault(writer, WriterFraming.OWN);
  }

  /** All checkpoints that write summaries. */
  Set<String> writers() {
    Set<String> names = new LinkedHashSet<>(List.of(defaultModel));
    names.addAll(languages.values());
    return names;
  }

  @Override
  public List<String> models() {
    Set<String> names = new LinkedHashSet<>();
    if (strategies.contains(SummaryStrategy.ABSTRACTIVE)) {
      names.addAll(writers());
    }
    if (strategies.contains(SummaryStrategy.EXTRACTIVE)) {
      names.add(encoder);
    }
    return List.copyOf(names);
  }

  @Override
  public Map<String, Object> identity() {
    return Map.of(
        "models", languages,
        "default", defaultModel,
        "strategies", strategies.stream().map(SummaryStrategy::text).toList(),
        "encoder", encoder,
        "sentences", sentences,
        "generation", generation,
        "batch_tokens", batch.tokens());
  }

  @Override
  public Map<String, Object> chosenBy(Function<String, Checkpoint> checkpoints) {
    Map<String, Object> chosen = new HashMap<>();
    if (strategies.contains(SummaryStrategy.ABSTRACTIVE)) {
      chosen.putAll(ChunkLength.identity(0, writers().stream().map(checkpoints)));
      Map<String, Object> framed = new TreeMap<>();
      for (String writer : writers()) {
        Map<String, String> own = framing(writer).identity(checkpoints.apply(writer));
        if (!own.isEmpty()) {
          framed.put(writer, own);
        }
      }
      if (!framed.isEmpty()) {
        chosen.put("framings", framed);
      }
      if (writers().stream().anyMatch(writer -> isAsked(checkpoints.apply(writer)))) {
        chosen.put("prompts", prompts);
        chosen.put("prompt", defaultPrompt);
      }
    }
    if (strategies.contains(SummaryStrategy.EXTRACTIVE)) {
      Checkpoint checkpoint = checkpoints.apply(encoder);
      VectorUse use = vectors(checkpoint);
      String embedding = use.embedding().normalized().text();
      int length = ChunkLength.below(checkpoint, use.maxTokens());
      if (!embedding.equals(Embedding.MEAN.text()) || length > 0 || !use.prompt().isEmpty()) {
        chosen.put(
            "vectors", Map.of("pooling", embedding, "max_tokens", length, "prompt", use.prompt()));
      }
    }
    return chosen;
  }

  /**
   * How the encoder is used.
   *
   * @throws IllegalArgumentException as {@link VectorUse#of}
   */
  public VectorUse vectors(Checkpoint checkpoint) {
    return VectorUse.of(encoder, checkpoint, PoolingChoice.AUTO, VectorUse.AUTO, 0);
  }

  /** Whether a checkpoint writes summaries when it is asked to, and not of itself. */
  public static boolean isAsked(Checkpoint checkpoint) {
    return checkpoint.config().roles().contains(Role.CONTINUES);
  }

  @Override
  public List<CacheUse> caches(Function<String, Checkpoint> checkpoints) {
    List<CacheUse> uses = new ArrayList<>();
    if (strategies.contains(SummaryStrategy.ABSTRACTIVE)) {
      for (String writer : writers()) {
        Checkpoint checkpoint = checkpoints.apply(writer);
        GenerationSettings how =
            GenerationSettings.resolve(
                checkpoint.generation(), AbstractiveSummarizer.changes(this, checkpoint));
        int newTokens = how.lengths().newTokens(1, checkpoint.config().maxPositions());
        int longest = AbstractiveSummarizer.longest(checkpoint, newTokens);
        uses.add(new CacheUse(writer, longest, how.strategy().rows(), newTokens, 0));
      }
    }
    return uses;
  }

  /** What speaks against asking a checkpoint for summaries. */
  public List<String> problemsWith(String writer, Checkpoint checkpoint) {
    Map<String, Object> changes = AbstractiveSummarizer.changes(this, checkpoint);
    Map<String, Question> questions = new TreeMap<>();
    prompts.forEach((language, prompt) -> questions.put(language, Question.of(prompt, changes)));
    questions.put("other languages", Question.of(defaultPrompt, changes));
    return new AskSettings(
            writer, questions, columns, ChunkLength.of(checkpoint, 0), framing(writer), 0, batch)
        .problemsWith(checkpoint, "summarize.prompts");
  }

  @Override
  public boolean readsLanguage() {
    return strategies.contains(SummaryStrategy.ABSTRACTIVE)
        && (writers().size() > 1 || !prompts.isEmpty());
  }

  @Override
  public Task<SummarizeResult> open(ModelSource models) {
    return new BatchedTask<>(new SummarizeTask(this, models), batch.queue(models, models()));
  }
}
