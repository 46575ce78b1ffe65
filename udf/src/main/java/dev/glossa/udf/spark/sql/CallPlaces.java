package dev.glossa.udf.spark.sql;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.catalyst.expressions.And;
import org.apache.spark.sql.catalyst.expressions.CaseWhen;
import org.apache.spark.sql.catalyst.expressions.Coalesce;
import org.apache.spark.sql.catalyst.expressions.EqualNullSafe;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.If;
import org.apache.spark.sql.catalyst.expressions.IsNull;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.Not;
import org.apache.spark.sql.catalyst.expressions.Or;
import org.apache.spark.sql.types.DataTypes;
import scala.Tuple2;

/** Where calls stand in expressions, and in which rows their value is asked for there. */
final class CallPlaces {
  private final Map<Expression, Place> places = new LinkedHashMap<>();

  private static final class Place {
    private final ModelCall call;

    /** For each occurrence what must hold, all of it; nothing where it always counts. */
    private final List<List<Expression>> guards = new ArrayList<>();

    Place(ModelCall call) {
      this.call = call;
    }

    boolean ready() {
      return guards.stream().flatMap(List::stream).noneMatch(Calls::in);
    }
  }

  /**
   * A call without others in it.
   *
   * @param call as it stands
   * @param guarded the same, whose text is null in rows that do not ask for it
   */
  record Ready(ModelCall call, ModelCall guarded) {}

  private CallPlaces() {}

  /** The distinct calls that can be computed first, at least one where there is any. */
  static List<Ready> ready(List<Expression> expressions) {
    CallPlaces all = new CallPlaces();
    expressions.forEach(expression -> all.collect(expression, List.of()));
    List<Ready> ready =
        all.places.values().stream().filter(Place::ready).map(CallPlaces::guarded).toList();
    if (!ready.isEmpty()) {
      return ready;
    }
    // Two calls that decide about each other: both are computed in all rows.
    return all.places.values().stream().map(place -> new Ready(place.call, place.call)).toList();
  }

  private static Ready guarded(Place place) {
    if (place.guards.stream().anyMatch(List::isEmpty)) {
      return new Ready(place.call, place.call);
    }
    Expression asked =
        place.guards.stream()
            .map(all -> all.stream().reduce(And::new).orElseThrow())
            .reduce(Or::new)
            .orElseThrow();
    Expression text = new If(asked, place.call.text(), Literal.create(null, DataTypes.StringType));
    return new Ready(place.call, place.call.on(text));
  }

  private void collect(Expression expression, List<Expression> guards) {
    if (!Calls.in(expression)) {
      return;
    }
    if (expression instanceof ModelCall call) {
      if (Calls.in(call.text())) {
        collect(call.text(), guards);
      } else {
        places.computeIfAbsent(call.canonicalized(), ignored -> new Place(call)).guards.add(guards);
      }
    } else if (expression instanceof CaseWhen when) {
      collect(when, guards);
    } else if (expression instanceof If when) {
      collect(when.predicate(), guards);
      collect(when.trueValue(), with(guards, is(when.predicate(), true)));
      collect(when.falseValue(), with(guards, not(is(when.predicate(), true))));
    } else if (expression instanceof And and) {
      collect(and.left(), guards);
      collect(and.right(), with(guards, not(is(and.left(), false))));
    } else if (expression instanceof Or or) {
      collect(or.left(), guards);
      collect(or.right(), with(guards, not(is(or.left(), true))));
    } else if (expression instanceof Coalesce first) {
      List<Expression> all = guards;
      for (Expression child : Scala.<Expression>list(first.children())) {
        collect(child, all);
        all = with(all, new IsNull(child));
      }
    } else {
      Scala.<Expression>list(expression.children()).forEach(child -> collect(child, guards));
    }
  }

  private void collect(CaseWhen when, List<Expression> guards) {
    List<Expression> all = guards;
    for (Tuple2<Expression, Expression> branch :
        Scala.<Tuple2<Expression, Expression>>list(when.branches())) {
      collect(branch._1(), all);
      collect(branch._2(), with(all, is(branch._1(), true)));
      all = with(all, not(is(branch._1(), true)));
    }
    if (when.elseValue().isDefined()) {
      collect(when.elseValue().get(), all);
    }
  }

  private static List<Expression> with(List<Expression> guards, Expression guard) {
    List<Expression> all = new ArrayList<>(guards);
    all.add(guard);
    return all;
  }

  /** True or false, never null. */
  private static Expression is(Expression condition, boolean value) {
    return new EqualNullSafe(condition, Literal.create(value, DataTypes.BooleanType));
  }

  private static Expression not(Expression condition) {
    return new Not(condition);
  }
}
