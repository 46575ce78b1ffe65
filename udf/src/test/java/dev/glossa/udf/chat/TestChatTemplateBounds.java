package dev.glossa.udf.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Templates that ask for more than a template may have are refused, and say why. */
class TestChatTemplateBounds {
  private static final List<ChatMessage> MESSAGES = List.of(new ChatMessage("user", "hello"));
  private static final String GROW = "{% set ns = namespace(s='x', l=[1], m=[1]) %}";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}",
        "{% macro f(n) %}{% if n > 1 %}{{ f(n-1) }}{{ f(n-2) }}{% endif %}{% endmacro %}{{ f(50)"
            + " }}",
        "{{ [1] * 10**15 }}",
        "{{ [1]|batch(10**12, 'x')|list }}",
        "{{ range(100000)|unique|list }}",
        GROW + "{% for i in range(99) %}{% set ns.l = ns.l + ns.l %}{% endfor %}",
        GROW
            + "{% for i in range(60) %}{% set ns.l = [ns.l, ns.l] %}{% set ns.m = [ns.m, ns.m] %}"
            + "{% endfor %}{{ ns.l == ns.m }}",
        "{% set h = 'a' * 1000000 %}{% set n = 'a' * 500000 ~ 'b' %}{{ n in h }}{{ h.split(n) }}",
        "{% set h = 'a' * 1000000 %}{{ h.strip('bcdefghijklmnop' * 60000 ~ 'a') }}",
        "{% set h = 'a' * 100000 %}{{ ([h ~ 1, h ~ 2] * 10000)|sort|length }}",
      })
  void stepsAreCounted(String template) {
    assertRefused(template, "steps; it may loop without end");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        GROW + "{% for i in range(99) %}{% set ns.s = ns.s ~ ns.s %}{% endfor %}",
        GROW + "{% for i in range(99) %}{% set ns.s = ns.s|replace('x', 'xx') %}{% endfor %}",
        GROW + "{% for i in range(99) %}{% set ns.s %}{{ ns.s }}{{ ns.s }}{% endset %}{% endfor %}",
        GROW + "{% for i in range(60) %}{% set ns.l = [ns.l, ns.l] %}{% endfor %}{{ ns.l }}",
        GROW + "{% for i in range(60) %}{% set ns.l = [ns.l, ns.l] %}{% endfor %}{{ ns.l|tojson }}",
        "{% for i in range(99999) %}{% for j in range(99999) %}x{% endfor %}{% endfor %}",
        "{{ 'a' * 10**15 }}",
        "{{ 'a'.center(10**12) }}",
        "{{ '1'.zfill(10**12) }}",
        "{{ 'a\nb'|indent(10**12) }}",
        "{{ [[1]]|tojson(indent=10**12) }}",
        "{{ range(100000)|join('a' * 100000) }}",
        "{{ ('a' * 1000000).replace('a', 'b' * 1000000) }}",
      })
  void lengthsAreBounded(String template) {
    assertRefused(template, "16 times what it was given");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        GROW
            + "{% for i in range(99999) %}{% set ns.l = [ns.l, 'abcdefgh' * 100000] %}{% endfor %}",
        "{% set h = 'a' * 1000000 %}{% for i in range(99999) %}{% set x = h|upper %}{% endfor %}",
      })
  void memoryIsBounded(String template) {
    assertRefused(template, "makes more texts than memory is set apart for");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
        "{% for x in [1] recursive %}{{ loop([1]) }}{% endfor %}",
        GROW + "{% for i in range(90000) %}{% set ns.l = [ns.l] %}{% endfor %}{{ ns.l }}",
        GROW
            + "{% for i in range(9000) %}{% set ns.l = ns.l|map('string') %}{% endfor %}"
            + "{{ ns.l|list }}",
      })
  void depthIsBounded(String template) {
    assertRefused(template, "more than 400 deep");
  }

  @Test
  void whatIsWrittenIsBoundedToo() {
    assertRefused("{{ " + "(".repeat(50_000) + "1" + ")".repeat(50_000) + " }}", "deep");
    assertRefused("{{ " + "[".repeat(50_000) + "]".repeat(50_000) + " }}", "deep");
    for (String sign : List.of("not ", "- ", "1 if 1 else ", "2**", "1+", "0 or ")) {
      assertRefused("{{ " + sign.repeat(50_000) + "1 }}", "deep");
    }
    assertRefused("{{ a" + ".b".repeat(50_000) + " }}", "deep");
    assertRefused("{{ 'a'" + "|upper".repeat(50_000) + " }}", "deep");
    assertRefused("{% if 1 %}".repeat(50_000), "deep");
    assertRefused("x".repeat(2_000_000), "more than 1048576 characters");
  }

  @Test
  void numbersAreBounded() {
    assertRefused("{{ range(10**9) }}", "range() of more than 100000 numbers");
    assertRefused("{{ 9**9**9 }}", "does not fit into 64 bits");
    assertRefused("{{ 9223372036854775807 + 1 }}", "does not fit into 64 bits");
    assertRefused("{{ (-9223372036854775807 - 1)|abs }}", "does not fit into 64 bits");
    assertRefused("{{ 99999999999999999999 }}", "fits into 64 bits");
    assertRefused("{{ '%1000000000d' % 1 }}", "more than 1000 characters");
    assertRefused("{{ 1.5|round(10**9) }}", "300 digits");
  }

  @Test
  void nothingOutsideIsReached() {
    for (String tag :
        List.of("include 'x'", "import 'x' as y", "from 'x' import y", "extends 'x'")) {
      assertRefused("{% " + tag + " %}", "there is only this one");
    }
    assertRefused("{{ ''.__class__.__mro__ }}", "__class__");
    assertRefused("{{ messages.getClass().forName('java.lang.Runtime') }}", "getClass");
    assertRefused("{{ range.__globals__['os'] }}", "__globals__");
    assertRefused("{{ open('/etc/passwd') }}", "'open' is undefined");
    assertRefused("{{ '{0.__class__}'.format(1) }}", "by number or name");
    assertRefused("{{ messages.append(1) }}", "must not");
    assertRefused("{{ messages[0].update({'content': 'x'}) }}", "must not");
  }

  @Test
  void aLongDocumentIsNoAttack() {
    String text = "A line of text, and another one.\n".repeat(60_000);
    String template =
        "{% for m in messages %}{% set c = m.content %}{% if '</think>' in c %}"
            + "{% set c = c.split('</think>')[-1].lstrip('\n') %}{% endif %}"
            + "{{ '<|a|>' + c|trim|replace('\n\n', '\n') ~ '<|b|>' + c[:9] }}{% endfor %}";
    String rendered =
        ChatTemplate.of(template, Map.of())
            .render(List.of(new ChatMessage("user", text)), true, Map.of());
    assertThat(rendered).isEqualTo("<|a|>" + text.strip() + "<|b|>A line of");
  }

  private static void assertRefused(String template, String reason) {
    assertThatThrownBy(
            () ->
                ChatTemplate.of(template, Map.of())
                    .render(MESSAGES, true, Map.of("strftime_now", "2025-01-01")))
        .as(template.substring(0, Math.min(99, template.length())))
        .isInstanceOf(ChatException.class)
        .hasMessageContaining(reason);
  }
}
