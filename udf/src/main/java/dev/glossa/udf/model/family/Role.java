package dev.glossa.udf.model.family;

/** What a model can be asked for. */
public enum Role {
  /** Vectors of texts. */
  ENCODES("gives vectors of texts"),
  /** How unexpected each token of a text is, and which may come next. */
  SCORES("scores the tokens of a text"),
  /** A text that continues another. */
  CONTINUES("continues a text"),
  /** A text written from another, such as a summary. */
  REWRITES("reads one text and writes another"),
  /** Attention weights and their statistics. */
  ATTENDS("shows its attention"),
  /** Labels of texts. */
  CLASSIFIES("gives labels to texts"),
  /** Labels of a text's tokens. */
  TAGS("gives labels to the tokens of a text");

  private final String description;

  Role(String description) {
    this.description = description;
  }

  /** The end of a sentence that begins with "a model that". */
  public String description() {
    return description;
  }
}
