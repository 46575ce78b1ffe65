package dev.glossa.udf.chat;

import dev.glossa.udf.chat.Expression.Comparison;
import dev.glossa.udf.chat.Expression.Constant;
import dev.glossa.udf.chat.Expression.Named;
import dev.glossa.udf.chat.Expression.Passed;
import dev.glossa.udf.chat.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads expressions, with the precedence that Jinja2's {@code parser.py} gives operators: {@code ~}
 * binds tighter than {@code +}, and a filter tighter than everything but a sign.
 */
final class ExpressionParser {
  static final Map<String, Object> CONSTANTS =
      Map.of(
          "true", true, "True", true, "false", false, "False", false, "none", None.NONE, "None",
          None.NONE);

  private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", "<=", ">", ">=");
  private static final Set<String> NO_TEST_ARGUMENT = Set.of("else", "or", "and");

  private final Tokens tokens;

  ExpressionParser(Tokens tokens) {
    this.tokens = tokens;
  }

  Expression expression() {
    tokens.enter();
    Expression value = or();
    while (tokens.skipName("if")) {
      Expression test = or();
      Expression otherwise = tokens.skipName("else") ? expression() : null;
      value = new Expression.Conditional(test, value, otherwise);
    }
    tokens.leave();
    return value;
  }

  /**
   * An expression, or several with commas between them.
   *
   * @param conditional whether {@code if} belongs to it
   * @param ends names that end it
   */
  Expression tuple(boolean conditional, Set<String> ends) {
    return tuple(conditional, ends, false);
  }

  private Expression tuple(boolean conditional, Set<String> ends, boolean parentheses) {
    List<Expression> items = new ArrayList<>();
    boolean several = false;
    while (!endsTuple(ends)) {
      items.add(conditional ? expression() : or());
      if (!tokens.skipOperator(",")) {
        break;
      }
      several = true;
    }
    if (!several && items.size() == 1) {
      return items.get(0);
    }
    if (items.isEmpty() && !parentheses) {
      throw tokens.error(tokens.current(), tokens.current() + " is no expression");
    }
    return new Expression.TupleOf(items);
  }

  private boolean endsTuple(Set<String> ends) {
    Token token = tokens.current();
    return token.kind() == Kind.VARIABLE_END
        || token.kind() == Kind.BLOCK_END
        || token.isOperator(")")
        || token.kind() == Kind.NAME && ends.contains(token.text());
  }

  private Expression or() {
    Expression left = and();
    while (tokens.skipName("or")) {
      left = new Expression.Or(left, and());
    }
    return left;
  }

  private Expression and() {
    Expression left = not();
    while (tokens.skipName("and")) {
      left = new Expression.And(left, not());
    }
    return left;
  }

  private Expression not() {
    if (!tokens.skipName("not")) {
      return comparison();
    }
    tokens.enter();
    Expression operand = not();
    tokens.leave();
    return new Expression.Not(operand);
  }

  private Expression comparison() {
    Expression first = sum();
    List<Comparison> rest = new ArrayList<>();
    while (true) {
      Token token = tokens.current();
      if (token.kind() == Kind.OPERATOR && COMPARISONS.contains(token.text())) {
        tokens.next();
        rest.add(new Comparison(token.text(), sum()));
      } else if (tokens.skipName("in")) {
        rest.add(new Comparison("in", sum()));
      } else if (token.isName("not") && tokens.following().isName("in")) {
        tokens.next();
        tokens.next();
        rest.add(new Comparison("not in", sum()));
      } else {
        return rest.isEmpty() ? first : new Expression.Compared(first, rest);
      }
    }
  }

  private Expression sum() {
    Expression left = concat();
    while (tokens.current().isOperator("+") || tokens.current().isOperator("-")) {
      left = new Expression.Binary(tokens.next().text(), left, concat());
    }
    return left;
  }

  private Expression concat() {
    Expression first = product();
    if (!tokens.current().isOperator("~")) {
      return first;
    }
    List<Expression> parts = new ArrayList<>(List.of(first));
    while (tokens.skipOperator("~")) {
      parts.add(product());
    }
    return new Expression.Concat(parts);
  }

  private Expression product() {
    Expression left = power();
    while (tokens.current().kind() == Kind.OPERATOR
        && Set.of("*", "/", "//", "%").contains(tokens.current().text())) {
      left = new Expression.Binary(tokens.next().text(), left, power());
    }
    return left;
  }

  private Expression power() {
    Expression left = unary(true);
    while (tokens.skipOperator("**")) {
      left = new Expression.Binary("**", left, unary(true));
    }
    return left;
  }

  private Expression unary(boolean filtered) {
    tokens.enter();
    Expression value;
    if (tokens.current().isOperator("-") || tokens.current().isOperator("+")) {
      boolean negative = tokens.next().isOperator("-");
      value = new Expression.Signed(negative, unary(false));
    } else {
      value = primary();
    }
    value = postfix(value);
    if (filtered) {
      value = filtersAndTests(value);
    }
    tokens.leave();
    return value;
  }

  private Expression primary() {
    Token token = tokens.next();
    switch (token.kind()) {
      case NAME:
        Object constant = CONSTANTS.get(token.text());
        return constant == null ? new Expression.Name(token.text()) : new Constant(constant);
      case STRING:
        StringBuilder string = new StringBuilder(token.text());
        while (tokens.current().kind() == Kind.STRING) {
          string.append(tokens.next().text());
        }
        return new Constant(Text.of(string.toString()));
      case INTEGER:
        return new Constant(tokens.integer(token));
      case FLOAT:
        return new Constant(Double.valueOf(token.text()));
      default:
        break;
    }
    if (token.isOperator("(")) {
      Expression inside = tuple(true, Set.of(), true);
      tokens.expectOperator(")");
      return inside;
    }
    if (token.isOperator("[")) {
      return new Expression.ListOf(items("]"));
    }
    if (token.isOperator("{")) {
      return dict();
    }
    throw tokens.error(token, token + " is not expected here");
  }

  private List<Expression> items(String end) {
    List<Expression> items = new ArrayList<>();
    while (!tokens.skipOperator(end)) {
      if (!items.isEmpty()) {
        tokens.expectOperator(",");
        if (tokens.skipOperator(end)) {
          break;
        }
      }
      items.add(expression());
    }
    return items;
  }

  private Expression dict() {
    List<Expression> keys = new ArrayList<>();
    List<Expression> values = new ArrayList<>();
    while (!tokens.skipOperator("}")) {
      if (!keys.isEmpty()) {
        tokens.expectOperator(",");
        if (tokens.skipOperator("}")) {
          break;
        }
      }
      keys.add(expression());
      tokens.expectOperator(":");
      values.add(expression());
    }
    return new Expression.DictOf(keys, values);
  }

  private Expression postfix(Expression base) {
    Expression value = base;
    while (true) {
      if (tokens.skipOperator(".")) {
        Token name = tokens.next();
        if (name.kind() == Kind.INTEGER) {
          value = new Expression.Item(value, new Constant(tokens.integer(name)));
        } else if (name.kind() == Kind.NAME) {
          value = new Expression.Attribute(value, name.text());
        } else {
          throw tokens.error(name, "a name is expected and not " + name);
        }
      } else if (tokens.skipOperator("[")) {
        value = new Expression.Item(value, index());
      } else if (tokens.current().isOperator("(")) {
        value = new Expression.Call(value, passed());
      } else {
        return value;
      }
    }
  }

  private Expression index() {
    List<Expression> indexes = new ArrayList<>();
    do {
      if (!indexes.isEmpty() && tokens.current().isOperator("]")) {
        break;
      }
      indexes.add(subscript());
    } while (tokens.skipOperator(","));
    tokens.expectOperator("]");
    return indexes.size() == 1 ? indexes.get(0) : new Expression.TupleOf(indexes);
  }

  private Expression subscript() {
    Expression start = tokens.current().isOperator(":") ? null : expression();
    if (!tokens.skipOperator(":")) {
      return start;
    }
    Expression stop = sliceEnds() || tokens.current().isOperator(":") ? null : expression();
    Expression step = tokens.skipOperator(":") && !sliceEnds() ? expression() : null;
    return new Expression.Slice(start, stop, step);
  }

  private boolean sliceEnds() {
    return tokens.current().isOperator("]") || tokens.current().isOperator(",");
  }

  private Passed passed() {
    tokens.expectOperator("(");
    List<Expression> positional = new ArrayList<>();
    List<Named> named = new ArrayList<>();
    Expression list = null;
    Expression dict = null;
    boolean first = true;
    while (!tokens.skipOperator(")")) {
      if (!first) {
        tokens.expectOperator(",");
        if (tokens.skipOperator(")")) {
          break;
        }
      }
      first = false;
      Token token = tokens.current();
      if (tokens.skipOperator("*")) {
        list = expression();
      } else if (tokens.skipOperator("**")) {
        dict = expression();
      } else if (token.kind() == Kind.NAME && tokens.following().isOperator("=")) {
        tokens.next();
        tokens.next();
        named.add(new Named(token.text(), expression()));
      } else if (named.isEmpty() && dict == null) {
        positional.add(expression());
      } else {
        throw tokens.error(token, "an argument without a name follows one with a name");
      }
    }
    return new Passed(positional, named, list, dict);
  }

  private Expression filtersAndTests(Expression base) {
    Expression value = base;
    while (true) {
      if (tokens.current().isOperator("|")) {
        value = filters(value, false);
      } else if (tokens.skipName("is")) {
        value = test(value);
      } else if (tokens.current().isOperator("(")) {
        value = new Expression.Call(value, passed());
      } else {
        return value;
      }
    }
  }

  /**
   * A chain of filters.
   *
   * @param base what is filtered, or null
   * @param inline whether the first stands without {@code |}
   */
  Expression filters(Expression base, boolean inline) {
    Expression value = base;
    boolean first = inline;
    while (first || tokens.skipOperator("|")) {
      first = false;
      String name = dotted();
      Passed passed = tokens.current().isOperator("(") ? passed() : Passed.NOTHING;
      value = new Expression.Filtered(value, name, passed);
    }
    return value;
  }

  private String dotted() {
    StringBuilder name = new StringBuilder(tokens.expect(Kind.NAME).text());
    while (tokens.skipOperator(".")) {
      name.append('.').append(tokens.expect(Kind.NAME).text());
    }
    return name.toString();
  }

  private Expression test(Expression base) {
    boolean negated = tokens.skipName("not");
    String name = dotted();
    Token token = tokens.current();
    Passed passed = Passed.NOTHING;
    if (token.isOperator("(")) {
      passed = passed();
    } else if (startsArgument(token)) {
      if (token.isName("is")) {
        throw tokens.error(token, "tests cannot be chained with is");
      }
      passed = new Passed(List.of(postfix(primary())), List.of(), null, null);
    }
    Expression test = new Expression.Tested(base, name, passed);
    return negated ? new Expression.Not(test) : test;
  }

  private static boolean startsArgument(Token token) {
    return switch (token.kind()) {
      case STRING, INTEGER, FLOAT -> true;
      case NAME -> !NO_TEST_ARGUMENT.contains(token.text());
      default -> token.isOperator("[") || token.isOperator("{");
    };
  }
}
