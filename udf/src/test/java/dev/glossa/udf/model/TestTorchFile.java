package dev.glossa.udf.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Files that PyTorch wrote (make_torch.py beside them) and what became of them. */
class TestTorchFile {
  private static final Path FILES =
      Path.of("src/test/resources/dev/glossa/udf/model/torch").toAbsolutePath();
  private static final int MUTATIONS = 1000;

  @TempDir Path temp;

  static Stream<String> files() throws IOException {
    List<String> names = new ArrayList<>();
    expected().fieldNames().forEachRemaining(names::add);
    return names.stream();
  }

  @ParameterizedTest
  @MethodSource("files")
  void tensorsAreThoseThatWereSaved(String name) throws Exception {
    JsonNode expected = expected().get(name);
    Path file = FILES.resolve(name);
    Map<String, TensorInfo> tensors =
        Files.isDirectory(file) ? WeightFiles.read(file).tensors() : TorchFile.read(file).tensors();
    assertThat(described(tensors)).isEqualTo(described(expected));
  }

  @Test
  void aPartOfATransposedTensorIsThatPartOfItsRows() throws Exception {
    Map<String, TensorInfo> tensors = TorchFile.read(FILES.resolve("views.bin")).tensors();
    TensorInfo transposed = tensors.get("transposed");
    byte[] whole = bytes(TensorBytes.of(transposed, 0, transposed.length()));
    for (int begin = 0; begin < transposed.length(); begin += 4) {
      for (int end = begin; end <= transposed.length(); end += 4) {
        assertThat(bytes(TensorBytes.of(transposed, begin, end - begin)))
            .isEqualTo(Arrays.copyOfRange(whole, begin, end));
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          command.bin        | class posix.system (no weight is made of it
          command-legacy.bin | class posix.system (no weight is made of it
          evaluated.bin      | class builtins.eval (no weight is made of it
          whole-module.bin   | class torch.nn.modules.linear.Linear (no weight is made of it
          training.bin       | entry state_dict: a dictionary (not a tensor
          set.bin            | class __builtin__.set (no weight is made of it
          number.bin         | instruction BINFLOAT (weights are written without it
          expanded.bin       | shape [1000000], strides [0] (not within its storage of 1 elements
          conjugate.bin      | argument 6 (a dictionary that is not empty
          float8.bin         | class torch._utils._rebuild_tensor_v3 (no weight is made of it
          script.bin         | __torch__/torch/nn/modules/linear.py (compressed or encrypted
          plain-pickle.bin   | format (not one that torch.save writes
          compressed.bin     | compressed or encrypted
          big-endian.bin     | byteorder (not little
          """)
  void whatIsNotTensorsIsRefusedByName(String name, String message) {
    assertThatThrownBy(() -> TorchFile.read(FILES.resolve("refused/" + name)))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining(message);
    assertThat(Path.of("ran")).doesNotExist();
  }

  @Test
  void aMutatedFileIsRefusedOrHasTheSameTensors() throws Exception {
    byte[] bytes = Files.readAllBytes(FILES.resolve("module.bin"));
    Path file = temp.resolve("mutated.bin");
    Map<String, String> same = described(TorchFile.read(FILES.resolve("module.bin")).tensors());
    Random random = new Random(11);
    int refused = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      Files.write(file, mutated(bytes, random));
      try {
        TensorFile found = TorchFile.read(file);
        Contents.check(file.getParent(), List.of(file), List.of(), found.checksums());
        assertThat(described(found.tensors())).as("mutation %d", i).isEqualTo(same);
      } catch (CheckpointException e) {
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(MUTATIONS / 4);
  }

  /** Behind a checksum that fits, a pickle may say anything. */
  @Test
  void aMutatedPickleIsRefusedOrGivesTensorsWithinTheFile() throws Exception {
    int refused = 0;
    for (String name : List.of("without-checksums.bin", "protocol4.bin", "legacy.bin")) {
      byte[] bytes = Files.readAllBytes(FILES.resolve(name));
      int begin =
          name.equals("legacy.bin")
              ? 0
              : new String(bytes, StandardCharsets.ISO_8859_1).indexOf("\u0080");
      Path file = temp.resolve(name);
      Random random = new Random(12);
      for (int i = 0; i < MUTATIONS; i++) {
        byte[] mutated = bytes.clone();
        for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
          mutated[begin + random.nextInt(700)] = (byte) random.nextInt(256);
        }
        Files.write(file, withoutChecksums(mutated));
        try {
          for (TensorInfo tensor : TorchFile.read(file).tensors().values()) {
            assertThat(tensor.length()).isBetween(0L, (long) bytes.length);
            assertThat(bytes(TensorBytes.of(tensor, 0, tensor.length()))).hasSizeLessThan(5000);
          }
        } catch (CheckpointException e) {
          refused++;
        }
      }
    }
    assertThat(refused).isGreaterThan(MUTATIONS);
  }

  @Test
  void aPickleTakesNoMoreMemoryThanAMultipleOfItsSize() {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    int size = 1 << 20;
    for (String pattern :
        List.of("}", "}\u0094", "]\u0094", "(", ")\u0085", "(}t", "]]a", "N\u0085")) {
      byte[] pickle = pattern.repeat(size / pattern.length()).getBytes(StandardCharsets.ISO_8859_1);
      long before = threads.getCurrentThreadAllocatedBytes();
      assertThatThrownBy(() -> PickleMachine.tensors(temp, pickle))
          .isInstanceOf(CheckpointException.class);
      long allocated = threads.getCurrentThreadAllocatedBytes() - before;
      assertThat(allocated).as(pattern).isLessThan(150L * size);
    }
  }

  @Test
  void aTextLongerThanThePickleIsRefusedBeforeItIsMade() {
    byte[] pickle = HexFormat.of().parseHex("80028d" + "ffffffffffffff7f" + "612e");
    assertThatThrownBy(() -> PickleMachine.tensors(temp, pickle))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("cut short");
  }

  private static byte[] mutated(byte[] bytes, Random random) {
    int place = random.nextInt(bytes.length);
    byte[] mutated = bytes.clone();
    switch (random.nextInt(4)) {
      case 0 -> mutated[place] ^= (byte) (1 << random.nextInt(8));
      case 1 -> mutated[place] = (byte) random.nextInt(256);
      case 2 -> mutated = Arrays.copyOf(bytes, place);
      default -> mutated = Arrays.copyOf(bytes, bytes.length + 1 + place % 64);
    }
    return mutated;
  }

  /**
   * Takes the checksums out of a zip's directory, so that nothing but the pickle can be at fault.
   */
  private static byte[] withoutChecksums(byte[] bytes) {
    for (int i = 0; i + 4 < bytes.length; i++) {
      if (bytes[i] == 'P' && bytes[i + 1] == 'K' && bytes[i + 2] == 1 && bytes[i + 3] == 2) {
        Arrays.fill(bytes, i + 16, i + 20, (byte) 0);
      }
    }
    return bytes;
  }

  private static JsonNode expected() throws IOException {
    return new ObjectMapper().readTree(FILES.resolve("expected.json").toFile());
  }

  private static Map<String, String> described(JsonNode tensors) {
    Map<String, String> described = new LinkedHashMap<>();
    for (Iterator<Map.Entry<String, JsonNode>> all = tensors.fields(); all.hasNext(); ) {
      Map.Entry<String, JsonNode> tensor = all.next();
      JsonNode value = tensor.getValue();
      String shape = value.get("shape").toString().replace(",", ", ");
      described.put(
          tensor.getKey(),
          value.get("dtype").asText() + " " + shape + " " + value.get("bytes").asText());
    }
    return described;
  }

  private static Map<String, String> described(Map<String, TensorInfo> tensors) throws IOException {
    Map<String, String> described = new LinkedHashMap<>();
    for (TensorInfo tensor : tensors.values()) {
      byte[] bytes = bytes(TensorBytes.of(tensor, 0, tensor.length()));
      described.put(
          tensor.name(),
          tensor.dtype() + " " + tensor.shape() + " " + HexFormat.of().formatHex(bytes));
    }
    return described;
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }
}
