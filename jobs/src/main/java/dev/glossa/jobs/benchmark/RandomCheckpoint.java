package dev.glossa.jobs.benchmark;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import dev.glossa.udf.model.BartConfig;
import dev.glossa.udf.model.BertConfig;
import dev.glossa.udf.model.Gpt2Config;
import dev.glossa.udf.model.ModelConfig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Writes a Hugging Face checkpoint folder with random weights, which serves wherever only its size
 * matters. The same configuration gives the same bytes.
 */
public final class RandomCheckpoint {
  private static final long SEED = 0;

  /** Standard deviation of the weights: Hugging Face's {@code initializer_range}. */
  private static final double DEVIATION = 0.02;

  private static final int BUFFER = 1 << 20;
  private static final ObjectWriter JSON = new ObjectMapper().writerWithDefaultPrettyPrinter();

  private RandomCheckpoint() {}

  /**
   * Writes the folder: it is there when all of it is.
   *
   * @param folder that does not exist
   * @param config sizes; the activation is the family's own, whatever it says
   * @param generation fields of {@code generation_config.json}, none for no such file
   * @param tokenizer file to copy to {@code tokenizer.json}, whose tokens the model must know
   */
  public static void write(
      Path folder, ModelConfig config, Map<String, Object> generation, Path tokenizer)
      throws IOException {
    Path parent = folder.toAbsolutePath().getParent();
    Files.createDirectories(parent);
    Path unfinished = Files.createTempDirectory(parent, "." + folder.getFileName());
    Files.writeString(unfinished.resolve("config.json"), JSON.writeValueAsString(fields(config)));
    if (!generation.isEmpty()) {
      Files.writeString(
          unfinished.resolve("generation_config.json"), JSON.writeValueAsString(generation));
    }
    Files.copy(tokenizer, unfinished.resolve("tokenizer.json"));
    weights(unfinished.resolve("model.safetensors"), Weight.of(config));
    Files.move(unfinished, folder, StandardCopyOption.ATOMIC_MOVE);
  }

  /**
   * Writes a safetensors file (<a href="https://github.com/huggingface/safetensors#format">its
   * format</a>): the header's length, the header, and the weights in its order.
   */
  static void weights(Path file, List<Weight> weights) throws IOException {
    Map<String, Object> header = new LinkedHashMap<>();
    header.put("__metadata__", Map.of("format", "pt"));
    long end = 0;
    for (Weight weight : weights) {
      long begin = end;
      end += weight.size() * Float.BYTES;
      header.put(
          weight.name(),
          Map.of("dtype", "F32", "shape", weight.shape(), "data_offsets", List.of(begin, end)));
    }
    String text = new ObjectMapper().writeValueAsString(header);
    byte[] bytes = (text + " ".repeat(-text.length() & 7)).getBytes(StandardCharsets.US_ASCII);
    ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER).order(ByteOrder.LITTLE_ENDIAN);
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      drain(channel, buffer.putLong(bytes.length));
      drain(channel, ByteBuffer.wrap(bytes).position(bytes.length));
      SplittableRandom random = new SplittableRandom(SEED);
      for (Weight weight : weights) {
        for (long i = 0; i < weight.size(); i++) {
          if (!buffer.hasRemaining()) {
            drain(channel, buffer);
          }
          buffer.putFloat(number(weight.kind(), random));
        }
      }
      drain(channel, buffer);
    }
  }

  /** A weight; random ones are uniform, which is quick to draw. */
  private static float number(Weight.Kind kind, SplittableRandom random) {
    return switch (kind) {
      case RANDOM -> (float) ((random.nextDouble() * 2 - 1) * Math.sqrt(3) * DEVIATION);
      case ONES -> 1;
      case ZEROS -> 0;
    };
  }

  private static void drain(FileChannel channel, ByteBuffer buffer) throws IOException {
    buffer.flip();
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
    buffer.clear();
  }

  /** The fields of {@code config.json}. */
  private static Map<String, Object> fields(ModelConfig model) {
    Map<String, Object> fields = new LinkedHashMap<>();
    if (model instanceof Gpt2Config config) {
      fields.put("model_type", "gpt2");
      fields.put("architectures", List.of("GPT2LMHeadModel"));
      fields.put("n_layer", config.layers());
      fields.put("n_head", config.heads());
      fields.put("n_embd", config.width());
      fields.put("n_inner", config.feedForward());
      fields.put("n_positions", config.positions());
    } else if (model instanceof BartConfig config) {
      fields.put("model_type", "bart");
      fields.put("architectures", List.of("BartForConditionalGeneration"));
      fields.put("is_encoder_decoder", true);
      fields.put("d_model", config.width());
      fields.put("encoder_layers", config.encoderLayers());
      fields.put("encoder_attention_heads", config.encoderHeads());
      fields.put("encoder_ffn_dim", config.encoderFeedForward());
      fields.put("decoder_layers", config.decoderLayers());
      fields.put("decoder_attention_heads", config.decoderHeads());
      fields.put("decoder_ffn_dim", config.decoderFeedForward());
      fields.put("max_position_embeddings", config.positions());
    } else {
      BertConfig config = (BertConfig) model;
      fields.put("model_type", "bert");
      fields.put("architectures", List.of("BertModel"));
      fields.put("num_hidden_layers", config.layers());
      fields.put("num_attention_heads", config.heads());
      fields.put("hidden_size", config.width());
      fields.put("intermediate_size", config.feedForward());
      fields.put("max_position_embeddings", config.positions());
      fields.put("type_vocab_size", config.types());
    }
    fields.put("vocab_size", model.vocabulary());
    return fields;
  }
}
