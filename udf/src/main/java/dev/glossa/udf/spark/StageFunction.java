package dev.glossa.udf.spark;

import dev.glossa.udf.engine.EngineException;
import dev.glossa.udf.task.Document;
import dev.glossa.udf.task.Failure;
import dev.glossa.udf.task.Outcome;
import dev.glossa.udf.task.Task;
import dev.glossa.udf.task.TaskSettings;
import dev.glossa.udf.text.Span;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.IntStream;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One stage of a run over one partition: document rows in, one of the {@link WorkRows} for each
 * out.
 *
 * <p>A document that was inside the model when an earlier attempt died goes through alone, after
 * the others; one that was alone twice when its process died is given up.
 *
 * @param <R> what the task yields for a document
 */
public final class StageFunction<R> implements MapPartitionsFunction<Row, Row> {
  private static final Logger LOG = LoggerFactory.getLogger(StageFunction.class);
  private static final int DEATHS_ALONE = 2;

  /** Spark's name for the executor inside the driver, which a local run has. */
  private static final String DRIVER = "driver";

  /**
   * Held by whoever goes through alone, shared by all others of this process: when it dies, the
   * marks must not blame the documents of its other tasks.
   */
  private static final ReadWriteLock ALONE = new ReentrantReadWriteLock(true);

  /** Exit code of an executor that gave itself up. */
  private static final int DEVICE_LOST = 71;

  private final TaskSettings<R> settings;
  private final ModelPlan plan;
  private final AttemptJournal journal;
  private final StageCounters counters;

  /**
   * Describes a stage.
   *
   * @param settings what to do
   * @param plan the models
   * @param journal where attempts note which documents are in flight
   * @param counters count documents as they come out, and tokens
   */
  public StageFunction(
      TaskSettings<R> settings, ModelPlan plan, AttemptJournal journal, StageCounters counters) {
    this.settings = settings;
    this.plan = plan;
    this.journal = journal;
    this.counters = counters;
  }

  @Override
  public Iterator<Row> call(Iterator<Row> input) {
    if (!input.hasNext()) {
      return Collections.emptyIterator();
    }
    TaskContext context = TaskContext.get();
    Map<String, Integer> suspects = journal.suspects();
    AttemptJournal.Attempt attempt =
        journal.attempt(context.partitionId() + "." + context.taskAttemptId());
    ExecutorModels models = ExecutorModels.ofTask(plan, this::count);
    Task<R> task = settings.open(models);
    boolean[] well = {false};
    context.addTaskCompletionListener(
        ended -> {
          task.close();
          attempt.close(well[0]);
        });
    Iterator<Outcome<R>> outcomes = new Isolating(input, suspects, attempt, task);
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        try {
          boolean more = outcomes.hasNext();
          well[0] = !more;
          return more;
        } catch (EngineException e) {
          throw lost(e);
        }
      }

      @Override
      public Row next() {
        Outcome<R> outcome = outcomes.next();
        counters.documents().add(1);
        models.out(outcome);
        return WorkRows.row(settings.stage(), outcome);
      }
    };
  }

  /** Takes the unsuspected documents together, then the suspects one by one. */
  private final class Isolating implements Iterator<Outcome<R>> {
    private final Map<String, Integer> suspects;
    private final AttemptJournal.Attempt attempt;
    private final Task<R> task;
    private final Iterator<Outcome<R>> together;
    private final Deque<Document> alone = new ArrayDeque<>();
    private final Deque<Outcome<R>> outcomes = new ArrayDeque<>();

    Isolating(
        Iterator<Row> input,
        Map<String, Integer> suspects,
        AttemptJournal.Attempt attempt,
        Task<R> task) {
      this.suspects = suspects;
      this.attempt = attempt;
      this.task = task;
      this.together = task.run(new Unsuspected(input));
    }

    @Override
    public boolean hasNext() {
      if (outcomes.isEmpty()) {
        advanceTogether();
      }
      while (outcomes.isEmpty() && !alone.isEmpty()) {
        advanceAlone(alone.poll());
      }
      return !outcomes.isEmpty();
    }

    @Override
    public Outcome<R> next() {
      if (!hasNext()) {
        throw new NoSuchElementException("no document left");
      }
      return outcomes.poll();
    }

    private void advanceTogether() {
      ALONE.readLock().lock();
      try {
        if (together.hasNext()) {
          add(together.next());
        }
      } finally {
        ALONE.readLock().unlock();
      }
    }

    private void advanceAlone(Document document) {
      ALONE.writeLock().lock();
      try {
        int deaths = suspects.get(document.key());
        if (deaths >= DEATHS_ALONE) {
          outcomes.add(new Outcome.Failed<>(document.key(), killed(deaths)));
        } else {
          attempt.in(document.key(), true);
          task.run(Collections.singleton(document).iterator()).forEachRemaining(this::add);
        }
      } finally {
        ALONE.writeLock().unlock();
      }
    }

    private void add(Outcome<R> outcome) {
      attempt.out(outcome.key());
      outcomes.add(outcome);
    }

    private Failure killed(int deaths) {
      return new Failure(
          settings.stage().name(),
          "KILLED_PROCESS",
          "Cannot process the document: its process died "
              + deaths
              + " times while it was alone in it");
    }

    /** Notes each document before it goes in, and sets suspects aside. */
    private final class Unsuspected implements Iterator<Document> {
      private final Iterator<Row> input;
      private Document next;

      Unsuspected(Iterator<Row> input) {
        this.input = input;
      }

      @Override
      public boolean hasNext() {
        while (next == null && input.hasNext()) {
          Document document = document(input.next());
          if (suspects.containsKey(document.key())) {
            alone.add(document);
          } else {
            next = document;
          }
        }
        return next != null;
      }

      @Override
      public Document next() {
        if (!hasNext()) {
          throw new NoSuchElementException("no document left");
        }
        Document document = next;
        next = null;
        attempt.in(document.key(), false);
        return document;
      }
    }
  }

  /**
   * A task lets an exception of the engine through only when the device is lost or out of memory
   * twice. Such a process is of no more use: where Spark starts another, this one ends at once.
   */
  private static EngineException lost(EngineException e) {
    if (!SparkEnv.get().executorId().equals(DRIVER)) {
      LOG.error("Ending this executor, its device has failed: {}", e.getMessage());
      Runtime.getRuntime().halt(DEVICE_LOST);
    }
    return e;
  }

  private void count(long tokens, long paddedTokens) {
    counters.tokens().add(tokens);
    counters.paddedTokens().add(paddedTokens);
  }

  /** The document of one of the rows that a stage takes. */
  static Document document(Row row) {
    return new Document(
        row.getAs("key"),
        row.getAs("source"),
        row.getAs("id"),
        row.getAs("language"),
        columns(row),
        row.getAs("text"),
        sentences(row));
  }

  private static Map<String, String> columns(Row row) {
    int columns = row.fieldIndex("columns");
    return row.isNullAt(columns) ? Map.of() : row.getJavaMap(columns);
  }

  /** The document's sentences, where an earlier stage has found them. */
  private static List<Span> sentences(Row row) {
    boolean known = Arrays.asList(row.schema().fieldNames()).contains(WorkRows.SENTENCE_BEGINS);
    if (!known || row.isNullAt(row.fieldIndex(WorkRows.SENTENCE_BEGINS))) {
      return List.of();
    }
    List<Integer> begins = row.getList(row.fieldIndex(WorkRows.SENTENCE_BEGINS));
    List<Integer> ends = row.getList(row.fieldIndex(WorkRows.SENTENCE_ENDS));
    return IntStream.range(0, begins.size())
        .mapToObj(i -> new Span(begins.get(i), ends.get(i)))
        .toList();
  }
}
