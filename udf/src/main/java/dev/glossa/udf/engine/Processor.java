package dev.glossa.udf.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;

/** What the processor of this machine can do. */
final class Processor {
  /** Linux's description of each core, with its instruction sets in lines of flags. */
  static final Path CORES = Path.of("/proc/cpuinfo");

  private static final Set<String> BFLOAT16 = Set.of("avx512_bf16", "amx_bf16");

  private static final boolean HAS_BFLOAT16 = hasBfloat16(CORES);

  private Processor() {}

  /** Whether it multiplies bfloat16 numbers in hardware; elsewhere they are many times slower. */
  static boolean hasBfloat16() {
    return HAS_BFLOAT16;
  }

  static boolean hasBfloat16(Path cores) {
    return hasAny(cores, BFLOAT16);
  }

  /** Whether a description of cores names one of these flags. */
  static boolean hasAny(Path cores, Set<String> flags) {
    try (Stream<String> lines = Files.lines(cores)) {
      return lines
          .filter(line -> line.startsWith("flags"))
          .flatMap(line -> Arrays.stream(line.split("\\s+")))
          .anyMatch(flags::contains);
    } catch (IOException e) {
      // Not Linux: nothing is known of the processor, and float32 is right everywhere.
      return false;
    }
  }
}
