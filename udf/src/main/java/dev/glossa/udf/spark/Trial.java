package dev.glossa.udf.spark;

import java.io.Serializable;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a stage took for some documents, of which nothing else is left.
 *
 * @param documents that went through
 * @param characters of these, counted as Unicode's code points
 * @param failed how many of them failed
 * @param opening seconds until the models were there; of several tasks the longest
 * @param seconds of work after that, added up over tasks
 * @param uses of models, by their names in the configuration
 */
public record Trial(
    long documents,
    long characters,
    long failed,
    double opening,
    double seconds,
    Map<String, Use> uses)
    implements Serializable {

  /** Nothing yet. */
  public static final Trial NONE = new Trial(0, 0, 0, 0, 0, Map.of());

  /** Copies what could change. */
  public Trial {
    uses = new TreeMap<>(uses);
  }

  /**
   * What went through a model.
   *
   * @param batches that it read; of {@code tokenize}, documents
   * @param read tokens
   * @param paddedRead tokens of the shapes of these batches
   * @param written tokens of the texts that count
   * @param mostWritten tokens that these texts could have had
   * @param places of the largest cache of keys and values
   * @param divided documents that are longer than it reads at once
   */
  public record Use(
      long batches,
      long read,
      long paddedRead,
      long written,
      long mostWritten,
      long places,
      long divided)
      implements Serializable {

    static final Use NONE = new Use(0, 0, 0, 0, 0, 0, 0);

    /** Both together. */
    Use plus(Use other) {
      return new Use(
          batches + other.batches,
          read + other.read,
          paddedRead + other.paddedRead,
          written + other.written,
          mostWritten + other.mostWritten,
          Math.max(places, other.places),
          divided + other.divided);
    }
  }

  /** Both together. */
  public Trial plus(Trial other) {
    Map<String, Use> both = new TreeMap<>(uses);
    other.uses.forEach((model, use) -> both.merge(model, use, Use::plus));
    return new Trial(
        documents + other.documents,
        characters + other.characters,
        failed + other.failed,
        Math.max(opening, other.opening),
        seconds + other.seconds,
        both);
  }
}
