package dev.glossa.udf.task;

import dev.glossa.udf.batch.Shape;
import dev.glossa.udf.engine.Batch;
import dev.glossa.udf.engine.Scores;
import dev.glossa.udf.model.family.Role;
import dev.glossa.udf.text.SentenceSplitter;
import dev.glossa.udf.text.Span;
import dev.glossa.udf.text.Tokens;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * What a causal model expects after a document's opening, and how much the document surprises it.
 */
final class NextTokenTask
    implements BatchedStage<NextTokenTask.Item, NextTokenTask.Output, NextTokenResult> {
  /** Of an opening: so that a batch of short ones has no more logits than memory holds. */
  private static final int FEWEST_PLACES = 32;

  private final NextTokenSettings settings;
  private final TextModel textModel;
  private final Scores scores;
  private final int promptTokens;
  private final SentenceSplitter splitter = new SentenceSplitter();

  /** A text of a batch. */
  sealed interface Item {
    /** Its tokens. */
    int[] ids();
  }

  /**
   * The opening.
   *
   * @param target the token after it in the document, or null
   */
  record Prompt(int[] ids, int end, Integer target) implements Item {}

  /** A chunk whose tokens are to be scored. */
  record Scored(TextModel.Chunk chunk) implements Item {
    @Override
    public int[] ids() {
      return chunk.tokens().ids();
    }
  }

  /** The model's output for an item; one of the two lists is empty. */
  record Output(List<NextTokenRow> next, List<SurprisalRow> surprisal) {}

  NextTokenTask(NextTokenSettings settings, ModelSource models) {
    this.settings = settings;
    this.textModel = TextModel.open(models, settings.model(), settings.batch());
    this.scores = textModel.as(Role.SCORES, Scores.class);
    this.promptTokens = Math.min(settings.promptTokens(), textModel.model().maxLength());
  }

  @Override
  public Stage stage() {
    return settings.stage();
  }

  @Override
  public DocumentWork<Item, Output, NextTokenResult> work(Document document) {
    Tokens tokens = textModel.encode(document.text());
    Tokens opening = TextModel.opening(tokens, promptTokens);
    int size = opening.whole(promptTokens);
    List<Item> items = new ArrayList<>();
    items.add(
        new Prompt(
            opening.slice(0, size).ids(),
            opening.ends()[size - 1],
            size < opening.size() ? opening.ids()[size] : null));
    List<TextModel.Chunk> chunks =
        textModel.chunks(
            document.text(), tokens, Sentences.of(document, splitter), settings.maxTokens());
    chunks.forEach(chunk -> items.add(new Scored(chunk)));
    SurprisalRow[] surprisal = new SurprisalRow[chunks.size()];
    return new DocumentWork<>() {
      private List<NextTokenRow> next;

      @Override
      public List<Item> begin() {
        return items;
      }

      @Override
      public List<Item> accept(Item item, Output output) {
        if (item instanceof Scored scored) {
          surprisal[scored.chunk().number()] = output.surprisal().get(0);
        } else {
          next = output.next();
        }
        return List.of();
      }

      @Override
      public NextTokenResult result() {
        return new NextTokenResult(next, List.of(surprisal));
      }
    };
  }

  @Override
  public Shape shape(Item item) {
    return textModel.reading(item instanceof Prompt ? "next" : "score", item.ids().length);
  }

  @Override
  public int places(Item item) {
    int places = Batch.places(item.ids().length);
    return item instanceof Prompt
        ? Math.max(places, Math.min(FEWEST_PLACES, shape(item).length()))
        : places;
  }

  @Override
  public List<Output> compute(Shape shape, List<Item> items) {
    Batch batch = textModel.batch(shape, items.stream().map(Item::ids).toList());
    return shape.group().equals("next") ? next(batch, items) : score(batch, items);
  }

  private List<Output> score(Batch batch, List<Item> items) {
    float[][] surprisals = scores.score(batch);
    List<Output> outputs = new ArrayList<>();
    for (int row = 0; row < items.size(); row++) {
      TextModel.Chunk chunk = ((Scored) items.get(row)).chunk();
      Tokens tokens = chunk.tokens();
      Float[] own = new Float[tokens.size()];
      for (int i = 1; i < own.length; i++) {
        own[i] = surprisals[row][i - 1];
      }
      Span span = chunk.span();
      outputs.add(
          new Output(
              List.of(),
              List.of(
                  new SurprisalRow(
                      settings.model(),
                      chunk.number(),
                      span.begin(),
                      span.end(),
                      tokens.ids(),
                      tokens.tokens(),
                      tokens.begins(),
                      tokens.ends(),
                      own))));
    }
    return outputs;
  }

  private List<Output> next(Batch batch, List<Item> items) {
    float[][] logits = scores.expected(batch);
    List<Output> outputs = new ArrayList<>();
    for (int row = 0; row < items.size(); row++) {
      outputs.add(new Output(rows((Prompt) items.get(row), logits[row]), List.of()));
    }
    return outputs;
  }

  private List<NextTokenRow> rows(Prompt prompt, float[] logits) {
    int[] best = best(logits);
    Integer target = prompt.target();
    Float surprisal = target == null ? null : (float) (logSum(logits, 1) - logits[target]);
    List<NextTokenRow> rows = new ArrayList<>();
    for (float temperature : settings.temperatures()) {
      double sum = logSum(logits, temperature);
      for (int rank = 0; rank < best.length; rank++) {
        int id = best[rank];
        double logProbability = logits[id] / (double) temperature - sum;
        rows.add(
            new NextTokenRow(
                settings.model(),
                temperature,
                rank + 1,
                id,
                textModel.tokenizer().token(id),
                (float) Math.exp(logProbability),
                (float) logProbability,
                prompt.end(),
                target,
                surprisal));
      }
    }
    return rows;
  }

  /** The best tokens, of equally good ones the lower number first. */
  private int[] best(float[] logits) {
    Comparator<Integer> order =
        Comparator.comparing((Integer id) -> -logits[id]).thenComparing(id -> id);
    PriorityQueue<Integer> best = new PriorityQueue<>(order.reversed());
    for (int id = 0; id < logits.length; id++) {
      if (best.size() < settings.topK()) {
        best.add(id);
      } else if (Float.compare(-logits[id], -logits[best.element()]) < 0) {
        best.remove();
        best.add(id);
      }
    }
    return best.stream().sorted(order).mapToInt(Integer::intValue).toArray();
  }

  /** log Σ exp(logit / temperature). */
  private static double logSum(float[] logits, double temperature) {
    double largest = Double.NEGATIVE_INFINITY;
    for (float logit : logits) {
      largest = Math.max(largest, logit / temperature);
    }
    double sum = 0;
    for (float logit : logits) {
      sum += Math.exp(logit / temperature - largest);
    }
    return largest + Math.log(sum);
  }
}
