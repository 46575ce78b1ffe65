package dev.glossa.udf.task;

import dev.glossa.udf.text.SentenceSplitter;
import dev.glossa.udf.text.Span;
import java.util.List;
import java.util.function.Supplier;

/** A text's sentences, found when they are first asked for and then kept. */
final class Sentences implements Supplier<List<Span>> {
  private final SentenceSplitter splitter;
  private final String text;
  private List<Span> found;

  private Sentences(SentenceSplitter splitter, String text, List<Span> found) {
    this.splitter = splitter;
    this.text = text;
    this.found = found;
  }

  /** The sentences of a document, which an earlier stage of the run may have found. */
  static Sentences of(Document document, SentenceSplitter splitter) {
    List<Span> known = document.sentences();
    return new Sentences(splitter, document.text(), known.isEmpty() ? null : known);
  }

  /** The sentences of a text that no stage has seen before. */
  static Sentences of(String text, SentenceSplitter splitter) {
    return new Sentences(splitter, text, null);
  }

  @Override
  public List<Span> get() {
    if (found == null) {
      found = splitter.sentences(text);
    }
    return found;
  }
}
