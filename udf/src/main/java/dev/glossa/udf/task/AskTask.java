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
  private static final int[] NONE = {};

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
   * @param reduced whether it is about the answers of chunks
   * @param ids what the model reads
   */
  record Item(Asking owner, String key, int number, boolean reduced, int[] ids) {

    /** The tokens of its beginning that the model reads once for all prompts that have it. */
    int[] beginning() {
      int[] beginning = owner.question().beginning(reduced);
      boolean begins =
          ids.length > beginning.length
              && Arrays.equals(ids, 0, beginning.length, beginning, 0, beginning.length);
      return begins ? beginning : NONE;
    }

    /** The tokens after that. */
    int[] rest() {
      return Arrays.copyOfRange(ids, beginning().length, ids.length);
    }
  }

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

  /**
   * Prompts of one question only share a batch, because it decides how large the caches are, and of
   * these such as begin alike. Rows and length count a beginning that is read for all of them, too:
   * it has its place in every row's caches.
   */
  @Override
  public Shape shape(Item item) {
    PreparedQuestion question = item.owner().question();
    String begins =
        item.beginning().length == 0 ? "" : item.reduced() ? " about answers" : " about texts";
    return textModel
        .buckets()
        .writing(
            "ask " + question.name() + begins,
            item.ids().length,
            question.rows(),
            question.newTokens());
  }

  @Override
  public List<Output> compute(Shape shape, List<Item> items) {
    PreparedQuestion question = items.get(0).owner().question();
    int[] beginning = items.get(0).beginning();
    Shape rest = new Shape(shape.group(), shape.rows(), shape.length() - beginning.length);
    Batch batch = textModel.prompts(rest, items.stream().map(Item::rest).toList());
    try (StepModel steps =
        model.generate(beginning, batch, question.rows(), question.newTokens())) {
      if (question.choices().length > 0) {
        // Nothing is written, but the caches are there all the same.
        textModel.written(List.of(), shape, question.rows(), question.newTokens());
        return weigh(steps, question, items.size());
      }
      return write(steps, question, shape, batch, items);
    }
  }

  private List<Output> weigh(StepModel steps, PreparedQuestion question, int documents) {
    Integer start = model.continues() ? null : question.how().tokens().start();
    double[][] sums = Continuations.score(steps, question.choices(), start);
    return Arrays.stream(sums, 0, documents).<Output>map(Weighed::new).toList();
  }

  private List<Output> write(
      StepModel steps, PreparedQuestion question, Shape shape, Batch batch, List<Item> items) {
    List<Prompt> prompts = new ArrayList<>();
    for (int row = 0; row < batch.rows(); row++) {
      int[] begin =
          !model.continues()
              ? new int[] {question.how().tokens().start()}
              : row < items.size() ? items.get(row).ids() : batch.sequences()[row];
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
    textModel.written(written, shape, question.rows(), question.newTokens());
    return written.stream().<Output>map(Written::new).toList();
  }
}
