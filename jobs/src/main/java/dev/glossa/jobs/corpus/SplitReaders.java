package dev.glossa.jobs.corpus;

import dev.glossa.jobs.config.InputSettings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.zip.ZipException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.compress.GzipCodec;

/** Opens the reader that fits a split. */
final class SplitReaders {
  private SplitReaders() {}

  /**
   * A reader at the begin of the split; whoever calls closes it.
   *
   * @throws IOException when the file cannot be opened
   */
  static DocumentReader open(Split split, InputSettings input, Configuration conf)
      throws IOException {
    if (split.format() == FileFormat.PARQUET) {
      return split.gzip() ? unpacked(split, input, conf) : new ParquetDocuments(split, input, conf);
    }
    if (split.format() == FileFormat.JSONL) {
      return new JsonLinesReader(
          lines(split, input.maxBytes(), conf),
          split.name(),
          split.gzip() ? Long.MAX_VALUE : split.end(),
          input);
    }
    InputStream in = stream(split, conf);
    return split.format() == FileFormat.CSV
        ? new CsvReader(new CsvRows(in, input.maxBytes()), split.name(), input)
        : new TextReader(in, split.name(), input.maxBytes());
  }

  /** The content of a split's file from its begin on, unpacked. */
  static InputStream stream(Split split, Configuration conf) throws IOException {
    Path path = new Path(split.path());
    FSDataInputStream in = FileSystem.get(path.toUri(), conf).open(path);
    try {
      if (split.gzip()) {
        checkMagic(in);
        // Java's own stream asks available() whether another member follows, which a remote file
        // system may answer with 0 in the middle of a file.
        GzipCodec codec = new GzipCodec();
        codec.setConf(conf);
        return codec.createInputStream(in);
      }
      // A range starts one byte early: whether that byte ends a line says whether one begins here.
      in.seek(Math.max(0, split.begin() - 1));
      return in;
    } catch (IOException | RuntimeException e) {
      in.close();
      throw e;
    }
  }

  /** The codec takes a file that is shorter than a gzip header for one that was cut off. */
  private static void checkMagic(FSDataInputStream in) throws IOException {
    int first = in.read();
    int second = in.read();
    if (first >= 0 && first != 0x1F || second >= 0 && second != 0x8B) {
      throw new ZipException("no gzip");
    }
    in.seek(0);
  }

  private static Lines lines(Split split, int limit, Configuration conf) throws IOException {
    Lines lines =
        new Lines(stream(split, conf), Math.max(0, split.begin() - 1), split.linesBefore(), limit);
    if (split.begin() > 0) {
      lines.next();
    }
    return lines;
  }

  /** Parquet is read from its end, so a compressed file is unpacked to the local disk first. */
  private static DocumentReader unpacked(Split split, InputSettings input, Configuration conf)
      throws IOException {
    java.nio.file.Path file = Files.createTempFile("glossa", ".parquet");
    try (InputStream in = stream(split, conf)) {
      Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(file);
      throw e;
    }
    Split plain = new Split(file.toUri().toString(), split.format(), false, 0, Files.size(file), 0);
    return new DocumentReader() {
      private final ParquetDocuments documents = new ParquetDocuments(plain, input, conf);

      @Override
      public Optional<Item> next() throws IOException {
        return documents.next();
      }

      @Override
      public Place place() {
        return documents.place();
      }

      @Override
      public void close() throws IOException {
        documents.close();
        Files.deleteIfExists(file);
      }
    };
  }
}
