package dev.glossa.udf.task;

import dev.glossa.udf.batch.Shape;
import dev.glossa.udf.decode.Sequence;
import dev.glossa.udf.engine.Batch;
import dev.glossa.udf.text.SentenceSplitter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Summaries of documents, by one strategy or both: {@link AbstractiveSummarizer} writes them,
 * {@link ExtractiveSummarizer} picks sentences.
 */
final class SummarizeTask
    implements BatchedStage<SummarizeTask.Item, SummarizeTask.Output, SummarizeResult> {
  private final SummarizeSettings settings;
  private final Map<String, AbstractiveSummarizer> writers = new HashMap<>();
  private final ExtractiveSummarizer extract;
  private final SentenceSplitter splitter = new SentenceSplitter();

  /** One row of a batch, of one of the two strategies. */
  sealed interface Item permits AbstractiveSummarizer.Passage, ExtractiveSummarizer.Candidate {

    /** The summary that it is for. */
    DocumentWork<Item, Output, SummarizeResult> owner();

    /** The shape of its batch. */
    Shape shape();

    /** What the model reads. */
    int[] ids();
  }

  /** A model's output for an item. */
  sealed interface Output {}

  /** A text, for a passage. */
  record Written(Sequence text) implements Output {}

  /** A vector, for a sentence. */
  record Vector(float[] numbers) implements Output {}

  SummarizeTask(SummarizeSettings settings, ModelSource models) {
    this.settings = settings;
    if (settings.strategies().contains(SummaryStrategy.ABSTRACTIVE)) {
      for (String name : settings.writers()) {
        writers.put(name, new AbstractiveSummarizer(settings, name, models, splitter));
      }
    }
    boolean picks = settings.strategies().contains(SummaryStrategy.EXTRACTIVE);
    this.extract = picks ? new ExtractiveSummarizer(settings, models, splitter) : null;
  }

  @Override
  public Stage stage() {
    return settings.stage();
  }

  @Override
  public DocumentWork<Item, Output, SummarizeResult> work(Document document) {
    List<DocumentWork<Item, Output, SummarizeResult>> works = new ArrayList<>();
    Sentences sentences = Sentences.of(document, splitter);
    for (SummaryStrategy strategy : settings.strategies()) {
      works.add(
          switch (strategy) {
            case ABSTRACTIVE ->
                writers.get(settings.writer(document.language())).work(document, sentences);
            case EXTRACTIVE -> extract.work(document, sentences);
          });
    }
    return new JoinedWork<>(
        works,
        Item::owner,
        results ->
            new SummarizeResult(
                results.stream().flatMap(result -> result.summaries().stream()).toList(),
                results.stream().flatMap(result -> result.summaryChunks().stream()).toList()));
  }

  @Override
  public Shape shape(Item item) {
    return item.shape();
  }

  @Override
  public int places(Item item) {
    return Batch.places(item.ids().length);
  }

  @Override
  public List<Output> compute(Shape shape, List<Item> items) {
    return items.get(0) instanceof AbstractiveSummarizer.Passage passage
        ? passage.writer().write(shape, items)
        : extract.vectors(shape, items);
  }
}
