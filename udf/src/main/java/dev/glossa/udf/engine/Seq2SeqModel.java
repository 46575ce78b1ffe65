package dev.glossa.udf.engine;

import ai.djl.pytorch.jni.IValue;
import dev.glossa.udf.decode.StepModel;
import dev.glossa.udf.model.BartConfig;
import dev.glossa.udf.model.Checkpoint;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** A model that reads one text and writes another: BART. */
public final class Seq2SeqModel extends LoadedModel {
  private static final List<String> ENCODER_LAYER =
      List.of(
          "self_attn.q_proj",
          "self_attn.k_proj",
          "self_attn.v_proj",
          "self_attn.out_proj",
          "self_attn_layer_norm",
          "fc1",
          "fc2",
          "final_layer_norm");

  private static final List<String> DECODER_LAYER =
      List.of(
          "self_attn.q_proj",
          "self_attn.k_proj",
          "self_attn.v_proj",
          "self_attn.out_proj",
          "self_attn_layer_norm",
          "fc1",
          "fc2",
          "final_layer_norm",
          "encoder_attn.q_proj",
          "encoder_attn.k_proj",
          "encoder_attn.v_proj",
          "encoder_attn.out_proj",
          "encoder_attn_layer_norm");

  private final BartConfig config;

  private Seq2SeqModel(Checkpoint checkpoint, BartConfig config, Program program) {
    super(checkpoint, program);
    this.config = config;
  }

  static Seq2SeqModel load(Checkpoint checkpoint, BartConfig config, EngineOptions options) {
    Program program =
        Program.compile(
            "bart",
            Map.of(
                "encoder_heads",
                (long) config.encoderHeads(),
                "decoder_heads",
                (long) config.decoderHeads(),
                "epsilon",
                BartConfig.LAYER_NORM_EPSILON,
                "activation",
                Program.activation(config.activation())),
            options);
    Weights weights = new Weights(checkpoint.tensors(), program);
    List<String> names =
        new ArrayList<>(
            List.of(
                "shared.weight",
                "encoder.embed_positions.weight",
                "encoder.layernorm_embedding.weight",
                "encoder.layernorm_embedding.bias",
                "decoder.embed_positions.weight",
                "decoder.layernorm_embedding.weight",
                "decoder.layernorm_embedding.bias"));
    if (checkpoint.tensors().contains("final_logits_bias")) {
      names.add("final_logits_bias");
    }
    weights.load("load", names, config.scaleEmbedding() ? Math.sqrt(config.width()) : 1);
    for (int layer = 0; layer < config.encoderLayers(); layer++) {
      weights.load("load_layer", Weights.names("encoder.layers." + layer + ".", ENCODER_LAYER));
    }
    for (int layer = 0; layer < config.decoderLayers(); layer++) {
      weights.load("load_layer", Weights.names("decoder.layers." + layer + ".", DECODER_LAYER));
    }
    return new Seq2SeqModel(checkpoint, config, program);
  }

  /**
   * Statistics of every head for each row, over the row's own tokens.
   *
   * @param source what the encoder reads
   * @param target what the decoder reads: its start token and what was written, as many rows as the
   *     source
   */
  public Map<AttentionPart, AttentionStatistics> attention(Batch source, Batch target) {
    checkRows(source, target);
    try (Scope scope = program().scope()) {
      IValue result =
          scope.run(
              "attention",
              tokens(scope, source),
              lengths(scope, source),
              tokens(scope, target),
              lengths(scope, target));
      List<IValue> parts = scope.each(result);
      Map<AttentionPart, AttentionStatistics> statistics = new EnumMap<>(AttentionPart.class);
      for (AttentionPart part : AttentionPart.values()) {
        float[] values = scope.floats(parts.get(part.ordinal()));
        statistics.put(
            part, new AttentionStatistics(source.rows(), layers(part), heads(part), values));
      }
      return statistics;
    }
  }

  /**
   * One row's attention weights.
   *
   * @return of each part [layers][heads][queries][keys], as many as the row's texts have tokens
   */
  public Map<AttentionPart, float[][][][]> attentionMatrices(Batch source, Batch target, int row) {
    checkRows(source, target);
    try (Scope scope = program().scope()) {
      IValue result =
          scope.run(
              "matrices",
              tokens(scope, source),
              lengths(scope, source),
              tokens(scope, target),
              scope.number((long) row));
      List<IValue> parts = scope.each(result);
      Map<AttentionPart, float[][][][]> matrices = new EnumMap<>(AttentionPart.class);
      for (AttentionPart part : AttentionPart.values()) {
        Batch queries = part == AttentionPart.ENCODER ? source : target;
        Batch keys = part == AttentionPart.DECODER ? target : source;
        matrices.put(
            part,
            matrices(
                scope.floats(parts.get(part.ordinal())),
                new int[] {layers(part), heads(part), queries.paddedLength(), keys.paddedLength()},
                queries.sequences()[row].length,
                keys.sequences()[row].length));
      }
      return matrices;
    }
  }

  /**
   * Reads documents, each once, and gets ready to write. A document's cross-attention keys and
   * values are computed and held once, for all its beams.
   *
   * @param inputs one row for each document
   * @param beams rows of the search for each document
   * @param maxLength how many steps there may be; the first gets the decoder's start token
   * @return the steps, which the caller closes
   * @throws IllegalArgumentException when the output exceeds the model's positions
   */
  public StepModel generate(Batch inputs, int beams, int maxLength) {
    if (maxLength > config.positions()) {
      throw new IllegalArgumentException(
          "Cannot write "
              + maxLength
              + " tokens (the model has "
              + config.positions()
              + " positions; lower max_length)");
    }
    try (Scope scope = program().scope()) {
      IValue state =
          scope.run(
              "begin",
              tokens(scope, inputs),
              lengths(scope, inputs),
              scope.number((long) beams),
              scope.number((long) maxLength));
      return new CachedSteps(
          program(),
          scope.keep(state),
          new CachedSteps.Size(inputs.rows(), beams, config.vocabulary()),
          0,
          maxLength);
    }
  }

  private int layers(AttentionPart part) {
    return part == AttentionPart.ENCODER ? config.encoderLayers() : config.decoderLayers();
  }

  private int heads(AttentionPart part) {
    return part == AttentionPart.ENCODER ? config.encoderHeads() : config.decoderHeads();
  }

  private static void checkRows(Batch source, Batch target) {
    if (source.rows() != target.rows()) {
      throw new IllegalArgumentException(
          "Cannot pair "
              + source.rows()
              + " sources with "
              + target.rows()
              + " targets (give one target for each source)");
    }
  }
}
