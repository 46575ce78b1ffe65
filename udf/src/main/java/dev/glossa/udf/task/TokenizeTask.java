package dev.glossa.udf.task;

import dev.glossa.udf.text.IcuSplitter;
import dev.glossa.udf.text.SentenceSplitter;
import dev.glossa.udf.text.Span;
import dev.glossa.udf.text.TextTokenizer;
import dev.glossa.udf.text.Tokens;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Sentences, words and tokens: one document at a time, without a model's weights. */
final class TokenizeTask implements Task<TokenizeResult> {
  private final TokenizeSettings settings;
  private final Map<String, TextTokenizer> tokenizers = new LinkedHashMap<>();
  private final Meter meter;
  private final SentenceSplitter splitter = new SentenceSplitter();
  private final Map<String, IcuSplitter> icus = new HashMap<>();

  TokenizeTask(TokenizeSettings settings, ModelSource models) {
    this.settings = settings;
    this.meter = models.meter();
    for (String name : settings.tokenizers()) {
      tokenizers.put(name, Tokenizers.of(models.checkpoint(name)));
    }
  }

  @Override
  public Iterator<Outcome<TokenizeResult>> run(Iterator<Document> documents) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return documents.hasNext();
      }

      @Override
      public Outcome<TokenizeResult> next() {
        Document document = documents.next();
        try {
          return new Outcome.Done<>(document.key(), tokenize(document));
        } catch (RuntimeException e) {
          return new Outcome.Failed<>(document.key(), DocumentFailures.of(settings.stage(), e));
        }
      }
    };
  }

  private TokenizeResult tokenize(Document document) {
    String text = document.text();
    List<TokensRow> tokens = new ArrayList<>();
    for (Map.Entry<String, TextTokenizer> entry : tokenizers.entrySet()) {
      Tokens encoded = entry.getValue().encode(text, true);
      meter.read(entry.getKey(), encoded.size(), encoded.size());
      tokens.add(
          new TokensRow(
              entry.getKey(), encoded.ids(), encoded.tokens(), encoded.begins(), encoded.ends()));
    }
    return new TokenizeResult(sentences(document), tokens);
  }

  private List<SentenceRow> sentences(Document document) {
    return switch (settings.sentences()) {
      case SPARK_NLP ->
          rows(document.text(), Sentences.of(document, splitter).get(), splitter::words);
      case ICU -> {
        IcuSplitter icu = icus.computeIfAbsent(document.language(), IcuSplitter::new);
        yield rows(document.text(), icu.sentences(document.text()), icu::words);
      }
      case OFF -> List.of();
    };
  }

  private static List<SentenceRow> rows(
      String text, List<Span> spans, Function<String, List<String>> words) {
    List<SentenceRow> rows = new ArrayList<>();
    for (Span span : spans) {
      String sentence = text.substring(span.begin(), span.end());
      rows.add(
          new SentenceRow(rows.size(), span.begin(), span.end(), words.apply(sentence), sentence));
    }
    return rows;
  }

  @Override
  public void close() {}
}
