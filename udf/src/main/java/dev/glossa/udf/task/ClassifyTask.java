package dev.glossa.udf.task;

import dev.glossa.udf.batch.Shape;
import dev.glossa.udf.engine.Batch;
import dev.glossa.udf.engine.Classifies;
import dev.glossa.udf.model.family.Labels;
import dev.glossa.udf.model.family.Role;
import dev.glossa.udf.text.Chunker;
import dev.glossa.udf.text.SentenceSplitter;
import dev.glossa.udf.text.TextTokenizer;
import dev.glossa.udf.text.TokenPair;
import dev.glossa.udf.text.Tokens;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The labels of a document. A chunk is read once for each text beside it: alone, with the text that
 * the settings give, or with a sentence for each label that is asked for.
 */
final class ClassifyTask implements BatchedStage<ClassifyTask.Reading, float[], ClassifyResult> {
  private final ClassifySettings settings;
  private final TextModel textModel;
  private final Classifies model;
  private final List<int[]> beside;
  private final int room;
  private final LabelScores scores;
  private final SentenceSplitter splitter = new SentenceSplitter();

  /**
   * A chunk with one text beside it.
   *
   * @param chunk number within the document
   * @param beside number of the text
   * @param tokens what the model reads
   */
  record Reading(int chunk, int beside, TokenPair tokens) {}

  ClassifyTask(ClassifySettings settings, ModelSource models) {
    this.settings = settings;
    this.textModel = TextModel.open(models, settings.model(), settings.batch());
    this.model = textModel.as(Role.CLASSIFIES, Classifies.class);
    TextTokenizer tokenizer = textModel.tokenizer();
    this.beside =
        settings.beside().stream().map(text -> tokenizer.encode(text, false).ids()).toList();
    int longest = beside.stream().mapToInt(ids -> ids.length).max().orElse(0);
    this.room =
        beside.isEmpty()
            ? textModel.room(settings.maxTokens())
            : textModel.room(settings.maxTokens(), tokenizer.pairSpecials() + longest);
    Labels labels = textModel.model().checkpoint().config().labels();
    this.scores =
        settings.candidates().isEmpty()
            ? LabelScores.own(labels, settings.combination())
            : LabelScores.zeroShot(
                labels, settings.candidates(), settings.multiLabel(), settings.combination());
  }

  @Override
  public Stage stage() {
    return settings.stage();
  }

  @Override
  public DocumentWork<Reading, float[], ClassifyResult> work(Document document) {
    String text = document.text();
    Tokens tokens = textModel.encode(text);
    List<Chunker.Chunk> chunks =
        textModel.pieces(text, tokens, Sentences.of(document, splitter), room);
    List<Reading> readings = new ArrayList<>();
    for (int chunk = 0; chunk < chunks.size(); chunk++) {
      Chunker.Chunk piece = chunks.get(chunk);
      Tokens own = tokens.slice(piece.from(), piece.to());
      if (beside.isEmpty()) {
        int[] ids = textModel.tokenizer().framed(own, piece.span()).ids();
        readings.add(new Reading(chunk, 0, new TokenPair(ids, new int[ids.length])));
      }
      for (int other = 0; other < beside.size(); other++) {
        readings.add(new Reading(chunk, other, pair(own.ids(), beside.get(other))));
      }
    }
    float[][][] logits = new float[chunks.size()][Math.max(1, beside.size())][];
    return new DocumentWork<>() {
      @Override
      public List<Reading> begin() {
        return readings;
      }

      @Override
      public List<Reading> accept(Reading reading, float[] labels) {
        logits[reading.chunk()][reading.beside()] = labels;
        return List.of();
      }

      @Override
      public ClassifyResult result() {
        return new ClassifyResult(List.of(row(scores.of(logits), logits.length)));
      }
    };
  }

  private TokenPair pair(int[] document, int[] other) {
    return settings.query().isEmpty()
        ? textModel.tokenizer().pair(document, other)
        : textModel.tokenizer().pair(other, document);
  }

  private LabelRow row(double[] document, int chunks) {
    Map<String, Float> all = new LinkedHashMap<>();
    int best = 0;
    for (int i = 0; i < document.length; i++) {
      all.put(scores.labels().get(i), (float) document[i]);
      best = document[i] > document[best] ? i : best;
    }
    return new LabelRow(
        settings.model(), scores.labels().get(best), (float) document[best], all, chunks);
  }

  @Override
  public Shape shape(Reading reading) {
    int tokens = reading.tokens().ids().length;
    // A decoder labels a text behind its end token, in rows.
    return textModel.model().hasTarget()
        ? textModel.buckets().shape(settings.model(), tokens)
        : textModel.reading(tokens);
  }

  @Override
  public int places(Reading reading) {
    return Batch.places(reading.tokens().ids().length);
  }

  @Override
  public List<float[]> compute(Shape shape, List<Reading> readings) {
    List<TokenPair> pairs = readings.stream().map(Reading::tokens).toList();
    float[][] logits = model.classify(textModel.batchOfPairs(shape, pairs));
    return Arrays.asList(logits).subList(0, readings.size());
  }
}
