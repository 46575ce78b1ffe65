package dev.glossa.udf.chat;

import java.util.List;

/** An expression of a template. */
sealed interface Expression {
  /** A literal. */
  record Constant(Object value) implements Expression {}

  /** A variable. */
  record Name(String name) implements Expression {}

  /** A list in brackets. */
  record ListOf(List<Expression> items) implements Expression {}

  /** Values with commas between them. */
  record TupleOf(List<Expression> items) implements Expression {}

  /** A mapping in braces; as many keys as values. */
  record DictOf(List<Expression> keys, List<Expression> values) implements Expression {}

  /** {@code base.name}. */
  record Attribute(Expression base, String name) implements Expression {}

  /** {@code base[index]}. */
  record Item(Expression base, Expression index) implements Expression {}

  /** {@code start:stop:step}, each of which may be null. */
  record Slice(Expression start, Expression stop, Expression step) implements Expression {}

  /** {@code target(arguments)}. */
  record Call(Expression target, Passed passed) implements Expression {}

  /** {@code base|name(arguments)}; the base is null in {@code {% filter %}}. */
  record Filtered(Expression base, String name, Passed passed) implements Expression {}

  /** {@code base is name(arguments)}. */
  record Tested(Expression base, String name, Passed passed) implements Expression {}

  /** {@code not operand}. */
  record Not(Expression operand) implements Expression {}

  /** {@code -operand} or {@code +operand}. */
  record Signed(boolean negative, Expression operand) implements Expression {}

  /** Two operands of an arithmetic operator. */
  record Binary(String operator, Expression left, Expression right) implements Expression {}

  /** {@code left and right}. */
  record And(Expression left, Expression right) implements Expression {}

  /** {@code left or right}. */
  record Or(Expression left, Expression right) implements Expression {}

  /** {@code a ~ b ~ c}. */
  record Concat(List<Expression> parts) implements Expression {}

  /** {@code a < b <= c}. */
  record Compared(Expression first, List<Comparison> rest) implements Expression {}

  /** {@code then if test else otherwise}, the last of which may be null. */
  record Conditional(Expression test, Expression then, Expression otherwise)
      implements Expression {}

  /** An operator and what stands behind it. */
  record Comparison(String operator, Expression operand) {}

  /** An argument with a name. */
  record Named(String name, Expression value) {}

  /** What stands in a call's parentheses; {@code list} and {@code dict} may be null. */
  record Passed(List<Expression> positional, List<Named> named, Expression list, Expression dict) {
    static final Passed NOTHING = new Passed(List.of(), List.of(), null, null);
  }
}
