package dev.glossa.udf.chat;

/** A rendered conversation, which knows who wrote each of its characters. */
public final class Conversation {
  private final Text text;

  Conversation(Text text) {
    this.text = text;
  }

  /** The whole text. */
  public String text() {
    return text.string();
  }

  /**
   * Whether the template wrote all of a part itself, so that none of it came from a message.
   *
   * @param from first UTF-16 unit
   * @param to the unit behind the last
   */
  public boolean isOfTemplate(int from, int to) {
    return text.isOwn(from, to);
  }
}
