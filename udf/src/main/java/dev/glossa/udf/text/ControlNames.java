package dev.glossa.udf.text;

import com.fasterxml.jackson.databind.JsonNode;
import dev.glossa.udf.chat.Conversation;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

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

  /** All added tokens by their first unit, the longest first: the library finds them like this. */
  private final Map<Character, SortedSet<String>> added = new HashMap<>();

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
      added.computeIfAbsent(name.charAt(0), first -> longestFirst()).add(name);
      if (token.path("single_word").asBoolean(false)) {
        singleWords.add(name);
      }
    }
  }

  private static SortedSet<String> longestFirst() {
    return new TreeSet<>(
        (one, other) ->
            one.length() == other.length()
                ? one.compareTo(other)
                : Integer.compare(other.length(), one.length()));
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
    for (String name : added.getOrDefault(text.charAt(at), new TreeSet<>())) {
      int end = at + name.length();
      boolean found =
          text.startsWith(name, at) && (!singleWords.contains(name) || standsAlone(text, at, end));
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
