package dev.glossa.udf.spark;

import dev.glossa.udf.task.WordVectors;
import dev.glossa.udf.task.WordVectorsSettings;
import java.util.Iterator;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;

/**
 * The rows of {@code word_vectors}, made by one task, because the driver may have no device.
 * Columns are those of the record, without {@code settings}.
 */
public final class WordVectorsFunction implements MapPartitionsFunction<Long, Row> {
  private final WordVectorsSettings settings;
  private final ModelPlan plan;

  /** Describes the words and the models. */
  public WordVectorsFunction(WordVectorsSettings settings, ModelPlan plan) {
    this.settings = settings;
    this.plan = plan;
  }

  @Override
  public Iterator<Row> call(Iterator<Long> one) {
    ExecutorModels models = ExecutorModels.ofTask(plan, (tokens, paddedTokens) -> {});
    return WordVectors.of(models, settings).stream()
        .<Row>map(row -> TableRows.row(settings.stage().table(), row))
        .iterator();
  }
}
