package dev.glossa.udf.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.glossa.udf.model.family.Families;
import dev.glossa.udf.model.family.Weight;
import java.io.File;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Weights take no heap: a tensor of more than 2 GiB opens in a heap of 64 MiB. */
class TestLargeFile {
  private static final long TWO_GIB = 1L << 31;

  @TempDir Path folder;

  @Test
  void aTensorOverTwoGibibytesOpensInASmallHeap() throws Exception {
    ObjectNode config =
        TinyCheckpoints.gpt2Config()
            .put("n_layer", 1)
            .put("n_embd", 4096)
            .put("n_inner", 32)
            .put("vocab_size", 131_200);
    Files.writeString(folder.resolve("config.json"), config.toString());
    Files.writeString(folder.resolve("tokenizer.json"), TinyTokenizer.gpt2().json());
    Path file = folder.resolve("model.safetensors");
    // A sparse file: zeros, which are finite, and which no disk holds.
    byte[] begin = TensorWriter.begin(header(config));
    Files.write(file, begin);
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(begin.length + dataLength);
    }
    assertThat(131_200L * 4096 * Float.BYTES).isGreaterThan(TWO_GIB);

    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                OpenCheckpoint.class.getName(),
                folder.toString())
            .redirectErrorStream(true)
            .redirectOutput(new File(folder.toFile(), "output.log"))
            .start();
    boolean ended = process.waitFor(2, TimeUnit.MINUTES);
    process.destroyForcibly();
    assertThat(ended).as("opened within two minutes").isTrue();
    assertThat(process.exitValue()).as(Files.readString(folder.resolve("output.log"))).isZero();
  }

  private long dataLength;

  private String header(ObjectNode config) throws Exception {
    ObjectNode header = new ObjectMapper().createObjectNode();
    for (Weight weight : Families.read(config).allWeights()) {
      if (!weight.optional()) {
        long length = Float.BYTES * weight.shape().stream().reduce(1L, Math::multiplyExact);
        ObjectNode entry = header.putObject(weight.name()).put("dtype", "F32");
        weight.shape().forEach(entry.putArray("shape")::add);
        entry.putArray("data_offsets").add(dataLength).add(dataLength + length);
        dataLength += length;
      }
    }
    return header.toString();
  }
}
