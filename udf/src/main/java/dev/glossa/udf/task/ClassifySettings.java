package dev.glossa.udf.task;

import java.util.List;
import java.util.Map;

/**
 * Labels of documents.
 *
 * @param model name of a checkpoint that gives labels to texts; empty for none
 * @param candidates labels of one's own, which a model of entailment is asked for one by one; none
 *     for the model's own
 * @param hypothesis the sentence that a candidate stands in, at {@code {}}
 * @param multiLabel whether several candidates can be right at once
 * @param query a text that is read before each document; empty for none
 * @param textPair a text that is read behind each document; empty for none
 * @param combination of a long document's chunks
 * @param maxTokens tokens that are read at once, special tokens and the other text included; 0 for
 *     as many as {@link ChunkLength} allows
 * @param batch how chunks go through the model together
 */
public record ClassifySettings(
    String model,
    List<String> candidates,
    String hypothesis,
    boolean multiLabel,
    String query,
    String textPair,
    Combination combination,
    int maxTokens,
    BatchSettings batch)
    implements ChunkedSettings<ClassifyResult> {

  /** Copies the list. */
  public ClassifySettings {
    candidates = List.copyOf(candidates);
  }

  @Override
  public DocumentStage<ClassifyResult> stage() {
    return Stages.CLASSIFY;
  }

  @Override
  public List<String> models() {
    return configured() ? List.of(model) : List.of();
  }

  @Override
  public boolean configured() {
    return !model.isEmpty();
  }

  @Override
  public Map<String, Object> identity() {
    return Map.of(
        "model", model,
        "labels", candidates,
        "hypothesis", candidates.isEmpty() ? "" : hypothesis,
        "multi_label", !candidates.isEmpty() && multiLabel,
        "query", query,
        "text_pair", textPair,
        "combine", combination.text(),
        "max_tokens", maxTokens,
        "batch_tokens", batch.tokens());
  }

  /** What is read beside each chunk: a sentence for each candidate, or the other text. */
  public List<String> beside() {
    if (!candidates.isEmpty()) {
      return candidates.stream().map(label -> hypothesis.replace("{}", label)).toList();
    }
    String other = query.isEmpty() ? textPair : query;
    return other.isEmpty() ? List.of() : List.of(other);
  }

  @Override
  public Task<ClassifyResult> open(ModelSource models) {
    return new BatchedTask<>(new ClassifyTask(this, models), batch.queue(models, models()));
  }
}
