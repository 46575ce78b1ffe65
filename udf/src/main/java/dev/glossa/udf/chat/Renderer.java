package dev.glossa.udf.chat;

import dev.glossa.udf.chat.Statement.Branch;
import dev.glossa.udf.chat.Statement.Routine;
import dev.glossa.udf.chat.Statement.Target;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;

/** Runs the statements of a template once. */
final class Renderer {
  /** How a list of statements ends. */
  private enum Flow {
    NORMAL,
    BREAK,
    CONTINUE
  }

  private final Budget budget;
  private final Values values;
  private final Evaluator evaluator;
  private int line = 1;

  Renderer(Budget budget) {
    this.budget = budget;
    this.values = new Values(budget);
    this.evaluator = new Evaluator(values);
  }

  /** The line of the statement that runs, for messages. */
  int line() {
    return line;
  }

  /** Renders a template with its variables. */
  Text render(List<Statement> statements, Scope variables) {
    Scope globals = new Scope(variables);
    return capture(statements, globals);
  }

  /** Jinja2's and transformers' own names. */
  void putFunctions(Scope scope) {
    Attributes attributes = evaluator.attributes();
    scope.set("range", (Callable) Renderer::range);
    scope.set("dict", (Callable) attributes::dict);
    scope.set("namespace", (Callable) given -> namespace(attributes.dict(given)));
    scope.set("raise_exception", (Callable) this::raise);
  }

  private static Object range(Arguments given) {
    given.allow("range", "start", "stop", "step");
    long first = given.integer(0, "start", 0);
    return given.positional().size() == 1
        ? new Range(0, first, 1)
        : new Range(first, Values.integer(given.require(1, "stop")), given.integer(2, "step", 1));
  }

  private static Namespace namespace(Map<Object, Object> attributes) {
    Namespace namespace = new Namespace();
    attributes.forEach((name, value) -> namespace.set(Filters.string(name), value));
    return namespace;
  }

  private Object raise(Arguments given) {
    throw new TemplateError(values.str(given.require(0, "message")));
  }

  private Text capture(List<Statement> statements, Scope scope) {
    Text.Builder out = new Text.Builder(budget);
    run(statements, scope, out);
    return (Text) budget.made(out.build());
  }

  private Flow run(List<Statement> statements, Scope scope, Text.Builder out) {
    budget.enter();
    Flow flow = Flow.NORMAL;
    for (Iterator<Statement> it = statements.iterator(); it.hasNext() && flow == Flow.NORMAL; ) {
      budget.step(1);
      flow = run(it.next(), scope, out);
    }
    budget.leave();
    return flow;
  }

  private Flow run(Statement statement, Scope scope, Text.Builder out) {
    if (statement instanceof Statement.Data data) {
      out.append(data.text());
    } else if (statement instanceof Statement.Print print) {
      line = print.line();
      out.append(values.str(evaluator.value(print.value(), scope)));
    } else if (statement instanceof Statement.Set set) {
      line = set.line();
      assign(set.target(), evaluator.value(set.value(), scope), scope);
    } else if (statement instanceof Statement.If choice) {
      return choose(choice, scope, out);
    } else if (statement instanceof Statement.For loop) {
      line = loop.line();
      loop(loop, evaluator.value(loop.values(), scope), 0, scope, out);
    } else if (statement instanceof Statement.Break) {
      return Flow.BREAK;
    } else if (statement instanceof Statement.Continue) {
      return Flow.CONTINUE;
    } else {
      block(statement, scope, out);
    }
    return Flow.NORMAL;
  }

  private void block(Statement statement, Scope scope, Text.Builder out) {
    if (statement instanceof Statement.Define define) {
      scope.set(define.macro().name(), new Macro(define.macro(), scope, this::call));
    } else if (statement instanceof Statement.CallBlock block) {
      line = block.line();
      Arguments passed = evaluator.arguments(block.call().passed(), scope);
      Map<String, Object> named = new LinkedHashMap<>(passed.named());
      named.put("caller", new Macro(block.body(), scope, this::call));
      Object target = evaluator.value(block.call().target(), scope);
      Object result = evaluator.call(target, new Arguments(passed.positional(), named));
      out.append(values.str(result));
    } else if (statement instanceof Statement.Generation generation) {
      out.append(capture(generation.body(), new Scope(scope)));
    } else if (statement instanceof Statement.SetBlock block) {
      Object body = capture(block.body(), new Scope(scope));
      line = block.line();
      assign(block.target(), evaluator.chain(block.filter(), body, scope), scope);
    } else if (statement instanceof Statement.FilterBlock block) {
      Scope inside = new Scope(scope);
      Object body = capture(block.body(), inside);
      line = block.line();
      out.append(values.str(evaluator.chain(block.filter(), body, inside)));
    } else if (statement instanceof Statement.With with) {
      line = with.line();
      Scope inside = new Scope(scope);
      for (int i = 0; i < with.targets().size(); i++) {
        assign(with.targets().get(i), evaluator.value(with.values().get(i), scope), inside);
      }
      out.append(capture(with.body(), inside));
    }
  }

  private Flow choose(Statement.If choice, Scope scope, Text.Builder out) {
    for (Branch branch : choice.branches()) {
      line = branch.line();
      if (Values.truth(evaluator.value(branch.test(), scope))) {
        return run(branch.body(), scope, out);
      }
    }
    return run(choice.otherwise(), scope, out);
  }

  private void loop(
      Statement.For statement, Object items, int depth, Scope scope, Text.Builder out) {
    Iterator<?> iterator = values.iterate(items);
    if (statement.test() != null) {
      iterator = new Kept(iterator, statement, scope);
    }
    Loop loop =
        new Loop(
            values,
            iterator,
            depth,
            statement.recursive() ? (more, deeper) -> again(statement, more, deeper, scope) : null);
    boolean empty = true;
    Flow flow = Flow.NORMAL;
    while (flow != Flow.BREAK && loop.hasNext()) {
      budget.step(1);
      empty = false;
      Scope inside = new Scope(scope);
      inside.set("loop", loop);
      assign(statement.target(), loop.next(), inside);
      flow = run(statement.body(), inside, out);
    }
    if (empty) {
      run(statement.otherwise(), new Scope(scope), out);
    }
  }

  private Object again(Statement.For statement, Object items, int depth, Scope scope) {
    Text.Builder out = new Text.Builder(budget);
    budget.enter();
    loop(statement, items, depth, scope, out);
    budget.leave();
    return out.build();
  }

  /** The items that a loop's condition holds for. */
  private final class Kept implements Iterator<Object> {
    private final Iterator<?> all;
    private final Statement.For statement;
    private final Scope scope;
    private Object found;

    private Kept(Iterator<?> all, Statement.For statement, Scope scope) {
      this.all = all;
      this.statement = statement;
      this.scope = scope;
    }

    @Override
    public boolean hasNext() {
      while (found == null && all.hasNext()) {
        Object item = all.next();
        Scope inside = new Scope(scope);
        assign(statement.target(), item, inside);
        if (Values.truth(evaluator.value(statement.test(), inside))) {
          found = item;
        }
      }
      return found != null;
    }

    @Override
    public Object next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      Object item = found;
      found = null;
      return item;
    }
  }

  private void assign(Target target, Object value, Scope scope) {
    if (target instanceof Target.Variable variable) {
      scope.set(variable.name(), value);
    } else if (target instanceof Target.Field field) {
      if (!(scope.get(field.namespace()) instanceof Namespace namespace)) {
        throw new TemplateError("only a namespace's attributes can be set");
      }
      namespace.set(field.name(), value);
    } else if (target instanceof Target.Several several) {
      List<Object> items = values.list(value);
      if (items.size() != several.targets().size()) {
        throw new TemplateError(
            items.size() + " values are given to " + several.targets().size() + " names");
      }
      for (int i = 0; i < items.size(); i++) {
        assign(several.targets().get(i), items.get(i), scope);
      }
    }
  }

  private Object call(Macro macro, Arguments given) {
    Routine routine = macro.routine();
    List<String> names = routine.parameters();
    List<Object> positional = given.positional();
    Map<String, Object> named = new LinkedHashMap<>(given.named());
    Scope scope = new Scope(macro.scope());
    int required = names.size() - routine.defaults().size();
    int around = line;
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      Object value = i < positional.size() ? positional.get(i) : named.remove(name);
      if (value == null) {
        value =
            i < required
                ? new Undefined("parameter '" + name + "' is not given")
                : evaluator.value(routine.defaults().get(i - required), scope);
      }
      scope.set(name, value);
    }
    Object caller = named.remove("caller");
    if (routine.takesCaller() && !names.contains("caller")) {
      scope.set("caller", caller == null ? new Undefined("there is no caller") : caller);
    }
    boolean more = positional.size() > names.size() && !routine.takesList();
    boolean others = !named.isEmpty() && !routine.takesDict();
    if (more || others || caller != null && !routine.takesCaller()) {
      throw new TemplateError("macro '" + routine.name() + "' is given arguments that it lacks");
    }
    int used = Math.min(positional.size(), names.size());
    scope.set("varargs", new Tuple(positional.subList(used, positional.size())));
    Map<Object, Object> rest = new LinkedHashMap<>();
    named.forEach((name, value) -> rest.put(Text.of(name), value));
    scope.set("kwargs", rest);
    Text text = capture(routine.body(), scope);
    line = around;
    return text;
  }
}
