package dev.glossa.udf.chat;

import java.util.List;

/** A statement of a template. */
sealed interface Statement {
  /** Text that stands for itself. */
  record Data(Text text) implements Statement {}

  /** {@code {{ value }}}. */
  record Print(int line, Expression value) implements Statement {}

  /** {@code {% for %}}; {@code test} may be null. */
  record For(
      int line,
      Target target,
      Expression values,
      Expression test,
      boolean recursive,
      List<Statement> body,
      List<Statement> otherwise)
      implements Statement {}

  /** {@code {% if %}} with its {@code elif}. */
  record If(List<Branch> branches, List<Statement> otherwise) implements Statement {}

  /** {@code {% set target = value %}}. */
  record Set(int line, Target target, Expression value) implements Statement {}

  /** {@code {% set target %}body{% endset %}}; {@code filter} may be null. */
  record SetBlock(int line, Target target, Expression filter, List<Statement> body)
      implements Statement {}

  /** {@code {% macro %}}. */
  record Define(Routine macro) implements Statement {}

  /** {@code {% call %}}; the routine is what {@code caller} is inside. */
  record CallBlock(int line, Expression.Call call, Routine body) implements Statement {}

  /** {@code {% filter %}}. */
  record FilterBlock(int line, Expression filter, List<Statement> body) implements Statement {}

  /** {@code {% with %}}; as many targets as values. */
  record With(int line, List<Target> targets, List<Expression> values, List<Statement> body)
      implements Statement {}

  /** {@code {% generation %}}, which marks what the model says and changes nothing. */
  record Generation(List<Statement> body) implements Statement {}

  /** {@code {% break %}}. */
  record Break() implements Statement {}

  /** {@code {% continue %}}. */
  record Continue() implements Statement {}

  /** A condition and what is done where it holds. */
  record Branch(int line, Expression test, List<Statement> body) {}

  /**
   * A macro, or the body of {@code {% call %}}.
   *
   * @param defaults of the last parameters
   * @param takesList whether it names {@code varargs}
   * @param takesDict whether it names {@code kwargs}
   * @param takesCaller whether it names {@code caller}
   */
  record Routine(
      String name,
      List<String> parameters,
      List<Expression> defaults,
      List<Statement> body,
      boolean takesList,
      boolean takesDict,
      boolean takesCaller) {}

  /** What a value is assigned to. */
  sealed interface Target {
    /** A variable. */
    record Variable(String name) implements Target {}

    /** An attribute of a namespace. */
    record Field(String namespace, String name) implements Target {}

    /** As many targets as the value has elements. */
    record Several(List<Target> targets) implements Target {}
  }
}
