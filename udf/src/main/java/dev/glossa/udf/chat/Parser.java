package dev.glossa.udf.chat;

import dev.glossa.udf.chat.Statement.Branch;
import dev.glossa.udf.chat.Statement.Routine;
import dev.glossa.udf.chat.Statement.Target;
import dev.glossa.udf.chat.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads the statements of a template, as Jinja2's {@code parser.py} does. */
final class Parser {
  private static final Set<String> FOREIGN = Set.of("include", "import", "from", "extends");

  private final Tokens tokens;
  private final ExpressionParser expressions;
  private int loops;

  private Parser(List<Token> tokens) {
    this.tokens = new Tokens(tokens);
    this.expressions = new ExpressionParser(this.tokens);
  }

  static List<Statement> parse(String source) {
    return new Parser(Lexer.tokens(source)).statements(Set.of());
  }

  /** Statements up to a block of one of these names, which is left to be read. */
  private List<Statement> statements(Set<String> ends) {
    tokens.enter();
    List<Statement> statements = new ArrayList<>();
    while (true) {
      Token token = tokens.next();
      switch (token.kind()) {
        case DATA -> statements.add(new Statement.Data(Text.of(token.text())));
        case VARIABLE_BEGIN -> {
          Expression value = expressions.tuple(true, Set.of());
          tokens.expect(Kind.VARIABLE_END);
          statements.add(new Statement.Print(token.line(), value));
        }
        case BLOCK_BEGIN -> {
          if (tokens.current().kind() == Kind.NAME && ends.contains(tokens.current().text())) {
            tokens.leave();
            return statements;
          }
          statements.add(statement());
          tokens.expect(Kind.BLOCK_END);
        }
        default -> {
          if (!ends.isEmpty()) {
            throw tokens.error(token, "the template ends before " + String.join(" or ", ends));
          }
          tokens.leave();
          return statements;
        }
      }
    }
  }

  /** The statements of a block, and its end tag. */
  private List<Statement> body(String end) {
    tokens.expect(Kind.BLOCK_END);
    List<Statement> body = statements(Set.of(end));
    tokens.next();
    return body;
  }

  /** The body of something that a loop's {@code break} does not reach into. */
  private List<Statement> ownBody(String end) {
    int around = loops;
    loops = 0;
    List<Statement> body = body(end);
    loops = around;
    return body;
  }

  private Statement statement() {
    Token name = tokens.expect(Kind.NAME);
    return switch (name.text()) {
      case "for" -> loop(name);
      case "if" -> condition(name);
      case "set" -> assignment(name);
      case "macro" -> {
        String own = tokens.expect(Kind.NAME).text();
        yield new Statement.Define(routine(own, true, "endmacro"));
      }
      case "call" -> call(name);
      case "filter" -> {
        Expression filter = expressions.filters(null, true);
        yield new Statement.FilterBlock(name.line(), filter, body("endfilter"));
      }
      case "with" -> with(name);
      case "generation" -> new Statement.Generation(ownBody("endgeneration"));
      case "break" -> {
        requireLoop(name);
        yield new Statement.Break();
      }
      case "continue" -> {
        requireLoop(name);
        yield new Statement.Continue();
      }
      default ->
          throw tokens.error(
              name,
              FOREIGN.contains(name.text())
                  ? "it asks for another template, and there is only this one"
                  : "there is no tag " + name);
    };
  }

  private void requireLoop(Token name) {
    if (loops == 0) {
      throw tokens.error(name, name + " outside of a loop");
    }
  }

  private Statement loop(Token name) {
    Target target = target(Set.of("in"), false);
    tokens.expectName("in");
    Expression values = expressions.tuple(false, Set.of("recursive"));
    Expression test = tokens.skipName("if") ? expressions.expression() : null;
    boolean recursive = tokens.skipName("recursive");
    tokens.expect(Kind.BLOCK_END);
    loops++;
    List<Statement> body = statements(Set.of("endfor", "else"));
    loops--;
    List<Statement> otherwise = List.of();
    if (tokens.next().text().equals("else")) {
      otherwise = body("endfor");
    }
    return new Statement.For(name.line(), target, values, test, recursive, body, otherwise);
  }

  private Statement condition(Token name) {
    List<Branch> branches = new ArrayList<>();
    Token branch = name;
    while (true) {
      Expression test = expressions.tuple(false, Set.of());
      tokens.expect(Kind.BLOCK_END);
      branches.add(new Branch(branch.line(), test, statements(Set.of("elif", "else", "endif"))));
      branch = tokens.next();
      if (branch.text().equals("endif")) {
        return new Statement.If(branches, List.of());
      }
      if (branch.text().equals("else")) {
        return new Statement.If(branches, body("endif"));
      }
    }
  }

  private Statement assignment(Token name) {
    Target target = target(Set.of(), true);
    if (tokens.skipOperator("=")) {
      return new Statement.Set(name.line(), target, expressions.tuple(true, Set.of()));
    }
    Expression filter = expressions.filters(null, false);
    return new Statement.SetBlock(name.line(), target, filter, body("endset"));
  }

  private Statement call(Token name) {
    boolean signed = tokens.current().isOperator("(");
    int begin = tokens.place();
    List<String> parameters = new ArrayList<>();
    List<Expression> defaults = new ArrayList<>();
    if (signed) {
      signature(parameters, defaults);
    }
    if (!(expressions.expression() instanceof Expression.Call call)) {
      throw tokens.error(name, "{% call %} without a call");
    }
    List<Statement> body = ownBody("endcall");
    Routine routine = routine("caller", parameters, defaults, body, begin);
    return new Statement.CallBlock(name.line(), call, routine);
  }

  private Routine routine(String name, boolean signed, String end) {
    int begin = tokens.place();
    List<String> parameters = new ArrayList<>();
    List<Expression> defaults = new ArrayList<>();
    if (signed) {
      signature(parameters, defaults);
    }
    return routine(name, parameters, defaults, ownBody(end), begin);
  }

  private Routine routine(
      String name,
      List<String> parameters,
      List<Expression> defaults,
      List<Statement> body,
      int begin) {
    return new Routine(
        name,
        parameters,
        defaults,
        body,
        tokens.named("varargs", begin),
        tokens.named("kwargs", begin),
        tokens.named("caller", begin));
  }

  private void signature(List<String> parameters, List<Expression> defaults) {
    tokens.expectOperator("(");
    while (!tokens.skipOperator(")")) {
      if (!parameters.isEmpty()) {
        tokens.expectOperator(",");
      }
      Token parameter = tokens.expect(Kind.NAME);
      parameters.add(parameter.text());
      if (tokens.skipOperator("=")) {
        defaults.add(expressions.expression());
      } else if (!defaults.isEmpty()) {
        throw tokens.error(parameter, "a parameter without a default follows one with a default");
      }
    }
  }

  private Statement with(Token name) {
    List<Target> targets = new ArrayList<>();
    List<Expression> values = new ArrayList<>();
    while (tokens.current().kind() != Kind.BLOCK_END) {
      if (!targets.isEmpty()) {
        tokens.expectOperator(",");
      }
      targets.add(target(Set.of(), false));
      tokens.expectOperator("=");
      values.add(expressions.expression());
    }
    return new Statement.With(name.line(), targets, values, body("endwith"));
  }

  private Target target(Set<String> ends, boolean fields) {
    List<Target> several = new ArrayList<>();
    boolean tuple = false;
    do {
      boolean ended =
          tokens.current().kind() == Kind.NAME && ends.contains(tokens.current().text());
      if (ended || tokens.current().kind() == Kind.BLOCK_END || tokens.current().isOperator(")")) {
        break;
      }
      several.add(single(fields));
      tuple |= tokens.current().isOperator(",");
    } while (tokens.skipOperator(","));
    if (several.isEmpty()) {
      throw tokens.error(tokens.current(), "a name is expected and not " + tokens.current());
    }
    return tuple ? new Target.Several(several) : several.get(0);
  }

  private Target single(boolean fields) {
    if (tokens.skipOperator("(")) {
      Target inside = target(Set.of(), fields);
      tokens.expectOperator(")");
      return inside;
    }
    Token name = tokens.expect(Kind.NAME);
    if (ExpressionParser.CONSTANTS.containsKey(name.text())) {
      throw tokens.error(name, "nothing can be assigned to " + name);
    }
    if (fields && tokens.skipOperator(".")) {
      return new Target.Field(name.text(), tokens.expect(Kind.NAME).text());
    }
    return new Target.Variable(name.text());
  }
}
