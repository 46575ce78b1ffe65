package dev.glossa.udf.task;

import dev.glossa.udf.decode.GenerationSettings;
import dev.glossa.udf.decode.TokenGrammar;
import dev.glossa.udf.engine.Generates;
import dev.glossa.udf.model.Checkpoint;
import dev.glossa.udf.model.family.Role;
import dev.glossa.udf.text.TextException;
import dev.glossa.udf.text.TextTokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A question made ready for a checkpoint: everything about it that does not depend on a document.
 *
 * @param name in the configuration
 * @param question as it was set
 * @param system what a chat model is told first
 * @param prompt asked about a document's text
 * @param reducePrompt asked about the answers of its chunks
 * @param form in which the checkpoint is asked
 * @param opensReasoning whether what it writes begins within its reasoning
 * @param how answers are written; of choices only the start token matters
 * @param choices tokens of each choice; none for an answer in the model's own words
 * @param grammar that an answer follows; null for none
 * @param newTokens of an answer at most
 * @param limit tokens of a prompt at most
 * @param beginning tokens with which prompts about texts begin; see {@link #beginning(boolean)}
 * @param reduceBeginning the same for prompts about answers
 */
record PreparedQuestion(
    String name,
    Question question,
    PromptTemplate system,
    PromptTemplate prompt,
    PromptTemplate reducePrompt,
    PromptForm form,
    boolean opensReasoning,
    GenerationSettings how,
    int[][] choices,
    TokenGrammar grammar,
    int newTokens,
    int limit,
    int[] beginning,
    int[] reduceBeginning) {
  /** Signs of different kinds join with a prompt's last token in different ways, if at all. */
  private static final List<String> UNLIKE =
      List.of("a", "Z", "7", "가", "é", " x", "\n", "\"", "(", ".", "😀", "s", "'s", "{");

  /** Documents that have nothing in common, for what a question's prompts have in common. */
  private static List<Document> unlike(List<String> columns) {
    return UNLIKE.stream()
        .map(
            sign ->
                new Document(
                    "",
                    sign + "s",
                    sign + "i",
                    language(sign),
                    columns.stream().collect(Collectors.toMap(column -> column, column -> sign)),
                    sign,
                    List.of()))
        .toList();
  }

  private static String language(String sign) {
    return sign.equals("가") ? "ko" : sign.equals("é") ? "fr" : "en";
  }

  /**
   * Makes a question ready.
   *
   * @param settings that it is one of
   * @param tokenizer the checkpoint's own, with what settings put round its texts
   * @throws IllegalArgumentException when the question and the checkpoint do not go together
   */
  static PreparedQuestion of(
      String name, AskSettings settings, Checkpoint checkpoint, TextTokenizer tokenizer) {
    Question question = settings.questions().get(name);
    boolean continues = checkpoint.config().roles().contains(Role.CONTINUES);
    int positions = checkpoint.config().maxPositions();
    GenerationSettings how =
        GenerationSettings.resolve(checkpoint.generation(), changes(question, tokenizer));
    if (!continues && how.tokens().start() == null) {
      throw new IllegalArgumentException(
          "Cannot ask model "
              + settings.model()
              + " (no decoder_start_token_id; add it to its generation_config.json)");
    }
    int[][] choices = choices(question, tokenizer);
    int longest = 0;
    for (int[] choice : choices) {
      longest = Math.max(longest, choice.length);
    }
    int newTokens = choices.length > 0 ? longest : how.lengths().newTokens(1, positions);
    TokenGrammar grammar = grammar(question, checkpoint, tokenizer, newTokens);
    // The last token that is written is never read.
    int most = continues ? positions - (newTokens - 1) : positions;
    int limit = settings.maxTokens() == 0 ? most : Math.min(most, settings.maxTokens());
    PromptForm form =
        PromptForm.of(checkpoint, tokenizer, question.template(), question.variables());
    PromptTemplate system = PromptTemplate.of(question.system(), settings.columns());
    PromptTemplate prompt = PromptTemplate.of(question.prompt(), settings.columns());
    PromptTemplate reducePrompt =
        question.reducePrompt().isEmpty()
            ? prompt
            : PromptTemplate.of(question.reducePrompt(), settings.columns());
    List<Document> unlike = continues ? unlike(settings.columns()) : List.of();
    int[] beginning = inCommon(unlike, form, system, prompt);
    PreparedQuestion prepared =
        new PreparedQuestion(
            name,
            question,
            system,
            prompt,
            reducePrompt,
            form,
            form.opensReasoning(),
            how,
            choices,
            grammar,
            newTokens,
            limit,
            beginning,
            reducePrompt == prompt ? beginning : inCommon(unlike, form, system, reducePrompt));
    Document none = new Document("", "", "", "en", "");
    int around = Math.max(prepared.tokens(none, "", false), prepared.tokens(none, "", true));
    if (around >= limit) {
      throw new IllegalArgumentException(
          "Cannot ask model "
              + settings.model()
              + " in "
              + limit
              + " tokens (the question alone has "
              + around
              + ", and its answer may have "
              + newTokens
              + "; shorten one of them)");
    }
    return prepared;
  }

  /** As many tokens as prompts about all documents begin with alike, in steps of the engine. */
  private static int[] inCommon(
      List<Document> documents, PromptForm form, PromptTemplate system, PromptTemplate prompt) {
    List<int[]> all =
        documents.stream()
            .map(each -> form.ids(system.fill(each, each.text()), prompt.fill(each, each.text())))
            .toList();
    if (all.isEmpty()) {
      return new int[0];
    }
    int common = all.get(0).length;
    for (int[] ids : all) {
      int differs = Arrays.mismatch(all.get(0), ids);
      common = differs < 0 ? common : Math.min(common, differs);
    }
    return Arrays.copyOf(all.get(0), common - common % Generates.BEGINNING_STEP);
  }

  private static Map<String, Object> changes(Question question, TextTokenizer tokenizer) {
    Map<String, Object> changes = new TreeMap<>(question.generation());
    if (question.samples() > 1) {
      changes.putIfAbsent("num_return_sequences", question.samples());
    }
    tokenizer
        .forcedBegin()
        .ifPresent(language -> changes.putIfAbsent("forced_bos_token_id", language));
    return changes;
  }

  private static int[][] choices(Question question, TextTokenizer tokenizer) {
    List<int[]> choices = new ArrayList<>();
    for (String choice : question.choices()) {
      int[] ids = tokenizer.content(choice).ids();
      if (ids.length == 0) {
        throw new IllegalArgumentException(
            "Cannot offer the choice \"" + choice + "\" (the model's tokenizer gives no token)");
      }
      choices.add(ids);
    }
    return choices.toArray(int[][]::new);
  }

  private static TokenGrammar grammar(
      Question question, Checkpoint checkpoint, TextTokenizer tokenizer, int newTokens) {
    if (question.schema().isEmpty()) {
      return null;
    }
    TokenGrammar grammar = Grammars.of(question.schema(), checkpoint, tokenizer);
    int least = grammar.least(grammar.start());
    if (least > newTokens) {
      throw new TextException(
          "SCHEMA_TOO_LONG",
          least == Integer.MAX_VALUE
              ? "Cannot follow the schema with this model's tokens (they lack a sign of JSON)"
              : "Cannot follow the schema in "
                  + newTokens
                  + " tokens (its shortest text has "
                  + least
                  + "; raise max_new_tokens)");
    }
    return grammar;
  }

  /** Whether an answer is one that its question allows, as all are where there is no schema. */
  boolean isComplete(int[] ids) {
    if (grammar == null) {
      return true;
    }
    int state = grammar.start();
    for (int id : ids) {
      if (how.tokens().ends().contains(id)) {
        break;
      }
      state = grammar.next(state, id);
    }
    return grammar.complete(state);
  }

  /** Rows of a batch that an answer takes. */
  int rows() {
    return choices.length > 0 ? choices.length : how.strategy().rows();
  }

  /**
   * What the model reads.
   *
   * @param document whose own stands in the question's places
   * @param text in the place of the text
   * @param reduced whether the text is what the document's chunks were answered
   */
  int[] ids(Document document, String text, boolean reduced) {
    return form.ids(
        system.fill(document, text), (reduced ? reducePrompt : prompt).fill(document, text));
  }

  /**
   * The tokens that the model reads once for all prompts that begin with them; none where prompts
   * have too little in common, or the model does not continue texts.
   */
  int[] beginning(boolean reduced) {
    return reduced ? reduceBeginning : beginning;
  }

  /** What a model may keep in caches for it. */
  CacheUse caches(String model) {
    int kept = beginning.length + (reduceBeginning == beginning ? 0 : reduceBeginning.length);
    return new CacheUse(model, limit, rows(), newTokens, kept);
  }

  private int tokens(Document document, String text, boolean reduced) {
    return ids(document, text, reduced).length;
  }
}
