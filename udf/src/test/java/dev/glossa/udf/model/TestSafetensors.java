package dev.glossa.udf.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TestSafetensors {
  private static final String OVER_LIMIT = "(over the format's 100000000 bytes;";
  private static final String NOT_NUMBERS = "(not whole numbers from 0 to 2^63 - 1;";
  private static final String NO_PAIR = "(not [begin, end] with begin ≤ end;";

  @TempDir Path folder;

  /** Each a file and the message that must refuse it; where no length is given, 8 bytes of data. */
  static Stream<Arguments> craftedHeaders() {
    return Stream.of(
        file("empty file", new byte[0], "size 0 bytes (too short for the header's length;"),
        file("half a length", new byte[7], "size 7 bytes (too short for the header's length;"),
        file("length 0", raw(0, ""), "header (does not begin with {;"),
        file(
            "length past the end",
            raw(100, "{}"),
            "header length 100 (past the end of the file of 10 bytes;"),
        file(
            "length over the limit",
            raw(100_000_001, "{}"),
            "header length 100000001 " + OVER_LIMIT),
        file("largest signed", raw(Long.MAX_VALUE, "{}"), "9223372036854775807 " + OVER_LIMIT),
        file("sign bit set", raw(-1, "{}"), "header length 18446744073709551615 " + OVER_LIMIT),
        header("begins with a space", " {}", 0, "header (does not begin with {;"),
        header("a list", "[]", 0, "header (does not begin with {;"),
        header("cut short", "{\"a\":{\"dtype\":\"F32\"", 0, "(not valid JSON: "),
        header("two objects", "{} {}", 0, "(not valid JSON: Trailing token"),
        file("not UTF-8", latin1("{\"\u00e9\":1}"), "header (not UTF-8;"),
        header(
            "a tensor twice",
            "{\"a\":" + entry("U8", "[8]", 0, 8) + ",\"a\":" + entry("U8", "[8]", 0, 8) + "}",
            8,
            "(not valid JSON: Duplicate field 'a';"),
        header(
            "a key twice",
            "{\"a\":{\"dtype\":\"U8\",\"dtype\":\"U8\",\"shape\":[8],\"data_offsets\":[0,8]}}",
            8,
            "(not valid JSON: Duplicate field 'dtype';"),
        header("entry no object", "{\"a\":[]}", 0, "tensor a (its entry is not an object;"),
        header(
            "no dtype",
            "{\"a\":{\"shape\":[8],\"data_offsets\":[0,8]}}",
            8,
            "tensor a (its entry has no dtype;"),
        header(
            "no offsets",
            "{\"a\":{\"dtype\":\"U8\",\"shape\":[8]}}",
            8,
            "tensor a (its entry has no data_offsets;"),
        header(
            "unknown field",
            "{\"a\":{\"dtype\":\"U8\",\"shape\":[8],\"data_offsets\":[0,8],\"code\":\"\"}}",
            8,
            "tensor a (its entry has an unknown field code;"),
        tensor(
            "unknown dtype", entry("F80", "[8]", 0, 8), "dtype \"F80\" (not a type of the format;"),
        tensor(
            "dtype a number", entry("F32", "[2]", 0, 8).replace("\"F32\"", "1"), "dtype 1 (not a"),
        tensor("dtype in small letters", entry("f32", "[2]", 0, 8), "dtype \"f32\" (not a type"),
        tensor("shape no list", entry("F32", "2", 0, 8), "shape 2 (not a list;"),
        tensor("negative dimension", entry("F32", "[-2]", 0, 8), "shape [-2] " + NOT_NUMBERS),
        tensor("broken dimension", entry("F32", "[2.0]", 0, 8), "shape [2.0] " + NOT_NUMBERS),
        tensor(
            "dimension of 20 digits",
            entry("F32", "[99999999999999999999]", 0, 8),
            "shape [99999999999999999999] " + NOT_NUMBERS),
        tensor(
            "product overflows to the right size",
            entry("U8", "[4294967296,4294967296,8]", 0, 8),
            "shape [4294967296, 4294967296, 8] (its size overflows;"),
        tensor("offsets backwards", entry("F32", "[2]", 8, 0), "data_offsets [8, 0] " + NO_PAIR),
        tensor(
            "three offsets",
            entry("F32", "[2]", 0, 8).replace("[0,8]", "[0,4,8]"),
            "data_offsets [0, 4, 8] " + NO_PAIR),
        tensor("negative offset", entry("F32", "[2]", -8, 0), "data_offsets [-8,0] " + NOT_NUMBERS),
        tensor(
            "past the end",
            entry("F32", "[3]", 0, 12),
            "data_offsets [0, 12] (past the end of the file's 8 bytes of data;"),
        tensor(
            "size unlike the shape",
            entry("F32", "[3]", 0, 8),
            "tensor a: 8 bytes (shape [3] of F32 takes 12;"),
        header(
            "overlap",
            "{\"a\":" + entry("U8", "[5]", 0, 5) + ",\"b\":" + entry("U8", "[4]", 4, 8) + "}",
            8,
            "tensor b (overlaps the tensor before it by 1 bytes;"),
        header(
            "two tensors in one place",
            "{\"a\":" + entry("U8", "[8]", 0, 8) + ",\"b\":" + entry("U8", "[8]", 0, 8) + "}",
            8,
            "tensor b (overlaps the tensor before it by 8 bytes;"),
        header(
            "hole",
            "{\"a\":" + entry("U8", "[2]", 0, 2) + ",\"b\":" + entry("U8", "[4]", 4, 8) + "}",
            8,
            "tensor b (leaves a hole of 2 bytes before it;"),
        tensor(
            "hole at the beginning",
            entry("U8", "[4]", 4, 8),
            "tensor a (leaves a hole of 4 bytes before it;"),
        tensor(
            "bytes at the end",
            entry("U8", "[7]", 0, 7),
            "1 bytes at the end (belong to no tensor;"),
        header("no tensor, but data", "{}", 8, "8 bytes at the end (belong to no tensor;"),
        header(
            "metadata a list", "{\"__metadata__\":[]}", 0, "__metadata__: ARRAY (not an object;"),
        header(
            "metadata of numbers",
            "{\"__metadata__\":{\"format\":1}}",
            0,
            "__metadata__ format (not a string;"),
        header("nested 2,000 deep", "{\"a\":" + "[".repeat(2000), 0, "(not valid JSON: "));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("craftedHeaders")
  void refusesWithItsOwnReason(String name, byte[] bytes, String expected) throws Exception {
    Path file = Files.write(folder.resolve("model.safetensors"), bytes);
    assertThatThrownBy(() -> Safetensors.read(file))
        .isInstanceOf(CheckpointException.class)
        .hasMessageStartingWith("Cannot use " + file + ": ")
        .hasMessageContaining(expected)
        .hasMessageEndingWith("; copy the file again from where it came)");
  }

  @Test
  void readsEveryKindOfEntry() throws Exception {
    String text =
        "{\"__metadata__\":{\"format\":\"pt\"},\"b\":"
            + entry("F16", "[2,1]", 4, 8)
            + ",\"scalar\":"
            + entry("F32", "[]", 0, 4)
            + ",\"none\":"
            + entry("I64", "[0,7]", 4, 4)
            + "}";
    byte[] begin = TensorWriter.begin(text);
    Path file = folder.resolve("model.safetensors");
    Files.write(file, concat(begin, new byte[8]));
    Map<String, TensorInfo> tensors = Safetensors.read(file);
    assertThat(tensors.keySet()).containsExactly("scalar", "none", "b");
    assertThat(tensors.get("b"))
        .isEqualTo(new TensorInfo("b", Dtype.F16, List.of(2L, 1L), file, begin.length + 4, 4));
    assertThat(tensors.get("scalar").shape()).isEmpty();
    assertThat(tensors.get("none").length()).isZero();
  }

  @Test
  void aMissingFileIsNamed() {
    Path file = folder.resolve("absent.safetensors");
    assertThatThrownBy(() -> Safetensors.read(file))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining(file + ": not readable (java.nio.file.NoSuchFileException");
  }

  private static Arguments file(String name, byte[] bytes, String expected) {
    return Arguments.of(name, bytes, expected);
  }

  private static Arguments header(String name, String header, int data, String expected) {
    return file(name, concat(raw(utf8(header).length, header), new byte[data]), expected);
  }

  private static Arguments tensor(String name, String entry, String expected) {
    return header(name, "{\"a\":" + entry + "}", 8, expected);
  }

  private static String entry(String dtype, String shape, long begin, long end) {
    return "{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":[%d,%d]}"
        .formatted(dtype, shape, begin, end);
  }

  private static byte[] raw(long length, String text) {
    byte[] eight =
        ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(length).array();
    return concat(eight, utf8(text));
  }

  private static byte[] latin1(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    return concat(Arrays.copyOf(raw(bytes.length, ""), Long.BYTES), bytes);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] concat(byte[] left, byte[] right) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(left);
    out.writeBytes(right);
    return out.toByteArray();
  }
}
