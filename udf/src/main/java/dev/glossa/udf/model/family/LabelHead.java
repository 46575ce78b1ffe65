package dev.glossa.udf.model.family;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A head that gives labels, as the class that wrote the weights tells: {@code
 * BertForSequenceClassification} labels texts, {@code BertForTokenClassification} their tokens.
 *
 * @param role what the model can be asked for with it
 * @param labels that it gives
 */
record LabelHead(Role role, Labels labels) {
  /** Labels of a configuration that names none, by transformers' default. */
  private static final int UNNAMED = 2;

  static Optional<LabelHead> of(ConfigReader config) throws ConfigException {
    String architecture = config.architecture();
    if (architecture.endsWith("ForSequenceClassification")) {
      return Optional.of(new LabelHead(Role.CLASSIFIES, labels(config)));
    }
    return architecture.endsWith("ForTokenClassification")
        ? Optional.of(new LabelHead(Role.TAGS, labels(config)))
        : Optional.empty();
  }

  int count() {
    return labels.names().size();
  }

  private static Labels labels(ConfigReader config) throws ConfigException {
    List<String> names = new ArrayList<>();
    Optional<ConfigReader> given = config.object("id2label");
    int count = given.isPresent() ? given.get().count() : config.size("num_labels", UNNAMED);
    for (int i = 0; i < count; i++) {
      String unnamed = "LABEL_" + i;
      String name = given.isPresent() ? given.get().text(Integer.toString(i), "") : unnamed;
      if (name.isEmpty() || names.contains(name)) {
        throw config.fault(
            "id2label",
            "without a name of its own for " + i,
            "it names " + count + " labels, which are numbered from 0");
      }
      names.add(name);
    }
    return new Labels(names, scores(config, count));
  }

  private static Labels.Scores scores(ConfigReader config, int count) throws ConfigException {
    String type = config.text("problem_type", "");
    return switch (type) {
      case "regression" -> Labels.Scores.IDENTITY;
      case "multi_label_classification" -> Labels.Scores.SIGMOID;
      case "", "single_label_classification" ->
          count == 1 ? Labels.Scores.SIGMOID : Labels.Scores.SOFTMAX;
      default ->
          throw config.fault(
              "problem_type",
              type,
              "not one of regression, single_label_classification, multi_label_classification");
    };
  }
}
