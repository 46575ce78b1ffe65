package dev.glossa.udf.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Arguments that a pickle gives to a function, each asked for by the type that it must have. */
final class PickleArguments {
  private final PickleMachine machine;
  private final Object of;
  private final List<?> values;

  /**
   * @param of what they are given to, for messages
   * @throws CheckpointException when there are fewer or more than allowed
   */
  PickleArguments(PickleMachine machine, Object of, List<?> values, int least, int most)
      throws CheckpointException {
    this.machine = machine;
    this.of = of;
    this.values = values;
    if (values.size() < least || values.size() > most) {
      throw machine.fault(
          of + " of " + values.size() + " arguments", least + " to " + most + " are expected");
    }
  }

  int size() {
    return values.size();
  }

  <T> T get(int index, Class<T> type) throws CheckpointException {
    Object value = values.get(index);
    if (!type.isInstance(value)) {
      throw machine.fault(
          of + ": argument " + index + ", a " + PickleMachine.kind(value),
          "a " + type.getSimpleName() + " is expected");
    }
    return type.cast(value);
  }

  /** A tuple of whole numbers. */
  List<Long> longs(int index) throws CheckpointException {
    List<Long> numbers = new ArrayList<>();
    for (Object value : get(index, List.class)) {
      if (!(value instanceof Long number)) {
        throw machine.fault(of + ": argument " + index, "not a tuple of whole numbers");
      }
      numbers.add(number);
    }
    return List.copyOf(numbers);
  }

  /** Refuses hooks, which are code, and metadata, which change what the numbers mean. */
  void requireEmpty(int index) throws CheckpointException {
    if (!get(index, Map.class).isEmpty()) {
      throw machine.fault(of + ": argument " + index, "a dictionary that is not empty");
    }
  }
}
