package dev.glossa.udf.schema;

import static dev.glossa.udf.schema.Nfa.concat;
import static dev.glossa.udf.schema.Nfa.oneOf;
import static dev.glossa.udf.schema.Nfa.optional;
import static dev.glossa.udf.schema.Nfa.repeat;
import static dev.glossa.udf.schema.Nfa.text;
import static dev.glossa.udf.schema.Nfa.union;

import dev.glossa.udf.schema.Nfa.Piece;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/**
 * How JSON writes numbers (RFC 8259, section 6), of a size that every reader takes: integers have
 * up to 18 digits, as a 64-bit number does, and other numbers up to 15 before and 15 after the
 * point, with an exponent of up to two digits where they have no bounds.
 */
final class JsonNumbers {

  static final int INTEGER_DIGITS = 18;
  static final int DIGITS = 15;

  private static final Piece DIGIT = oneOf(CodePoints.of('0', '9'));
  private static final Piece NOT_ZERO = oneOf(CodePoints.of('1', '9'));
  private static final Piece FRACTION = optional(concat(text("."), repeat(DIGIT, 1, DIGITS)));

  private JsonNumbers() {}

  /**
   * Bounds of a number.
   *
   * @param least or null
   * @param most or null
   */
  record Bounds(BigDecimal least, boolean aboveLeast, BigDecimal most, boolean belowMost) {
    boolean none() {
      return least == null && most == null;
    }
  }

  /** Integers between bounds; null where there is none. */
  static Piece integer(Bounds bounds) {
    BigInteger largest = BigInteger.TEN.pow(INTEGER_DIGITS).subtract(BigInteger.ONE);
    BigInteger least = largest.negate();
    BigInteger most = largest;
    if (bounds.least() != null) {
      BigInteger given = bounds.least().setScale(0, RoundingMode.CEILING).toBigInteger();
      boolean next = bounds.aboveLeast() && bounds.least().compareTo(new BigDecimal(given)) == 0;
      least = least.max(next ? given.add(BigInteger.ONE) : given);
    }
    if (bounds.most() != null) {
      BigInteger given = bounds.most().setScale(0, RoundingMode.FLOOR).toBigInteger();
      boolean before = bounds.belowMost() && bounds.most().compareTo(new BigDecimal(given)) == 0;
      most = most.min(before ? given.subtract(BigInteger.ONE) : given);
    }
    List<Piece> parts = new ArrayList<>();
    addNatural(parts, "", least.max(BigInteger.ZERO), most);
    addNatural(parts, "-", most.negate().max(BigInteger.ONE), least.negate());
    return parts.isEmpty() ? null : union(parts);
  }

  /** Natural numbers of a range behind a sign. */
  private static void addNatural(
      List<Piece> parts, String sign, BigInteger least, BigInteger most) {
    for (int digits = least.toString().length();
        least.compareTo(most) <= 0 && digits <= most.toString().length();
        digits++) {
      BigInteger first = digits == 1 ? BigInteger.ZERO : BigInteger.TEN.pow(digits - 1);
      BigInteger last = BigInteger.TEN.pow(digits).subtract(BigInteger.ONE);
      String from = least.max(first).toString();
      String to = most.min(last).toString();
      parts.add(concat(text(sign), between(from, to)));
    }
  }

  /** Digits from one text to another of the same length. */
  private static Piece between(String from, String to) {
    if (from.equals("0".repeat(from.length())) && to.equals("9".repeat(to.length()))) {
      return repeat(DIGIT, from.length(), from.length());
    }
    char low = from.charAt(0);
    char high = to.charAt(0);
    String restFrom = from.substring(1);
    String restTo = to.substring(1);
    int rest = restFrom.length();
    if (low == high) {
      return concat(text(String.valueOf(low)), between(restFrom, restTo));
    }
    List<Piece> parts = new ArrayList<>();
    parts.add(concat(text(String.valueOf(low)), between(restFrom, "9".repeat(rest))));
    if (low + 1 < high) {
      Piece middle = oneOf(CodePoints.of(low + 1, high - 1));
      parts.add(concat(middle, repeat(DIGIT, rest, rest)));
    }
    parts.add(concat(text(String.valueOf(high)), between("0".repeat(rest), restTo)));
    return union(parts);
  }

  /** Numbers between bounds; null where there is none. */
  static Piece number(Bounds bounds) {
    Piece whole = union(text("0"), concat(NOT_ZERO, repeat(DIGIT, 0, DIGITS - 1)));
    if (bounds.none()) {
      Piece sign = optional(oneOf(CodePoints.of("+-")));
      Piece exponent = concat(oneOf(CodePoints.of("eE")), sign, repeat(DIGIT, 1, 2));
      return concat(optional(text("-")), whole, FRACTION, optional(exponent));
    }
    Piece positive = concat(whole, FRACTION);
    Piece negative = concat(text("-"), whole, FRACTION);
    Piece all = union(positive, negative);
    if (bounds.least() != null) {
      BigDecimal least = bounds.least();
      boolean open = bounds.aboveLeast();
      all =
          least.signum() > 0 || (least.signum() == 0 && open)
              ? atLeast(least, open)
              : union(positive, concat(text("-"), atMost(least.negate(), open)));
    }
    if (bounds.most() != null) {
      BigDecimal most = bounds.most();
      boolean open = bounds.belowMost();
      Piece below =
          most.signum() < 0 || (most.signum() == 0 && open)
              ? concat(text("-"), atLeast(most.negate(), open))
              : union(negative, atMost(most, open));
      all = Nfa.both(all, below);
    }
    return Nfa.isEmpty(all) ? null : all;
  }

  private static BigInteger largest() {
    return BigInteger.TEN.pow(DIGITS).subtract(BigInteger.ONE);
  }

  /** Numbers without sign up to a limit, which is not negative. */
  private static Piece atMost(BigDecimal limit, boolean open) {
    List<Piece> parts = new ArrayList<>();
    BigInteger whole = limit.toBigInteger();
    List<Piece> smaller = new ArrayList<>();
    addNatural(smaller, "", BigInteger.ZERO, whole.subtract(BigInteger.ONE).min(largest()));
    if (!smaller.isEmpty()) {
      parts.add(concat(union(smaller), FRACTION));
    }
    String fraction = fraction(limit);
    if (whole.compareTo(largest()) <= 0) {
      if (!fraction.isEmpty() || !open) {
        parts.add(text(whole.toString()));
      }
      parts.add(concat(text(whole + "."), digitsUpTo(fraction, open)));
    }
    return union(parts);
  }

  /** Numbers without sign from a limit on, which is not negative. */
  private static Piece atLeast(BigDecimal limit, boolean open) {
    List<Piece> parts = new ArrayList<>();
    BigInteger whole = limit.toBigInteger();
    List<Piece> larger = new ArrayList<>();
    addNatural(larger, "", whole.add(BigInteger.ONE), largest());
    if (!larger.isEmpty()) {
      parts.add(concat(union(larger), FRACTION));
    }
    String fraction = fraction(limit);
    if (whole.compareTo(largest()) <= 0) {
      if (fraction.isEmpty() && !open) {
        parts.add(text(whole.toString()));
      }
      parts.add(concat(text(whole + "."), digitsFrom(fraction, open)));
    }
    return union(parts);
  }

  /** Digits after the point, without zeros at the end. */
  private static String fraction(BigDecimal limit) {
    String plain = limit.stripTrailingZeros().toPlainString();
    int point = plain.indexOf('.');
    return point < 0 ? "" : plain.substring(point + 1);
  }

  /** At least one digit, which as a fraction are not more than a limit (less, if it is open). */
  private static Piece digitsUpTo(String limit, boolean open) {
    List<Piece> parts = new ArrayList<>();
    for (int i = 0; i < limit.length(); i++) {
      Piece same = text(limit.substring(0, i));
      if (limit.charAt(i) > '0') {
        Piece less = oneOf(CodePoints.of('0', limit.charAt(i) - 1));
        parts.add(concat(same, less, repeat(DIGIT, 0, DIGITS)));
      }
      if (i > 0) {
        // It ends before the limit does, and the rest of the limit is not zero.
        parts.add(same);
      }
    }
    if (!open) {
      int zeros = limit.isEmpty() ? 1 : 0;
      parts.add(concat(text(limit), repeat(text("0"), zeros, DIGITS)));
    }
    return union(parts);
  }

  /** Digits that as a fraction are not less than a limit (more, if it is open). */
  private static Piece digitsFrom(String limit, boolean open) {
    List<Piece> parts = new ArrayList<>();
    for (int i = 0; i < limit.length(); i++) {
      if (limit.charAt(i) < '9') {
        Piece more = oneOf(CodePoints.of(limit.charAt(i) + 1, '9'));
        parts.add(concat(text(limit.substring(0, i)), more, repeat(DIGIT, 0, DIGITS)));
      }
    }
    Piece some = concat(repeat(text("0"), 0, DIGITS), NOT_ZERO, repeat(DIGIT, 0, DIGITS));
    Piece any = repeat(DIGIT, limit.isEmpty() ? 1 : 0, DIGITS);
    parts.add(concat(text(limit), open ? some : any));
    return union(parts);
  }
}
