package dev.glossa.udf.task;

import dev.glossa.udf.batch.Shape;
import dev.glossa.udf.engine.Batch;
import dev.glossa.udf.engine.Tags;
import dev.glossa.udf.model.family.Role;
import dev.glossa.udf.text.Chunker;
import dev.glossa.udf.text.SentenceSplitter;
import dev.glossa.udf.text.Span;
import dev.glossa.udf.text.Tokens;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a document names. A long document is read in windows; the labels of its tokens are put
 * together first and made entities of then, as if it had been read at once.
 */
final class EntitiesTask implements BatchedStage<EntitiesTask.Reading, float[][], EntitiesResult> {
  private final EntitiesSettings settings;
  private final TextModel textModel;
  private final Tags model;
  private final EntityFinder finder;
  private final int room;
  private final SentenceSplitter splitter = new SentenceSplitter();

  /**
   * What a model reads at once.
   *
   * @param window of the document's tokens
   * @param ids with the template's special tokens
   */
  record Reading(ReadingWindow window, int[] ids) {}

  EntitiesTask(EntitiesSettings settings, ModelSource models) {
    this.settings = settings;
    this.textModel = TextModel.open(models, settings.model(), settings.batch());
    this.model = textModel.as(Role.TAGS, Tags.class);
    this.finder =
        new EntityFinder(
            textModel.model().checkpoint().config().labels().names(),
            settings.aggregation(),
            textModel.tokenizer());
    this.room = textModel.room(settings.maxTokens());
  }

  @Override
  public Stage stage() {
    return settings.stage();
  }

  @Override
  public DocumentWork<Reading, float[][], EntitiesResult> work(Document document) {
    String text = document.text();
    Tokens tokens = textModel.encode(text);
    List<ReadingWindow> windows = windows(document, tokens);
    List<Reading> readings = new ArrayList<>();
    for (ReadingWindow window : windows) {
      Tokens part = tokens.slice(window.from(), window.to());
      readings.add(
          new Reading(
              window, textModel.tokenizer().framed(part, new Span(0, text.length())).ids()));
    }
    float[][] probabilities = new float[tokens.size()][];
    return new DocumentWork<>() {
      @Override
      public List<Reading> begin() {
        return readings;
      }

      @Override
      public List<Reading> accept(Reading reading, float[][] logits) {
        ReadingWindow window = reading.window();
        int leading = textModel.tokenizer().leading();
        for (int token = window.ownFrom(); token < window.ownTo(); token++) {
          probabilities[token] = softmax(logits[leading + token - window.from()]);
        }
        return List.of();
      }

      @Override
      public EntitiesResult result() {
        return new EntitiesResult(rows(text, finder.find(text, tokens, probabilities)));
      }
    };
  }

  private List<ReadingWindow> windows(Document document, Tokens tokens) {
    if (tokens.size() <= room) {
      return List.of(ReadingWindow.whole(tokens.size()));
    }
    textModel.meter().divided(textModel.name(), document.text());
    // One less than fits, so that a token of white space behind a sentence is read with it.
    List<Chunker.Chunk> sentences =
        textModel.parts(
            document.text(), tokens, Sentences.of(document, splitter).get(), Math.max(1, room - 1));
    return ReadingWindow.of(sentences, room);
  }

  private static float[] softmax(float[] logits) {
    double[] numbers = new double[logits.length];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = logits[i];
    }
    double[] scores = LabelScores.softmax(numbers);
    float[] probabilities = new float[scores.length];
    for (int i = 0; i < scores.length; i++) {
      probabilities[i] = (float) scores[i];
    }
    return probabilities;
  }

  private List<EntityRow> rows(String text, List<EntityFinder.Entity> entities) {
    List<EntityRow> rows = new ArrayList<>();
    for (EntityFinder.Entity entity : entities) {
      rows.add(
          new EntityRow(
              settings.model(),
              rows.size(),
              entity.begin(),
              entity.end(),
              text.substring(entity.begin(), entity.end()),
              entity.label(),
              (float) entity.score()));
    }
    return List.copyOf(rows);
  }

  @Override
  public Shape shape(Reading reading) {
    return textModel.reading(reading.ids().length);
  }

  @Override
  public int places(Reading reading) {
    return Batch.places(reading.ids().length);
  }

  @Override
  public List<float[][]> compute(Shape shape, List<Reading> readings) {
    List<int[]> sequences = readings.stream().map(Reading::ids).toList();
    float[][][] logits = model.tag(textModel.batch(shape, sequences));
    return Arrays.asList(logits).subList(0, readings.size());
  }
}
