package dev.glossa.udf.model.family;

/**
 * The heads for labels of BERT and its relations. Tokens are labeled by one linear layer, texts by
 * the first token's vector through a hidden layer and another.
 */
final class BertHead {
  private BertHead() {}

  /** Whether the hidden layer is the model's pooler. */
  static boolean pools(String type, LabelHead head) {
    return type.equals("bert") && head.role() == Role.CLASSIFIES;
  }

  /** What stands behind the hidden layer. */
  static String activation(String type) {
    return switch (type) {
      case "distilbert" -> Activation.RELU.program();
      case "electra" -> Activation.GELU.program();
      default -> "tanh";
    };
  }

  static void add(WeightList weights, String type, LabelHead head, int width) {
    weights.outside(
        pools(type, head) ? "load_pooled_classifier" : "load_classifier",
        (group, arguments) -> {
          String last = "classifier";
          if (head.role() == Role.CLASSIFIES && type.equals("distilbert")) {
            group.outerLinear("pre_classifier", width, width);
          } else if (head.role() == Role.CLASSIFIES && !type.equals("bert")) {
            group.outerLinear("classifier.dense", width, width);
            last = "classifier.out_proj";
          }
          group.outerLinear(last, width, head.count());
        });
  }
}
