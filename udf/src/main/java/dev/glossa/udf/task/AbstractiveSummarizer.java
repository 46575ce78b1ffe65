package dev.glossa.udf.task;

import dev.glossa.udf.batch.Shape;
import dev.glossa.udf.decode.FinishReason;
import dev.glossa.udf.decode.GenerationSettings;
import dev.glossa.udf.decode.Prompt;
import dev.glossa.udf.decode.Search;
import dev.glossa.udf.decode.SearchInput;
import dev.glossa.udf.decode.Sequence;
import dev.glossa.udf.decode.StepModel;
import dev.glossa.udf.engine.Batch;
import dev.glossa.udf.engine.Generates;
import dev.glossa.udf.model.Checkpoint;
import dev.glossa.udf.model.family.Role;
import dev.glossa.udf.text.SentenceSplitter;
import dev.glossa.udf.text.Span;
import dev.glossa.udf.text.Tokens;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Summaries that a model writes: an encoder-decoder of itself, a model that continues texts when it
 * is asked to.
 *
 * <p>A document that does not fit the model is read in chunks of about equal size that end at
 * sentences; their summaries, one after the other, are read in the same way, until one summary is
 * left. Where a round makes no fewer chunks of what the round before wrote, there is nothing to
 * gain by going on, and the summaries one after the other are the document's.
 */
final class AbstractiveSummarizer {
  /** The seed of random choices, which are made only where a checkpoint asks for sampling. */
  private static final long SEED = 0;

  /** Hugging Face's own default, 20, is no summary. */
  private static final int NEW_TOKENS_WHEN_ASKED = 256;

  private final String name;
  private final TextModel textModel;
  private final Generates model;
  private final GenerationSettings how;
  private final int newTokens;
  private final SummarizeSettings settings;
  private final PromptForm form;
  private final boolean opensReasoning;
  private final SentenceSplitter splitter;

  AbstractiveSummarizer(
      SummarizeSettings settings, String name, ModelSource models, SentenceSplitter splitter) {
    this.name = name;
    this.settings = settings;
    Checkpoint checkpoint = models.checkpoint(name);
    this.textModel =
        TextModel.open(models, name, settings.batch()).with(settings.framing(name).of(checkpoint));
    this.splitter = splitter;
    boolean asked = SummarizeSettings.isAsked(checkpoint);
    this.model = textModel.as(asked ? Role.CONTINUES : Role.REWRITES, Generates.class);
    this.form = asked ? PromptForm.of(checkpoint, textModel.tokenizer(), "", Map.of()) : null;
    this.opensReasoning = asked && form.opensReasoning();
    Map<String, Object> changes = changes(settings, checkpoint);
    textModel
        .tokenizer()
        .forcedBegin()
        .ifPresent(language -> changes.putIfAbsent("forced_bos_token_id", language));
    this.how = GenerationSettings.resolve(checkpoint.generation(), changes);
    if (!asked && how.tokens().start() == null) {
      throw new IllegalArgumentException(
          "Cannot summarize with model "
              + name
              + " (no decoder_start_token_id; add it to its generation_config.json)");
    }
    this.newTokens = how.lengths().newTokens(1, textModel.model().maxLength());
  }

  /** What settings change in a checkpoint's own generation settings. */
  static Map<String, Object> changes(SummarizeSettings settings, Checkpoint checkpoint) {
    Map<String, Object> changes = new TreeMap<>(settings.generation());
    if (SummarizeSettings.isAsked(checkpoint)
        && !checkpoint.generation().values().containsKey("max_new_tokens")) {
      changes.putIfAbsent("max_new_tokens", NEW_TOKENS_WHEN_ASKED);
    }
    return changes;
  }

  /** A chunk to be summarised. */
  record Passage(
      AbstractiveSummarizer writer, Writing owner, String key, int number, Span source, int[] ids)
      implements SummarizeTask.Item {
    @Override
    public Shape shape() {
      return writer.shape(ids.length);
    }
  }

  private Shape shape(int length) {
    return textModel.buckets().writing("write " + name, length, how.strategy().rows(), newTokens);
  }

  Writing work(Document document, Sentences sentences) {
    return new Writing(document, sentences);
  }

  List<SummarizeTask.Output> write(Shape shape, List<SummarizeTask.Item> items) {
    List<Passage> passages = items.stream().map(Passage.class::cast).toList();
    Batch batch = textModel.prompts(shape, passages.stream().map(Passage::ids).toList());
    List<Prompt> prompts = new ArrayList<>();
    for (int row = 0; row < shape.rows(); row++) {
      int[] begin = form == null ? new int[] {how.tokens().start()} : batch.sequences()[row];
      prompts.add(
          row < passages.size()
              ? new Prompt(passages.get(row).key(), begin, newTokens)
              : Prompt.dummy(begin));
    }
    try (StepModel steps = model.generate(batch, how.strategy().rows(), newTokens)) {
      SearchInput input =
          new SearchInput(prompts, form != null, SEED, 0, textModel.tokenizer()::decode);
      List<List<Sequence>> written = Search.run(steps, how, input).subList(0, passages.size());
      textModel.written(written, shape, how.strategy().rows(), newTokens);
      return written.stream()
          .<SummarizeTask.Output>map(texts -> new SummarizeTask.Written(texts.get(0)))
          .toList();
    }
  }

  /** The work on one document, round by round. */
  final class Writing
      implements DocumentWork<SummarizeTask.Item, SummarizeTask.Output, SummarizeResult> {
    private final Document document;
    private final Sentences sentences;
    private final List<SummaryChunkRow> intermediate = new ArrayList<>();
    private List<Passage> passages;
    private Sequence[] written;
    private int missing;
    private int round = 1;
    private int chunks;
    private int inputTokens;
    private int covered;
    private boolean truncated;
    private String summary;
    private int outputTokens;
    private FinishReason reason;

    private Writing(Document document, Sentences sentences) {
      this.document = document;
      this.sentences = sentences;
    }

    @Override
    public List<SummarizeTask.Item> begin() {
      List<Passage> first = new ArrayList<>();
      for (PromptParts.Part part : parts(document, document.text(), sentences)) {
        first.add(passage(first.size(), part.ids(), part.span()));
      }
      chunks = first.size();
      int around = form == null ? specials() : prompts(document).around();
      inputTokens =
          first.stream().mapToInt(passage -> Math.max(0, passage.ids().length - around)).sum();
      return open(first);
    }

    private List<SummarizeTask.Item> open(List<Passage> opened) {
      passages = opened;
      written = new Sequence[opened.size()];
      missing = opened.size();
      return List.copyOf(opened);
    }

    @Override
    public List<SummarizeTask.Item> accept(SummarizeTask.Item item, SummarizeTask.Output output) {
      written[((Passage) item).number()] = ((SummarizeTask.Written) output).text();
      return --missing == 0 ? endRound() : List.of();
    }

    private List<SummarizeTask.Item> endRound() {
      StringBuilder joined = new StringBuilder();
      List<Span> places = new ArrayList<>();
      List<Span> sources = new ArrayList<>();
      int tokens = 0;
      for (Passage passage : passages) {
        Sequence sequence = written[passage.number()];
        String text = text(sequence);
        truncated |=
            sequence.reason() != FinishReason.END_TOKEN
                && sequence.reason() != FinishReason.STOP_STRING;
        reason = sequence.reason();
        tokens += sequence.ids().length;
        if (!text.isEmpty()) {
          joined.append(joined.isEmpty() ? "" : " ");
          places.add(new Span(joined.length(), joined.length() + text.length()));
          sources.add(passage.source());
          joined.append(text);
          covered += round == 1 ? visible(document.text(), passage.source()) : 0;
        }
        if (passages.size() > 1) {
          Span source = passage.source();
          intermediate.add(
              new SummaryChunkRow(
                  name,
                  SummaryStrategy.ABSTRACTIVE.text(),
                  round,
                  passage.number(),
                  source.begin(),
                  source.end(),
                  text));
        }
      }
      summary = joined.toString();
      outputTokens = tokens;
      if (passages.size() == 1 || summary.isEmpty()) {
        return List.of();
      }
      List<PromptParts.Part> again = parts(document, summary, Sentences.of(summary, splitter));
      if (again.size() >= passages.size()) {
        return List.of();
      }
      round++;
      List<Passage> next = new ArrayList<>();
      for (PromptParts.Part part : again) {
        next.add(passage(next.size(), part.ids(), source(part.span(), places, sources)));
      }
      return open(next);
    }

    private Passage passage(int number, int[] ids, Span source) {
      // Random numbers, if any, follow from this.
      String key = document.key() + "/" + round + "/" + number;
      return new Passage(AbstractiveSummarizer.this, this, key, number, source, ids);
    }

    @Override
    public SummarizeResult result() {
      int all = visible(document.text(), new Span(0, document.text().length()));
      SummaryRow row =
          new SummaryRow(
              name,
              SummaryStrategy.ABSTRACTIVE.text(),
              summary,
              chunks,
              round,
              inputTokens,
              outputTokens,
              truncated,
              (float) covered / all,
              reason.name().toLowerCase(Locale.ROOT));
      return new SummarizeResult(List.of(row), intermediate);
    }
  }

  private int specials() {
    return textModel.tokenizer().specials();
  }

  private String text(Sequence written) {
    String text = how.beforeStop(textModel.tokenizer().decode(written.ids())).strip();
    return form == null ? text : Reasoning.of(text, opensReasoning).answer();
  }

  /** As few parts as fit, and none much smaller than the others. */
  private List<PromptParts.Part> parts(Document document, String text, Sentences sentences) {
    if (form != null) {
      PromptParts prompts = prompts(document);
      List<PromptParts.Part> whole = prompts.whole(text);
      return whole.isEmpty() ? prompts.divided(text, sentences, true) : whole;
    }
    Tokens tokens = textModel.encode(text);
    int limit = PromptParts.even(tokens.size(), textModel.room(0));
    return textModel.chunks(text, tokens, sentences, limit + specials()).stream()
        .map(chunk -> new PromptParts.Part(chunk.span(), chunk.tokens().ids()))
        .toList();
  }

  /**
   * Tokens that a checkpoint reads at once: where it continues them, its text needs places, too.
   */
  static int longest(Checkpoint checkpoint, int newTokens) {
    int usual = ChunkLength.of(checkpoint, 0);
    return SummarizeSettings.isAsked(checkpoint)
        ? Math.min(usual, checkpoint.config().maxPositions() - (newTokens - 1))
        : usual;
  }

  private PromptParts prompts(Document document) {
    PromptTemplate template = settings.prompt(document.language());
    int limit = longest(textModel.model().checkpoint(), newTokens);
    return new PromptParts(textModel, limit, part -> form.ids("", template.fill(document, part)));
  }

  /** The part of the document that a part of the joined summaries goes back to. */
  private static Span source(Span span, List<Span> places, List<Span> sources) {
    int[] touched =
        IntStream.range(0, places.size())
            .filter(i -> places.get(i).begin() < span.end() && places.get(i).end() > span.begin())
            .toArray();
    return new Span(
        sources.get(touched[0]).begin(),
        Arrays.stream(touched).map(i -> sources.get(i).end()).max().orElseThrow());
  }

  /** UTF-16 units of a part of a text that are not white space. */
  static int visible(String text, Span span) {
    return (int)
        text.substring(span.begin(), span.end())
            .chars()
            .filter(unit -> !Character.isWhitespace(unit))
            .count();
  }
}
