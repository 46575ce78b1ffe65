package dev.glossa.udf.chat;

import java.util.function.BiFunction;

/**
 * A macro that can be called.
 *
 * @param routine what it is
 * @param scope in which it was defined
 * @param run runs it with arguments
 */
record Macro(Statement.Routine routine, Scope scope, BiFunction<Macro, Arguments, Object> run)
    implements Callable {

  String name() {
    return routine.name();
  }

  @Override
  public Object call(Arguments arguments) {
    return run.apply(this, arguments);
  }
}
