package dev.glossa.jobs.corpus;

import dev.glossa.jobs.config.InputSettings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/** Opens the reader that fits a split. */
final class SplitReaders {
  /** Bytes at a file's begin that say how its JSON is laid out. */
  private static final int HEAD = 64 * 1024;

  private SplitReaders() {}

  /**
   * A reader at the begin of the split; whoever calls closes it.
   *
   * @throws IOException when the file cannot be opened
   */
  static DocumentReader open(Split split, InputSettings input, Configuration conf)
      throws IOException {
    return switch (split.format()) {
      case PARQUET ->
          split.gzip() ? unpacked(split, input, conf) : new ParquetDocuments(split, input, conf);
      case JSONL -> json(split, input, conf);
      case CSV -> csv(split, input, conf);
      case TEXT -> new TextReader(Streams.utf8(split, false, conf), split.name(), input.maxBytes());
    };
  }

  /** Whether the file is one JSON object a line in UTF-8, so that any line may be read first. */
  static boolean isJsonLines(Split file, Configuration conf) throws IOException {
    byte[] mark = Streams.head(Streams.open(file, conf), ToUtf8.MARK);
    return ToUtf8.marked(mark).isEmpty() && isLines(file, conf);
  }

  private static boolean isLines(Split file, Configuration conf) throws IOException {
    return JsonValuesReader.isLines(
        Streams.head(Streams.utf8(file, true, conf), HEAD), FileFormat.isLineByLine(file.name()));
  }

  private static DocumentReader json(Split split, InputSettings input, Configuration conf)
      throws IOException {
    if (split.begin() > 0) {
      Lines lines =
          new Lines(
              Streams.open(split, conf), split.begin() - 1, split.rowsBefore(), input.maxBytes());
      return skipped(lines, split, input);
    }
    boolean isLines = isLines(split, conf);
    InputStream in = Streams.utf8(split, true, conf);
    if (!isLines) {
      return new JsonValuesReader(in, input);
    }
    // Of an unpacked or decoded stream, the file's length says nothing.
    long end = split.gzip() || in instanceof ToUtf8 ? Long.MAX_VALUE : split.end();
    return new JsonLinesReader(new Lines(in, 0, 0, input.maxBytes()), end, input);
  }

  private static DocumentReader skipped(Lines lines, Split split, InputSettings input)
      throws IOException {
    try {
      lines.next();
      return new JsonLinesReader(lines, split.end(), input);
    } catch (IOException | RuntimeException e) {
      lines.close();
      throw e;
    }
  }

  private static DocumentReader csv(Split split, InputSettings input, Configuration conf)
      throws IOException {
    Charset charset =
        input.csv().isAutoEncoding()
            ? StandardCharsets.UTF_8
            : Charset.forName(input.csv().encoding());
    CsvSniffer.Source source = () -> Streams.utf8(split, charset, false, conf);
    CsvSniffer.Found found = new CsvSniffer(source, split.name(), input).find();
    CsvRows rows = new CsvRows(source.open(), input.maxBytes(), found.dialect());
    return new CsvReader(rows, split.name(), input, found.separatorLine());
  }

  /** Parquet is read from its end, so a compressed file is unpacked to the local disk first. */
  private static DocumentReader unpacked(Split split, InputSettings input, Configuration conf)
      throws IOException {
    java.nio.file.Path file = Files.createTempFile("glossa", ".parquet");
    try (InputStream in = Streams.open(split, conf)) {
      Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(file);
      throw e;
    }
    Split plain =
        new Split(
            file.toUri().toString(),
            split.source(),
            split.name(),
            split.format(),
            false,
            0,
            Files.size(file),
            0);
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
