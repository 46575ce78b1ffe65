package dev.glossa.udf.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.glossa.udf.engine.ReferenceModels;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TestCheckpoint {
  private static final String WEIGHTS = "model.safetensors";

  @TempDir Path temp;
  private Path folder;
  private Map<String, TensorWriter.Tensor> weights;

  @BeforeEach
  void writeGpt2() {
    folder = TinyCheckpoints.gpt2(temp.resolve("model"), 1);
    weights = TinyCheckpoints.weights(TinyCheckpoints.gpt2Config(), 1);
  }

  @Test
  void everyFamilyOpens() throws Exception {
    Path bart = TinyCheckpoints.bart(temp.resolve("bart"), 1);
    Path bert = TinyCheckpoints.bert(temp.resolve("bert"), 1);
    assertThat(Checkpoint.open(folder).config().modelType()).isEqualTo("gpt2");
    assertThat(Checkpoint.open(bart).config().modelType()).isEqualTo("bart");
    assertThat(Checkpoint.open(bert).config().modelType()).isEqualTo("bert");
  }

  static List<ReferenceModels.Reference> references() {
    return ReferenceModels.all();
  }

  @ParameterizedTest
  @MethodSource("references")
  void referenceCheckpointsOpen(ReferenceModels.Reference reference) throws Exception {
    Checkpoint checkpoint = Checkpoint.open(reference.folder());
    JsonNode fields =
        new ObjectMapper().readTree(reference.folder().resolve("config.json").toFile());
    assertThat(checkpoint.config().vocabSize()).isEqualTo(fields.get("vocab_size").intValue());
    assertThat(checkpoint.tensors().names())
        .hasSizeBetween(1, Safetensors.read(reference.folder().resolve(WEIGHTS)).size());
  }

  @Test
  void namesCountWithAndWithoutTheirPrefix() throws Exception {
    ByteBuffer before = ByteBuffer.wrap(weights.get("transformer.h.1.ln_1.bias").bytes());
    assertThat(Checkpoint.open(folder).tensors().data("h.1.ln_1.bias")).isEqualTo(before);
    rewrite(name -> name.replace("transformer.", ""));
    assertThat(Checkpoint.open(folder).tensors().data("h.1.ln_1.bias")).isEqualTo(before);
    Map<String, TensorWriter.Tensor> both = new LinkedHashMap<>(weights);
    both.put("h.1.ln_1.bias", weights.get("transformer.h.1.ln_1.bias"));
    TensorWriter.write(folder.resolve(WEIGHTS), both);
    refused("tensors h.1.ln_1.bias and transformer.h.1.ln_1.bias (both are h.1.ln_1.bias;");
  }

  @Test
  void layerNormsMayHaveTensorFlowsNames() throws Exception {
    folder = TinyCheckpoints.bert(temp.resolve("bert"), 1);
    weights = TinyCheckpoints.weights(TinyCheckpoints.bertConfig(), 1);
    String name = "encoder.layer.1.output.LayerNorm.weight";
    ByteBuffer before = ByteBuffer.wrap(weights.get(name).bytes());
    rewrite(
        key ->
            "bert." + key.replace("Norm.weight", "Norm.gamma").replace("Norm.bias", "Norm.beta"));
    assertThat(Checkpoint.open(folder).tensors().data(name)).isEqualTo(before);
  }

  @Test
  void weightsAreTheBytesOfTheFile() throws Exception {
    Tensors tensors = Checkpoint.open(folder).tensors();
    assertThat(tensors.data("wpe.weight"))
        .isEqualTo(ByteBuffer.wrap(weights.get("transformer.wpe.weight").bytes()));
    assertThat(tensors.data("ln_f.bias").getFloat(4))
        .isEqualTo(
            Float.intBitsToFloat(
                Integer.reverseBytes(
                    ByteBuffer.wrap(weights.get("transformer.ln_f.bias").bytes()).getInt(4))));
    assertThatThrownBy(() -> tensors.data("lm_head.weight"))
        .hasMessage("Cannot read weight: lm_head.weight (no such tensor; ask contains first)");
  }

  @Test
  void halvesAreReadAndChecked() throws Exception {
    weights.replaceAll((name, tensor) -> tensor.toBf16());
    rewrite(UnaryOperator.identity());
    assertThat(Checkpoint.open(folder).tensors().info("wte.weight").dtype()).isEqualTo(Dtype.BF16);
    TensorWriter.Tensor last = weights.get("transformer.ln_f.bias");
    byte[] bytes = last.bytes();
    bytes[31] = 0x7c;
    bytes[30] = 0;
    weights.put("transformer.ln_f.bias", new TensorWriter.Tensor("F16", last.shape(), bytes));
    rewrite(UnaryOperator.identity());
    refused("tensor transformer.ln_f.bias: element 15 (infinite or not a number;");
  }

  @Test
  void shardsGiveWhatOneFileGives() throws Exception {
    Checkpoint one = Checkpoint.open(TinyCheckpoints.gpt2(temp.resolve("one"), 1));
    Shards.split(folder, 3);
    Checkpoint three = Checkpoint.open(folder);
    assertThat(three.tensors().names()).isEqualTo(one.tensors().names());
    for (String name : one.tensors().names()) {
      assertThat(three.tensors().data(name)).as(name).isEqualTo(one.tensors().data(name));
    }
    Path second = folder.resolve("model-00002-of-00003.safetensors");
    Path third = folder.resolve("model-00003-of-00003.safetensors");
    byte[] content = Files.readAllBytes(second);
    Files.copy(third, second, StandardCopyOption.REPLACE_EXISTING);
    refused("the index has it in model-00003-of-00003.safetensors;");
    Files.write(second, content);
    Files.delete(third);
    refused(third + ": not readable (java.nio.file.NoSuchFileException");
  }

  @Test
  void anIndexCannotLeadOutOfTheFolder() throws Exception {
    Shards.split(folder, 2);
    Path index = folder.resolve("model.safetensors.index.json");
    Files.writeString(index, Files.readString(index).replace("model-00001", "../model-00001"));
    refused(
        "= \"../model-00001-of-00002.safetensors\" (not the plain name of a file that ends with .safetensors;");
  }

  @Test
  void aMissingTensorIsNamedWithItsShape() throws Exception {
    weights.remove("transformer.h.0.mlp.c_fc.weight");
    rewrite(UnaryOperator.identity());
    refused(
        "tensor h.0.mlp.c_fc.weight is missing (config.json needs it with shape [16, 32]; take"
            + " config.json and weights from the same checkpoint)");
  }

  @Test
  void aShapeUnlikeTheConfigurationsIsRefused() throws Exception {
    TensorWriter.Tensor table = weights.get("transformer.wpe.weight");
    weights.put(
        "transformer.wpe.weight", new TensorWriter.Tensor("F32", List.of(32L, 32L), table.bytes()));
    rewrite(UnaryOperator.identity());
    refused("tensor transformer.wpe.weight: shape [32, 32] (config.json says [64, 16];");
  }

  @Test
  void aTypeThatIsNoWeightIsRefused() throws Exception {
    weights.put(
        "transformer.ln_f.bias", new TensorWriter.Tensor("I32", List.of(16L), new byte[64]));
    rewrite(UnaryOperator.identity());
    refused("tensor transformer.ln_f.bias: dtype I32 (weights must be F32, F16 or BF16;");
  }

  @Test
  void moreLayersThanTheConfigurationAreRefused() throws Exception {
    weights.put("h.2.ln_1.bias", TensorWriter.Tensor.of(List.of(1L), 0));
    rewrite(UnaryOperator.identity());
    refused("tensor h.2.ln_1.bias (config.json has only 2 layers h.N;");
  }

  @Test
  void buffersThatNoProgramReadsAreLeftAlone() throws Exception {
    weights.put("h.0.attn.masked_bias", TensorWriter.Tensor.of(List.of(), Float.NaN));
    weights.put("h.0.attn.bias", new TensorWriter.Tensor("U8", List.of(3L), new byte[3]));
    rewrite(UnaryOperator.identity());
    assertThat(Checkpoint.open(folder).tensors().contains("h.0.attn.bias")).isFalse();
  }

  @Test
  void anEqualHeadIsTiedAndAnotherIsItsOwn() throws Exception {
    TensorWriter.Tensor table = weights.get("transformer.wte.weight");
    weights.put("lm_head.weight", table);
    rewrite(UnaryOperator.identity());
    assertThat(Checkpoint.open(folder).tensors().contains("lm_head.weight")).isFalse();
    byte[] other = table.bytes().clone();
    other[other.length - 4] ^= 1;
    weights.put("lm_head.weight", new TensorWriter.Tensor("F32", table.shape(), other));
    rewrite(UnaryOperator.identity());
    assertThat(Checkpoint.open(folder).tensors().data("lm_head.weight"))
        .isEqualTo(ByteBuffer.wrap(other));
    weights.remove("transformer.wte.weight");
    rewrite(UnaryOperator.identity());
    Tensors swapped = Checkpoint.open(folder).tensors();
    assertThat(swapped.contains("lm_head.weight")).isFalse();
    assertThat(swapped.data("wte.weight")).isEqualTo(ByteBuffer.wrap(other));
  }

  @Test
  void bartHasOneTable() throws Exception {
    folder = TinyCheckpoints.bart(temp.resolve("bart"), 1);
    weights = TinyCheckpoints.weights(TinyCheckpoints.bartConfig(), 1);
    TensorWriter.Tensor table = weights.get("model.shared.weight");
    weights.put("model.decoder.embed_tokens.weight", table);
    rewrite(UnaryOperator.identity());
    assertThat(Checkpoint.open(folder).tensors().contains("shared.weight")).isTrue();
    byte[] other = table.bytes().clone();
    other[0] ^= 1;
    weights.put("lm_head.weight", new TensorWriter.Tensor("F32", table.shape(), other));
    rewrite(UnaryOperator.identity());
    refused("tensor lm_head.weight (differs from model.shared.weight, and the program has one");
  }

  @Test
  void theFingerprintIsTheContentsOfTheFilesThatAreRead() throws Exception {
    String first = Checkpoint.open(folder).fingerprint();
    assertThat(first).matches("[0-9a-f]{64}");
    Path copy = TinyCheckpoints.gpt2(temp.resolve("elsewhere"), 1);
    Files.writeString(copy.resolve("README.md"), "not part of the model");
    assertThat(Checkpoint.open(copy).fingerprint()).isEqualTo(first);
    Files.writeString(copy.resolve("generation_config.json"), "{}");
    assertThat(Checkpoint.open(copy).fingerprint()).isNotEqualTo(first);
    Path other = TinyCheckpoints.gpt2(temp.resolve("other"), 2);
    assertThat(Checkpoint.open(other).fingerprint()).isNotEqualTo(first);
  }

  @ParameterizedTest
  @ValueSource(strings = {"config.json", "tokenizer.json", WEIGHTS})
  void aMissingFileIsNamed(String name) throws Exception {
    Files.delete(folder.resolve(name));
    assertThatThrownBy(() -> Checkpoint.open(folder))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining(name);
  }

  @Test
  void aMissingFolderIsNamed() {
    Path absent = temp.resolve("absent");
    assertThatThrownBy(() -> Checkpoint.open(absent))
        .hasMessage(
            "Cannot use %s: no folder (a model is a folder; correct the model's path)", absent);
  }

  private void rewrite(UnaryOperator<String> name) throws Exception {
    Map<String, TensorWriter.Tensor> renamed = new LinkedHashMap<>();
    weights.forEach((key, tensor) -> renamed.put(name.apply(key), tensor));
    TensorWriter.write(folder.resolve(WEIGHTS), renamed);
  }

  private void refused(String expected) {
    assertThatThrownBy(() -> Checkpoint.open(folder))
        .isInstanceOf(CheckpointException.class)
        .hasMessageStartingWith("Cannot use " + folder)
        .hasMessageContaining(expected);
  }
}
