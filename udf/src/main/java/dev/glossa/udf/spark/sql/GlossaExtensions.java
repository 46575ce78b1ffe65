package dev.glossa.udf.spark.sql;

import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.SparkSessionExtensions;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.ExpressionInfo;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.rules.Rule;
import org.apache.spark.sql.execution.SparkStrategy;
import scala.Tuple3;
import scala.collection.Seq;
import scala.runtime.AbstractFunction1;
import scala.runtime.BoxedUnit;

/**
 * Adds the functions to a session: {@code
 * spark.sql.extensions=dev.glossa.udf.spark.sql.GlossaExtensions}.
 */
public final class GlossaExtensions extends AbstractFunction1<SparkSessionExtensions, BoxedUnit> {

  /** Whether a row that fails ends the query; otherwise its value is NULL. */
  public static final String FAIL_ON_ERROR = "spark.glossa.fail_on_error";

  /** Whether a saved transformer is loaded although its model has changed since. */
  public static final String ALLOW_CHANGED_MODEL = "spark.glossa.allow_changed_model";

  @Override
  public BoxedUnit apply(SparkSessionExtensions extensions) {
    for (ModelFunction function : ModelFunctions.all()) {
      inject(extensions, function, function.name(), false);
      if (function.canFail()) {
        inject(extensions, function, "try_" + function.name(), true);
      }
    }
    extensions.injectCheckRule(
        Scala.<SparkSession, scala.Function1<LogicalPlan, BoxedUnit>>function(
            session -> Scala.<LogicalPlan>each(CheckCalls::check)));
    extensions.injectPreCBORule(
        Scala.<SparkSession, Rule<LogicalPlan>>function(session -> new ExtractCalls()));
    extensions.injectPlannerStrategy(
        Scala.<SparkSession, SparkStrategy>function(session -> new CallStrategy()));
    return BoxedUnit.UNIT;
  }

  private static void inject(
      SparkSessionExtensions extensions, ModelFunction function, String name, boolean tried) {
    ExpressionInfo info =
        new ExpressionInfo(
            ModelCall.class.getName(),
            null,
            name,
            function.usage(name) + (tried ? " As a struct of result and error." : ""),
            "");
    extensions.injectFunction(
        new Tuple3<
            FunctionIdentifier, ExpressionInfo, scala.Function1<Seq<Expression>, Expression>>(
            new FunctionIdentifier(name),
            info,
            Scala.<Seq<Expression>, Expression>function(
                arguments -> function.call(name, Scala.<Expression>list(arguments), tried))));
  }
}
