package dev.glossa.udf.task;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** Maps whose order is the same in every process, which {@link Map#copyOf} does not give. */
final class Maps {

  private Maps() {}

  /** An unmodifiable, serializable copy in the order of its keys. */
  static <V> Map<String, V> sorted(Map<String, V> map) {
    return Collections.unmodifiableSortedMap(new TreeMap<>(map));
  }
}
