package dev.glossa.udf.task;

import dev.glossa.udf.decode.Sequence;
import dev.glossa.udf.text.SentenceSplitter;
import dev.glossa.udf.text.Span;
import dev.glossa.udf.text.TextException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The work on one question about one document, round by round. */
final class Asking implements DocumentWork<AskTask.Item, AskTask.Output, AskResult> {
  private final PreparedQuestion question;
  private final TextModel textModel;
  private final Document document;
  private final Sentences sentences;
  private final SentenceSplitter splitter;
  private List<AskTask.Item> items;
  private List<Span> spans;
  private AskTask.Output[] outputs;
  private int missing;
  private int round = 1;
  private int chunks;
  private int inputTokens;

  Asking(
      PreparedQuestion question,
      TextModel textModel,
      Document document,
      Sentences sentences,
      SentenceSplitter splitter) {
    this.question = question;
    this.textModel = textModel;
    this.document = document;
    this.sentences = sentences;
    this.splitter = splitter;
  }

  PreparedQuestion question() {
    return question;
  }

  @Override
  public List<AskTask.Item> begin() {
    List<AskTask.Item> first = items(document.text(), sentences);
    chunks = first.size();
    return open(first);
  }

  private List<AskTask.Item> open(List<AskTask.Item> opened) {
    items = opened;
    outputs = new AskTask.Output[opened.size()];
    missing = opened.size();
    inputTokens += opened.stream().mapToInt(item -> item.ids().length).sum();
    return opened;
  }

  /** The prompts of a text, whose spans are left in {@link #spans}. */
  private List<AskTask.Item> items(String text, Sentences itsSentences) {
    boolean reduced = round > 1;
    PromptParts all =
        new PromptParts(textModel, question.limit(), part -> question.ids(document, part, reduced));
    List<PromptParts.Part> parts = all.whole(text);
    if (parts.isEmpty()) {
      parts =
          switch (question.question().longDocuments()) {
            case ERROR ->
                throw new TextException(
                    "TOO_LONG",
                    "Cannot ask "
                        + question.name()
                        + ": more than "
                        + question.limit()
                        + " tokens with the question (set long to reduce, chunks or truncate)");
            case TRUNCATE -> all.divided(text, itsSentences, false).subList(0, 1);
            case CHUNKS, REDUCE -> all.divided(text, itsSentences, true);
          };
    }
    spans = parts.stream().map(PromptParts.Part::span).toList();
    List<AskTask.Item> made = new ArrayList<>();
    for (PromptParts.Part part : parts) {
      made.add(item(made.size(), part.ids()));
    }
    return made;
  }

  private AskTask.Item item(int number, int[] ids) {
    String key = document.key() + "/" + question.name() + "/" + round + "/" + number;
    return new AskTask.Item(this, key, number, round > 1, ids);
  }

  @Override
  public List<AskTask.Item> accept(AskTask.Item item, AskTask.Output output) {
    outputs[item.number()] = output;
    missing--;
    boolean asksAgain =
        items.size() > 1 && question.question().longDocuments() == LongDocuments.REDUCE;
    return missing == 0 && asksAgain ? reduce() : List.of();
  }

  private List<AskTask.Item> reduce() {
    StringBuilder joined = new StringBuilder();
    for (int number = 0; number < outputs.length; number++) {
      String answer = answer(outputs[number], 0).answer();
      joined.append(joined.isEmpty() || answer.isEmpty() ? "" : "\n\n").append(answer);
    }
    if (joined.isEmpty()) {
      throw new TextException(
          "NO_ANSWER",
          "Cannot ask "
              + question.name()
              + " about the answers of "
              + outputs.length
              + " chunks (all are empty)");
    }
    round++;
    String text = joined.toString();
    List<AskTask.Item> next = items(text, Sentences.of(text, splitter));
    if (next.size() >= items.size()) {
      throw new TextException(
          "NOT_REDUCED",
          "Cannot ask "
              + question.name()
              + " about the answers of "
              + items.size()
              + " chunks (together they are as long as the chunks; lower max_new_tokens or set long"
              + " to chunks)");
    }
    return open(next);
  }

  @Override
  public AskResult result() {
    int all = visible(new Span(0, document.text().length()));
    List<AnswerRow> rows = new ArrayList<>();
    for (int number = 0; number < outputs.length; number++) {
      boolean whole = round > 1 || spans.size() == 1 && chunks == 1 && !truncates();
      Span span = whole ? new Span(0, document.text().length()) : spans.get(number);
      int samples = outputs[number] instanceof AskTask.Written written ? written.texts().size() : 1;
      for (int sample = 0; sample < samples; sample++) {
        Answer answer = answer(outputs[number], sample);
        rows.add(
            new AnswerRow(
                textModel.name(),
                question.name(),
                sample,
                number,
                span.begin(),
                span.end(),
                answer.answer(),
                answer.scores(),
                answer.json(),
                answer.reasoning(),
                chunks,
                round,
                all == 0 ? 1 : (float) visible(span) / all,
                round > 1 ? inputTokens : items.get(number).ids().length,
                answer.tokens(),
                answer.logProbability(),
                answer.reason()));
      }
    }
    return new AskResult(rows);
  }

  private boolean truncates() {
    return question.question().longDocuments() == LongDocuments.TRUNCATE;
  }

  private int visible(Span span) {
    return AbstractiveSummarizer.visible(document.text(), span);
  }

  /** What is known of one answer. */
  private record Answer(
      String answer,
      Map<String, Float> scores,
      String json,
      String reasoning,
      int tokens,
      float logProbability,
      String reason) {}

  private Answer answer(AskTask.Output output, int sample) {
    if (output instanceof AskTask.Weighed weighed) {
      return chosen(weighed.sums());
    }
    Sequence text = ((AskTask.Written) output).texts().get(sample);
    String written = question.how().beforeStop(textModel.tokenizer().decode(text.ids()));
    boolean followsSchema = question.grammar() != null;
    if (!question.isComplete(text.ids())) {
      throw new TextException(
          "SCHEMA_NOT_MET",
          "Cannot answer "
              + question.name()
              + " in JSON of its schema (bans of tokens left none to go on with; take them out)");
    }
    Reasoning parts =
        followsSchema
            ? new Reasoning(null, written.strip())
            : Reasoning.of(written, question.opensReasoning());
    return new Answer(
        parts.answer(),
        null,
        followsSchema ? parts.answer() : null,
        parts.reasoning(),
        text.ids().length,
        text.logProbability(),
        text.reason().name().toLowerCase(Locale.ROOT));
  }

  private Answer chosen(double[] sums) {
    int[][] choices = question.choices();
    int[] lengths = new int[choices.length];
    for (int i = 0; i < lengths.length; i++) {
      lengths[i] = choices[i].length;
    }
    float[] probabilities = question.question().choiceScore().probabilities(sums, lengths);
    Map<String, Float> scores = new LinkedHashMap<>();
    int best = 0;
    for (int i = 0; i < probabilities.length; i++) {
      scores.put(question.question().choices().get(i), probabilities[i]);
      best = probabilities[i] > probabilities[best] ? i : best;
    }
    return new Answer(
        question.question().choices().get(best),
        scores,
        null,
        null,
        lengths[best],
        (float) sums[best],
        "choice");
  }
}
