package dev.glossa.udf.engine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/** What NVIDIA's driver says of a GPU. PyTorch's programs have no operator that would tell. */
public final class Gpu {
  private static final long SECONDS = 20;

  private Gpu() {}

  /**
   * Bytes of a GPU's whole memory, whoever uses it; empty where {@code nvidia-smi} is missing or
   * does not say. Of a GPU that is divided (MIG) it says that of the undivided one.
   *
   * @param number as Spark has it from {@code nvidia-smi}
   */
  public static OptionalLong memory(String number) {
    return memory("nvidia-smi", number);
  }

  static OptionalLong memory(String command, String number) {
    try {
      Process process =
          new ProcessBuilder(
                  List.of(
                      command,
                      "--id=" + number,
                      "--query-gpu=memory.total",
                      "--format=csv,noheader,nounits"))
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      process.getOutputStream().close();
      if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return OptionalLong.empty();
      }
      String mebibytes =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      return process.exitValue() == 0 && mebibytes.matches("[0-9]{1,12}")
          ? OptionalLong.of(Long.parseLong(mebibytes) << 20)
          : OptionalLong.empty();
    } catch (IOException e) {
      return OptionalLong.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return OptionalLong.empty();
    }
  }
}
