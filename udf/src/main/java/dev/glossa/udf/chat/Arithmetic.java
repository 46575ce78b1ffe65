package dev.glossa.udf.chat;

import java.util.ArrayList;
import java.util.List;

/** Python's operators on numbers, strings and lists. */
final class Arithmetic {
  private final Values values;
  private final Budget budget;

  Arithmetic(Values values) {
    this.values = values;
    this.budget = values.budget();
  }

  Object apply(String operator, Object left, Object right) {
    if (left instanceof Undefined undefined) {
      throw undefined.error();
    }
    if (operator.equals("%") && left instanceof Text format) {
      return new PercentFormat(values).format(format, right);
    }
    if (right instanceof Undefined undefined) {
      throw undefined.error();
    }
    if (Values.isNumber(left) && Values.isNumber(right)) {
      return left instanceof Double || right instanceof Double
          ? real(operator, Values.real(left), Values.real(right))
          : integer(operator, Values.integer(left), Values.integer(right));
    }
    if (operator.equals("+") && Values.type(left).equals(Values.type(right))) {
      if (left instanceof Text one && right instanceof Text other) {
        return new Text.Builder(budget).append(one).append(other).build();
      } else if (left instanceof List<?> one && right instanceof List<?> other) {
        if (!(left instanceof Range)) {
          return joined(one, other);
        }
      }
    }
    if (operator.equals("*")) {
      boolean counted = left instanceof Long || left instanceof Boolean;
      Object many = counted ? right : left;
      Object times = counted ? left : right;
      if (times instanceof Long || times instanceof Boolean) {
        if (many instanceof Text text) {
          return repeat(text, Values.integer(times));
        } else if (many instanceof List<?> list && !(many instanceof Range)) {
          return repeat(list, Values.integer(times));
        }
      }
    }
    throw new TemplateError(
        "there is no " + operator + " for " + Values.type(left) + " and " + Values.type(right));
  }

  private List<Object> joined(List<?> left, List<?> right) {
    budget.elements((long) left.size() + right.size());
    List<Object> all = new ArrayList<>(left);
    all.addAll(right);
    return left instanceof Tuple ? new Tuple(all) : all;
  }

  private List<Object> repeat(List<?> list, long times) {
    List<Object> all = new ArrayList<>();
    for (long i = 0; i < times && !list.isEmpty(); i++) {
      budget.elements(list.size());
      all.addAll(list);
    }
    return list instanceof Tuple ? new Tuple(all) : all;
  }

  Text repeat(Text text, long times) {
    Text.Builder builder = new Text.Builder(budget);
    for (long i = 0; i < times && !text.isEmpty(); i++) {
      budget.step(1);
      builder.append(text);
    }
    return builder.build();
  }

  private static Object integer(String operator, long left, long right) {
    return switch (operator) {
      case "+" -> Math.addExact(left, right);
      case "-" -> Math.subtractExact(left, right);
      case "*" -> Math.multiplyExact(left, right);
      case "/" -> (double) left / divisor(right);
      case "//" -> right == -1 ? Math.negateExact(left) : Math.floorDiv(left, divisor(right));
      case "%" -> Math.floorMod(left, divisor(right));
      default ->
          right < 0
              ? (Object) Math.pow((double) left, (double) right)
              : (Object) power(left, right);
    };
  }

  private static long power(long base, long exponent) {
    if (base == 0 || base == 1 || base == -1) {
      return exponent == 0 ? 1 : base == -1 && exponent % 2 == 0 ? 1 : base;
    }
    long power = 1;
    for (long i = 0; i < exponent; i++) {
      power = Math.multiplyExact(power, base);
    }
    return power;
  }

  private static long divisor(long value) {
    if (value == 0) {
      throw new TemplateError("a division by zero");
    }
    return value;
  }

  private static double real(String operator, double left, double right) {
    if (right == 0 && (operator.equals("/") || operator.equals("//") || operator.equals("%"))) {
      throw new TemplateError("a division by zero");
    }
    return switch (operator) {
      case "+" -> left + right;
      case "-" -> left - right;
      case "*" -> left * right;
      case "/" -> left / right;
      case "//" -> Math.floor(left / right);
      case "%" -> left - right * Math.floor(left / right);
      default -> Math.pow(left, right);
    };
  }
}
