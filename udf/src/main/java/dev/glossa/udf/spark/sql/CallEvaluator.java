package dev.glossa.udf.spark.sql;

import dev.glossa.udf.task.Document;
import dev.glossa.udf.task.Failure;
import dev.glossa.udf.task.Outcome;
import java.io.Serializable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.apache.spark.sql.catalyst.CatalystTypeConverters;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.JoinedRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.unsafe.types.UTF8String;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.collection.Seq;

/**
 * Reads rows in batches, computes the distinct texts of a batch together, and gives the rows on
 * with a value for each call.
 */
final class CallEvaluator implements Iterator<InternalRow> {
  private static final Logger LOG = LoggerFactory.getLogger(CallEvaluator.class);

  /** Rows of a batch: enough that what is left over at its end hardly counts. */
  private static final int ROWS = 2048;

  /** Of texts in a batch at most, UTF-16 units; a longer one is alone. */
  private static final long CHARACTERS = 16 << 20;

  /** Rows of the first batch where few are wanted. */
  private static final int FEW = 64;

  private final Iterator<InternalRow> rows;
  private final UnsafeProjection texts;
  private final UnsafeProjection whole;
  private final List<Pass<?>> passes;
  private final int width;
  private final boolean failing;
  private final CallMetrics metrics;
  private final Deque<InternalRow> ready = new ArrayDeque<>();
  private int size;

  /**
   * Columns of the operator.
   *
   * @param texts of the calls, as expressions on what is given
   * @param given columns of the child
   * @param all columns of the operator
   */
  record Columns(Seq<Expression> texts, Seq<Attribute> given, Seq<Attribute> all)
      implements Serializable {}

  /**
   * Limits of the operator.
   *
   * @param rows that are wanted, as far as is known; 0 for all
   * @param failing whether a row that fails ends the query
   */
  record Limits(int rows, boolean failing) implements Serializable {}

  CallEvaluator(
      Iterator<InternalRow> rows,
      Columns columns,
      List<Pass<?>> passes,
      Limits limits,
      CallMetrics metrics) {
    this.rows = rows;
    this.texts = UnsafeProjection.create(columns.texts(), columns.given());
    this.whole =
        UnsafeProjection.create(
            Scala.<Expression>seq(Scala.<Attribute>list(columns.all())), columns.all());
    this.passes = passes;
    this.width = columns.texts().size();
    this.failing = limits.failing();
    this.metrics = metrics;
    this.size = limits.rows() == 0 ? ROWS : Math.max(FEW, Math.min(limits.rows(), ROWS));
  }

  @Override
  public boolean hasNext() {
    if (ready.isEmpty()) {
      fill();
    }
    return !ready.isEmpty();
  }

  @Override
  public InternalRow next() {
    if (!hasNext()) {
      throw new NoSuchElementException("no row left");
    }
    return whole.apply(ready.poll());
  }

  private void fill() {
    List<InternalRow> batch = new ArrayList<>();
    List<String[]> given = new ArrayList<>();
    long characters = 0;
    while (batch.size() < size && characters < CHARACTERS && rows.hasNext()) {
      InternalRow row = rows.next().copy();
      String[] read = read(row);
      for (String text : read) {
        characters += text == null ? 0 : text.length();
      }
      batch.add(row);
      given.add(read);
    }
    size = Math.min(2 * size, ROWS);
    Object[][] values = new Object[batch.size()][width];
    passes.forEach(pass -> compute(pass, given, values));
    for (int i = 0; i < values.length; i++) {
      ready.add(new JoinedRow(batch.get(i), new GenericInternalRow(values[i])));
    }
  }

  private String[] read(InternalRow row) {
    InternalRow read = texts.apply(row);
    String[] given = new String[width];
    for (int i = 0; i < width; i++) {
      given[i] = read.isNullAt(i) ? null : read.getUTF8String(i).toString();
    }
    return given;
  }

  private <R> void compute(Pass<R> pass, List<String[]> given, Object[][] values) {
    Map<String, Document> byText = new HashMap<>();
    Map<String, Document> byKey = new LinkedHashMap<>();
    for (String[] row : given) {
      for (Pass.Column<R> column : pass.columns()) {
        String text = row[column.number()];
        if (text != null && !byText.containsKey(text)) {
          Document document = pass.document(text);
          byText.put(text, document);
          byKey.putIfAbsent(document.key(), document);
        }
      }
    }
    if (byKey.isEmpty()) {
      return;
    }
    Map<String, Outcome<R>> outcomes = run(pass, byKey);
    for (Pass.Column<R> column : pass.columns()) {
      scala.Function1<Object, Object> converter =
          CatalystTypeConverters.createToCatalystConverter(column.type());
      Map<String, Object> made = new HashMap<>();
      for (int i = 0; i < values.length; i++) {
        String text = given.get(i)[column.number()];
        if (text != null) {
          Document document = byText.get(text);
          values[i][column.number()] =
              made.computeIfAbsent(
                  document.key(), key -> value(column, outcomes.get(key), document, converter));
        }
      }
    }
  }

  private <R> Map<String, Outcome<R>> run(Pass<R> pass, Map<String, Document> documents) {
    long start = System.nanoTime();
    Map<String, Outcome<R>> outcomes =
        pass.run(
            documents,
            (tokens, padded) -> {
              metrics.tokens().add(tokens);
              metrics.paddedTokens().add(padded);
            });
    metrics.time().add((System.nanoTime() - start) / 1_000_000);
    metrics.texts().add(outcomes.size());
    List<Failure> failures =
        outcomes.values().stream()
            .filter(Outcome.Failed.class::isInstance)
            .map(outcome -> ((Outcome.Failed<R>) outcome).failure())
            .toList();
    metrics.failed().add(failures.size());
    boolean told = pass.columns().stream().allMatch(Pass.Column::tried);
    if (!failures.isEmpty() && !told) {
      if (failing) {
        throw new CallFailedException(
            pass.columns().stream()
                .filter(column -> !column.tried())
                .map(Pass.Column::function)
                .findFirst()
                .orElseThrow(),
            failures.get(0));
      }
      LOG.warn(
          "{} of {} texts have no result; the first: {} {}",
          failures.size(),
          outcomes.size(),
          failures.get(0).code(),
          failures.get(0).message());
    }
    return outcomes;
  }

  private static <R> Object value(
      Pass.Column<R> column,
      Outcome<R> outcome,
      Document document,
      scala.Function1<Object, Object> converter) {
    Object value = null;
    UTF8String error = null;
    if (outcome instanceof Outcome.Done<R> done) {
      value = internal(column.value().of(done.result(), document), converter);
    } else {
      Failure failure = ((Outcome.Failed<R>) outcome).failure();
      error = UTF8String.fromString(failure.code() + ": " + failure.message());
    }
    return column.tried() ? new GenericInternalRow(new Object[] {value, error}) : value;
  }

  /** Spark's own form of a value; vectors need no box for each number. */
  private static Object internal(Object value, scala.Function1<Object, Object> converter) {
    return value instanceof float[] vector
        ? UnsafeArrayData.fromPrimitiveArray(vector)
        : converter.apply(value);
  }
}
