package dev.glossa.udf.task;

import dev.glossa.udf.chat.ChatMessage;
import dev.glossa.udf.chat.ChatTemplate;
import dev.glossa.udf.model.Checkpoint;
import dev.glossa.udf.text.TextTokenizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The form in which a model is asked. */
sealed interface PromptForm {

  /**
   * The tokens that a model reads.
   *
   * @param system what it is told first; empty for nothing
   * @param prompt the question with its document
   */
  int[] ids(String system, String prompt);

  /** Whether what a model writes begins within its reasoning. */
  boolean opensReasoning();

  /**
   * The form that a checkpoint wants.
   *
   * @param name of its chat template, where it has several; empty for the usual one, if any
   * @param variables of the chat template
   * @throws IllegalArgumentException when it has no template of that name
   * @throws dev.glossa.udf.chat.ChatException when the template cannot be read
   */
  static PromptForm of(
      Checkpoint checkpoint, TextTokenizer tokenizer, String name, Map<String, Object> variables) {
    Optional<String> source = checkpoint.chatTemplate(name);
    if (source.isPresent()) {
      ChatTemplate template = ChatTemplate.of(source.get(), checkpoint.specialTokens());
      return new Chat(tokenizer, template, variables);
    }
    if (!name.isEmpty()) {
      throw new IllegalArgumentException(
          "Cannot use chat template " + name + " (the model has none of that name; take it out)");
    }
    return new Plain(tokenizer);
  }

  /** The text as it is, behind what the model is told and an empty line. */
  record Plain(TextTokenizer tokenizer) implements PromptForm {
    @Override
    public int[] ids(String system, String prompt) {
      return tokenizer.encode(system.isEmpty() ? prompt : system + "\n\n" + prompt, true).ids();
    }

    @Override
    public boolean opensReasoning() {
      return false;
    }
  }

  /** A conversation of one turn, in the model's own template. */
  record Chat(TextTokenizer tokenizer, ChatTemplate template, Map<String, Object> variables)
      implements PromptForm {
    @Override
    public int[] ids(String system, String prompt) {
      return tokenizer.conversation(template, messages(system, prompt), variables);
    }

    @Override
    public boolean opensReasoning() {
      return template
          .render(messages("", "?"), true, variables)
          .stripTrailing()
          .endsWith(Reasoning.BEGIN);
    }

    private static List<ChatMessage> messages(String system, String prompt) {
      List<ChatMessage> messages = new ArrayList<>();
      if (!system.isEmpty()) {
        messages.add(new ChatMessage("system", system));
      }
      messages.add(new ChatMessage("user", prompt));
      return messages;
    }
  }
}
