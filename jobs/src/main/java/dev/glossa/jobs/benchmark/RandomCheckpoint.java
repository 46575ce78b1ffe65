package dev.glossa.jobs.benchmark;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.glossa.udf.model.family.ConfigException;
import dev.glossa.udf.model.family.Families;
import dev.glossa.udf.model.family.ModelConfig;
import dev.glossa.udf.model.family.Weight;
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
   * @param config the fields of {@code config.json}; a {@code dtype} of bfloat16 makes weights of
   *     that type, cut from float32
   * @param generation fields of {@code generation_config.json}, none for no such file
   * @param tokenizer file to copy to {@code tokenizer.json}, whose tokens the model must know
   */
  public static void write(
      Path folder, ObjectNode config, Map<String, Object> generation, Path tokenizer)
      throws IOException {
    Path parent = folder.toAbsolutePath().getParent();
    Files.createDirectories(parent);
    Path unfinished = Files.createTempDirectory(parent, "." + folder.getFileName());
    Files.writeString(unfinished.resolve("config.json"), JSON.writeValueAsString(config));
    if (!generation.isEmpty()) {
      Files.writeString(
          unfinished.resolve("generation_config.json"), JSON.writeValueAsString(generation));
    }
    Files.copy(tokenizer, unfinished.resolve("tokenizer.json"));
    boolean half = config.path("dtype").asText().equals("bfloat16");
    weights(unfinished.resolve("model.safetensors"), model(config), half);
    Files.move(unfinished, folder, StandardCopyOption.ATOMIC_MOVE);
  }

  /**
   * Writes a safetensors file (<a href="https://github.com/huggingface/safetensors#format">its
   * format</a>): the header's length, the header, and the weights in its order.
   */
  private static void weights(Path file, ModelConfig model, boolean half) throws IOException {
    List<Weight> weights =
        model.allWeights().stream().filter(weight -> !weight.optional()).toList();
    Map<String, Object> header = new LinkedHashMap<>();
    header.put("__metadata__", Map.of("format", "pt"));
    long end = 0;
    for (Weight weight : weights) {
      long begin = end;
      end += weight.size() * (half ? Short.BYTES : Float.BYTES);
      header.put(
          model.fileName(weight),
          Map.of(
              "dtype",
              half ? "BF16" : "F32",
              "shape",
              weight.shape(),
              "data_offsets",
              List.of(begin, end)));
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
          float number = number(weight.kind(), random);
          if (half) {
            buffer.putShort((short) (Float.floatToIntBits(number) >>> Short.SIZE));
          } else {
            buffer.putFloat(number);
          }
        }
      }
      drain(channel, buffer);
    }
  }

  /** Fills a weight with numbers of a uniform distribution, which is quick to draw. */
  private static float number(Weight.Kind kind, SplittableRandom random) {
    return switch (kind) {
      case MATRIX, CROSS_MATRIX, TABLE ->
          (float) ((random.nextDouble() * 2 - 1) * Math.sqrt(3) * DEVIATION);
      case NORM -> 1;
      case BIAS -> 0;
    };
  }

  private static void drain(FileChannel channel, ByteBuffer buffer) throws IOException {
    buffer.flip();
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
    buffer.clear();
  }

  static ModelConfig model(ObjectNode config) {
    try {
      return Families.read(config);
    } catch (ConfigException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }
}
