package dev.glossa.udf.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Which of a model's files are wanted. */
class TestNeededFiles {
  @Test
  void oneFormOfTheWeightsIsWanted() {
    assertThat(
            NeededFiles.of(
                List.of(
                    "config.json",
                    "model.safetensors",
                    "pytorch_model.bin",
                    "model.fp16.safetensors",
                    "flax_model.msgpack",
                    "vocab.txt",
                    "training_args.bin",
                    "openvino/config.json")))
        .containsExactly("config.json", "vocab.txt", "model.safetensors");
    assertThat(
            NeededFiles.of(
                List.of(
                    "pytorch_model.bin.index.json",
                    "pytorch_model-00001-of-00002.bin",
                    "pytorch_model-00002-of-00002.bin",
                    "spiece.model",
                    "consolidated.00.pth")))
        .containsExactly(
            "spiece.model",
            "pytorch_model-00001-of-00002.bin",
            "pytorch_model-00002-of-00002.bin",
            "pytorch_model.bin.index.json");
    assertThat(
            NeededFiles.of(
                List.of(
                    "2_Dense/pytorch_model.bin",
                    "2_Dense/model.safetensors",
                    "2_Dense/config.json",
                    "model.safetensors",
                    "model.safetensors.index.json",
                    "modules.json",
                    "sentence_xlm-roberta_config.json",
                    "config_sentence_transformers.json",
                    "3_Normalize/config.json",
                    "onnx/config.json",
                    "1_Pooling/config.json")))
        .containsExactly(
            "config_sentence_transformers.json",
            "modules.json",
            "sentence_xlm-roberta_config.json",
            "1_Pooling/config.json",
            "2_Dense/config.json",
            "3_Normalize/config.json",
            "model.safetensors",
            "2_Dense/model.safetensors");
  }

  @Test
  void chatTemplatesAreWanted() {
    assertThat(
            NeededFiles.of(
                List.of(
                    "additional_chat_templates/tool_use.jinja",
                    "additional_chat_templates/notes.txt",
                    "chat_template.jinja",
                    "chat_template.json",
                    "examples/chat.jinja",
                    "model.safetensors")))
        .containsExactly(
            "chat_template.jinja",
            "chat_template.json",
            "additional_chat_templates/tool_use.jinja",
            "model.safetensors");
  }
}
