package dev.glossa.udf.task;

import dev.glossa.udf.failure.CodedException;
import dev.glossa.udf.model.Checkpoint;
import dev.glossa.udf.text.TextTokenizer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Questions that a model is asked about every document.
 *
 * @param model name of a checkpoint that continues or rewrites texts; empty for none
 * @param questions by name
 * @param columns names of the input's further columns, which prompts may have places for
 * @param maxTokens tokens of a prompt at most, the document's among them; 0 for as many as the
 *     model can read
 * @param framing what is put round the texts of a checkpoint that rewrites them
 * @param seed of the run
 * @param batch how prompts go through the model together
 */
public record AskSettings(
    String model,
    Map<String, Question> questions,
    List<String> columns,
    int maxTokens,
    WriterFraming framing,
    long seed,
    BatchSettings batch)
    implements TaskSettings<AskResult> {

  /** Copies what could change. */
  public AskSettings {
    questions = Maps.sorted(questions);
    columns = List.copyOf(columns);
  }

  @Override
  public DocumentStage<AskResult> stage() {
    return Stages.ASK;
  }

  @Override
  public List<String> models() {
    return configured() ? List.of(model) : List.of();
  }

  @Override
  public boolean configured() {
    return !model.isEmpty() && !questions.isEmpty();
  }

  @Override
  public Map<String, Object> identity() {
    Map<String, Object> each = new TreeMap<>();
    questions.forEach((name, question) -> each.put(name, question.identity()));
    return Map.of(
        "model", model,
        "questions", each,
        "max_tokens", maxTokens,
        "seed", seed,
        "batch_tokens", batch.tokens());
  }

  @Override
  public Map<String, Object> chosenBy(Function<String, Checkpoint> checkpoints) {
    Map<String, String> framed = framing.identity(checkpoints.apply(model));
    return framed.isEmpty() ? Map.of() : Map.of("framing", framed);
  }

  @Override
  public List<CacheUse> caches(Function<String, Checkpoint> checkpoints) {
    Checkpoint checkpoint = checkpoints.apply(model);
    try (TextTokenizer opened = TextTokenizer.open(checkpoint)) {
      TextTokenizer tokenizer = opened.with(framing.of(checkpoint));
      return questions.keySet().stream()
          .map(name -> PreparedQuestion.of(name, this, checkpoint, tokenizer))
          .map(each -> each.caches(model))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What speaks against asking these questions of a checkpoint. */
  public List<String> problemsWith(Checkpoint checkpoint) {
    return problemsWith(checkpoint, "ask.questions");
  }

  /**
   * The same for questions that were written elsewhere.
   *
   * @param place of the questions in the configuration
   */
  List<String> problemsWith(Checkpoint checkpoint, String place) {
    List<String> problems = new ArrayList<>();
    try (TextTokenizer opened = TextTokenizer.open(checkpoint)) {
      TextTokenizer tokenizer = opened.with(framing.of(checkpoint));
      for (String name : questions.keySet()) {
        try {
          PreparedQuestion.of(name, this, checkpoint, tokenizer);
        } catch (IllegalArgumentException | CodedException e) {
          problems.add(e.getMessage() + " in " + place + "." + name);
        }
      }
    } catch (IOException | IllegalArgumentException e) {
      problems.add(e.getMessage());
    }
    return problems;
  }

  @Override
  public boolean readsLanguage() {
    return questions.values().stream().anyMatch(question -> question.readsLanguage(columns));
  }

  @Override
  public Task<AskResult> open(ModelSource models) {
    return new BatchedTask<>(new AskTask(this, models), batch.queue(models, models()));
  }
}
