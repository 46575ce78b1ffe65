package dev.glossa.udf.spark.sql;

import dev.glossa.udf.spark.ModelPlan.ModelFile;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.catalyst.expressions.Expression;

/** The models that a query asks for. */
public final class CallModels {
  private CallModels() {}

  /**
   * Those of all calls in the operators of a query, by their names, as the driver finds them now.
   *
   * @throws IllegalArgumentException with every problem of a checkpoint
   */
  public static Map<String, ModelFile> of(Dataset<?> query) {
    Map<String, ModelFile> models = new TreeMap<>();
    query
        .queryExecution()
        .analyzed()
        .foreach(
            Scala.each(
                operator ->
                    Scala.<Expression>list(operator.expressions()).stream()
                        .flatMap(expression -> Calls.of(expression).stream())
                        .forEach(
                            call ->
                                models.putAll(
                                    call.request().configured().models().get().models()))));
    return models;
  }
}
