package dev.glossa.udf.task;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

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
 * @param batch how chunks go through the model together
 */
public record SummarizeSettings(
    Map<String, String> languages,
    String defaultModel,
    List<SummaryStrategy> strategies,
    String encoder,
    int sentences,
    Map<String, Object> generation,
    BatchSettings batch)
    implements TaskSettings<SummarizeResult> {

  /** Copies what could change. */
  public SummarizeSettings {
    languages = Maps.sorted(languages);
    strategies = List.copyOf(strategies);
    generation = Maps.sorted(generation);
  }

  @Override
  public DocumentStage<SummarizeResult> stage() {
    return Stages.SUMMARIZE;
  }

  /** The checkpoint that summarises documents in this language. */
  String writer(String language) {
    return languages.getOrDefault(language, defaultModel);
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
  public boolean readsLanguage() {
    return strategies.contains(SummaryStrategy.ABSTRACTIVE) && writers().size() > 1;
  }

  @Override
  public Task<SummarizeResult> open(ModelSource models) {
    return new BatchedTask<>(new SummarizeTask(this, models), batch.queue());
  }
}
