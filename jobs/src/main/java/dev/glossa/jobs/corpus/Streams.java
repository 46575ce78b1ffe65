package dev.glossa.jobs.corpus;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.zip.ZipException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** Files as streams. Whoever opens one closes it. */
final class Streams {
  private Streams() {}

  /** Whether an address is one of the local disk. */
  static boolean isLocal(String address) {
    return address.startsWith("file:");
  }

  /** The place of a local file's address on the disk. */
  static java.nio.file.Path local(String address) {
    return java.nio.file.Path.of(URI.create(address));
  }

  /**
   * A split's bytes, unpacked. A range starts one byte early: whether that byte ends a line says
   * whether one begins here.
   */
  static InputStream open(Split split, Configuration conf) throws IOException {
    Path path = isLocal(split.address()) ? null : new Path(split.address());
    InputStream in =
        path == null
            ? Files.newInputStream(local(split.address()))
            : path.getFileSystem(conf).open(path);
    try {
      in.skipNBytes(Math.max(0, split.begin() - 1));
      return split.gzip() ? new GzipStream(in) : in;
    } catch (IOException | RuntimeException e) {
      in.close();
      throw e;
    }
  }

  /**
   * A whole file's content as UTF-8.
   *
   * @param charset that it is in where it has no mark
   * @param keepsMark whether a mark of UTF-8 stays
   */
  static InputStream utf8(Split file, Charset charset, boolean keepsMark, Configuration conf)
      throws IOException {
    InputStream in = open(file, conf);
    try {
      return ToUtf8.of(in, charset, keepsMark);
    } catch (IOException | RuntimeException e) {
      in.close();
      throw e;
    }
  }

  /** Opens a file as UTF-8: it is in UTF-8 where no byte order mark says otherwise. */
  static InputStream utf8(Split file, boolean keepsMark, Configuration conf) throws IOException {
    return utf8(file, StandardCharsets.UTF_8, keepsMark, conf);
  }

  /**
   * A stream's first bytes, fewer where it is shorter or cannot be read on: whoever reads it for
   * its content meets that again. Closes the stream.
   */
  static byte[] head(InputStream in, int most) throws IOException {
    byte[] head = new byte[most];
    int size = 0;
    try (in) {
      for (int read = 0; read >= 0 && size < most; size += Math.max(0, read)) {
        read = in.read(head, size, most - size);
      }
    } catch (EOFException | ZipException e) {
      return Arrays.copyOf(head, size);
    }
    return Arrays.copyOf(head, size);
  }
}
