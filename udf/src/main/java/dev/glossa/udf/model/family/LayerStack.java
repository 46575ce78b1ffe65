package dev.glossa.udf.model.family;

/**
 * Sizes of a stack of equal layers.
 *
 * @param layers how many layers
 * @param heads attention heads of a layer, each with its own queries
 * @param keyValueHeads heads that have keys and values; fewer than {@code heads} where several
 *     share them
 * @param headSize numbers in a head's query
 * @param intermediateSize numbers between the two matrices of the feed-forward layer
 */
public record LayerStack(
    int layers, int heads, int keyValueHeads, int headSize, int intermediateSize) {

  /** A stack whose heads share the hidden size equally, each with its own keys and values. */
  static LayerStack of(int layers, int heads, int hiddenSize, int intermediateSize) {
    return new LayerStack(layers, heads, heads, hiddenSize / heads, intermediateSize);
  }
}
