package dev.glossa.udf.spark;

import dev.glossa.udf.task.Document;
import dev.glossa.udf.task.Meter;
import dev.glossa.udf.task.Outcome;
import dev.glossa.udf.task.Task;
import dev.glossa.udf.task.TaskSettings;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;

/**
 * A stage over one partition of a sample, as {@link StageFunction} runs it, but for its figures
 * alone: results are dropped, no file is written, and a document that kills its process ends the
 * trial.
 */
public final class TrialFunction implements FlatMapFunction<Iterator<Row>, Trial> {
  private static final long serialVersionUID = 1L;
  private static final double SECOND = 1e9;

  private final TaskSettings<?> settings;
  private final ModelPlan plan;

  /**
   * Describes a trial.
   *
   * @param settings of the stage
   * @param plan the models
   */
  public TrialFunction(TaskSettings<?> settings, ModelPlan plan) {
    this.settings = settings;
    this.plan = plan;
  }

  @Override
  public Iterator<Trial> call(Iterator<Row> input) {
    if (!input.hasNext()) {
      return Collections.emptyIterator();
    }
    Uses uses = new Uses(input);
    long begin = System.nanoTime();
    try (Task<?> task = settings.open(ExecutorModels.ofTask(plan, uses))) {
      long opened = System.nanoTime();
      long failed = 0;
      Iterator<? extends Outcome<?>> outcomes = task.run(uses);
      while (outcomes.hasNext()) {
        failed += outcomes.next() instanceof Outcome.Failed ? 1 : 0;
      }
      Trial trial =
          new Trial(
              uses.documents,
              uses.characters,
              failed,
              (opened - begin) / SECOND,
              (System.nanoTime() - opened) / SECOND,
              uses.byModel);
      return Collections.singleton(trial).iterator();
    }
  }

  /** Hands the documents on and counts what becomes of them. */
  private static final class Uses implements Iterator<Document>, Meter {
    private final Iterator<Row> input;
    private final Set<String> texts = new HashSet<>();
    private final Set<String> divided = new HashSet<>();
    private final Map<String, Trial.Use> byModel = new TreeMap<>();
    private long documents;
    private long characters;

    Uses(Iterator<Row> input) {
      this.input = input;
    }

    @Override
    public boolean hasNext() {
      return input.hasNext();
    }

    @Override
    public Document next() {
      Document document = StageFunction.document(input.next());
      documents++;
      characters += document.text().codePointCount(0, document.text().length());
      texts.add(document.text());
      return document;
    }

    @Override
    public void batch(long tokens, long paddedTokens) {
      throw new IllegalStateException("Cannot count a batch: no model (tell which one it was)");
    }

    @Override
    public void read(String model, long tokens, long paddedTokens) {
      add(model, new Trial.Use(1, tokens, paddedTokens, 0, 0, 0, 0));
    }

    @Override
    public void wrote(String model, Writing writing) {
      add(
          model,
          new Trial.Use(0, 0, 0, writing.tokens(), writing.mostTokens(), writing.places(), 0));
    }

    @Override
    public void divided(String model, String text) {
      // What a model has written may be divided, too, and a document is told of once.
      if (texts.contains(text) && divided.add(model + "\n" + text)) {
        add(model, new Trial.Use(0, 0, 0, 0, 0, 0, 1));
      }
    }

    private void add(String model, Trial.Use use) {
      byModel.merge(model, use, Trial.Use::plus);
    }
  }
}
