package dev.glossa.udf.chat;

import dev.glossa.udf.chat.Token.Kind;
import java.util.List;
import java.util.Locale;

/** The tokens of a template, one after the other. */
final class Tokens {
  /** Parentheses, operators and blocks inside each other; the parser calls itself for each. */
  private static final int DEPTH = 100;

  private final List<Token> tokens;
  private int place;
  private int depth;

  Tokens(List<Token> tokens) {
    this.tokens = tokens;
  }

  Token current() {
    return tokens.get(place);
  }

  Token following() {
    return tokens.get(Math.min(place + 1, tokens.size() - 1));
  }

  Token next() {
    Token token = tokens.get(place);
    place = Math.min(place + 1, tokens.size() - 1);
    return token;
  }

  int place() {
    return place;
  }

  /** Whether a name stands between a place and the current one. */
  boolean named(String name, int from) {
    return tokens.subList(from, place).stream().anyMatch(token -> token.isName(name));
  }

  Token expect(Kind kind) {
    if (current().kind() != kind) {
      throw error(current(), current() + " is not expected here");
    }
    return next();
  }

  void expectName(String name) {
    if (!skipName(name)) {
      throw error(current(), "'" + name + "' is expected and not " + current());
    }
  }

  void expectOperator(String operator) {
    if (!skipOperator(operator)) {
      throw error(current(), "'" + operator + "' is expected and not " + current());
    }
  }

  boolean skipName(String name) {
    boolean found = current().isName(name);
    if (found) {
      next();
    }
    return found;
  }

  boolean skipOperator(String operator) {
    boolean found = current().isOperator(operator);
    if (found) {
      next();
    }
    return found;
  }

  /** The number that a token writes. */
  Long integer(Token token) {
    String text = token.text().toLowerCase(Locale.ROOT);
    int radix = text.startsWith("0x") ? 16 : text.startsWith("0o") ? 8 : 2;
    boolean prefixed = text.length() > 1 && Character.isLetter(text.charAt(1));
    try {
      return prefixed ? Long.parseLong(text.substring(2), radix) : Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw error(token, token + " is no number that fits into 64 bits");
    }
  }

  void enter() {
    if (++depth > DEPTH) {
      throw error(current(), "it is nested more than " + DEPTH + " deep");
    }
  }

  void leave() {
    depth--;
  }

  TemplateError error(Token token, String what) {
    return new TemplateError("line " + token.line() + ": " + what);
  }
}
