package dev.glossa.udf.task;

import dev.glossa.udf.batch.Shape;
import dev.glossa.udf.decode.Continuations;
import dev.glossa.udf.decode.Prompt;
import dev.glossa.udf.decode.Search;
import dev.glossa.udf.decode.SearchInput;
import dev.glossa.udf.decode.Sequence;
import dev.glossa.udf.decode.StepModel;
import dev.glossa.udf.engine.Batch;
import dev.glossa.udf.engine.Generates;
import dev.glossa.udf.model.family.Role;
import dev.glossa.udf.text.SentenceSplitter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A model's answers to questions about documents. */
final class AskTask implements BatchedStage<AskTask.Item, AskTask.Output, AskResult> {
  private final AskSettings settings;
  private final TextModel textModel;
  private final Generates model;
  private final Map<String, PreparedQuestion> questions = new TreeMap<>();
  private final SentenceSplitter splitter = new SentenceSplitter();

  /**
   * A prompt that a model is to answer.
   *
   * @param owner the question's work on its document
   * @param key that random draws follow from
   * @param number of the chunk within its round
   * @param ids what the model reads
   */
  record Item(Asking owner, String key, int number, int[] ids) {}

  /** What came of a prompt. */
  sealed interface Output {}

  /** Texts in the model's own words. */
  record Written(List<Sequence> texts) implements Output {}

  /**
   * Log-probabilities of the choices.
   *
   * @param sums over each choice's tokens
   */
  record Weighed(double[] sums) implements Output {}

  AskTask(AskSettings settings, ModelSource models) {
    this.settings = settings;
    TextModel opened = TextModel.open(models, settings.model(), settings.batch());
    this.textModel = opened.with(settings.framing().of(models.checkpoint(settings.model())));
    boolean continues = continues();
    this.model = textModel.as(continues ? Role.CONTINUES : Role.REWRITES, Generates.class);
    for (String name : settings.questions().keySet()) {
      questions.put(
          name,
          PreparedQuestion.of(
              name, settings, textModel.model().checkpoint(), textModel.tokenizer()));
    }
  }

  private boolean continues() {
    return textModel.model().checkpoint().config().roles().contains(Role.CONTINUES);
  }

  @Override
  public Stage stage() {
    return settings.stage();
  }

  @Override
  public DocumentWork<Item, Output, AskResult> work(Document document) {
    Sentences sentences = Sentences.of(document, splitter);
    List<DocumentWork<Item, Output, AskResult>> works = new ArrayList<>();
    for (PreparedQuestion question : questions.values()) {
      works.add(new Asking(question, textModel, document, sentences, splitter));
    }
    return new JoinedWork<>(
        works,
        Item::owner,
        results -> new AskResult(results.stream().flatMap(one -> one.answers().stream()).toList()));
  }

  /** Prompts of one question only share a batch, because it decides how large the caches are. */
  @Override
  public Shape shape(Item item) {
    PreparedQuestion question = item.owner().question();
    Shape shape = textModel.buckets().shape("ask " + question.name(), item.ids().length);
    return new Shape(shape.group(), Math.max(1, shape.rows() / question.rows()), shape.length());
  }

  @Override
  public List<Output> compute(Shape shape, List<Item> items) {
    PreparedQuestion question = items.get(0).owner().question();
    Batch batch = textModel.batch(shape, items.stream().map(Item::ids).toList());
    try (StepModel steps = model.generate(batch, question.rows(), question.newTokens())) {
      if (question.choices().length > 0) {
        // Nothing is written, but the caches are there all the same.
        textModel.written(List.of(), batch, question.rows(), question.newTokens());
        return weigh(steps, question, items.size());
      }
      return write(steps, question, batch, items);
    }
  }

  private List<Output> weigh(StepModel steps, PreparedQuestion question, int documents) {
    Integer start = model.continues() ? null : question.how().tokens().start();
    double[][] sums = Continuations.score(steps, question.choices(), start);
    return Arrays.stream(sums, 0, documents).<Output>map(Weighed::new).toList();
  }

  private List<Output> write(
      StepModel steps, PreparedQuestion question, Batch batch, List<Item> items) {
    List<Prompt> prompts = new ArrayList<>();
    for (int row = 0; row < batch.rows(); row++) {
      int[] begin =
          model.continues() ? batch.sequences()[row] : new int[] {question.how().tokens().start()};
      prompts.add(
          row < items.size()
              ? new Prompt(items.get(row).key(), begin, question.newTokens(), question.grammar())
              : Prompt.dummy(begin));
    }
    SearchInput input =
        new SearchInput(
            prompts, model.continues(), settings.seed(), 0, textModel.tokenizer()::decode);
    List<List<Sequence>> written =
        Search.run(steps, question.how(), input).subList(0, items.size());
    textModel.written(written, batch, question.rows(), question.newTokens());
    return written.stream().<Output>map(Written::new).toList();
  }
}
