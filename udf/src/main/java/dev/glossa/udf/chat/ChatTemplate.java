package dev.glossa.udf.chat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A chat template. Threads may share an instance. */
public final class ChatTemplate {
  /** The variable that says which day it is, so that no result depends on the day of a run. */
  public static final String NOW = "strftime_now";

  private static final int LARGEST = 1 << 20;

  private final List<Statement> statements;
  private final int size;
  private final Map<String, String> tokens;

  private ChatTemplate(List<Statement> statements, int size, Map<String, String> tokens) {
    this.statements = statements;
    this.size = size;
    this.tokens = tokens;
  }

  /**
   * Reads a template.
   *
   * @param source Jinja text
   * @param tokens {@code bos_token}, {@code eos_token}, {@code pad_token}, ... as written, by name
   * @throws ChatException when it cannot be parsed
   */
  public static ChatTemplate of(String source, Map<String, String> tokens) {
    try {
      if (source.length() > LARGEST) {
        throw new TemplateError("it has more than " + LARGEST + " characters");
      }
      return new ChatTemplate(Parser.parse(source), source.length(), Map.copyOf(tokens));
    } catch (TemplateError e) {
      throw new ChatException(
          "Cannot read the chat template: "
              + e.getMessage()
              + " (Jinja as transformers has it; correct the template, or name another one)",
          e);
    }
  }

  /**
   * Renders a conversation, in bounded time and memory whatever the template says.
   *
   * @param messages its turns
   * @param generationPrompt whether the model's turn is begun
   * @param variables further variables by name, such as {@code enable_thinking}: strings, numbers,
   *     booleans, null, lists and maps of these. {@value #NOW} is the day, as {@code 2025-01-31} or
   *     {@code 2025-01-31T12:00:00}, that a template's function of this name writes
   * @throws ChatException with code {@code CHAT_TEMPLATE} when the template refuses the
   *     conversation, or for anything else that it does wrong
   */
  public String render(
      List<ChatMessage> messages, boolean generationPrompt, Map<String, Object> variables) {
    return conversation(messages, generationPrompt, variables).text();
  }

  /** Renders as {@link #render}, and keeps which characters came from the messages. */
  public Conversation conversation(
      List<ChatMessage> messages, boolean generationPrompt, Map<String, Object> variables) {
    long input = size;
    for (ChatMessage message : messages) {
      input += message.role().length() + message.content().length();
    }
    Map<String, Object> given = new LinkedHashMap<>(variables);
    Object now = given.remove(NOW);
    Renderer renderer = new Renderer(new Budget(input + length(given)));
    try {
      Scope functions = new Scope(null);
      renderer.putFunctions(functions);
      functions.set(NOW, (Callable) arguments -> date(now, arguments));
      return new Conversation(
          renderer.render(statements, scope(functions, messages, generationPrompt, given)));
    } catch (TemplateError e) {
      throw new ChatException(message(e, renderer.line()), e);
    } catch (ArithmeticException e) {
      TemplateError error = new TemplateError("a number does not fit into 64 bits");
      throw new ChatException(message(error, renderer.line()), e);
    } catch (IllegalArgumentException e) {
      // Java's sort finds out where values have no order, as with numbers that are none.
      TemplateError error = new TemplateError("it sorts values that have no order");
      throw new ChatException(message(error, renderer.line()), e);
    } catch (StackOverflowError e) {
      TemplateError error = new TemplateError("values are nested too deep");
      throw new ChatException(message(error, renderer.line()), e);
    }
  }

  private static String message(TemplateError error, int line) {
    String said =
        error.text().isOwn()
            ? error.getMessage()
            : "what it says holds text of the conversation, and is not shown";
    return "Cannot render the chat template: line "
        + line
        + ": "
        + said
        + " (change the messages' roles, the template's variables or the template)";
  }

  private Scope scope(
      Scope functions,
      List<ChatMessage> messages,
      boolean generationPrompt,
      Map<String, Object> given) {
    Scope scope = new Scope(functions);
    List<Object> turns = new ArrayList<>();
    for (ChatMessage message : messages) {
      Map<Object, Object> turn = new LinkedHashMap<>();
      turn.put(Text.of("role"), Text.of(message.role()));
      turn.put(Text.of("content"), Text.foreign(message.content()));
      turns.add(turn);
    }
    scope.set("tools", None.NONE);
    scope.set("documents", None.NONE);
    tokens.forEach((name, token) -> scope.set(name, Text.of(token)));
    given.forEach((name, value) -> scope.set(name, value(value)));
    scope.set("messages", turns);
    scope.set("add_generation_prompt", generationPrompt);
    return scope;
  }

  private static Object date(Object now, Arguments arguments) {
    if (!(now instanceof String moment)) {
      throw new TemplateError(
          "it asks for today's date, on which no result may depend; set the template's variable "
              + NOW
              + " to a day such as 2025-01-31");
    }
    String format = arguments.requireText(0, "format").string();
    return Text.of(Strftime.format(Strftime.moment(moment), format));
  }

  private static Object value(Object given) {
    if (given == null) {
      return None.NONE;
    } else if (given instanceof Boolean || given instanceof Long || given instanceof Double) {
      return given;
    } else if (given instanceof String string) {
      return Text.of(string);
    } else if (given instanceof Integer || given instanceof Short || given instanceof Byte) {
      return ((Number) given).longValue();
    } else if (given instanceof Float number) {
      return number.doubleValue();
    } else if (given instanceof List<?> list) {
      List<Object> items = new ArrayList<>();
      list.forEach(item -> items.add(value(item)));
      return items;
    } else if (given instanceof Map<?, ?> map) {
      Map<Object, Object> items = new LinkedHashMap<>();
      map.forEach((key, item) -> items.put(Text.of(key.toString()), value(item)));
      return items;
    }
    throw new TemplateError(
        "a variable is a "
            + given.getClass().getSimpleName()
            + "; it may be text, a number, true, false, null, a list or a mapping");
  }

  /** Characters of a variable, about. */
  private static long length(Object given) {
    if (given instanceof Map<?, ?> map) {
      return map.entrySet().stream()
          .mapToLong(entry -> length(entry.getKey()) + length(entry.getValue()))
          .sum();
    } else if (given instanceof List<?> list) {
      return list.stream().mapToLong(ChatTemplate::length).sum();
    }
    return String.valueOf(given).length();
  }
}
