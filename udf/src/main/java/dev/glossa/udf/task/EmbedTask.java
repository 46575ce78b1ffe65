package dev.glossa.udf.task;

import dev.glossa.udf.batch.Shape;
import dev.glossa.udf.engine.Batch;
import dev.glossa.udf.task.TextModel.Chunk;
import dev.glossa.udf.text.Framing;
import dev.glossa.udf.text.SentenceSplitter;
import java.util.Arrays;
import java.util.List;

/** A vector for each chunk of a document. */
final class EmbedTask implements BatchedStage<Chunk, float[], EmbedResult> {
  private final EmbedSettings settings;
  private final TextModel textModel;
  private final VectorUse use;
  private final SentenceSplitter splitter = new SentenceSplitter();

  EmbedTask(EmbedSettings settings, ModelSource models) {
    this.settings = settings;
    this.use = settings.use(models.checkpoint(settings.model()));
    this.textModel =
        TextModel.open(models, settings.model(), settings.batch())
            .with(new Framing("", "", use.prompt()));
    textModel.room(use.maxTokens());
  }

  @Override
  public Stage stage() {
    return settings.stage();
  }

  @Override
  public DocumentWork<Chunk, float[], EmbedResult> work(Document document) {
    String text = document.text();
    List<Chunk> chunks =
        textModel.chunks(
            text, textModel.encode(text), Sentences.of(document, splitter), use.maxTokens());
    VectorRow[] rows = new VectorRow[chunks.size()];
    return new DocumentWork<>() {
      @Override
      public List<Chunk> begin() {
        return chunks;
      }

      @Override
      public List<Chunk> accept(Chunk chunk, float[] vector) {
        rows[chunk.number()] =
            new VectorRow(
                settings.model(),
                chunk.number(),
                chunk.span().begin(),
                chunk.span().end(),
                use.embedding().text(),
                vector);
        return List.of();
      }

      @Override
      public EmbedResult result() {
        return new EmbedResult(List.of(rows));
      }
    };
  }

  @Override
  public Shape shape(Chunk chunk) {
    return textModel.reading(chunk.tokens().size());
  }

  @Override
  public int places(Chunk chunk) {
    return Batch.places(chunk.tokens().ids().length);
  }

  @Override
  public List<float[]> compute(Shape shape, List<Chunk> chunks) {
    List<int[]> sequences = chunks.stream().map(chunk -> chunk.tokens().ids()).toList();
    float[][] vectors =
        textModel.model().vectors(textModel.batch(shape, sequences), use.embedding());
    return Arrays.asList(vectors).subList(0, chunks.size());
  }
}
