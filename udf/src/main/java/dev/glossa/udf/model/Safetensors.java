package dev.glossa.udf.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Reads and checks the header of a safetensors file.
 *
 * <p>Format (<a href="https://huggingface.co/docs/safetensors/index#format">its page</a>): eight
 * bytes N, unsigned and little-endian; N bytes of JSON, an object from tensor name to {@code
 * dtype}, {@code shape} and {@code data_offsets} [begin, end) counted from the end of the header,
 * and optionally {@code __metadata__}, an object of strings; then the tensors' bytes, which the
 * entries must cover exactly: no hole, no overlap, nothing after the last.
 */
final class Safetensors {
  private static final int LENGTH_BYTES = 8;
  private static final long LARGEST_HEADER = 100_000_000;
  private static final String METADATA = "__metadata__";
  private static final Set<String> ENTRY = Set.of("dtype", "shape", "data_offsets");
  private static final String REMEDY = "copy the file again from where it came";

  private final Path file;
  private final long dataBegin;
  private final long dataLength;

  private Safetensors(Path file, long dataBegin, long dataLength) {
    this.file = file;
    this.dataBegin = dataBegin;
    this.dataLength = dataLength;
  }

  /**
   * The tensors of a file by name, in the order of their bytes.
   *
   * @throws CheckpointException when the file breaks any rule of the format
   */
  static Map<String, TensorInfo> read(Path file) throws CheckpointException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long size = channel.size();
      if (size < LENGTH_BYTES) {
        throw fault(file, "size " + size + " bytes", "too short for the header's length");
      }
      long length = TensorBytes.read(channel, 0, LENGTH_BYTES).getLong();
      if (length < 0 || length > LARGEST_HEADER) {
        throw fault(
            file,
            "header length " + Long.toUnsignedString(length),
            "over the format's " + LARGEST_HEADER + " bytes");
      }
      if (length > size - LENGTH_BYTES) {
        throw fault(
            file, "header length " + length, "past the end of the file of " + size + " bytes");
      }
      byte[] header = TensorBytes.read(channel, LENGTH_BYTES, (int) length).array();
      if (length == 0 || header[0] != '{') {
        throw fault(file, "header", "does not begin with {");
      }
      long dataBegin = LENGTH_BYTES + length;
      return new Safetensors(file, dataBegin, size - dataBegin)
          .tensors(Json.parse(file, header, "header", REMEDY));
    } catch (IOException e) {
      throw new CheckpointException(file, "not readable", String.valueOf(e), REMEDY, e);
    }
  }

  private Map<String, TensorInfo> tensors(ObjectNode header) throws CheckpointException {
    List<TensorInfo> found = new ArrayList<>();
    Iterator<Map.Entry<String, JsonNode>> fields = header.fields();
    while (fields.hasNext()) {
      Map.Entry<String, JsonNode> field = fields.next();
      if (field.getKey().equals(METADATA)) {
        checkMetadata(field.getValue());
      } else {
        found.add(tensor(field.getKey(), field.getValue()));
      }
    }
    found.sort(Comparator.comparingLong(TensorInfo::begin).thenComparingLong(TensorInfo::length));
    checkCover(found);
    Map<String, TensorInfo> tensors = new LinkedHashMap<>();
    found.forEach(tensor -> tensors.put(tensor.name(), tensor));
    return tensors;
  }

  private void checkMetadata(JsonNode metadata) throws CheckpointException {
    if (!metadata.isObject()) {
      throw fault(file, METADATA + ": " + metadata.getNodeType(), "not an object");
    }
    Iterator<Map.Entry<String, JsonNode>> fields = metadata.fields();
    while (fields.hasNext()) {
      Map.Entry<String, JsonNode> field = fields.next();
      if (!field.getValue().isTextual()) {
        throw fault(file, METADATA + " " + field.getKey(), "not a string");
      }
    }
  }

  private TensorInfo tensor(String name, JsonNode entry) throws CheckpointException {
    String what = "tensor " + name;
    if (!entry.isObject()) {
      throw fault(file, what, "its entry is not an object");
    }
    for (String key : ENTRY) {
      if (!entry.has(key)) {
        throw fault(file, what, "its entry has no " + key);
      }
    }
    for (Iterator<String> keys = entry.fieldNames(); keys.hasNext(); ) {
      String key = keys.next();
      if (!ENTRY.contains(key)) {
        throw fault(file, what, "its entry has an unknown field " + key);
      }
    }
    Dtype dtype = dtype(what, entry.get("dtype"));
    List<Long> shape = numbers(what + ": shape ", entry.get("shape"));
    List<Long> offsets = numbers(what + ": data_offsets ", entry.get("data_offsets"));
    if (offsets.size() != 2 || offsets.get(0) > offsets.get(1)) {
      throw fault(file, what + ": data_offsets " + offsets, "not [begin, end] with begin ≤ end");
    }
    if (offsets.get(1) > dataLength) {
      throw fault(
          file,
          what + ": data_offsets " + offsets,
          "past the end of the file's " + dataLength + " bytes of data");
    }
    long length = offsets.get(1) - offsets.get(0);
    if (bytes(what, dtype, shape) != length) {
      throw fault(
          file,
          what + ": " + length + " bytes",
          "shape " + shape + " of " + dtype + " takes " + bytes(what, dtype, shape));
    }
    return new TensorInfo(name, dtype, shape, file, dataBegin + offsets.get(0), length);
  }

  private Dtype dtype(String what, JsonNode value) throws CheckpointException {
    return Stream.of(Dtype.values())
        .filter(dtype -> value.isTextual() && dtype.name().equals(value.textValue()))
        .findFirst()
        .orElseThrow(() -> fault(file, what + ": dtype " + value, "not a type of the format"));
  }

  private List<Long> numbers(String what, JsonNode values) throws CheckpointException {
    if (!values.isArray()) {
      throw fault(file, what + values, "not a list");
    }
    List<Long> numbers = new ArrayList<>();
    for (JsonNode value : values) {
      if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0) {
        throw fault(file, what + values, "not whole numbers from 0 to 2^63 - 1");
      }
      numbers.add(value.longValue());
    }
    return List.copyOf(numbers);
  }

  private long bytes(String what, Dtype dtype, List<Long> shape) throws CheckpointException {
    try {
      long bytes = dtype.bytes();
      for (long dimension : shape) {
        bytes = Math.multiplyExact(bytes, dimension);
      }
      return bytes;
    } catch (ArithmeticException e) {
      throw fault(file, what + ": shape " + shape, "its size overflows");
    }
  }

  private void checkCover(List<TensorInfo> tensors) throws CheckpointException {
    long end = dataBegin;
    for (TensorInfo tensor : tensors) {
      if (tensor.begin() != end) {
        String why =
            tensor.begin() < end
                ? "overlaps the tensor before it by " + (end - tensor.begin()) + " bytes"
                : "leaves a hole of " + (tensor.begin() - end) + " bytes before it";
        throw fault(file, "tensor " + tensor.name(), why);
      }
      end += tensor.length();
    }
    if (end != dataBegin + dataLength) {
      long left = dataBegin + dataLength - end;
      throw fault(file, left + " bytes at the end", "belong to no tensor");
    }
  }

  private static CheckpointException fault(Path file, String what, String why) {
    return new CheckpointException(file, what, why, REMEDY);
  }
}
