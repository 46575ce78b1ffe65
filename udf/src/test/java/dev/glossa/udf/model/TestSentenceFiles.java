package dev.glossa.udf.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.glossa.udf.model.embedding.DenseLayer;
import dev.glossa.udf.model.embedding.Embedding;
import dev.glossa.udf.model.embedding.Embedding.Step;
import dev.glossa.udf.model.embedding.Pooling;
import dev.glossa.udf.model.embedding.SentenceModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What sentence-transformers' files say, in the forms that its versions have written. */
class TestSentenceFiles {
  @TempDir Path temp;
  private Path folder;

  @BeforeEach
  void writeBert() {
    folder = TinyCheckpoints.bert(temp.resolve("model"), 3);
  }

  @Test
  void aFolderWithoutModulesSaysNothing() throws Exception {
    String before = Checkpoint.open(folder).fingerprint();
    write("sentence_bert_config.json", "{'max_seq_length': 12}");
    Checkpoint checkpoint = Checkpoint.open(folder);
    assertThat(checkpoint.sentence()).isEqualTo(SentenceModel.NONE);
    assertThat(checkpoint.fingerprint()).isEqualTo(before);
  }

  @Test
  void anOlderFolderIsFollowed() throws Exception {
    modules("Pooling", "Dense", "Normalize");
    write(
        "1_Pooling/config.json",
        "{'pooling_mode_cls_token': true, 'pooling_mode_max_tokens': false}");
    dense(16, 4, true);
    write("sentence_bert_config.json", "{'max_seq_length': 12, 'do_lower_case': false}");
    write(
        "config_sentence_transformers.json",
        "{'prompts': {'query': 'query: ', 'passage': ''}, 'default_prompt_name': 'passage'}");
    SentenceModel model = Checkpoint.open(folder).sentence();
    assertThat(model.refusal()).isEmpty();
    assertThat(model.embedding())
        .isEqualTo(new Embedding(Pooling.FIRST, List.of(Step.DENSE, Step.NORMALIZE)));
    assertThat(model.embedding().text()).isEqualTo("cls_token+dense+normalize");
    assertThat(model.dense()).containsExactly(new DenseLayer("2_Dense", 16, 4, true, "tanh"));
    assertThat(model.maxTokens()).isEqualTo(12);
    assertThat(model.prompts())
        .containsExactly(Map.entry("passage", ""), Map.entry("query", "query: "));
    assertThat(model.defaultPrompt()).isEqualTo("passage");
    assertThat(model.poolsPrompt()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'pooling_mode': 'lasttoken', 'include_prompt': false} | LAST",
        "{'pooling_mode': ['max']} | MAX",
        "{'pooling_mode_mean_sqrt_len_tokens': true} | MEAN_SQRT_LENGTH",
        "{'pooling_mode_mean_tokens': true, 'pooling_mode_lasttoken': false} | MEAN",
        "{'word_embedding_dimension': 16} | MEAN",
      })
  void readsEveryPooling(String pooling, Pooling expected) throws Exception {
    modules("Pooling");
    write("1_Pooling/config.json", pooling);
    SentenceModel model = Checkpoint.open(folder).sentence();
    assertThat(model.refusal()).isEmpty();
    assertThat(model.embedding()).isEqualTo(new Embedding(expected, List.of()));
    assertThat(model.poolsPrompt()).isEqualTo(!pooling.contains("include_prompt"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1_Pooling/config.json | {'pooling_mode': ['cls', 'mean']} | pooling = cls and mean",
        "1_Pooling/config.json | {'pooling_mode_cls_token': true, 'pooling_mode_max_tokens': true} |"
            + " pooling = cls_token and max_tokens",
        "1_Pooling/config.json | {'pooling_mode_weightedmean_tokens': true} | weightedmean_tokens",
        "1_Pooling/config.json | {'pooling_mode': 'median'} | pooling = median",
        "1_Pooling/config.json | [] | not a JSON object",
        "2_Dense/config.json | {'in_features': 9, 'out_features': 4} | in_features = 9",
        "2_Dense/config.json | {'in_features': 16, 'out_features': 5} | shape [4, 16]",
        "2_Dense/config.json | {'in_features': 16, 'out_features': 4, 'use_residual': true} |"
            + " use_residual",
        "2_Dense/config.json | {'in_features': 16, 'out_features': 4,"
            + " 'activation_function': 'torch.nn.ELU'} | activation_function = torch.nn.ELU",
        "2_Dense/config.json | {'in_features': 16, 'out_features': 4,"
            + " 'activation_function': 'mine.Tanh'} | activation_function = mine.Tanh",
        "2_Dense/config.json | {'in_features': 16, 'out_features': 4,"
            + " 'module_input_name': 'token_embeddings'} | module_input_name = token_embeddings",
        "sentence_bert_config.json | {'max_seq_length': 0} | max_seq_length = 0",
        "sentence_roberta_config.json | {'max_seq_length': 'all'} | max_seq_length = \"all\"",
        "sentence_bert_config.json | {'do_lower_case': true} | do_lower_case = true",
        "sentence_bert_config.json | {'transformer_task': 'fill-mask'} | transformer_task",
        "config_sentence_transformers.json | {'default_prompt_name': 'query'} | default_prompt_name",
        "config_sentence_transformers.json | {'truncate_dim': 8} | truncate_dim = 8",
        "config_sentence_transformers.json | {'model_type': 'SparseEncoder'} | SparseEncoder",
        "modules.json | [{'type': 'sentence_transformers.models.Transformer', 'path': ''}] | Pooling",
        "modules.json | [{'type': 'sentence_transformers.models.Transformer', 'path': '0_T'}] | 0_T",
        "modules.json | [{'type': 'custom_st.Transformer', 'path': ''}] | custom_st.Transformer",
        "modules.json | {} | not a JSON list",
      })
  void whatCannotBeFollowedIsRefusedByName(String file, String text, String named)
      throws Exception {
    modules("Pooling", "Dense");
    write("1_Pooling/config.json", "{}");
    dense(16, 4, false);
    assertThat(Checkpoint.open(folder).sentence().refusal()).isEmpty();
    write(file, text);
    assertThat(Checkpoint.open(folder).sentence().refusal())
        .startsWith("Cannot use " + folder)
        .contains(named)
        .doesNotContain("\n");
  }

  @ParameterizedTest
  @CsvSource({"CNN", "LSTM", "WeightedLayerPooling", "Dropout", "Pooling"})
  void otherModulesAreRefusedByName(String kind) throws Exception {
    modules("Pooling", kind);
    write("1_Pooling/config.json", "{}");
    assertThat(Checkpoint.open(folder).sentence().refusal())
        .contains("module 2 = sentence_transformers.models." + kind + " in 2_" + kind);
  }

  @Test
  void aModulesFolderCannotLieElsewhere() throws Exception {
    modules("Pooling");
    write("1_Pooling/config.json", "{}");
    Path list = folder.resolve("modules.json");
    Files.writeString(list, Files.readString(list).replace("1_Pooling", "../1_Pooling"));
    assertThat(Checkpoint.open(folder).sentence().refusal()).contains("path = ../1_Pooling");
  }

  @Test
  void aChangeInAModulesFolderIsAnotherModel() throws Exception {
    modules("Pooling");
    write("1_Pooling/config.json", "{'pooling_mode': 'mean'}");
    String before = Checkpoint.open(folder).fingerprint();
    write("1_Pooling/README.md", "{}");
    assertThat(Checkpoint.open(folder).fingerprint()).isEqualTo(before);
    Lock.write(folder);
    assertThat(Checkpoint.open(folder).fingerprint()).isEqualTo(before);
    write("1_Pooling/config.json", "{'pooling_mode': 'max'}");
    assertThatThrownBy(() -> Checkpoint.open(folder))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("1_Pooling");
    Files.delete(folder.resolve(Lock.NAME));
    assertThat(Checkpoint.open(folder).fingerprint()).isNotEqualTo(before);
  }

  private void modules(String... kinds) throws Exception {
    StringBuilder list =
        new StringBuilder("[{'type': 'sentence_transformers.models.Transformer', 'path': ''}");
    int number = 1;
    for (String kind : kinds) {
      list.append(
          ", {'type': 'sentence_transformers.models.%s', 'path': '%d_%s'}"
              .formatted(kind, number++, kind));
    }
    write("modules.json", list + "]");
  }

  private void dense(int in, int out, boolean bias) throws Exception {
    write(
        "2_Dense/config.json",
        "{'in_features': %d, 'out_features': %d, 'bias': %b}".formatted(in, out, bias));
    Map<String, TensorWriter.Tensor> weights = new LinkedHashMap<>();
    weights.put(
        "linear.weight",
        TensorWriter.Tensor.of(List.of((long) out, (long) in), new float[in * out]));
    if (bias) {
      weights.put("linear.bias", TensorWriter.Tensor.of(List.of((long) out), new float[out]));
    }
    TensorWriter.write(folder.resolve("2_Dense/model.safetensors"), weights);
  }

  /** Single quotes stand for double ones. */
  private void write(String name, String text) throws Exception {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text.replace('\'', '"'));
  }
}
