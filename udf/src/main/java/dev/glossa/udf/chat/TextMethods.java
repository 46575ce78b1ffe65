package dev.glossa.udf.chat;

import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntPredicate;

/** The methods of Python's {@code str}. */
final class TextMethods {
  /** Raised and lowered digits, which Python counts to the digits and Java does not. */
  private static final String RAISED = "²³¹⁰⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉";

  private interface Method {
    Object call(Text self, Arguments arguments);
  }

  private final Values values;
  private final Budget budget;
  private final TextSplits splits;
  private final Map<String, Method> methods = new TreeMap<>();

  TextMethods(Values values) {
    this.values = values;
    this.budget = values.budget();
    this.splits = new TextSplits(budget);
    methods.put("strip", (self, given) -> splits.strip(self, chars(given), true, true));
    methods.put("lstrip", (self, given) -> splits.strip(self, chars(given), true, false));
    methods.put("rstrip", (self, given) -> splits.strip(self, chars(given), false, true));
    methods.put("upper", (self, given) -> self.changed(self.string().toUpperCase(Locale.ROOT)));
    methods.put("lower", (self, given) -> self.changed(self.string().toLowerCase(Locale.ROOT)));
    methods.put("casefold", (self, given) -> self.changed(casefold(self.string())));
    methods.put("swapcase", (self, given) -> swapcase(self));
    methods.put("title", (self, given) -> title(self));
    methods.put("capitalize", (self, given) -> capitalize(self));
    methods.put("split", (self, given) -> splits.split(self, given, false));
    methods.put("rsplit", (self, given) -> splits.split(self, given, true));
    methods.put("splitlines", (self, given) -> splits.lines(self, Values.truth(flag(given))));
    methods.put("join", (self, given) -> join(self, given.require(0, "iterable"), true));
    methods.put(
        "replace",
        (self, given) ->
            replace(
                self,
                given.requireText(0, "old"),
                given.requireText(1, "new"),
                given.integer(2, "count", -1)));
    methods.put("startswith", (self, given) -> affix(self, given, true));
    methods.put("endswith", (self, given) -> affix(self, given, false));
    methods.put("find", (self, given) -> find(self, given, false));
    methods.put("rfind", (self, given) -> find(self, given, true));
    methods.put("index", (self, given) -> found(find(self, given, false)));
    methods.put("rindex", (self, given) -> found(find(self, given, true)));
    methods.put("count", (self, given) -> count(self, given.requireText(0, "sub")));
    methods.put(
        "removeprefix", (self, given) -> without(self, given.requireText(0, "prefix"), true));
    methods.put(
        "removesuffix", (self, given) -> without(self, given.requireText(0, "suffix"), false));
    methods.put("partition", (self, given) -> splits.partition(self, given, false));
    methods.put("rpartition", (self, given) -> splits.partition(self, given, true));
    methods.put("ljust", (self, given) -> pad(self, given, 0));
    methods.put("rjust", (self, given) -> pad(self, given, 1));
    methods.put("center", (self, given) -> pad(self, given, 0.5));
    methods.put("zfill", (self, given) -> zfill(self, given.integer(0, "width", 0)));
    methods.put("format", (self, given) -> new BraceFormat(values).format(self, given));
    all("isspace", Python::isSpace);
    all("isdigit", point -> Character.isDigit(point) || RAISED.indexOf(point) >= 0);
    all("isdecimal", Character::isDigit);
    all("isnumeric", Python::isNumeric);
    all("isalpha", Character::isLetter);
    all("isalnum", Python::isAlphanumeric);
    methods.put(
        "isupper", (self, given) -> cased(self, Character::isUpperCase, Character::isLowerCase));
    methods.put(
        "islower", (self, given) -> cased(self, Character::isLowerCase, Character::isUpperCase));
  }

  TextSplits splits() {
    return splits;
  }

  /** A method by its name, or null. */
  Callable get(Text self, String name) {
    Method method = methods.get(name);
    if (method == null) {
      return null;
    }
    return arguments -> {
      budget.search(self.length(), 1);
      return method.call(self, arguments);
    };
  }

  private void all(String name, IntPredicate predicate) {
    methods.put(
        name, (self, given) -> !self.isEmpty() && self.string().codePoints().allMatch(predicate));
  }

  private static boolean cased(Text self, IntPredicate some, IntPredicate none) {
    return self.string().codePoints().anyMatch(some) && self.string().codePoints().noneMatch(none);
  }

  private static Object flag(Arguments given) {
    Object keep = given.get(0, "keepends");
    return keep == null ? false : keep;
  }

  private static Text chars(Arguments given) {
    given.allow("strip", "chars");
    return given.text(0, "chars");
  }

  private static String casefold(String string) {
    StringBuilder folded = new StringBuilder();
    string
        .codePoints()
        .forEach(
            point -> {
              String upper = Character.toString(point).toUpperCase(Locale.ROOT);
              folded.append(upper.toLowerCase(Locale.ROOT));
            });
    return folded.toString();
  }

  private static Text swapcase(Text self) {
    StringBuilder swapped = new StringBuilder();
    self.string()
        .codePoints()
        .forEach(
            point -> {
              String own = Character.toString(point);
              swapped.append(
                  Character.isUpperCase(point)
                      ? own.toLowerCase(Locale.ROOT)
                      : own.toUpperCase(Locale.ROOT));
            });
    return self.changed(swapped.toString());
  }

  private static Text title(Text self) {
    StringBuilder title = new StringBuilder();
    boolean within = false;
    for (int point : self.string().codePoints().toArray()) {
      title.append(
          within ? Character.toString(point).toLowerCase(Locale.ROOT) : Python.title(point));
      within =
          Character.isUpperCase(point)
              || Character.isLowerCase(point)
              || Character.isTitleCase(point);
    }
    return self.changed(title.toString());
  }

  Text capitalize(Text self) {
    if (self.isEmpty()) {
      return self;
    }
    int first = self.string().codePointAt(0);
    String rest = self.string().substring(Character.charCount(first));
    return self.changed(Python.title(first) + rest.toLowerCase(Locale.ROOT));
  }

  /**
   * Joins what can be gone through.
   *
   * @param strict whether all of it must be strings
   */
  Text join(Text between, Object parts, boolean strict) {
    Text.Builder to = new Text.Builder(budget);
    boolean first = true;
    for (Iterator<?> it = values.iterate(parts); it.hasNext(); first = false) {
      budget.step(1);
      Object part = it.next();
      if (strict && !(part instanceof Text)) {
        throw new TemplateError("join() of a value that is no string but " + Values.type(part));
      }
      to.append(first ? Text.EMPTY : between).append(values.str(part));
    }
    return to.build();
  }

  Text replace(Text self, Text old, Text by, long most) {
    budget.search(self.length(), old.length());
    Text.Builder to = new Text.Builder(budget);
    String string = self.string();
    long left = most < 0 ? Long.MAX_VALUE : most;
    int begin = 0;
    if (old.isEmpty()) {
      for (; left > 0; left--) {
        budget.step(1);
        to.append(by);
        if (begin == string.length()) {
          return to.build();
        }
        int next = begin + Character.charCount(string.codePointAt(begin));
        to.append(self, begin, next);
        begin = next;
      }
      return to.append(self, begin, string.length()).build();
    }
    for (int found = string.indexOf(old.string()); found >= 0 && left > 0; left--) {
      budget.step(1);
      to.append(self, begin, found).append(by);
      begin = found + old.length();
      found = string.indexOf(old.string(), begin);
    }
    return to.append(self, begin, string.length()).build();
  }

  private boolean affix(Text self, Arguments given, boolean start) {
    Text part = range(self, given);
    Object affixes = given.require(0, "prefix");
    List<?> all = affixes instanceof Tuple tuple ? tuple : List.of(affixes);
    for (Object affix : all) {
      budget.step(1);
      if (!(affix instanceof Text text)) {
        throw new TemplateError("startswith() and endswith() take strings");
      }
      budget.search(text.length(), 1);
      if (start ? part.string().startsWith(text.string()) : part.string().endsWith(text.string())) {
        return true;
      }
    }
    return false;
  }

  private static Text range(Text self, Arguments given) {
    return (Text)
        Slices.slice(
            self,
            given.get(1, "start") == null ? None.NONE : given.get(1, "start"),
            given.get(2, "end") == null ? None.NONE : given.get(2, "end"),
            None.NONE);
  }

  private long find(Text self, Arguments given, boolean last) {
    Text part = given.requireText(0, "sub");
    Text within = range(self, given);
    budget.search(within.length(), part.length());
    String string = within.string();
    int found = last ? string.lastIndexOf(part.string()) : string.indexOf(part.string());
    if (found < 0) {
      return -1;
    }
    long before = given.integer(1, "start", 0);
    long points = self.points();
    long start = Math.max(0, before < 0 ? before + points : before);
    return start + within.slice(0, found).points();
  }

  private static long found(long place) {
    if (place < 0) {
      throw new TemplateError("index() of what a string does not hold");
    }
    return place;
  }

  private long count(Text self, Text part) {
    budget.search(self.length(), part.length());
    if (part.isEmpty()) {
      return self.points() + 1L;
    }
    long count = 0;
    int found = self.string().indexOf(part.string());
    while (found >= 0) {
      count++;
      found = self.string().indexOf(part.string(), found + part.length());
    }
    return count;
  }

  private static Text without(Text self, Text affix, boolean start) {
    String string = self.string();
    if (start) {
      return string.startsWith(affix.string()) ? self.slice(affix.length(), string.length()) : self;
    }
    return string.endsWith(affix.string()) ? self.slice(0, string.length() - affix.length()) : self;
  }

  private Text pad(Text self, Arguments given, double left) {
    Text fill = given.text(1, "fillchar");
    return pad(self, given.integer(0, "width", 0), fill == null ? Text.of(" ") : fill, left);
  }

  /**
   * Fills a text up.
   *
   * @param left share of the filling that stands before it
   */
  Text pad(Text self, long width, Text fill, double left) {
    long missing = width - self.points();
    if (missing <= 0) {
      return self;
    }
    long before = left == 0.5 ? missing / 2 + (missing & width & 1) : (long) (missing * left);
    Arithmetic arithmetic = new Arithmetic(values);
    return new Text.Builder(budget)
        .append(arithmetic.repeat(fill, before))
        .append(self)
        .append(arithmetic.repeat(fill, missing - before))
        .build();
  }

  private Text zfill(Text self, long width) {
    boolean signed = self.string().startsWith("-") || self.string().startsWith("+");
    int sign = signed ? 1 : 0;
    return new Text.Builder(budget)
        .append(self, 0, sign)
        .append(pad(self.slice(sign, self.length()), width - sign, Text.of("0"), 1))
        .build();
  }
}
