package dev.glossa.udf.chat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What stands behind {@code is}: Jinja2's {@code tests.py}. */
final class Tests {
  private interface Test {
    boolean holds(Object value, Arguments arguments);
  }

  private final Map<String, Test> tests = new TreeMap<>();

  Tests(Values values, Filters filters) {
    tests.put("defined", (value, given) -> !(value instanceof Undefined));
    tests.put("undefined", (value, given) -> value instanceof Undefined);
    tests.put("none", (value, given) -> value == None.NONE);
    tests.put("boolean", (value, given) -> value instanceof Boolean);
    tests.put("true", (value, given) -> value.equals(true));
    tests.put("false", (value, given) -> value.equals(false));
    tests.put("integer", (value, given) -> value instanceof Long);
    tests.put("float", (value, given) -> value instanceof Double);
    tests.put("number", (value, given) -> Values.isNumber(value));
    tests.put("string", (value, given) -> value instanceof Text);
    tests.put("mapping", (value, given) -> value instanceof Map);
    tests.put("iterable", (value, given) -> Values.isIterable(value));
    tests.put("sequence", (value, given) -> isSequence(value));
    tests.put(
        "callable", (value, given) -> value instanceof Callable || value instanceof Undefined);
    tests.put("escaped", (value, given) -> false);
    tests.put("odd", (value, given) -> Math.floorMod(Values.integer(value), 2L) == 1);
    tests.put("even", (value, given) -> Math.floorMod(Values.integer(value), 2L) == 0);
    tests.put(
        "divisibleby",
        (value, given) ->
            new Arithmetic(values).apply("%", value, given.require(0, "num")).equals(0L));
    tests.put("lower", (value, given) -> cased(values.str(value).string(), false));
    tests.put("upper", (value, given) -> cased(values.str(value).string(), true));
    tests.put("sameas", (value, given) -> same(value, given.require(0, "other")));
    tests.put("in", (value, given) -> values.contains(given.require(0, "seq"), value));
    tests.put("filter", (value, given) -> filters.has(Filters.string(value)));
    tests.put("test", (value, given) -> tests.containsKey(Filters.string(value)));
    put((value, given) -> values.equal(value, given.require(0, "b")), "eq", "equalto", "==");
    put((value, given) -> !values.equal(value, given.require(0, "b")), "ne", "!=");
    put((value, given) -> values.compare(value, given.require(0, "b")) < 0, "lt", "lessthan", "<");
    put((value, given) -> values.compare(value, given.require(0, "b")) <= 0, "le", "<=");
    put(
        (value, given) -> values.compare(value, given.require(0, "b")) > 0,
        "gt",
        "greaterthan",
        ">");
    put((value, given) -> values.compare(value, given.require(0, "b")) >= 0, "ge", ">=");
  }

  private void put(Test test, String... names) {
    List.of(names).forEach(name -> tests.put(name, test));
  }

  boolean test(String name, Object value, Arguments arguments) {
    Test test = tests.get(name);
    if (test == null) {
      throw new TemplateError("there is no test named '" + name + "'");
    }
    return test.holds(value, arguments);
  }

  private static boolean isSequence(Object value) {
    return value instanceof Text
        || value instanceof List
        || value instanceof Map
        || value instanceof Undefined;
  }

  private static boolean same(Object one, Object other) {
    boolean small = one instanceof Long || one instanceof Text;
    return one == other
        || small && one.equals(other)
        || one instanceof Boolean && one.equals(other);
  }

  private static boolean cased(String text, boolean upper) {
    return text.codePoints().anyMatch(upper ? Character::isUpperCase : Character::isLowerCase)
        && text.codePoints().noneMatch(upper ? Character::isLowerCase : Character::isUpperCase);
  }
}
