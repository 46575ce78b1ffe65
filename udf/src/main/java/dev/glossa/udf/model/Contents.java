package dev.glossa.udf.model;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/** Reads every byte of a checkpoint for digests, checksums and values that are not finite. */
final class Contents {
  private static final int BUFFER = 1 << 16;
  private static final long SLICE = 64L << 20;

  private Contents() {}

  /**
   * SHA-256 of each file, by its name in the folder, with slashes, while every value of every
   * tensor and every checksum is checked beside it.
   *
   * @throws CheckpointException when a file cannot be read, a value is infinite or not a number, or
   *     a checksum is another
   */
  static SortedMap<String, String> check(
      Path folder,
      Collection<Path> files,
      Collection<TensorInfo> tensors,
      Collection<Checksum> checksums)
      throws CheckpointException {
    SortedMap<String, String> digests = new TreeMap<>();
    Stream<Look> looks =
        Stream.of(
                files.stream().<Look>map(file -> () -> put(digests, name(folder, file), file)),
                tensors.stream().flatMap(Contents::slices),
                checksums.stream().<Look>map(checksum -> () -> checkSum(checksum)))
            .flatMap(Function.identity());
    Map<Boolean, CheckpointException> faults =
        looks
            .parallel()
            .map(Contents::run)
            .filter(Objects::nonNull)
            .collect(Collectors.toMap(fault -> true, fault -> fault, (first, next) -> first));
    if (!faults.isEmpty()) {
      throw faults.get(true);
    }
    return digests;
  }

  private interface Look {
    void run() throws CheckpointException;
  }

  private static CheckpointException run(Look look) {
    try {
      look.run();
      return null;
    } catch (CheckpointException e) {
      return e;
    }
  }

  private static void put(Map<String, String> digests, String name, Path file)
      throws CheckpointException {
    String digest = sha256(file);
    synchronized (digests) {
      digests.put(name, digest);
    }
  }

  /** A file's name in a folder above it, with slashes. */
  static String name(Path folder, Path file) {
    return folder.relativize(file).toString().replace(File.separatorChar, '/');
  }

  /** SHA-256 of a file's bytes, in lower-case hexadecimal digits. */
  static String sha256(Path file) throws CheckpointException {
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest digest = sha256();
      byte[] buffer = new byte[BUFFER];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (IOException e) {
      throw new CheckpointException(
          file, "not readable", String.valueOf(e), "check that it exists and may be read", e);
    }
  }

  /** SHA-256 of the lines {@code digest, two spaces, name} that {@code sha256sum} would print. */
  static String fingerprint(SortedMap<String, String> digests) {
    String lines =
        digests.entrySet().stream()
            .map(entry -> entry.getValue() + "  " + entry.getKey() + "\n")
            .collect(Collectors.joining());
    return HexFormat.of().formatHex(sha256().digest(lines.getBytes(StandardCharsets.UTF_8)));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Cannot hash: SHA-256 (every Java platform has it)", e);
    }
  }

  private static void checkSum(Checksum checksum) throws CheckpointException {
    try {
      CRC32 crc32 = new CRC32();
      for (long begin = 0; begin < checksum.length(); begin += SLICE) {
        long length = Math.min(SLICE, checksum.length() - begin);
        crc32.update(TensorBytes.map(checksum.file(), checksum.begin() + begin, length));
      }
      if ((int) crc32.getValue() != checksum.crc32()) {
        throw new CheckpointException(
            checksum.file(),
            "entry " + checksum.name() + ": CRC-32 %08x".formatted(crc32.getValue()),
            "the file says %08x".formatted(checksum.crc32()),
            "copy the file again");
      }
    } catch (IOException e) {
      throw new CheckpointException(
          checksum.file(), "not readable", String.valueOf(e), "copy the file again", e);
    }
  }

  private static Stream<Look> slices(TensorInfo tensor) {
    return Stream.iterate(0L, begin -> begin < tensor.length(), begin -> begin + SLICE)
        .map(begin -> () -> checkFinite(tensor, begin));
  }

  private static void checkFinite(TensorInfo tensor, long begin) throws CheckpointException {
    try {
      long length = Math.min(SLICE, tensor.length() - begin);
      ByteBuffer bytes = TensorBytes.of(tensor, begin, length);
      Exponent exponent = Exponent.of(tensor.dtype());
      if (exponent.isFullAnywhere(bytes)) {
        long element = begin / tensor.dtype().bytes() + exponent.firstFull(bytes);
        throw new CheckpointException(
            tensor.file(),
            "tensor " + tensor.name() + ": element " + element,
            "infinite or not a number",
            "copy the file again; if it stays, the training of this model diverged");
      }
    } catch (IOException e) {
      throw new CheckpointException(
          tensor.file(), "not readable", String.valueOf(e), "copy the file again", e);
    }
  }
}
