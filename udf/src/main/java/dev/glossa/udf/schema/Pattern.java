package dev.glossa.udf.schema;

import static dev.glossa.udf.schema.Nfa.concat;
import static dev.glossa.udf.schema.Nfa.repeat;
import static dev.glossa.udf.schema.Nfa.union;

import dev.glossa.udf.schema.Nfa.Piece;
import java.util.ArrayList;
import java.util.List;

/**
 * A regular expression of ECMA-262, as {@code pattern} has it, read into the strings that hold a
 * match, as JSON writes them.
 *
 * <p>Where ECMA-262 and other dialects mean different signs by the same class, those are taken that
 * all of them mean: {@code \s} is ASCII white space and {@code \S} what is white space nowhere.
 */
final class Pattern {

  private static final CodePoints DIGITS = CodePoints.of('0', '9');
  private static final CodePoints WORD =
      DIGITS.or(CodePoints.of('a', 'z')).or(CodePoints.of('A', 'Z')).or(CodePoints.of("_"));
  private static final CodePoints SPACE = CodePoints.of(" \t\n\u000B\f\r");
  private static final CodePoints SPACE_ANYWHERE =
      SPACE
          .or(CodePoints.of("\u0085\u00A0\u1680\u2028\u2029\u202F\u205F\u3000\uFEFF"))
          .or(CodePoints.of(0x2000, 0x200A));
  private static final CodePoints LINE_END = CodePoints.of("\n\r\u0085\u2028\u2029");
  private static final int MOST_REPEATS = 10_000;

  private final String pattern;
  private final int[] points;
  private int at;

  private Pattern(String pattern) {
    this.pattern = pattern;
    this.points = pattern.codePoints().toArray();
  }

  /** A pattern that cannot be used. */
  static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    Refused(String why) {
      super(why);
    }
  }

  /** The content of strings in which a pattern matches somewhere. */
  static Piece content(String pattern) throws Refused {
    Pattern parser = new Pattern(pattern);
    List<Piece> branches = new ArrayList<>();
    do {
      branches.add(parser.anchored());
    } while (parser.take('|'));
    if (parser.at < parser.points.length) {
      throw parser.refused("closes a group that is not open");
    }
    return union(branches);
  }

  /** A branch of the whole pattern, which only here may be bound to the string's ends. */
  private Piece anchored() throws Refused {
    Piece any = repeat(JsonStrings.ANY, 0, -1);
    boolean begin = take('^');
    Piece middle = sequence();
    boolean end = take('$');
    if (end && at < points.length && points[at] != '|') {
      throw refused("has $ within; it may stand only at the end");
    }
    return concat(begin ? concat() : any, middle, end ? concat() : any);
  }

  private Piece alternatives() throws Refused {
    List<Piece> branches = new ArrayList<>();
    do {
      branches.add(sequence());
    } while (take('|'));
    return branches.size() == 1 ? branches.get(0) : union(branches);
  }

  private Piece sequence() throws Refused {
    List<Piece> parts = new ArrayList<>();
    while (at < points.length && "|)$".indexOf(points[at]) < 0) {
      parts.add(quantified(atom()));
    }
    return concat(parts);
  }

  private Piece quantified(Piece atom) throws Refused {
    int least = 1;
    int most = 1;
    if (take('*')) {
      least = 0;
      most = -1;
    } else if (take('+')) {
      most = -1;
    } else if (take('?')) {
      least = 0;
    } else if (take('{')) {
      least = number();
      most = least;
      if (take(',')) {
        most = at < points.length && points[at] == '}' ? -1 : number();
      }
      expect('}');
      if (most >= 0 && most < least) {
        throw refused("repeats from " + least + " to " + most + " times");
      }
    } else {
      return atom;
    }
    take('?');
    if (at < points.length && "*+?{".indexOf(points[at]) >= 0) {
      throw refused("has two quantifiers in a row");
    }
    return repeat(atom, least, most);
  }

  private Piece atom() throws Refused {
    int point = points[at++];
    switch (point) {
      case '(':
        return group();
      case '[':
        return JsonStrings.sign(set());
      case '.':
        return JsonStrings.sign(LINE_END.not());
      case '\\':
        return JsonStrings.sign(escape(false));
      case '^':
        throw refused("has ^ within; it may stand only at the begin");
      case '*', '+', '?', '{', '}', ']':
        throw refused("has " + Character.toString(point) + " where something must stand before it");
      default:
        if (Character.getType(point) == Character.SURROGATE) {
          throw refused("has half a sign");
        }
        return JsonStrings.sign(CodePoints.of(point, point));
    }
  }

  private Piece group() throws Refused {
    if (take('?')) {
      int kind = next();
      if (kind == '=' || kind == '!') {
        throw refused("looks ahead, which is not supported");
      }
      if (kind == '<') {
        if (at < points.length && (points[at] == '=' || points[at] == '!')) {
          throw refused("looks behind, which is not supported");
        }
        while (next() != '>') {}
      } else if (kind != ':') {
        throw refused("has a group of a kind that is not supported");
      }
    }
    Piece inside = alternatives();
    if (at < points.length && points[at] == '$') {
      throw refused("has $ in a group; it may stand only at the end of the pattern");
    }
    expect(')');
    return inside;
  }

  private CodePoints set() throws Refused {
    boolean not = take('^');
    CodePoints set = CodePoints.of("");
    while (!take(']')) {
      CodePoints least = inSet();
      int single = least.single();
      boolean range = at + 1 < points.length && points[at] == '-' && points[at + 1] != ']';
      if (range && single >= 0) {
        at++;
        int most = inSet().single();
        if (most < single) {
          throw refused("has a range that ends before it begins");
        }
        set = set.or(CodePoints.of(single, most));
      } else {
        set = set.or(least);
      }
    }
    set = not ? set.not() : set;
    if (set.isEmpty()) {
      throw refused("has an empty class");
    }
    return set;
  }

  private CodePoints inSet() throws Refused {
    int point = next();
    return point == '\\' ? escape(true) : CodePoints.of(point, point);
  }

  private CodePoints escape(boolean inSet) throws Refused {
    int point = next();
    return switch (point) {
      case 'd' -> DIGITS;
      case 'D' -> DIGITS.not();
      case 'w' -> WORD;
      case 'W' -> WORD.not();
      case 's' -> SPACE;
      case 'S' -> SPACE_ANYWHERE.not();
      case 't' -> CodePoints.of("\t");
      case 'n' -> CodePoints.of("\n");
      case 'r' -> CodePoints.of("\r");
      case 'f' -> CodePoints.of("\f");
      case 'v' -> CodePoints.of("\u000B");
      case '0' -> CodePoints.of("\0");
      case 'x' -> hex(2);
      case 'u' -> unicode();
      case 'b' -> {
        if (inSet) {
          yield CodePoints.of("\b");
        }
        throw refused("looks for the edge of a word (\\b), which is not supported");
      }
      case 'B' -> throw refused("looks for the edge of a word (\\B), which is not supported");
      case 'k' -> throw refused("refers back to a group, which is not supported");
      case 'p', 'P' -> throw refused("names signs by property (\\p), which is not supported");
      default -> {
        if (point >= '1' && point <= '9') {
          throw refused("refers back to a group, which is not supported");
        }
        if (!WORD.and(CodePoints.of(point, point)).isEmpty()) {
          throw refused("has the escape \\" + Character.toString(point) + ", which means nothing");
        }
        yield CodePoints.of(point, point);
      }
    };
  }

  private CodePoints unicode() throws Refused {
    if (!take('{')) {
      return hex(4);
    }
    int begin = at;
    while (next() != '}') {}
    return scalar(new String(points, begin, at - 1 - begin));
  }

  private CodePoints hex(int digits) throws Refused {
    int begin = at;
    for (int i = 0; i < digits; i++) {
      next();
    }
    return scalar(new String(points, begin, digits));
  }

  private CodePoints scalar(String hex) throws Refused {
    try {
      int point = Integer.parseInt(hex, 16);
      CodePoints points = CodePoints.of(point, Math.min(point, Character.MAX_CODE_POINT));
      if (!points.isEmpty()) {
        return points;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw refused("has the number " + hex + ", which no sign has");
  }

  private int number() throws Refused {
    int value = 0;
    int begin = at;
    while (at < points.length && points[at] >= '0' && points[at] <= '9') {
      value = Math.min(MOST_REPEATS + 1, 10 * value + points[at++] - '0');
    }
    if (begin == at || value > MOST_REPEATS) {
      throw refused("repeats something other than 0 to " + MOST_REPEATS + " times");
    }
    return value;
  }

  private boolean take(int point) {
    boolean here = at < points.length && points[at] == point;
    at += here ? 1 : 0;
    return here;
  }

  private int next() throws Refused {
    if (at == points.length) {
      throw refused("ends in the middle");
    }
    return points[at++];
  }

  private void expect(int point) throws Refused {
    if (!take(point)) {
      throw refused("lacks " + Character.toString(point));
    }
  }

  private Refused refused(String why) {
    return new Refused("the pattern " + why + ", at sign " + at + " of " + pattern.length());
  }
}
