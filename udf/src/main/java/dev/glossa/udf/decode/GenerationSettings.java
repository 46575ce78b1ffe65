package dev.glossa.udf.decode;

import dev.glossa.udf.model.GenerationConfig;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How texts are written: Hugging Face's generation settings with their names, defaults and meaning.
 *
 * <table>
 * <caption>Names</caption>
 * <tr><td>do_sample, num_beams, temperature, top_k, top_p, min_p, length_penalty, early_stopping,
 *     num_return_sequences<td>{@link #strategy}
 * <tr><td>max_length, max_new_tokens, min_length, min_new_tokens<td>{@link #lengths}
 * <tr><td>no_repeat_ngram_size<td>n-grams that a text, its prompt included, holds at most once; 0
 *     for no such rule
 * <tr><td>repetition_penalty<td>makes tokens said before, the prompt's included, less likely above
 *     1; 1 for none
 * <tr><td>stop_strings<td>texts at which a text ends, itself included; what stands in the prompt
 *     does not count
 * <tr><td>eos_token_id, forced_bos_token_id, forced_eos_token_id, decoder_start_token_id,
 *     pad_token_id<td>{@link #tokens}
 * </table>
 *
 * @param strategy how tokens are chosen
 * @param lengths how long a text may and must be
 * @param noRepeatNgramSize 0 or more
 * @param repetitionPenalty more than 0
 * @param badWords {@code bad_words_ids}: sequences of tokens that are not written
 * @param stopStrings none of them empty
 * @param tokens that begin and end texts
 * @param values the settings by name, those that are not null
 */
public record GenerationSettings(
    Strategy strategy,
    Lengths lengths,
    int noRepeatNgramSize,
    float repetitionPenalty,
    List<List<Integer>> badWords,
    List<String> stopStrings,
    SpecialTokens tokens,
    SortedMap<String, Object> values) {

  /** Copies the values. */
  public GenerationSettings {
    badWords = List.copyOf(badWords);
    stopStrings = List.copyOf(stopStrings);
    values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
  }

  /** A written text without its stop string and what follows it. */
  public String beforeStop(String text) {
    int end = text.length();
    for (String stop : stopStrings) {
      int at = text.indexOf(stop);
      end = at >= 0 ? Math.min(end, at) : end;
    }
    return text.substring(0, end);
  }

  /**
   * A checkpoint's settings with changes. A change to null takes a setting back to its default;
   * only top_k then is 0, as in Hugging Face, and not its default of 50.
   *
   * @param checkpoint what the checkpoint says of itself; names that do not matter here are passed
   *     over
   * @param changes values by name: numbers, booleans, strings, lists of numbers or strings; every
   *     name must be known
   * @throws SettingsException naming everything that is wrong
   */
  public static GenerationSettings resolve(GenerationConfig checkpoint, Map<String, ?> changes) {
    return new SettingsReader(checkpoint.values(), changes).read();
  }
}
