package dev.glossa.udf.model.family;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.glossa.udf.model.TinyCheckpoints;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TestFamilies {
  @Test
  void gpt2FieldsKeepTheirMeaning() throws Exception {
    ObjectNode fields = TinyCheckpoints.gpt2Config();
    fields.put("n_layer", 3).put("n_positions", 70).put("activation_function", "relu");
    fields.put("scale_attn_by_inverse_layer_idx", true).put("scale_attn_weights", false);
    ModelConfig config = Families.read(fields);
    assertThat(config.vocabSize()).isEqualTo(293);
    assertThat(config.hiddenSize()).isEqualTo(16);
    assertThat(config.maxPositions()).isEqualTo(70);
    assertThat(config.stacks())
        .isEqualTo(Map.of(AttentionPart.DECODER, new LayerStack(3, 2, 2, 8, 32)));
    assertThat(config.arrangement()).isEqualTo(ModelConfig.Arrangement.DECODER);
    assertThat(config.roles())
        .containsExactlyInAnyOrder(Role.ENCODES, Role.SCORES, Role.CONTINUES, Role.ATTENDS);
    assertThat(config.attributes())
        .isEqualTo(
            Map.of(
                "layers",
                3L,
                "max_positions",
                70L,
                "heads",
                2L,
                "epsilon",
                1e-5,
                "activation",
                "relu"));
    // Queries are divided by nothing but the number of the layer.
    assertThat(config.weights().get(3).arguments()).containsExactly(Math.sqrt(8) / 3);
  }

  @Test
  void gpt2TakesHuggingFacesDefaults() throws Exception {
    ObjectNode fields = TinyCheckpoints.gpt2Config();
    fields.putNull("n_inner").remove(List.of("activation_function", "layer_norm_epsilon"));
    ModelConfig config = Families.read(fields);
    assertThat(config.reading()).isEqualTo(new LayerStack(2, 2, 2, 8, 64));
    assertThat(config.attributes())
        .containsEntry("activation", "gelu_tanh")
        .containsEntry("epsilon", 1e-5);
    assertThat(config.weights().get(1).arguments()).containsExactly(1.0);
  }

  @Test
  void bartPartsHaveTheirOwnSizes() throws Exception {
    ObjectNode fields = TinyCheckpoints.bartConfig();
    fields.put("decoder_layers", 3).put("decoder_attention_heads", 4).put("decoder_ffn_dim", 8);
    fields.put("scale_embedding", true);
    ModelConfig config = Families.read(fields);
    LayerStack decoder = new LayerStack(3, 4, 4, 4, 8);
    assertThat(config.stacks())
        .isEqualTo(
            Map.of(
                AttentionPart.ENCODER,
                new LayerStack(2, 2, 2, 8, 32),
                AttentionPart.DECODER,
                decoder,
                AttentionPart.CROSS,
                decoder));
    assertThat(config.arrangement()).isEqualTo(ModelConfig.Arrangement.ENCODER_DECODER);
    assertThat(config.attributes()).containsEntry("embedding_scale", 4.0);
    assertThat(config.frame()).isEqualTo(TextFrame.BEGIN_AND_END);
    assertThat(config.generationDefaults()).containsEntry("decoder_start_token_id", 2);
  }

  @Test
  void bertFieldsKeepTheirMeaning() throws Exception {
    ModelConfig config = Families.read(TinyCheckpoints.bertConfig());
    assertThat(config.stacks())
        .isEqualTo(Map.of(AttentionPart.ENCODER, new LayerStack(2, 2, 2, 8, 32)));
    assertThat(config.arrangement()).isEqualTo(ModelConfig.Arrangement.ENCODER);
    assertThat(config.roles()).containsExactlyInAnyOrder(Role.ENCODES, Role.ATTENDS);
    assertThat(config.attributes())
        .containsEntry("epsilon", 1e-12)
        .containsEntry("activation", "gelu");
  }

  @Test
  void aModelTypeHasOneFamily() {
    assertThatThrownBy(() -> Families.byModelType(List.of(new Gpt2(), new Bert(), new Gpt2())))
        .hasMessage("Cannot register model_type gpt2: Gpt2 (it is Gpt2's; a type has one family)");
  }

  /** Shapes as Hugging Face's classes of the same sizes have them. */
  @Test
  void weightsAreListedWithTheirShapes() throws Exception {
    assertThat(shapes(TinyCheckpoints.gpt2Config()))
        .hasSize(28 + 1)
        .containsEntry("h.1.attn.c_attn.weight", List.of(16L, 48L))
        .containsEntry("h.1.mlp.c_proj.weight", List.of(32L, 16L))
        .containsEntry("wpe.weight", List.of(64L, 16L));
    assertThat(shapes(TinyCheckpoints.bartConfig()))
        .hasSize(2 + 2 * 3 + 2 * 16 + 26)
        .containsEntry("decoder.layers.0.encoder_attn.k_proj.weight", List.of(16L, 16L))
        .containsEntry("encoder.embed_positions.weight", List.of(66L, 16L))
        .containsEntry("encoder.layers.1.fc1.weight", List.of(32L, 16L));
    assertThat(shapes(TinyCheckpoints.bertConfig()))
        .hasSize(5 + 2 * 16 + 2)
        .containsEntry("encoder.layer.0.output.dense.weight", List.of(16L, 32L));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          gpt2 | n_layer | null | n_layer = missing (the model's shape needs it;
          gpt2 | n_layer | 2000000000 | n_layer = 2000000000 (not a whole number from 1 to 1000;
          gpt2 | n_head | 3 | n_head = 3 (does not divide n_embd = 16;
          gpt2 | n_embd | "16" | n_embd = "16" (not a whole number from 1 to 67108864;
          gpt2 | n_embd | 16.0 | n_embd = 16.0 (not a whole number
          gpt2 | vocab_size | 0 | vocab_size = 0 (not a whole number
          gpt2 | layer_norm_epsilon | 0 | layer_norm_epsilon = 0 (not a number between 0 and 1;
          gpt2 | activation_function | "mish" | activation_function = "mish" (not one of gelu, gelu_python,
          gpt2 | add_cross_attention | true | add_cross_attention = true (the program has no cross-attention;
          gpt2 | scale_attn_weights | 1 | scale_attn_weights = 1 (not true or false;
          gpt2 | quantization_config | {"bits": 4} | (weights must be F32, F16 or BF16;
          gpt2 | pruned_heads | {"0": [1]} | (all layers must have the same heads;
          gpt2 | model_type | "mamba" | model_type = "mamba" (not one of gpt2, llama, mistral,
          gpt2 | model_type | "qwen" | ; the nearest by name are qwen2, qwen3,
          gpt2 | model_type | "deberta" | ; the nearest by name are roberta, bert,
          gpt2 | model_type | null | model_type = null (not one of gpt2, llama, mistral,
          bart | tie_word_embeddings | false | tie_word_embeddings = false (the program has one embedding table;
          bart | is_encoder_decoder | false | is_encoder_decoder = false (the program needs both parts;
          bart | decoder_attention_heads | 5 | decoder_attention_heads = 5 (does not divide d_model = 16;
          bert | position_embedding_type | "relative_key" | (the program adds position vectors;
          bert | is_decoder | true | is_decoder = true (the program is an encoder;
          """)
  void refusesWhatNoProgramDoes(String family, String field, String value, String expected)
      throws Exception {
    ObjectNode fields =
        switch (family) {
          case "gpt2" -> TinyCheckpoints.gpt2Config();
          case "bart" -> TinyCheckpoints.bartConfig();
          default -> TinyCheckpoints.bertConfig();
        };
    JsonNode node = new ObjectMapper().readTree(value);
    fields.set(field, node);
    assertThatThrownBy(() -> Families.read(fields))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("Cannot use config.json: ")
        .hasMessageContaining(expected);
  }

  @Test
  void namesTheFamilyOfTheClassThatWroteTheWeights() {
    ObjectNode fields = TinyCheckpoints.gpt2Config().put("model_type", "smol");
    fields.putArray("architectures").add("GPTNeoXForCausalLM");
    assertThatThrownBy(() -> Families.read(fields))
        .hasMessageContaining(
            "; its weights are GPTNeoXForCausalLM's, whose model_type is gpt_neox; use a checkpoint");
  }

  @Test
  void gemma3MayHaveNoLayerWithAWindow() throws Exception {
    ObjectNode fields = shape("gemma3").put("attn_logit_softcapping", 20.0);
    fields
        .putArray("layer_types")
        .add("full_attention")
        .add("full_attention")
        .add("full_attention");
    assertThat(Families.read(fields).attributes())
        .containsEntry("rotation_kinds", List.of(0L, 0L, 0L))
        .containsEntry("bias_kinds", List.of())
        // transformers reads the cap of scores and does not use it.
        .containsEntry("score_cap", 0.0);
  }

  @Test
  void refusesToTurnHalfAPair() throws Exception {
    ObjectNode fields = shape("llama").put("head_dim", 7);
    assertThatThrownBy(() -> Families.read(fields))
        .hasMessageContaining("head_dim = 7 (numbers are turned in pairs, which need it even;");
  }

  @ParameterizedTest
  @CsvSource({
    "mbart, MBartForSequenceClassification",
    "llama, LlamaForSequenceClassification",
    "t5, T5ForTokenClassification",
    "bart-classify, BartForTokenClassification"
  })
  void refusesAHeadForLabelsThatNoProgramReads(String name, String architecture) throws Exception {
    ObjectNode fields = shape(name);
    fields.putArray("architectures").add(architecture);
    assertThatThrownBy(() -> Families.read(fields))
        .hasMessageContaining(
            "architectures = [\"" + architecture + "\"] (no program reads this head for labels;");
  }

  @Test
  void modernBertsScalingIsOfAllItsLayers() throws Exception {
    ObjectNode fields = shape("modernbert");
    fields.remove("rope_parameters");
    List<?> plain = (List<?>) Families.read(fields).attributes().get("frequencies");
    fields.putObject("rope_scaling").put("rope_type", "linear").put("factor", 4.0);
    List<?> scaled = (List<?>) Families.read(fields).attributes().get("frequencies");
    assertThat(scaled)
        .isEqualTo(plain.stream().map(frequency -> (Double) frequency / 4).toList())
        .hasSizeGreaterThan(2);
  }

  private static ObjectNode shape(String name) throws Exception {
    return (ObjectNode)
        new ObjectMapper()
            .readTree(
                TestFamilies.class.getResource("/dev/glossa/udf/hub/" + name + "/config.json"));
  }

  private static Map<String, List<Long>> shapes(ObjectNode fields) throws Exception {
    return Families.read(fields).allWeights().stream()
        .collect(Collectors.toMap(Weight::name, Weight::shape));
  }
}
