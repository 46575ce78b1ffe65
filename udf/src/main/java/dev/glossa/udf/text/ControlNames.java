package dev.glossa.udf.text;

import com.fasterxml.jackson.databind.JsonNode;
import dev.glossa.udf.chat.Conversation;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The control tokens that a chat template writes, in a text whose other parts must give none: the
 * names that the template wrote are replaced by those that they have in the documents' tokenizer
 * ({@link TokenizerJson}), and a text that goes through it once has the tokens that the whole text
 * would have.
 */
final class ControlNames {
  private final String secret;
  private final Set<String> control;

  /** Added tokens that must stand alone. */
  private final Set<String> singleWords = new HashSet<>();

  /** All added tokens, since one that is no control token may hide one that is. */
  private final Set<String> added = new HashSet<>();

  /** The units that they begin with. */
  private final BitSet firsts = new BitSet();

  /** How long they are, the longest first: so the library finds them. */
  private final int[] lengths;

  /**
   * The names of a tokenizer.
   *
   * @param secret what stands before a control token's name in the documents' tokenizer
   * @param tokens {@code added_tokens}
   * @param control those of the tokens that text must not give
   */
  ControlNames(String secret, List<JsonNode> tokens, Collection<String> control) {
    this.secret = secret;
    this.control = Set.copyOf(control);
    for (JsonNode token : tokens) {
      String name = token.path("content").asText();
      if (name.isEmpty()) {
        continue;
      }
      added.add(name);
      firsts.set(name.charAt(0));
      if (token.path("single_word").asBoolean(false)) {
        singleWords.add(name);
      }
    }
    this.lengths =
        added.stream()
            .map(String::length)
            .distinct()
            .sorted(Comparator.reverseOrder())
            .mapToInt(Integer::intValue)
            .toArray();
  }

  /**
   * A text for the documents' tokenizer.
   *
   * @param text with the control tokens' other names
   * @param names how many of these there are
   */
  record Hidden(String text, int names) {}

  /** Replaces the control tokens that the template wrote, from the left, the longest first. */
  Hidden hide(Conversation conversation) {
    String text = conversation.text();
    StringBuilder hidden = new StringBuilder(text.length());
    int names = 0;
    int at = 0;
    while (at < text.length()) {
      String name = name(text, at, conversation);
      if (name.isEmpty()) {
        hidden.append(text.charAt(at++));
        continue;
      }
      if (control.contains(name)) {
        hidden.append(secret);
        names++;
      }
      hidden.append(name);
      at += name.length();
    }
    return new Hidden(hidden.toString(), names);
  }

  /** The added token that is found at a place, or nothing. */
  private String name(String text, int at, Conversation conversation) {
    if (!firsts.get(text.charAt(at))) {
      return "";
    }
    for (int length : lengths) {
      int end = at + length;
      String name = end <= text.length() ? text.substring(at, end) : "";
      boolean found =
          added.contains(name) && (!singleWords.contains(name) || standsAlone(text, at, end));
      if (found && (!control.contains(name) || conversation.isOfTemplate(at, end))) {
        return name;
      }
    }
    return "";
  }

  private static boolean standsAlone(String text, int from, int to) {
    return (from == 0 || !isWord(text.charAt(from - 1)))
        && (to == text.length() || !isWord(text.charAt(to)));
  }

  private static boolean isWord(char unit) {
    return Character.isLetterOrDigit(unit) || unit == '_';
  }
}
