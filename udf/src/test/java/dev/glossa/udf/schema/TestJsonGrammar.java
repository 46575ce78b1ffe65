package dev.glossa.udf.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TestJsonGrammar {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static JsonGrammar grammar(String schema) {
    try {
      return JsonGrammar.of(JSON.readTree(schema.replace('\'', '"')));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static void assertRefused(String schema, String pointer, String why) {
    assertThatThrownBy(() -> grammar(schema))
        .as(schema)
        .isInstanceOfSatisfying(
            SchemaException.class, e -> assertThat(e.pointer()).isEqualTo(pointer))
        .hasMessageStartingWith("Cannot use schema at ")
        .hasMessageContaining(why);
  }

  @Test
  void propertiesStandInOrderAndOptionalOnesMayBeLeftOut() {
    JsonGrammar grammar =
        grammar(
            "{'type':'object','properties':{'a':{'type':'null'},'b':{'type':'null'},"
                + "'c':{'type':'null'}},'required':['b']}");
    for (String text :
        List.of(
            "{\"b\":null}",
            "{\"a\":null,\"b\":null}",
            " {\"b\": null, \"c\":null}",
            "{\"a\":null,\"b\":null,\"c\":null}")) {
      assertThat(grammar.matches(text)).as(text).isTrue();
    }
    for (String text :
        List.of(
            "{}",
            "{\"a\":null}",
            "{\"b\":null,\"a\":null}",
            "{,\"b\":null}",
            "{\"b\":null,}",
            "{\"b\":null,  \"c\":null}",
            "{ \"b\":null}",
            "{\"b\":null} ",
            "{\"b\":null")) {
      assertThat(grammar.matches(text)).as(text).isFalse();
    }
    assertThat(grammar("{'type':'object','properties':{'a':{'type':'null'}}}").matches("{}"))
        .isTrue();
  }

  @Test
  void stringsAreCountedInCodePointsAndEscapesAreOne() {
    JsonGrammar grammar = grammar("{'type':'string','minLength':2,'maxLength':3}");
    for (String content : List.of("ab", "éü", "😀😀😀", "\\n\\u00e9", "\\\"\\\\\\/", "a\\ud7ffb")) {
      assertThat(grammar.matches('"' + content + '"')).as(content).isTrue();
    }
    for (String content :
        List.of("a", "abcd", "😀", "\\n", "a\nb", "a\\ud83d", "\\ud83d\\ude00", "a\\x", "\\u12")) {
      assertThat(grammar.matches('"' + content + '"')).as(content).isFalse();
    }
  }

  @Test
  void valuesAreWrittenAsTheyAre() {
    JsonGrammar grammar = grammar("{'enum':['a\\nb',1.50,{'k':[true,null]}]}");
    assertThat(grammar.matches("\"a\\nb\"")).isTrue();
    assertThat(grammar.matches("{\"k\": [true,null]}")).isTrue();
    assertThat(grammar.matches("\"a\\u000ab\"")).isFalse();
    assertThat(grammar("{'type':'integer','enum':['a',3]}").matches("3")).isTrue();
    assertThat(grammar("{'type':'integer','enum':['a',3]}").matches("\"a\"")).isFalse();
  }

  @Test
  void arraysHaveAsManyItemsAsTheyMay() {
    JsonGrammar grammar = grammar("{'items':{'type':'null'},'minItems':1,'maxItems':2}");
    assertThat(grammar.matches("[null]")).isTrue();
    assertThat(grammar.matches("[null, null]")).isTrue();
    assertThat(grammar.matches("[]")).isFalse();
    assertThat(grammar.matches("[null,null,null]")).isFalse();
    JsonGrammar tuple =
        grammar(
            "{'type':'array','prefixItems':[{'const':1},{'const':2}],'items':{'const':3},"
                + "'minItems':1}");
    for (String text : List.of("[1]", "[1,2]", "[1,2,3]", "[1,2,3,3]")) {
      assertThat(tuple.matches(text)).as(text).isTrue();
    }
    assertThat(tuple.matches("[]")).isFalse();
    assertThat(tuple.matches("[1,3]")).isFalse();
  }

  /** Every integer of a range against the bounds, and numbers with fractions against theirs. */
  @Test
  void boundsAreExact() {
    Random random = new Random(5);
    for (int round = 0; round < 60; round++) {
      int scale = random.nextInt(3);
      BigDecimal least = BigDecimal.valueOf(random.nextInt(4000) - 2000, scale);
      BigDecimal most = least.add(BigDecimal.valueOf(random.nextInt(3000), random.nextInt(3)));
      boolean open = random.nextBoolean();
      String bounds =
          open
              ? "'exclusiveMinimum':" + least + ",'exclusiveMaximum':" + most
              : "'minimum':" + least + ",'maximum':" + most;
      String schema = "{'type':'number'," + bounds + "}";
      if (open && least.compareTo(most) == 0) {
        assertRefused(schema, "", "allows no number");
        continue;
      }
      JsonGrammar numbers = grammar(schema);
      for (int i = 0; i < 300; i++) {
        BigDecimal value = BigDecimal.valueOf(random.nextInt(8000) - 4000, random.nextInt(4));
        value = i < 2 ? (i == 0 ? least : most) : value;
        int low = value.compareTo(least);
        int high = value.compareTo(most);
        boolean inside = open ? low > 0 && high < 0 : low >= 0 && high <= 0;
        assertThat(numbers.matches(value.toPlainString())).as(schema + value).isEqualTo(inside);
      }
    }
    JsonGrammar integers = grammar("{'type':'integer','minimum':-1203,'exclusiveMaximum':997.5}");
    for (int i = -3000; i < 3000; i++) {
      assertThat(integers.matches(String.valueOf(i))).isEqualTo(i >= -1203 && i <= 997);
    }
    assertThat(integers.matches("007")).isFalse();
    assertThat(integers.matches("-0")).isFalse();
    assertThat(grammar("{'type':'integer'}").matches("999999999999999999")).isTrue();
    assertThat(grammar("{'type':'integer'}").matches("1000000000000000000")).isFalse();
    assertThat(grammar("{'type':'number'}").matches("-1.5e-07")).isTrue();
  }

  @Test
  void datesAreThoseThatExist() {
    JsonGrammar dates = grammar("{'type':'string','format':'date'}");
    for (int year : List.of(1, 4, 400, 1900, 1999, 2000, 2023, 2024, 2100, 9996)) {
      for (int month = 0; month <= 13; month++) {
        for (int day = 0; day <= 32; day++) {
          String date = String.format("%04d-%02d-%02d", year, month, day);
          assertThat(dates.matches('"' + date + '"')).as(date).isEqualTo(exists(date));
        }
      }
    }
    JsonGrammar times = grammar("{'type':'string','format':'date-time'}");
    assertThat(times.matches("\"2024-02-29T23:59:59.123+05:30\"")).isTrue();
    assertThat(times.matches("\"2024-02-29T24:00:00Z\"")).isFalse();
    assertThat(times.matches("\"2023-02-29T00:00:00Z\"")).isFalse();
    assertThat(times.matches("\"2024-06-30T00:00:00-14:00\"")).isTrue();
    assertThat(times.matches("\"2024-06-30T00:00:00-00:30\"")).isTrue();
    // Some readers of RFC 3339 refuse these two.
    assertThat(times.matches("\"2024-06-30T00:00:00-00:00\"")).isFalse();
    assertThat(dates.matches("\"0000-06-30\"")).isFalse();
  }

  /** Bytes that decoders turn into signs of replacement are never part of a string. */
  @Test
  void everyCodePointHasOneFormOfBytes() {
    JsonGrammar grammar = grammar("{'type':'string'}");
    int opened = grammar.step(grammar.start(), (byte) '"');
    for (int first = 0x80; first < 0x100; first++) {
      for (int second = 0x80; second < 0x100; second++) {
        int state = grammar.step(grammar.step(opened, (byte) first), (byte) second);
        byte[] bytes = {(byte) first, (byte) second, (byte) 0x80, (byte) 0x80};
        int length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
        String text = new String(bytes, 0, length, StandardCharsets.UTF_8);
        boolean whole = text.indexOf(0xFFFD) < 0;
        assertThat(state != JsonGrammar.DEAD).as(first + " " + second).isEqualTo(whole);
      }
    }
  }

  private static boolean exists(String date) {
    try {
      return LocalDate.parse(date).toString().equals(date);
    } catch (java.time.DateTimeException e) {
      return false;
    }
  }

  /** What a pattern lets be written, Java's expressions find, and the other way round. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "^a+b?$", "ab", "^(a|bc)*$", "^[a-c]{2}$", "^[^a]b$", "^a|b$", "^\\d{1,2}[a-]?$",
        "^(?:a(b|c))+$", "\\w-\\w", "^a*?b$", "^$", "a.c", "^[\\d\\-a]+$", "^\\x61\\u0062$"
      })
  void patternsAreThoseOfJava(String pattern) {
    JsonGrammar grammar =
        JsonGrammar.of(JSON.createObjectNode().put("type", "string").put("pattern", pattern));
    Random random = new Random(pattern.hashCode());
    var expression = java.util.regex.Pattern.compile(pattern);
    int found = 0;
    for (int i = 0; i < 3000; i++) {
      StringBuilder text = new StringBuilder();
      for (int j = random.nextInt(5); j > 0; j--) {
        text.append("abc1-".charAt(random.nextInt(5)));
      }
      boolean expected = expression.matcher(text).find();
      found += expected ? 1 : 0;
      assertThat(grammar.matches('"' + text.toString() + '"'))
          .as(pattern + " " + text)
          .isEqualTo(expected);
    }
    assertThat(found).isPositive();
  }

  @Test
  void signsThatHaveToBeEscapedAreEscapedInPatternsToo() {
    JsonGrammar grammar = grammar("{'type':'string','pattern':'^[^a-z]\\\\\\\\$'}");
    assertThat(grammar.matches("\"\\\"\\\\\"")).isTrue();
    assertThat(grammar.matches("\"\\n\\\\\"")).isTrue();
    assertThat(grammar.matches("\"\n\\\\\"")).isFalse();
    assertThat(grammar.matches("\"a\\\\\"")).isFalse();
  }

  @Test
  void whatCannotBeHeldIsRefusedWithItsPlace() {
    assertRefused("true", "", "say what the value may be");
    assertRefused("{}", "", "says of no type what it is");
    assertRefused("{'type':'text'}", "/type", "no type");
    assertRefused("{'type':'integer','multipleOf':3}", "/multipleOf", "not supported; what is:");
    assertRefused(
        "{'type':'object','properties':{'a/b':{'type':'string','contentEncoding':'x'}}}",
        "/properties/a~1b/contentEncoding",
        "not supported");
    assertRefused(
        "{'type':'object','properties':{},'additionalProperties':{'type':'null'}}",
        "/additionalProperties",
        "set it to false");
    assertRefused(
        "{'type':'object','properties':{},'required':['a']}",
        "/required/0",
        "not among properties");
    assertRefused("{'type':'array'}", "", "say in items");
    assertRefused(
        "{'type':'array','items':{'type':'null'},'minItems':3,'maxItems':2}",
        "/minItems",
        "more than the 2");
    assertRefused("{'type':'string','minLength':3,'maxLength':2}", "/minLength", "more than");
    assertRefused("{'type':'string','maxLength':-1}", "/maxLength", "whole number");
    assertRefused("{'type':'string','format':'email'}", "/format", "date, date-time, ipv4");
    assertRefused("{'type':'integer','minimum':3,'maximum':2}", "", "allows no number");
    assertRefused("{'type':'integer','minimum':0.2,'maximum':0.8}", "", "allows no number");
    assertRefused("{'enum':[]}", "/enum", "allows no value");
    assertRefused("{'type':'string','enum':['a'],'maxLength':3}", "/maxLength", "beside enum");
    assertRefused("{'$ref':'other.json'}", "/$ref", "within the schema");
    assertRefused("{'$ref':'#/$defs/a'}", "/$ref", "no such place");
    assertRefused("{'type':'array','items':{'$ref':'#'}}", "/items/$ref", "leads back");
    assertRefused(
        "{'$defs':{'a':{'items':{'$ref':'#/$defs/a'}}},'$ref':'#/$defs/a'}",
        "/$defs/a/items/$ref",
        "leads back");
    assertRefused(
        "{'oneOf':[{'type':'string'},{'type':'null'},{'type':['string','integer']}]}",
        "/oneOf/2",
        "alternative 0 may both hold");
    assertRefused("{'type':'string','maxLength':1000000}", "", "more than 400000 states");
    assertRefused(
        "{'type':'string','pattern':'^(a|b)*a(a|b){40}$'}", "/pattern", "too many states");
    assertRefused("{'type':'string','pattern':'^a$','minLength':2}", "", "allows no string");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "a(?=b);looks ahead",
        "(?<!a)b;looks behind",
        "(a)\\1;refers back",
        "(?<n>a)\\k<n>;refers back",
        "\\bword;edge of a word",
        "\\p{L};by property",
        "a^b;^ within",
        "(a$);$ in a group",
        "a$b;$ within",
        "(a;lacks )",
        "a);not open",
        "a**;two quantifiers",
        "*a;where something must stand before",
        "a{3,1};from 3 to 1",
        "[b-a];ends before it begins",
        "[a;in the middle"
      })
  void patternsThatCannotBeHeldAreRefusedByName(String pattern, String why) {
    String schema =
        JSON.createObjectNode().put("type", "string").put("pattern", pattern).toString();
    assertThatThrownBy(() -> JsonGrammar.of(JSON.readTree(schema)))
        .isInstanceOfSatisfying(
            SchemaException.class, e -> assertThat(e.pointer()).isEqualTo("/pattern"))
        .hasMessageContaining(why);
  }
}
