package dev.glossa.udf.model;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Writes safetensors files. */
public final class TensorWriter {
  private static final ObjectMapper JSON = new ObjectMapper();

  private TensorWriter() {}

  /** One tensor: the format's name of its type, its dimensions, its little-endian bytes. */
  public record Tensor(String dtype, List<Long> shape, byte[] bytes) {

    /** A tensor of type F32. */
    public static Tensor of(List<Long> shape, float... values) {
      ByteBuffer buffer =
          ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      buffer.asFloatBuffer().put(values);
      return new Tensor("F32", shape, buffer.array());
    }

    /** The same tensor with zeros in place of the bits that BF16 lacks. */
    public Tensor withoutLowerBits() {
      byte[] upper = bytes.clone();
      for (int i = 0; i < upper.length; i += Float.BYTES) {
        upper[i] = 0;
        upper[i + 1] = 0;
      }
      return new Tensor(dtype, shape, upper);
    }

    /** The same tensor in type BF16, its lower bits cut off. */
    public Tensor toBf16() {
      ByteBuffer from = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
      ByteBuffer to = ByteBuffer.allocate(bytes.length / 2).order(ByteOrder.LITTLE_ENDIAN);
      while (from.hasRemaining()) {
        to.putShort((short) (from.getInt() >>> Short.SIZE));
      }
      return new Tensor("BF16", shape, to.array());
    }
  }

  /** Writes tensors one after another, in the map's order. */
  public static void write(Path file, Map<String, Tensor> tensors) throws IOException {
    ObjectNode header = JSON.createObjectNode();
    header.putObject("__metadata__").put("format", "pt");
    long offset = 0;
    for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
      Tensor tensor = entry.getValue();
      ObjectNode field = header.putObject(entry.getKey()).put("dtype", tensor.dtype());
      ArrayNode shape = field.putArray("shape");
      tensor.shape().forEach(shape::add);
      field.putArray("data_offsets").add(offset).add(offset + tensor.bytes().length);
      offset += tensor.bytes().length;
    }
    try (OutputStream out = Files.newOutputStream(file)) {
      out.write(begin(header.toString()));
      for (Tensor tensor : tensors.values()) {
        out.write(tensor.bytes());
      }
    }
  }

  /** The beginning of a file: the header's length, and the header padded to eight bytes. */
  static byte[] begin(String header) {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    int length = (text.length + 7) / 8 * 8;
    ByteBuffer buffer =
        ByteBuffer.allocate(Long.BYTES + length).order(ByteOrder.LITTLE_ENDIAN).putLong(length);
    buffer.put(text);
    while (buffer.hasRemaining()) {
      buffer.put((byte) ' ');
    }
    return buffer.array();
  }
}
