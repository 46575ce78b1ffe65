package dev.glossa.jobs.corpus;

import dev.glossa.jobs.config.CsvSettings;
import dev.glossa.jobs.config.InputFormat;
import dev.glossa.jobs.config.InputSettings;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;

/** Reads files for tests, without Spark. */
final class Reading {
  /** A mebibyte: far above what most tests write, so that one over it is quickly made. */
  static final int MAX_BYTES = 1024 * 1024;

  /** Making one takes longer than most tests. */
  static final Configuration CONF = new Configuration();

  private Reading() {}

  /** The default settings, but for the limit. */
  static InputSettings settings(Path... paths) {
    return new InputSettings(
        List.of(paths).stream().map(Path::toString).toList(),
        InputFormat.AUTO,
        "text",
        "id",
        "language",
        List.of(),
        MAX_BYTES,
        "auto",
        "en",
        CsvSettings.DEFAULTS);
  }

  /** The settings for files without a header row: an id, then a text. */
  static InputSettings withoutHeader(InputSettings input) {
    InputSettings numbered =
        new InputSettings(
            input.paths(),
            input.format(),
            "_c1",
            "_c0",
            input.languageColumn(),
            input.columns(),
            input.maxBytes(),
            input.language(),
            input.otherLanguage(),
            input.csv());
    return withCsv(numbered, new CsvSettings("\"", "auto", "auto", "auto", false));
  }

  static InputSettings withColumns(InputSettings input, String... columns) {
    return new InputSettings(
        input.paths(),
        input.format(),
        input.textColumn(),
        input.idColumn(),
        input.languageColumn(),
        List.of(columns),
        input.maxBytes(),
        input.language(),
        input.otherLanguage(),
        input.csv());
  }

  static InputSettings withCsv(InputSettings input, CsvSettings csv) {
    return new InputSettings(
        input.paths(),
        input.format(),
        input.textColumn(),
        input.idColumn(),
        input.languageColumn(),
        input.columns(),
        input.maxBytes(),
        input.language(),
        input.otherLanguage(),
        csv);
  }

  /** All rows of the paths, whole files one after the other. */
  static List<Document> read(InputSettings input) {
    Listing listing = list(input);
    List<Document> documents = new ArrayList<>(rows(listing.files(), input, CONF));
    listing.unread().forEach(unread -> documents.add(Document.of(Rows.unread(unread))));
    return documents;
  }

  static Listing list(InputSettings input) {
    Listing listing = new Listing(input, "", CONF);
    if (!listing.problems().isEmpty()) {
      throw new IllegalStateException(listing.problems().toString());
    }
    return listing;
  }

  static List<Document> read(Path... paths) {
    return read(settings(paths));
  }

  static List<Document> rows(List<Split> splits, InputSettings input, Configuration conf) {
    List<Document> documents = new ArrayList<>();
    try (Rows rows = new Rows(splits.iterator(), input, conf)) {
      rows.forEachRemaining(row -> documents.add(Document.of(row)));
    }
    return documents;
  }

  static Path write(Path file, String content) {
    return write(file, content.getBytes(StandardCharsets.UTF_8));
  }

  static Path write(Path file, byte[] content) {
    try {
      Files.createDirectories(file.getParent());
      return Files.write(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] gzip(byte[] content) throws IOException {
    java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(bytes)) {
      out.write(content);
    }
    return bytes.toByteArray();
  }

  /** A row with its columns by name; what is not set is null. */
  record Document(
      String source,
      long position,
      String id,
      String language,
      String text,
      int repaired,
      String code,
      String message) {

    static Document of(Row row) {
      Row failure = row.getStruct(6);
      if ((failure == null) == (row.getString(4) == null)) {
        throw new AssertionError("text and failure together, or neither: " + row.getString(2));
      }
      if (failure != null && !failure.getString(0).equals("read")) {
        throw new AssertionError("stage " + failure.getString(0));
      }
      return new Document(
          row.getString(0),
          row.getLong(1),
          row.getString(2),
          row.getString(3),
          row.getString(4),
          row.getInt(5),
          failure == null ? null : failure.getString(1),
          failure == null ? null : failure.getString(2));
    }

    /** The id and what became of it: {@code 3=text} or {@code 3!CODE}. */
    @Override
    public String toString() {
      return code == null ? id + "=" + text : id + "!" + code;
    }
  }
}
