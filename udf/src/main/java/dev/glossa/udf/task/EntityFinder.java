package dev.glossa.udf.task;

import dev.glossa.udf.text.TextTokenizer;
import dev.glossa.udf.text.Tokens;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes entities of the labels of a text's tokens, as transformers' {@code TokenClassification
 * Pipeline} does. Labels begin with {@code B-} and {@code I-}, or are plain: neighbors of one label
 * are one entity, unless the later begins with {@code B-}. Where a model also has labels that begin
 * with {@code E-} and {@code S-} (or {@code L-} and {@code U-}), an entity ends with them as well.
 */
final class EntityFinder {
  private static final String OUTSIDE = "O";

  private final Aggregation aggregation;
  private final TextTokenizer tokenizer;
  private final List<Tag> tags;

  /**
   * An entity.
   *
   * @param begin first UTF-16 unit
   * @param end the unit after its last
   */
  record Entity(int begin, int end, String label, double score) {}

  /**
   * A label.
   *
   * @param begins whether an entity begins here in any case
   * @param ends whether it ends here in any case
   * @param name what neighbors of one entity have in common
   * @param shown the name as it is published
   */
  private record Tag(boolean begins, boolean ends, String name, String shown) {}

  /** A word, or a token that stands for itself. */
  private record Word(int begin, int end, Tag tag, double score) {}

  EntityFinder(List<String> labels, Aggregation aggregation, TextTokenizer tokenizer) {
    this.aggregation = aggregation;
    this.tokenizer = tokenizer;
    boolean ends =
        labels.stream().anyMatch(label -> label.matches("[ESLU]-.*"))
            && labels.stream().allMatch(label -> label.matches("O|[BIESLU]-.*"));
    this.tags = labels.stream().map(label -> tag(label, ends)).toList();
  }

  private static Tag tag(String label, boolean ends) {
    String shown = label.substring(label.indexOf('-') + 1);
    if (ends && !label.equals(OUTSIDE)) {
      return new Tag(label.matches("[BSU]-.*"), label.matches("[ESLU]-.*"), shown, shown);
    }
    boolean known = label.startsWith("B-") || label.startsWith("I-");
    return new Tag(label.startsWith("B-"), false, known ? shown : label, shown);
  }

  /**
   * The entities of a text, in order.
   *
   * @param tokens the text's own
   * @param probabilities [tokens][labels]; null for a token that no model has read
   */
  List<Entity> find(String text, Tokens tokens, float[][] probabilities) {
    List<Integer> read = new ArrayList<>();
    for (int token = 0; token < tokens.size(); token++) {
      if (probabilities[token] != null) {
        read.add(token);
      }
    }
    List<Word> words = new ArrayList<>();
    int first = 0;
    while (first < read.size()) {
      int last = first;
      while (aggregation != Aggregation.SIMPLE
          && last + 1 < read.size()
          && continues(text, tokens, read.get(last + 1))) {
        last++;
      }
      words.add(word(tokens, probabilities, read.subList(first, last + 1)));
      first = last + 1;
    }
    return join(words);
  }

  /** Whether a token belongs to the word before it. */
  private boolean continues(String text, Tokens tokens, int token) {
    if (tokenizer.isUnknown(tokens.ids()[token])) {
      return false;
    }
    int begin = tokens.begins()[token];
    int end = tokens.ends()[token];
    if (tokenizer.marksContinuations()) {
      String written = tokens.tokens()[token];
      return written.codePointCount(0, written.length()) != text.codePointCount(begin, end);
    }
    return begin > 0
        && text.charAt(begin - 1) != ' '
        && (begin == text.length() || text.charAt(begin) != ' ');
  }

  private Word word(Tokens tokens, float[][] probabilities, List<Integer> parts) {
    int chosen = parts.get(0);
    double[] scores = doubles(probabilities[chosen]);
    if (aggregation == Aggregation.MAX) {
      for (int part : parts) {
        double[] own = doubles(probabilities[part]);
        scores = own[largest(own)] > scores[largest(scores)] ? own : scores;
      }
    } else if (aggregation == Aggregation.AVERAGE) {
      scores = new double[scores.length];
      for (int part : parts) {
        for (int label = 0; label < scores.length; label++) {
          scores[label] += probabilities[part][label] / (double) parts.size();
        }
      }
    }
    int label = largest(scores);
    int last = parts.get(parts.size() - 1);
    return new Word(tokens.begins()[chosen], tokens.ends()[last], tags.get(label), scores[label]);
  }

  private List<Entity> join(List<Word> words) {
    List<Entity> entities = new ArrayList<>();
    int first = 0;
    while (first < words.size()) {
      Tag tag = words.get(first).tag();
      int last = first;
      double sum = words.get(first).score();
      while (last + 1 < words.size() && same(words.get(last).tag(), words.get(last + 1).tag())) {
        last++;
        sum += words.get(last).score();
      }
      if (!tag.name().equals(OUTSIDE)) {
        entities.add(
            new Entity(
                words.get(first).begin(),
                words.get(last).end(),
                tag.shown(),
                sum / (last + 1 - first)));
      }
      first = last + 1;
    }
    return entities;
  }

  private static boolean same(Tag before, Tag after) {
    return !before.ends() && !after.begins() && before.name().equals(after.name());
  }

  private static double[] doubles(float[] numbers) {
    double[] doubles = new double[numbers.length];
    for (int i = 0; i < doubles.length; i++) {
      doubles[i] = numbers[i];
    }
    return doubles;
  }

  private static int largest(double[] numbers) {
    int largest = 0;
    for (int i = 1; i < numbers.length; i++) {
      largest = numbers[i] > numbers[largest] ? i : largest;
    }
    return largest;
  }
}
