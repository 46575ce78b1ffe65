package dev.glossa.udf.decode;

import java.util.Arrays;
import java.util.List;

/**
 * What a text may not say next, must say next, or should rather not say again, and where it stops;
 * all of it follows from the tokens so far, the prompt's among them (for an encoder-decoder, its
 * start token).
 *
 * @param vocabulary tokens that the model knows
 * @param settings what holds for every document
 * @param prompt where the text starts
 * @param text of tokens; not asked where there are no stop strings
 */
record TokenConstraints(
    int vocabulary, GenerationSettings settings, Prompt prompt, TextOfTokens text) {

  /** A state in which no grammar goes on: after an end token. */
  private static final int ENDED = -1;

  /** Tokens that may add nothing to the text, such as control tokens, behind a stop string. */
  private static final int SILENT = 16;

  /** Length that the text has at most, the prompt counted. */
  private int end() {
    return prompt.ids().length + prompt.newTokens();
  }

  /** Tokens that the text's grammar has left; one that is forced at the end is not its own. */
  private int left(int length) {
    return end() - length - (settings.tokens().forcedEnds().isEmpty() ? 0 : 1);
  }

  /** Whether some text of the grammar is short enough. */
  boolean fits() {
    TokenGrammar grammar = prompt.grammar();
    int begin = prompt.ids().length;
    int forced = begin == 1 && settings.tokens().forcedBegin() != null ? 1 : 0;
    return grammar == null || grammar.least(grammar.start()) <= left(begin) - forced;
  }

  /**
   * The tokens that the text's grammar lets follow.
   *
   * @param tokens [at least length] tokens so far
   * @return null where there is no grammar
   */
  TokenSet allowed(int[] tokens, int length) {
    TokenGrammar grammar = prompt.grammar();
    if (grammar == null) {
      return null;
    }
    int state = state(tokens, length);
    int left = left(length);
    boolean mayEnd = grammar.complete(state) && !grammar.closed(state, left);
    TokenSet allowed = grammar.allowed(state, left);
    for (int token : settings.tokens().ends()) {
      if (token < vocabulary) {
        allowed = allowed.with(token, mayEnd);
      }
    }
    return allowed;
  }

  private int state(int[] tokens, int length) {
    int state = prompt.grammar().start();
    for (int i = prompt.ids().length; i < length; i++) {
      if (ends(tokens[i])) {
        return ENDED;
      }
      state = prompt.grammar().next(state, tokens[i]);
    }
    return state;
  }

  /**
   * The only tokens that may come next, none when any may. A forced token is taken even where it is
   * banned. As in Hugging Face, the first is forced after one token of any kind, so in a causal
   * model only after a prompt of one token.
   *
   * @param length of the text so far
   */
  List<Integer> forced(int length) {
    if (length == end() - 1 && !settings.tokens().forcedEnds().isEmpty()) {
      return settings.tokens().forcedEnds();
    }
    if (length == 1 && settings.tokens().forcedBegin() != null) {
      return List.of(settings.tokens().forcedBegin());
    }
    return List.of();
  }

  boolean ends(int token) {
    return settings.tokens().ends().contains(token);
  }

  /**
   * Why a text stops after a token, or null when it goes on.
   *
   * @param tokens [at least length] tokens before it
   */
  FinishReason stop(int[] tokens, int length, int token) {
    boolean last = length + 1 >= end();
    if (ends(token) && !(last && !settings.tokens().forcedEnds().isEmpty())) {
      return FinishReason.END_TOKEN;
    }
    if (closed(tokens, length, token, last ? Integer.MAX_VALUE : left(length + 1))) {
      return FinishReason.COMPLETE;
    }
    if (!settings.stopStrings().isEmpty() && stopped(tokens, length, token)) {
      return FinishReason.STOP_STRING;
    }
    return last ? FinishReason.MAX_LENGTH : null;
  }

  private boolean closed(int[] tokens, int length, int token, int left) {
    TokenGrammar grammar = prompt.grammar();
    return grammar != null && grammar.closed(grammar.next(state(tokens, length), token), left);
  }

  /**
   * Whether what was written holds a stop string. Only the end of it is read: a stop string before
   * would have ended the text, and each token but a few gives a byte at least.
   */
  private boolean stopped(int[] tokens, int length, int token) {
    int longest = settings.stopStrings().stream().mapToInt(String::length).max().getAsInt();
    int most = 4 * longest + SILENT;
    int begin = Math.max(prompt.ids().length, length + 1 - most);
    int[] last = Arrays.copyOfRange(tokens, begin, length + 1);
    last[length - begin] = token;
    String written = text.of(last);
    return settings.stopStrings().stream().anyMatch(written::contains);
  }

  /**
   * Adds the tokens that may not follow.
   *
   * @param text [at least length] tokens so far
   */
  void ban(int row, int[] text, int length, EntryList banned) {
    if (length < settings.lengths().minimum(prompt.ids().length)) {
      for (int token : settings.tokens().ends()) {
        add(row, token, banned);
      }
    }
    for (List<Integer> word : settings.badWords()) {
      if (endsWith(text, length, word.subList(0, word.size() - 1))) {
        add(row, word.get(word.size() - 1), banned);
      }
    }
    int size = settings.noRepeatNgramSize();
    if (size == 0) {
      return;
    }
    int prefix = length - size + 1;
    for (int begin = 0; begin + size <= length; begin++) {
      int same = 0;
      while (same < size - 1 && text[begin + same] == text[prefix + same]) {
        same++;
      }
      if (same == size - 1) {
        add(row, text[begin + size - 1], banned);
      }
    }
  }

  private static boolean endsWith(int[] text, int length, List<Integer> tokens) {
    int begin = length - tokens.size();
    for (int i = 0; begin >= 0 && i < tokens.size(); i++) {
      if (text[begin + i] != tokens.get(i)) {
        return false;
      }
    }
    return begin >= 0;
  }

  /** Adds each token of a text to the penalized ones, once however often it occurs. */
  void penalize(int row, int[] text, int length, EntryList penalized) {
    if (settings.repetitionPenalty() != 1) {
      Arrays.stream(text, 0, length).distinct().forEach(token -> add(row, token, penalized));
    }
  }

  /** Adds a token if the model can write it, which is not sure of a prompt's or an end token. */
  private void add(int row, int token, EntryList entries) {
    if (token < vocabulary) {
      entries.add(row, token);
    }
  }
}
