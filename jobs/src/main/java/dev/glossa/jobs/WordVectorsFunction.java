package dev.glossa.jobs;

import dev.glossa.jobs.table.Tables;
import dev.glossa.udf.spark.ExecutorModels;
import dev.glossa.udf.spark.ModelPlan;
import dev.glossa.udf.task.WordVectorRow;
import dev.glossa.udf.task.WordVectors;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;

/** The rows of {@code word_vectors}, made by one task: the driver may have no device. */
final class WordVectorsFunction implements MapPartitionsFunction<Long, Row> {
  private final String model;
  private final List<String> words;
  private final ModelPlan plan;

  WordVectorsFunction(String model, List<String> words, ModelPlan plan) {
    this.model = model;
    this.words = words;
    this.plan = plan;
  }

  @Override
  public Iterator<Row> call(Iterator<Long> one) {
    List<Row> rows = new ArrayList<>();
    for (WordVectorRow row :
        WordVectors.of(ExecutorModels.ofTask(plan, (tokens, padded) -> {}), model, words)) {
      rows.add(Tables.WORD_VECTORS.row(row));
    }
    return rows.iterator();
  }
}
