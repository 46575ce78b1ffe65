package dev.glossa.jobs;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiPredicate;

/**
 * What an archive has to hold after any sequence of nights, in plain collections and without any of
 * the program's code: the occurrences that stand, what was removed, which text has a result or an
 * error under which settings, and how much work each night was.
 *
 * <p>Settings have names here; which value of the column {@code settings} a name stands for, the
 * test learns when it first sees it.
 */
final class NightlyModel {

  /** Where an input stands. */
  record Place(String source, long position, String id) {}

  /** A text that was seen at a place; the key is null where the input could not be read. */
  record Occurrence(Place place, String key) {}

  /** A stage under settings. */
  record Work(String stage, String settings) {}

  private final BiPredicate<String, Work> fails;
  private final Map<Place, String> standing = new HashMap<>();
  private final Map<Place, String> unreadable = new HashMap<>();
  private final Map<Occurrence, String> removed = new HashMap<>();
  private final Map<String, String> texts = new HashMap<>();
  private final Map<Work, Set<String>> results = new HashMap<>();
  private final Map<Work, Set<String>> errors = new HashMap<>();
  private final Map<String, String> latest = new TreeMap<>();
  private final Map<String, Long> attempts = new TreeMap<>();

  /**
   * An archive before its first night.
   *
   * @param fails whether a stage fails on a text
   */
  NightlyModel(BiPredicate<String, Work> fails) {
    this.fails = fails;
  }

  /** A run over all of the folder. */
  void run(Collection<NightlyFolder.Input> inputs, Collection<Work> stages) {
    Map<Place, String> now = new HashMap<>();
    unreadable.clear();
    for (NightlyFolder.Input input : inputs) {
      Place place = new Place(input.source(), input.position(), input.id());
      String key = input.text() == null ? null : key(input.text());
      now.put(place, key);
      if (key == null) {
        unreadable.put(place, input.code());
      } else {
        texts.put(key, input.text());
      }
    }
    for (Map.Entry<Place, String> old : standing.entrySet()) {
      Place place = old.getKey();
      boolean stands = now.containsKey(place) && same(now.get(place), old.getValue());
      if (!stands) {
        removed.put(
            new Occurrence(place, old.getValue()), now.containsKey(place) ? "changed" : "gone");
      }
    }
    now.forEach((place, key) -> removed.remove(new Occurrence(place, key)));
    standing.clear();
    standing.putAll(now);
    for (Work work : stages) {
      latest.put(work.stage(), work.settings());
      for (String key : keys()) {
        if (!of(results, work).contains(key) && !of(errors, work).contains(key)) {
          attempt(key, work);
        }
      }
    }
  }

  /** Every error that stands is tried again, and fails again. */
  void retry() {
    latest.forEach(
        (stage, settings) -> {
          Set<String> tried = new HashSet<>(of(errors, new Work(stage, settings)));
          tried.retainAll(keys());
          attempts.merge(stage, (long) tried.size(), Long::sum);
        });
  }

  /** Takes texts out, and every occurrence of them. */
  void forget(String key) {
    for (Map.Entry<Place, String> one : Map.copyOf(readable()).entrySet()) {
      if (key.equals(one.getValue())) {
        removed.put(new Occurrence(one.getKey(), one.getValue()), "forgotten");
        standing.remove(one.getKey());
      }
    }
    removed.replaceAll((occurrence, why) -> key.equals(occurrence.key()) ? "forgotten" : why);
    results.values().forEach(its -> its.remove(key));
    errors.values().forEach(its -> its.remove(key));
  }

  /** Drops what was made under settings that are not the latest of their stage. */
  void dropSuperseded() {
    results.keySet().removeIf(work -> !work.settings().equals(latest.get(work.stage())));
    errors.keySet().removeIf(work -> !work.settings().equals(latest.get(work.stage())));
  }

  private void attempt(String key, Work work) {
    of(fails.test(texts.get(key), work) ? errors : results, work).add(key);
    attempts.merge(work.stage(), 1L, Long::sum);
  }

  /** Texts that stages were given since this was last asked, by stage; those of none left out. */
  Map<String, Long> takeAttempts() {
    Map<String, Long> taken = new TreeMap<>(attempts);
    taken.values().removeIf(count -> count == 0);
    attempts.clear();
    return taken;
  }

  /** The texts that stand. */
  Set<String> keys() {
    return new TreeSet<>(readable().values());
  }

  String text(String key) {
    return texts.get(key);
  }

  Map<String, String> latest() {
    return latest;
  }

  boolean errorsStand() {
    return !errorRows().isEmpty();
  }

  List<String> occurrenceRows() {
    List<String> rows = new ArrayList<>();
    standing.forEach((place, key) -> rows.add(row(place, key)));
    return rows;
  }

  List<String> removedRows() {
    List<String> rows = new ArrayList<>();
    removed.forEach((its, why) -> rows.add(row(its.place(), its.key()) + "|" + why));
    return rows;
  }

  List<String> documentRows() {
    List<String> rows = new ArrayList<>();
    readable()
        .forEach(
            (place, key) -> {
              String text = texts.get(key);
              int bytes = text.getBytes(StandardCharsets.UTF_8).length;
              rows.add(row(place, key) + "|en|" + text.length() + "|" + bytes + "|0|" + text);
            });
    return rows;
  }

  List<String> errorRows() {
    List<String> rows = new ArrayList<>();
    unreadable.forEach(
        (place, code) -> {
          if (standing.containsKey(place)) {
            rows.add(row(place, null) + "|read|" + code);
          }
        });
    latest.forEach(
        (stage, settings) -> {
          Set<String> failed = of(errors, new Work(stage, settings));
          readable()
              .forEach(
                  (place, key) -> {
                    if (failed.contains(key)) {
                      rows.add(row(place, key) + "|" + stage + "|TOO_LONG");
                    }
                  });
        });
    return rows;
  }

  /** The texts that stand with a result of a stage under its latest settings. */
  Set<String> current(String stage) {
    Set<String> keys = keys();
    keys.retainAll(of(results, new Work(stage, latest.get(stage))));
    return keys;
  }

  /** The sentences of a text, which {@link NightlyFolder} has put together from them. */
  List<String> sentenceRows() {
    List<String> rows = new ArrayList<>();
    for (String key : current("tokenize")) {
      int begin = 0;
      int number = 0;
      for (String sentence : texts.get(key).split("(?<=\\.) ")) {
        int end = begin + sentence.length();
        rows.add(key + "|" + number++ + "|" + begin + "|" + end + "|" + sentence);
        begin = end + 1;
      }
    }
    return rows;
  }

  static String key(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private Map<Place, String> readable() {
    Map<Place, String> readable = new HashMap<>(standing);
    readable.values().removeIf(key -> key == null);
    return readable;
  }

  private static boolean same(String a, String b) {
    return a == null ? b == null : a.equals(b);
  }

  private static Set<String> of(Map<Work, Set<String>> facts, Work work) {
    return facts.computeIfAbsent(work, none -> new TreeSet<>());
  }

  private static String row(Place place, String key) {
    return place.source() + "|" + place.position() + "|" + place.id() + "|" + key;
  }
}
