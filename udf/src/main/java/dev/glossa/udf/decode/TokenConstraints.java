package dev.glossa.udf.decode;

import java.util.Arrays;
import java.util.List;

/**
 * What a text may not say next, must say next, or should rather not say again; all of it follows
 * from the tokens so far, the prompt's among them (for an encoder-decoder, its start token).
 *
 * @param vocabulary tokens that the model knows
 * @param settings what holds for every document
 * @param minimum length below which no end token is chosen, the prompt counted
 * @param end length that the text has at most, the prompt counted
 */
record TokenConstraints(int vocabulary, GenerationSettings settings, int minimum, int end) {

  /**
   * The only tokens that may come next, none when any may. A forced token is taken even where it is
   * banned. As in Hugging Face, the first is forced after one token of any kind, so in a causal
   * model only after a prompt of one token.
   *
   * @param length of the text so far
   */
  List<Integer> forced(int length) {
    if (length == end - 1 && !settings.tokens().forcedEnds().isEmpty()) {
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

  /** Why a text of this length stops after a token, or null when it goes on. */
  FinishReason stop(int length, int token) {
    boolean last = length + 1 >= end;
    if (ends(token) && !(last && !settings.tokens().forcedEnds().isEmpty())) {
      return FinishReason.END_TOKEN;
    }
    return last ? FinishReason.MAX_LENGTH : null;
  }

  /**
   * Adds the tokens that may not follow.
   *
   * @param text [at least length] tokens so far
   */
  void ban(int row, int[] text, int length, EntryList banned) {
    if (length < minimum) {
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
