package dev.glossa.udf.task;

import dev.glossa.udf.batch.Shape;
import dev.glossa.udf.model.embedding.Embedding;
import dev.glossa.udf.text.Framing;
import dev.glossa.udf.text.SentenceSplitter;
import dev.glossa.udf.text.Span;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Summaries of a document's own sentences: those that are most like all the others, and unlike each
 * other. A baseline that needs no decoder.
 *
 * <p>A sentence's centrality is the mean cosine of its vector with every sentence's, which is
 * LexRank without its power iteration (Erkan and Radev, 2004, "degree centrality"). Sentences are
 * picked one by one by maximal marginal relevance (Carbonell and Goldstein, 1998): {@code 0.7
 * centrality − 0.3 greatest cosine with a picked one}; of equals the earlier. The summary has them
 * in the document's order.
 */
final class ExtractiveSummarizer {
  private static final double RELEVANCE = 0.7;

  /**
   * A sentence of fewer words is a heading, a number or a mark. It is picked only where there are
   * not enough others.
   */
  private static final int FEWEST_WORDS = 4;

  private final SummarizeSettings settings;
  private final TextModel textModel;
  private final Embedding embedding;
  private final int maxTokens;
  private final SentenceSplitter splitter;

  ExtractiveSummarizer(SummarizeSettings settings, ModelSource models, SentenceSplitter splitter) {
    this.settings = settings;
    VectorUse use = settings.vectors(models.checkpoint(settings.encoder()));
    this.textModel =
        TextModel.open(models, settings.encoder(), settings.batch())
            .with(new Framing("", "", use.prompt()));
    this.embedding = use.embedding().normalized();
    this.maxTokens = use.maxTokens();
    this.splitter = splitter;
  }

  /** A sentence, or a part of one that is too long for the encoder. */
  record Candidate(Shape shape, Picking owner, int number, Span span, int[] ids)
      implements SummarizeTask.Item {}

  Picking work(Document document, Sentences sentences) {
    return new Picking(document.text(), sentences);
  }

  List<SummarizeTask.Output> vectors(Shape shape, List<SummarizeTask.Item> items) {
    List<int[]> ids = items.stream().map(item -> ((Candidate) item).ids()).toList();
    float[][] vectors = textModel.model().vectors(textModel.batch(shape, ids), embedding);
    return Arrays.stream(vectors)
        .limit(items.size())
        .<SummarizeTask.Output>map(SummarizeTask.Vector::new)
        .toList();
  }

  /** One document's candidates. */
  final class Picking
      implements DocumentWork<SummarizeTask.Item, SummarizeTask.Output, SummarizeResult> {
    private final String text;
    private final Sentences sentences;
    private final List<Candidate> candidates = new ArrayList<>();
    private float[][] vectors;

    private Picking(String text, Sentences sentences) {
      this.text = text;
      this.sentences = sentences;
    }

    @Override
    public List<SummarizeTask.Item> begin() {
      for (TextModel.Chunk part :
          textModel.sentences(text, textModel.encode(text), sentences.get(), maxTokens)) {
        int[] ids = part.tokens().ids();
        Shape shape = textModel.reading(ids.length);
        candidates.add(new Candidate(shape, this, part.number(), part.span(), ids));
      }
      vectors = new float[candidates.size()][];
      return List.copyOf(candidates);
    }

    @Override
    public List<SummarizeTask.Item> accept(SummarizeTask.Item item, SummarizeTask.Output output) {
      vectors[((Candidate) item).number()] = ((SummarizeTask.Vector) output).numbers();
      return List.of();
    }

    @Override
    public SummarizeResult result() {
      List<Candidate> picked = pick();
      List<String> sentences = new ArrayList<>();
      List<SummaryChunkRow> chunks = new ArrayList<>();
      int covered = 0;
      int outputTokens = 0;
      for (Candidate candidate : picked) {
        Span span = candidate.span();
        String sentence = text.substring(span.begin(), span.end());
        sentences.add(sentence);
        covered += AbstractiveSummarizer.visible(text, span);
        outputTokens += candidate.ids().length - specials();
        chunks.add(
            new SummaryChunkRow(
                settings.encoder(),
                SummaryStrategy.EXTRACTIVE.text(),
                1,
                candidate.number(),
                span.begin(),
                span.end(),
                sentence));
      }
      SummaryRow row =
          new SummaryRow(
              settings.encoder(),
              SummaryStrategy.EXTRACTIVE.text(),
              String.join(" ", sentences),
              candidates.size(),
              1,
              candidates.stream().mapToInt(one -> one.ids().length - specials()).sum(),
              outputTokens,
              false,
              (float) covered / AbstractiveSummarizer.visible(text, new Span(0, text.length())),
              "selected");
      return new SummarizeResult(List.of(row), chunks);
    }

    private List<Candidate> pick() {
      double[] centrality = centrality(vectors);
      double[] nearest = new double[vectors.length];
      boolean[] taken = new boolean[vectors.length];
      boolean[] proper = new boolean[vectors.length];
      for (Candidate candidate : candidates) {
        Span span = candidate.span();
        String sentence = text.substring(span.begin(), span.end());
        proper[candidate.number()] = splitter.words(sentence).size() >= FEWEST_WORDS;
      }
      int wanted = Math.min(settings.sentences(), vectors.length);
      for (int picks = 0; picks < wanted; picks++) {
        int best = -1;
        for (int i = 0; i < vectors.length; i++) {
          if (!taken[i] && (best < 0 || better(i, best, centrality, nearest, proper))) {
            best = i;
          }
        }
        taken[best] = true;
        for (int i = 0; i < vectors.length; i++) {
          double cosine = dot(vectors[i], vectors[best]);
          nearest[i] = picks == 0 ? cosine : Math.max(nearest[i], cosine);
        }
      }
      return candidates.stream().filter(candidate -> taken[candidate.number()]).toList();
    }
  }

  private static boolean better(
      int one, int other, double[] centrality, double[] nearest, boolean[] proper) {
    if (proper[one] != proper[other]) {
      return proper[one];
    }
    return RELEVANCE * centrality[one] - (1 - RELEVANCE) * nearest[one]
        > RELEVANCE * centrality[other] - (1 - RELEVANCE) * nearest[other];
  }

  /** Mean cosine of each vector, of length 1, with all of them: its cosine with their mean. */
  static double[] centrality(float[][] vectors) {
    double[] mean = new double[vectors[0].length];
    for (float[] vector : vectors) {
      for (int i = 0; i < mean.length; i++) {
        mean[i] += vector[i] / (double) vectors.length;
      }
    }
    double[] centrality = new double[vectors.length];
    for (int row = 0; row < vectors.length; row++) {
      for (int i = 0; i < mean.length; i++) {
        centrality[row] += vectors[row][i] * mean[i];
      }
    }
    return centrality;
  }

  private static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }

  private int specials() {
    return textModel.tokenizer().specials();
  }
}
