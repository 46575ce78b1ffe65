package dev.glossa.udf.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Chat templates render what transformers renders, and refuse what it refuses: templates and
 * expressions of the test resources ({@code make_chat.py}), and a folder of others ({@code
 * -Dreference.chat=DIR}).
 */
class TestChatTemplates {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void conversationsAreThoseOfTransformers() throws IOException {
    JsonNode golden = golden("conversations.json");
    for (JsonNode example : golden.path("cases")) {
      JsonNode conversation = golden.path("conversations").path(example.path(1).asText());
      Map<String, Object> variables = variables(golden);
      variables.putAll(map(conversation.path("variables")));
      assertThat(
              rendered(
                  resource(example.path(0).asText()),
                  golden,
                  conversation.path("messages"),
                  example.path(2).asBoolean(),
                  variables))
          .as("%s %s %s", example.path(0), example.path(1), example.path(2))
          .isEqualTo(Optional.ofNullable(example.path(3).textValue()));
    }
  }

  @Test
  void expressionsAreThoseOfJinja2() throws IOException {
    assertSame("expressions.json");
  }

  @Test
  void statementsAndWhiteSpaceAreThoseOfJinja2() throws IOException {
    assertSame("statements.json");
  }

  private static void assertSame(String name) throws IOException {
    JsonNode golden = golden(name);
    assertThat(golden.path("cases")).isNotEmpty();
    for (JsonNode example : golden.path("cases")) {
      String template = example.path(0).asText();
      assertThat(rendered(template, golden, golden.path("messages"), true, variables(golden)))
          .as(template)
          .isEqualTo(Optional.ofNullable(example.path(1).textValue()));
    }
  }

  /** Each .jinja has a .json beside it: conversations, and what was rendered or "refused". */
  @Test
  void otherTemplatesRenderAsRecorded() throws IOException {
    Path folder = Path.of(System.getProperty("reference.chat"));
    assumeTrue(Files.isDirectory(folder), "No templates in " + folder);
    List<Path> templates;
    try (Stream<Path> files = Files.list(folder)) {
      templates = files.filter(file -> file.toString().endsWith(".jinja")).sorted().toList();
    }
    assertThat(templates).isNotEmpty();
    for (Path template : templates) {
      String name = template.getFileName().toString();
      Path recorded = template.resolveSibling(name.replaceFirst("\\.jinja$", ".json"));
      for (Map.Entry<String, JsonNode> entry : JSON.readTree(recorded.toFile()).properties()) {
        JsonNode example = entry.getValue();
        Map<String, Object> variables = new LinkedHashMap<>(map(example));
        List.of("messages", "add_generation_prompt", "rendered", "refused")
            .forEach(variables::remove);
        String text = example.path("rendered").textValue();
        assertThat(
                rendered(
                    Files.readString(template),
                    example,
                    example.path("messages"),
                    example.path("add_generation_prompt").asBoolean(),
                    variables))
            .as("%s %s", name, entry.getKey())
            .isEqualTo(example.has("refused") ? Optional.empty() : Optional.ofNullable(text));
      }
    }
  }

  @Test
  void aTemplateThatNeedsTheDayIsGivenItOrRefused() {
    ChatTemplate template = ChatTemplate.of("{{ strftime_now('%d %b %Y') }}", Map.of());
    assertThat(template.render(List.of(), true, Map.of("strftime_now", "2024-02-29")))
        .isEqualTo("29 Feb 2024");
    assertThatThrownBy(() -> template.render(List.of(), true, Map.of()))
        .isInstanceOf(ChatException.class)
        .hasMessageContaining("set the template's variable strftime_now to a day");
    assertThatThrownBy(() -> template.render(List.of(), true, Map.of("strftime_now", "today")))
        .isInstanceOf(ChatException.class)
        .hasMessageContaining("no date");
  }

  @Test
  void whatATemplateSaysIsShownUnlessItIsOfTheConversation() {
    List<ChatMessage> messages = List.of(new ChatMessage("narrator", "My secret. "));
    ChatTemplate known =
        ChatTemplate.of("\n{{ raise_exception('nobody is ' ~ messages[0].role) }}", Map.of());
    assertThatThrownBy(() -> known.render(messages, true, Map.of()))
        .isInstanceOfSatisfying(
            ChatException.class, e -> assertThat(e.code()).isEqualTo("CHAT_TEMPLATE"))
        .hasMessageContaining("line 2: nobody is narrator");
    for (String leak :
        List.of(
            "{{ raise_exception('no ' ~ (messages[0].content|upper|trim)[:4]) }}",
            "{{ raise_exception('%s' % messages[0].content.split()[1]) }}",
            "{{ raise_exception(messages|tojson) }}",
            "{{ messages[0][messages[0].content].x }}",
            "{{ messages[0][messages[0].content]() }}")) {
      assertThatThrownBy(() -> ChatTemplate.of(leak, Map.of()).render(messages, true, Map.of()))
          .isInstanceOf(ChatException.class)
          .hasMessageContaining("is not shown")
          .message()
          .doesNotContainIgnoringCase("secr");
    }
  }

  @Test
  void textOfMessagesIsNeverExpanded() {
    String text = "{{ 7 * 7 }} {% if x %} {# note #} \\n %s {0} {% raw %}";
    ChatTemplate template =
        ChatTemplate.of("{% set a = messages[0].content %}{{ a }}{{ a ~ '' }}", Map.of());
    assertThat(template.render(List.of(new ChatMessage("user", text)), true, Map.of()))
        .isEqualTo(text + text);
  }

  private static Optional<String> rendered(
      String template,
      JsonNode tokens,
      JsonNode messages,
      boolean generation,
      Map<String, Object> variables) {
    JsonNode own = tokens.has("tokens") ? tokens.path("tokens") : tokens;
    Map<String, String> names = new LinkedHashMap<>();
    for (String name : List.of("bos_token", "eos_token", "pad_token", "unk_token")) {
      if (own.has(name)) {
        names.put(name, own.path(name).asText());
      }
    }
    List<ChatMessage> turns = new ArrayList<>();
    for (JsonNode message : messages) {
      turns.add(new ChatMessage(message.path("role").asText(), message.path("content").asText()));
    }
    try {
      return Optional.of(ChatTemplate.of(template, names).render(turns, generation, variables));
    } catch (ChatException e) {
      return Optional.empty();
    }
  }

  private static Map<String, Object> variables(JsonNode golden) {
    return new LinkedHashMap<>(Map.of("strftime_now", golden.path("now").asText()));
  }

  private static Map<String, Object> map(JsonNode node) {
    return JSON.convertValue(node, new TypeReference<Map<String, Object>>() {});
  }

  private static JsonNode golden(String name) throws IOException {
    return JSON.readTree(resource(name));
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = TestChatTemplates.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
