package dev.glossa.udf.task;

/** What settings can say about the sentences of the stage tokenize. */
public enum SentenceChoice {
  /** Sentences by Spark NLP's detector, and their words by its tokenizer. */
  SPARK_NLP("spark-nlp"),
  /** Sentences and words by ICU's rules, with its list of abbreviations for the text's language. */
  ICU("icu"),
  /** No sentences and no words. A later stage that needs a text's sentences finds them itself. */
  OFF("off");

  private final String text;

  SentenceChoice(String text) {
    this.text = text;
  }

  /** The word for it in settings. */
  public String text() {
    return text;
  }
}
