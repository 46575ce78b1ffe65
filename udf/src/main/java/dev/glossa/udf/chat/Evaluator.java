package dev.glossa.udf.chat;

import dev.glossa.udf.chat.Expression.Comparison;
import dev.glossa.udf.chat.Expression.Named;
import dev.glossa.udf.chat.Expression.Passed;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Gives expressions their values. */
final class Evaluator {
  private final Values values;
  private final Budget budget;
  private final Attributes attributes;
  private final Arithmetic arithmetic;
  private final Filters filters;

  Evaluator(Values values) {
    this.values = values;
    this.budget = values.budget();
    TextMethods texts = new TextMethods(values);
    this.attributes = new Attributes(values, texts);
    this.arithmetic = new Arithmetic(values);
    this.filters = new Filters(values, texts, attributes);
  }

  Attributes attributes() {
    return attributes;
  }

  Object value(Expression expression, Scope scope) {
    budget.step(1);
    budget.enter();
    Object value = budget.made(evaluate(expression, scope));
    budget.leave();
    return value;
  }

  private Object evaluate(Expression expression, Scope scope) {
    if (expression instanceof Expression.Constant constant) {
      return constant.value();
    } else if (expression instanceof Expression.Name name) {
      Object value = scope.get(name.name());
      return value == null ? new Undefined("'" + name.name() + "' is undefined") : value;
    } else if (expression instanceof Expression.Attribute attribute) {
      return attributes.attribute(value(attribute.base(), scope), attribute.name());
    } else if (expression instanceof Expression.Item item) {
      return item(item, scope);
    } else if (expression instanceof Expression.Call call) {
      return call(value(call.target(), scope), arguments(call.passed(), scope));
    } else if (expression instanceof Expression.Filtered filtered) {
      return filtered(filtered, value(filtered.base(), scope), scope);
    } else if (expression instanceof Expression.Tested tested) {
      Object base = value(tested.base(), scope);
      return filters.tests().test(tested.name(), base, arguments(tested.passed(), scope));
    } else if (expression instanceof Expression.Binary binary) {
      Object left = value(binary.left(), scope);
      return arithmetic.apply(binary.operator(), left, value(binary.right(), scope));
    } else if (expression instanceof Expression.Compared compared) {
      return compared(compared, scope);
    } else if (expression instanceof Expression.Not not) {
      return !Values.truth(value(not.operand(), scope));
    } else if (expression instanceof Expression.And and) {
      Object left = value(and.left(), scope);
      return Values.truth(left) ? value(and.right(), scope) : left;
    } else if (expression instanceof Expression.Or or) {
      Object left = value(or.left(), scope);
      return Values.truth(left) ? left : value(or.right(), scope);
    } else if (expression instanceof Expression.Conditional conditional) {
      return conditional(conditional, scope);
    }
    return made(expression, scope);
  }

  private Object made(Expression expression, Scope scope) {
    if (expression instanceof Expression.Concat concat) {
      Text.Builder to = new Text.Builder(budget);
      concat.parts().forEach(part -> to.append(values.str(value(part, scope))));
      return to.build();
    } else if (expression instanceof Expression.ListOf list) {
      return all(list.items(), scope);
    } else if (expression instanceof Expression.TupleOf tuple) {
      return new Tuple(all(tuple.items(), scope));
    } else if (expression instanceof Expression.DictOf dict) {
      Map<Object, Object> map = new LinkedHashMap<>();
      for (int i = 0; i < dict.keys().size(); i++) {
        Object key = values.key(value(dict.keys().get(i), scope));
        map.put(key, value(dict.values().get(i), scope));
      }
      return map;
    } else if (expression instanceof Expression.Signed signed) {
      Object operand = value(signed.operand(), scope);
      return arithmetic.apply(
          signed.negative() ? "*" : "+", requireNumber(operand), signed.negative() ? -1L : 0L);
    }
    throw new TemplateError("a slice stands outside of brackets");
  }

  private static Object requireNumber(Object operand) {
    if (operand instanceof Undefined || Values.isNumber(operand)) {
      return operand;
    }
    throw new TemplateError("there is no sign for a value of type " + Values.type(operand));
  }

  private Object conditional(Expression.Conditional conditional, Scope scope) {
    if (Values.truth(value(conditional.test(), scope))) {
      return value(conditional.then(), scope);
    }
    return conditional.otherwise() == null
        ? new Undefined("a condition does not hold, and there is no else")
        : value(conditional.otherwise(), scope);
  }

  private Object item(Expression.Item item, Scope scope) {
    Object base = value(item.base(), scope);
    if (item.index() instanceof Expression.Slice slice) {
      return attributes.slice(
          base,
          orNone(slice.start(), scope),
          orNone(slice.stop(), scope),
          orNone(slice.step(), scope));
    }
    return attributes.item(base, value(item.index(), scope));
  }

  private Object orNone(Expression expression, Scope scope) {
    return expression == null ? None.NONE : value(expression, scope);
  }

  private boolean compared(Expression.Compared compared, Scope scope) {
    Object left = value(compared.first(), scope);
    for (Comparison comparison : compared.rest()) {
      Object right = value(comparison.operand(), scope);
      boolean holds =
          switch (comparison.operator()) {
            case "==" -> values.equal(left, right);
            case "!=" -> !values.equal(left, right);
            case "in" -> values.contains(right, left);
            case "not in" -> !values.contains(right, left);
            case "<" -> values.compare(left, right) < 0;
            case "<=" -> values.compare(left, right) <= 0;
            case ">" -> values.compare(left, right) > 0;
            default -> values.compare(left, right) >= 0;
          };
      if (!holds) {
        return false;
      }
      left = right;
    }
    return true;
  }

  /** A chain of filters, of which the first has no base but this one; null for no filter. */
  Object chain(Expression filters, Object base, Scope scope) {
    if (!(filters instanceof Expression.Filtered filtered)) {
      return base;
    }
    return budget.made(filtered(filtered, chain(filtered.base(), base, scope), scope));
  }

  private Object filtered(Expression.Filtered filtered, Object base, Scope scope) {
    return filters.apply(filtered.name(), base, arguments(filtered.passed(), scope));
  }

  Object call(Object target, Arguments arguments) {
    if (target instanceof Callable callable) {
      return callable.call(arguments);
    } else if (target instanceof Undefined undefined) {
      throw undefined.error();
    }
    throw new TemplateError("a value of type " + Values.type(target) + " cannot be called");
  }

  Arguments arguments(Passed passed, Scope scope) {
    if (passed == Passed.NOTHING) {
      return Arguments.NONE;
    }
    List<Object> positional = all(passed.positional(), scope);
    Map<String, Object> named = new LinkedHashMap<>();
    for (Named argument : passed.named()) {
      named.put(argument.name(), value(argument.value(), scope));
    }
    if (passed.list() != null) {
      positional.addAll(values.list(value(passed.list(), scope)));
    }
    if (passed.dict() != null) {
      values
          .dict(value(passed.dict(), scope))
          .forEach((name, value) -> named.put(Filters.string(name), value));
    }
    return new Arguments(positional, named);
  }

  private List<Object> all(List<Expression> expressions, Scope scope) {
    List<Object> all = new ArrayList<>();
    expressions.forEach(expression -> all.add(value(expression, scope)));
    return all;
  }
}
