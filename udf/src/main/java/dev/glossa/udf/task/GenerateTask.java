package dev.glossa.udf.task;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.glossa.udf.batch.Shape;
import dev.glossa.udf.decode.GenerationSettings;
import dev.glossa.udf.decode.Prompt;
import dev.glossa.udf.decode.Search;
import dev.glossa.udf.decode.SearchInput;
import dev.glossa.udf.decode.Sequence;
import dev.glossa.udf.decode.StepModel;
import dev.glossa.udf.decode.TraceStep;
import dev.glossa.udf.engine.Batch;
import dev.glossa.udf.engine.Generates;
import dev.glossa.udf.model.family.Role;
import dev.glossa.udf.text.Tokens;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Texts that continue a document's opening, in each of the ways that the configuration names. */
final class GenerateTask
    implements BatchedStage<GenerateTask.Item, List<Sequence>, GenerateResult> {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final GenerateSettings settings;
  private final TextModel textModel;
  private final Generates model;
  private final Map<String, Way> ways = new LinkedHashMap<>();

  /** A way of choosing tokens, and its settings as JSON. */
  private record Way(GenerationSettings settings, String json) {}

  /** A document's opening, to be continued in one way by at most so many tokens. */
  record Item(String key, String way, int[] prompt, int promptEnd, int newTokens) {}

  GenerateTask(GenerateSettings settings, ModelSource models) {
    this.settings = settings;
    this.textModel = TextModel.open(models, settings.model(), settings.batch());
    this.model = textModel.as(Role.CONTINUES, Generates.class);
    settings.strategies().forEach((name, changes) -> ways.put(name, way(changes)));
  }

  private Way way(Map<String, Object> changes) {
    GenerationSettings resolved = settings.strategy(changes, textModel.model().checkpoint());
    // Says so now if prompts and texts of these lengths do not fit the model.
    resolved.lengths().newTokens(settings.promptTokens(), textModel.model().maxLength());
    try {
      return new Way(resolved, JSON.writeValueAsString(resolved.values()));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Stage stage() {
    return settings.stage();
  }

  @Override
  public DocumentWork<Item, List<Sequence>, GenerateResult> work(Document document) {
    Tokens opening = textModel.opening(document.text(), settings.promptTokens());
    int size = opening.whole(settings.promptTokens());
    int[] prompt = opening.slice(0, size).ids();
    List<Item> items = new ArrayList<>();
    ways.forEach(
        (name, way) ->
            items.add(
                new Item(
                    document.key(),
                    name,
                    prompt,
                    opening.ends()[size - 1],
                    way.settings().lengths().newTokens(size, textModel.model().maxLength()))));
    Map<Item, List<Sequence>> written = new IdentityHashMap<>();
    return new DocumentWork<>() {
      @Override
      public List<Item> begin() {
        return items;
      }

      @Override
      public List<Item> accept(Item item, List<Sequence> sequences) {
        written.put(item, sequences);
        return List.of();
      }

      @Override
      public GenerateResult result() {
        List<GenerationRow> generations = new ArrayList<>();
        List<TraceRow> trace = new ArrayList<>();
        for (Item item : items) {
          List<Sequence> sequences = written.get(item);
          for (int sample = 0; sample < sequences.size(); sample++) {
            generations.add(generation(item, sample, sequences.get(sample)));
            addTrace(item, sample, sequences.get(sample), trace);
          }
        }
        return new GenerateResult(generations, trace);
      }
    };
  }

  /**
   * The number of new tokens is part of the group, because it decides how large the caches are;
   * where {@code max_length} counts the prompt, it follows from the prompt's length.
   */
  @Override
  public Shape shape(Item item) {
    return textModel
        .buckets()
        .writing(
            item.way() + "/" + item.newTokens(),
            item.prompt().length,
            ways.get(item.way()).settings().strategy().rows(),
            item.newTokens());
  }

  @Override
  public List<List<Sequence>> compute(Shape shape, List<Item> items) {
    GenerationSettings how = ways.get(items.get(0).way()).settings();
    Batch batch = textModel.prompts(shape, items.stream().map(Item::prompt).toList());
    List<Prompt> prompts = new ArrayList<>();
    for (int row = 0; row < shape.rows(); row++) {
      prompts.add(
          row < items.size()
              ? new Prompt(
                  items.get(row).key(), items.get(row).prompt(), items.get(row).newTokens())
              : Prompt.dummy(batch.sequences()[row]));
    }
    try (StepModel steps = model.generate(batch, how.strategy().rows(), items.get(0).newTokens())) {
      SearchInput input =
          new SearchInput(
              prompts,
              true,
              settings.seed(),
              settings.traceCandidates(),
              textModel.tokenizer()::decode);
      List<List<Sequence>> written = Search.run(steps, how, input).subList(0, items.size());
      textModel.written(written, shape, how.strategy().rows(), items.get(0).newTokens());
      return written;
    }
  }

  private GenerationRow generation(Item item, int sample, Sequence sequence) {
    Way way = ways.get(item.way());
    String text = textModel.tokenizer().decode(item.prompt(), sequence.ids());
    return new GenerationRow(
        settings.model(),
        item.way(),
        sample,
        item.promptEnd(),
        way.settings().beforeStop(text),
        sequence.ids(),
        sequence.logProbability(),
        way.json(),
        settings.seed(),
        sequence.reason().name().toLowerCase(Locale.ROOT));
  }

  private void addTrace(Item item, int sample, Sequence sequence, List<TraceRow> rows) {
    for (int step = 0; step < sequence.trace().size(); step++) {
      for (TraceStep.Option option : sequence.trace().get(step).options()) {
        rows.add(
            new TraceRow(
                settings.model(),
                item.way(),
                sample,
                step,
                option.rank(),
                option.id(),
                textModel.tokenizer().token(option.id()),
                option.probability(),
                option.chosen()));
      }
    }
  }
}
