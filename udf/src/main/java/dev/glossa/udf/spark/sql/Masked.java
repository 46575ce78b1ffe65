package dev.glossa.udf.spark.sql;

import dev.glossa.udf.task.EntityRow;
import java.util.List;

/** Takes entities out of texts. */
final class Masked {
  private static final String MASK = "[MASKED]";

  private Masked() {}

  /**
   * A text without some of its entities.
   *
   * @param entities of the text, in their order
   * @param labels of those that are masked, as the model names them; case does not count
   */
  static String of(String text, List<EntityRow> entities, List<String> labels) {
    StringBuilder masked = new StringBuilder();
    int end = 0;
    for (EntityRow entity : entities) {
      if (entity.begin() >= end && labels.stream().anyMatch(entity.label()::equalsIgnoreCase)) {
        masked.append(text, end, entity.begin()).append(MASK);
        end = entity.end();
      }
    }
    return masked.append(text, end, text.length()).toString();
  }
}
