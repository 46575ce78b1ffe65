package dev.glossa.udf.model.family;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * BART and its relations mBART, M2M-100 (NLLB), Marian and Pegasus: an encoder that reads and a
 * decoder that writes (<a href="https://huggingface.co/docs/transformers/model_doc/bart">Hugging
 * Face's page</a>). They differ in where norms stand and in how positions are told. BART's texts
 * are {@code <s>} text {@code </s>}, which KoBART's tokenizer leaves to the model.
 */
final class Bart implements Family {
  /** Rows of a position table before the row of position 0 (BartLearnedPositionalEmbedding). */
  private static final int POSITION_OFFSET = 2;

  /** Epsilon of every layer norm: PyTorch's default, which no configuration changes. */
  private static final double LAYER_NORM_EPSILON = 1e-5;

  private static final List<String> PARTS = List.of("encoder", "decoder");

  /**
   * What one {@code model_type} has that another has not.
   *
   * @param normFirst whether norms stand before the parts of a layer, and one more after the last
   *     layer
   * @param embeddingNorm whether a norm stands before the first layer
   * @param learned whether there is a table of positions
   * @param frequencyGaps M2M-100 spreads its sinusoids over one frequency less than it has
   * @param generation what transformers takes where the file says nothing
   */
  private record Kind(
      boolean normFirst,
      boolean embeddingNorm,
      boolean learned,
      int frequencyGaps,
      Map<String, Object> generation) {}

  private static final Map<String, Kind> KINDS =
      Map.of(
          "bart", new Kind(false, true, true, 0, generation(0, 1, 2, 2, true)),
          "mbart", new Kind(true, true, true, 0, generation(0, 1, 2, null, true)),
          "m2m_100", new Kind(true, false, false, 1, generation(0, 1, 2, 2, false)),
          "marian", new Kind(false, false, false, 0, generation(null, 58100, 0, 58100, true)),
          "pegasus", new Kind(true, false, false, 0, generation(null, 0, 1, 0, true)));

  private static Map<String, Object> generation(
      Integer bos, Integer pad, Integer eos, Integer start, boolean forcedEnd) {
    Map<String, Object> values = new TreeMap<>();
    values.put("bos_token_id", bos);
    values.put("pad_token_id", pad);
    values.put("eos_token_id", eos);
    values.put("decoder_start_token_id", start);
    values.put("forced_eos_token_id", forcedEnd ? eos : null);
    values.values().removeIf(Objects::isNull);
    return values;
  }

  @Override
  public List<String> modelTypes() {
    return List.of("bart", "mbart", "m2m_100", "marian", "pegasus");
  }

  @Override
  public ModelConfig read(ConfigReader reader) throws ConfigException {
    reader.require("is_encoder_decoder", true, "the program needs both parts");
    reader.require("is_decoder", false, "the program needs both parts");
    reader.require("tie_word_embeddings", true, "the program has one embedding table");
    reader.require("share_encoder_decoder_embeddings", true, "the program has one embedding table");
    Kind kind = KINDS.get(reader.modelType());
    int width = reader.size("d_model");
    LayerStack encoder = stack(reader, "encoder", width);
    LayerStack decoder = stack(reader, "decoder", width);
    int positions = reader.size("max_position_embeddings");
    int vocabulary = reader.size("vocab_size");
    double scale = reader.flag("scale_embedding", false) ? Math.sqrt(width) : 1;
    List<Double> frequencies = kind.learned() ? List.of() : frequencies(kind, width);
    WeightList weights = new WeightList();
    outside(weights, kind, vocabulary, width, positions);
    weights.layers(
        "load_layer",
        WeightGroup.Part.ENCODER_LAYER,
        "encoder.layers.",
        encoder.layers(),
        (layer, block, arguments) -> addLayer(block, width, encoder.intermediateSize()));
    weights.layers(
        "load_layer",
        WeightGroup.Part.DECODER_LAYER,
        "decoder.layers.",
        decoder.layers(),
        (layer, block, arguments) -> {
          addLayer(block, width, decoder.intermediateSize());
          block
              .linear("encoder_attn.q_proj", width, width)
              .crossLinear("encoder_attn.k_proj", width, width)
              .crossLinear("encoder_attn.v_proj", width, width)
              .linear("encoder_attn.out_proj", width, width)
              .norm("encoder_attn_layer_norm", width);
        });
    boolean bart = reader.modelType().equals("bart");
    Optional<LabelHead> head =
        LabelHead.of(reader).filter(labels -> bart && labels.role() == Role.CLASSIFIES);
    head.ifPresent(labels -> head(weights, labels, width));
    ModelConfig.Builder model = ModelConfig.encoderDecoder(reader.modelType(), encoder, decoder);
    head.ifPresent(model::head);
    return model
        .vocabSize(vocabulary)
        .hiddenSize(width)
        .maxPositions(positions)
        .attribute("max_positions", (long) positions)
        .attribute("encoder_heads", (long) encoder.heads())
        .attribute("decoder_heads", (long) decoder.heads())
        .attribute("epsilon", LAYER_NORM_EPSILON)
        .attribute("embedding_scale", scale)
        .attribute("norm_first", kind.normFirst())
        .attribute("frequencies", frequencies)
        .attribute("first_position", firstPosition(reader))
        .attribute(
            "activation", reader.activation("activation_function", Activation.GELU).program())
        .frame(bart ? TextFrame.BEGIN_AND_END : TextFrame.NONE)
        .generationDefaults(kind.generation())
        .build("bart", List.of("model.", ""), weights);
  }

  /** The head of BartForSequenceClassification, which labels texts at their last token. */
  private static void head(WeightList weights, LabelHead head, int width) {
    weights.outside(
        "load_classifier",
        (group, arguments) ->
            group
                .outerLinear("classification_head.dense", width, width)
                .outerLinear("classification_head.out_proj", width, head.count()));
  }

  private static void outside(
      WeightList weights, Kind kind, int vocabulary, int width, int positions) {
    weights.outside(
        "load",
        (outside, arguments) -> {
          outside
              .table("shared.weight", vocabulary, width)
              .copies(
                  "encoder.embed_tokens.weight", "decoder.embed_tokens.weight", "lm_head.weight");
          outside.row("final_logits_bias", vocabulary).optional().outer();
        });
    // Where sinusoids are stored as well, what is stored counts.
    int offset = kind.learned() ? POSITION_OFFSET : 0;
    weights.outside(
        "load_positions",
        (outside, arguments) -> {
          arguments.add((long) offset);
          for (String part : PARTS) {
            outside.table(part + ".embed_positions.weight", (long) positions + offset, width);
            if (!kind.learned()) {
              outside.optional();
            }
          }
        });
    if (kind.embeddingNorm()) {
      weights.outside(
          "load_embedding_norms",
          (outside, arguments) ->
              PARTS.forEach(part -> outside.norm(part + ".layernorm_embedding", width)));
    }
    if (kind.normFirst()) {
      weights.outside(
          "load_final_norms",
          (outside, arguments) -> PARTS.forEach(part -> outside.norm(part + ".layer_norm", width)));
    }
  }

  /**
   * Of the sinusoids, one for each sine. Where the width is odd, M2M-100 has a sine less than
   * Marian and Pegasus.
   */
  private static List<Double> frequencies(Kind kind, int width) {
    boolean gaps = kind.frequencyGaps() > 0;
    int sines = gaps ? width / 2 : (width + 1) / 2;
    double steps = gaps ? sines - kind.frequencyGaps() : width / 2.0;
    return IntStream.range(0, sines).mapToObj(i -> Math.pow(10_000, -i / steps)).toList();
  }

  /** M2M-100 numbers positions from behind its padding token. */
  private static long firstPosition(ConfigReader reader) throws ConfigException {
    return reader.modelType().equals("m2m_100") ? 1 + reader.count("pad_token_id", 1) : 0;
  }

  private static LayerStack stack(ConfigReader reader, String part, int width)
      throws ConfigException {
    int heads = reader.size(part + "_attention_heads");
    reader.requireDivides(part + "_attention_heads", heads, "d_model", width);
    return LayerStack.of(
        reader.layers(part + "_layers"), heads, width, reader.size(part + "_ffn_dim"));
  }

  /** What layers of both parts have. */
  private static void addLayer(WeightList.Group block, int width, int intermediate) {
    for (String projection : List.of("q_proj", "k_proj", "v_proj", "out_proj")) {
      block.linear("self_attn." + projection, width, width);
    }
    block
        .norm("self_attn_layer_norm", width)
        .linear("fc1", width, intermediate)
        .linear("fc2", intermediate, width)
        .norm("final_layer_norm", width);
  }
}
