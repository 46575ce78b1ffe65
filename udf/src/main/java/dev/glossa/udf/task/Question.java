package dev.glossa.udf.task;

import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A question that a model is asked about a document.
 *
 * @param prompt a {@link PromptTemplate} with a place for the text
 * @param system what a chat model is told first, as a template too; empty for nothing
 * @param template name of the chat template, where the model has several; empty for the usual one
 * @param choices the only answers there are; none for an answer in the model's own words
 * @param choiceScore how choices are weighed
 * @param schema the JSON schema that an answer follows, as JSON; empty for none
 * @param longDocuments what becomes of documents that do not fit
 * @param reducePrompt what is asked about the answers of a long document's chunks, which stand in
 *     its place for the text; empty for the prompt itself
 * @param variables of the chat template, such as {@code enable_thinking}
 * @param samples answers for each document, drawn where there are several
 * @param generation what to change in the checkpoint's own generation settings, by Hugging Face's
 *     names
 */
public record Question(
    String prompt,
    String system,
    String template,
    List<String> choices,
    ChoiceScore choiceScore,
    String schema,
    LongDocuments longDocuments,
    String reducePrompt,
    Map<String, Object> variables,
    int samples,
    Map<String, Object> generation)
    implements Serializable {

  /** Copies what could change. */
  public Question {
    choices = List.copyOf(choices);
    variables = Maps.sorted(variables);
    generation = Maps.sorted(generation);
  }

  /** A question about a text, all else as it is by default. */
  public static Question of(String prompt) {
    return of(prompt, Map.of());
  }

  /** The same with changes of the checkpoint's own generation settings. */
  static Question of(String prompt, Map<String, Object> generation) {
    return new Question(
        prompt,
        "",
        "",
        List.of(),
        ChoiceScore.SUM,
        "",
        LongDocuments.REDUCE,
        "",
        Map.of(),
        1,
        generation);
  }

  /** What decides its answers, under names that stay. */
  Map<String, Object> identity() {
    Map<String, Object> identity = new HashMap<>();
    identity.put("prompt", prompt);
    identity.put("long", longDocuments.text());
    if (!system.isEmpty()) {
      identity.put("system", system);
    }
    if (!template.isEmpty()) {
      identity.put("template", template);
    }
    if (!reducePrompt.isEmpty()) {
      identity.put("reduce_prompt", reducePrompt);
    }
    if (!variables.isEmpty()) {
      identity.put("variables", variables);
    }
    if (choices.isEmpty()) {
      identity.put("samples", samples);
      identity.put("generation", generation);
    } else {
      identity.put("choices", choices);
      identity.put("choice_score", choiceScore.text());
    }
    if (!schema.isEmpty()) {
      identity.put("schema", schema);
    }
    return identity;
  }

  /**
   * Whether answers depend on a document's language.
   *
   * @param columns that prompts may have places for
   */
  boolean readsLanguage(List<String> columns) {
    return List.of(prompt, system, reducePrompt).stream()
        .anyMatch(text -> PromptTemplate.of(text, columns).readsLanguage());
  }
}
