package dev.glossa.udf;

import dev.glossa.udf.model.family.ModelConfig;
import dev.glossa.udf.model.family.Role;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The table of the README that says which shapes were compared with transformers, and in what. */
final class ShapeTable {
  private final SortedMap<String, String> rows = new TreeMap<>();

  /** Adds a shape that was compared. */
  synchronized void add(String name, ModelConfig config, String task) {
    String compared =
        switch (task) {
          case "embed" -> "vectors";
          case "causal" -> "ids, the next token's five best, surprisal, 12 tokens written";
          case "seq2seq" -> "ids, the tokens and the text written";
          case "classify" -> "logits of labels";
          default -> "logits of each token's labels";
        };
    String jobs =
        Arrays.stream(Role.values())
            .filter(config.roles()::contains)
            .map(role -> "`" + job(role) + "`")
            .collect(Collectors.joining(", "));
    rows.put(name, "| %s | `%s` | %s | %s |".formatted(name, config.modelType(), compared, jobs));
  }

  private static String job(Role role) {
    return switch (role) {
      case ENCODES -> "embed";
      case SCORES -> "next_token";
      case CONTINUES -> "generate";
      case REWRITES -> "summarize";
      case ATTENDS -> "attention";
      case CLASSIFIES -> "classify";
      case TAGS -> "entities";
    };
  }

  /** The table in Markdown. */
  synchronized List<String> lines() {
    List<String> lines =
        new ArrayList<>(
            List.of(
                "| shape | `model_type` | compared | jobs that take it |", "|---|---|---|---|"));
    lines.addAll(rows.values());
    return lines;
  }
}
