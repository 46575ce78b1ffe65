package dev.glossa.udf.chat;

import dev.glossa.udf.chat.Token.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;

/**
 * Splits a template into tokens, as Jinja2's {@code lexer.py} does with {@code trim_blocks} and
 * {@code lstrip_blocks}: the line break behind a block goes, and so does the white space between
 * the beginning of a line and a block; {@code -} takes all white space, {@code +} none.
 */
final class Lexer {
  private static final Set<String> LONG_OPERATORS = Set.of("**", "//", "==", "!=", ">=", "<=");
  private static final String OPERATORS = "+-*/%~[](){}><=.:|,;";

  private final String source;
  private final List<Token> tokens = new ArrayList<>();
  private int at;
  private int line = 1;
  private int counted;
  private boolean lineStarting = true;

  private Lexer(String source) {
    this.source = source;
  }

  static List<Token> tokens(String text) {
    String source = text.replace("\r\n", "\n").replace('\r', '\n');
    if (source.endsWith("\n")) {
      source = source.substring(0, source.length() - 1);
    }
    Lexer lexer = new Lexer(source);
    lexer.root();
    lexer.add(Kind.END, "");
    return lexer.tokens;
  }

  private void root() {
    while (at < source.length()) {
      int open = opening(at);
      if (open < 0) {
        data(source.substring(at));
        at = source.length();
        return;
      }
      char kind = source.charAt(open + 1);
      char sign = open + 2 < source.length() ? source.charAt(open + 2) : 0;
      boolean signed = sign == '-' || sign == '+';
      int inside = open + (signed ? 3 : 2);
      String before = left(source.substring(at, open), signed ? sign : 0, kind != '{');
      int raw = kind == '%' ? rawBegin(inside) : -1;
      data(before);
      at = raw > 0 ? raw : inside;
      lineStarting = source.charAt(at - 1) == '\n';
      if (raw > 0) {
        raw();
      } else if (kind == '#') {
        comment();
      } else {
        add(kind == '%' ? Kind.BLOCK_BEGIN : Kind.VARIABLE_BEGIN, source.substring(open, inside));
        code(kind == '%');
      }
    }
  }

  private int opening(int from) {
    for (int open = source.indexOf('{', from); open >= 0; open = source.indexOf('{', open + 1)) {
      if (open + 1 < source.length() && "{%#".indexOf(source.charAt(open + 1)) >= 0) {
        return open;
      }
    }
    return -1;
  }

  /** What is left of a text before a tag. */
  private String left(String text, char sign, boolean strips) {
    if (sign == '-') {
      int end = text.length();
      while (end > 0 && Python.isSpace(text.charAt(end - 1))) {
        end--;
      }
      return text.substring(0, end);
    }
    int begin = text.lastIndexOf('\n') + 1;
    boolean starts = begin > 0 || lineStarting;
    if (sign != '+' && strips && starts && Python.isSpace(text.substring(begin))) {
      return text.substring(0, begin);
    }
    return text;
  }

  /** The place behind {@code raw %}}, or -1. */
  private int rawBegin(int from) {
    int name = space(from);
    if (!source.startsWith("raw", name)) {
      return -1;
    }
    int end = space(name + 3);
    if (source.startsWith("-%}", end)) {
      return space(end + 3);
    }
    return source.startsWith("%}", end) ? end + 2 : -1;
  }

  private void raw() {
    for (int open = source.indexOf("{%", at); open >= 0; open = source.indexOf("{%", open + 1)) {
      char sign = open + 2 < source.length() ? source.charAt(open + 2) : 0;
      boolean signed = sign == '-' || sign == '+';
      int name = space(open + (signed ? 3 : 2));
      int end = source.startsWith("endraw", name) ? closing(space(name + 6), "%}", true) : -1;
      if (end > 0) {
        data(left(source.substring(at, open), signed ? sign : 0, true));
        move(end);
        return;
      }
    }
    throw error("a raw block is not ended");
  }

  private void comment() {
    int close = source.indexOf("#}", at);
    if (close < 0) {
      throw error("a comment is not ended");
    }
    boolean signed = close > at && "-+".indexOf(source.charAt(close - 1)) >= 0;
    move(closing(signed ? close - 1 : close, "#}", true));
  }

  /** The place behind an end tag and the white space that it takes, or -1 where none stands. */
  private int closing(int from, String tag, boolean takesLineBreak) {
    if (source.startsWith("-" + tag, from)) {
      return space(from + 1 + tag.length());
    }
    if (takesLineBreak && source.startsWith("+" + tag, from)) {
      return from + 1 + tag.length();
    }
    if (!source.startsWith(tag, from)) {
      return -1;
    }
    int end = from + tag.length();
    return takesLineBreak && source.startsWith("\n", end) ? end + 1 : end;
  }

  private void code(boolean block) {
    Deque<String> open = new ArrayDeque<>();
    while (at < source.length()) {
      int end = open.isEmpty() ? closing(at, block ? "%}" : "}}", block) : -1;
      if (end > 0) {
        add(block ? Kind.BLOCK_END : Kind.VARIABLE_END, block ? "%}" : "}}");
        move(end);
        return;
      }
      char first = source.charAt(at);
      if (Python.isSpace(first)) {
        at = space(at);
      } else if (first >= '0' && first <= '9') {
        number();
      } else if (Python.isWord(source.codePointAt(at))) {
        name();
      } else if (first == '\'' || first == '"') {
        string(first);
      } else {
        operator(open);
      }
    }
    throw error("a tag is not ended");
  }

  private void number() {
    int end = digits(at);
    boolean real = false;
    if (end < source.length() && source.charAt(end) == '.' && digits(end + 1) > end + 1) {
      end = digits(end + 1);
      real = true;
    }
    if (end < source.length() && (source.charAt(end) | 0x20) == 'e') {
      int sign = end + 1;
      if (sign < source.length() && "+-".indexOf(source.charAt(sign)) >= 0) {
        sign++;
      }
      if (digits(sign) > sign) {
        end = digits(sign);
        real = true;
      }
    }
    int behind = at + 2;
    while (!real
        && source.charAt(at) == '0'
        && at + 1 < source.length()
        && "bBoOxX".indexOf(source.charAt(at + 1)) >= 0
        && behind < source.length()
        && Character.digit(source.charAt(behind), 16) >= 0) {
      end = ++behind;
    }
    add(real ? Kind.FLOAT : Kind.INTEGER, source.substring(at, end).replace("_", ""));
    at = end;
  }

  /** The place behind digits that single underscores may divide. */
  private int digits(int from) {
    int end = from;
    while (end < source.length()
        && (isDigit(end) || end > from && source.charAt(end) == '_' && isDigit(end + 1))) {
      end++;
    }
    return end;
  }

  private boolean isDigit(int place) {
    return place < source.length() && source.charAt(place) >= '0' && source.charAt(place) <= '9';
  }

  private void name() {
    int end = at;
    while (end < source.length() && Python.isWord(source.codePointAt(end))) {
      end += Character.charCount(source.codePointAt(end));
    }
    add(Kind.NAME, source.substring(at, end));
    at = end;
  }

  private void string(char quote) {
    int end = at + 1;
    while (end < source.length() && source.charAt(end) != quote) {
      end += source.charAt(end) == '\\' ? 2 : 1;
    }
    if (end >= source.length()) {
      throw error("a string is not ended");
    }
    try {
      add(Kind.STRING, Python.unescape(source.substring(at + 1, end)));
    } catch (IllegalArgumentException e) {
      throw error("a string has an escape that stands for no character");
    }
    at = end + 1;
  }

  private void operator(Deque<String> open) {
    String two = source.substring(at, Math.min(source.length(), at + 2));
    String operator = LONG_OPERATORS.contains(two) ? two : two.substring(0, 1);
    if (operator.length() == 1 && OPERATORS.indexOf(operator.charAt(0)) < 0) {
      throw error("'" + operator + "' is not expected here");
    }
    switch (operator) {
      case "{" -> open.push("}");
      case "(" -> open.push(")");
      case "[" -> open.push("]");
      case "}", ")", "]" -> {
        if (open.isEmpty() || !open.pop().equals(operator)) {
          throw error("'" + operator + "' closes nothing");
        }
      }
      default -> {}
    }
    add(Kind.OPERATOR, operator);
    at += operator.length();
  }

  private int space(int from) {
    int end = from;
    while (end < source.length() && Python.isSpace(source.charAt(end))) {
      end++;
    }
    return end;
  }

  private void move(int to) {
    at = to;
    lineStarting = source.charAt(to - 1) == '\n';
  }

  private void data(String text) {
    if (!text.isEmpty()) {
      add(Kind.DATA, text);
    }
  }

  private void add(Kind kind, String text) {
    tokens.add(new Token(kind, text, line()));
  }

  private int line() {
    for (; counted < at; counted++) {
      if (source.charAt(counted) == '\n') {
        line++;
      }
    }
    return line;
  }

  private TemplateError error(String what) {
    return new TemplateError("line " + line() + ": " + what);
  }
}
