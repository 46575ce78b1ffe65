package dev.glossa.jobs.run;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.page.DataPage;
import org.apache.parquet.column.page.DataPageV1;
import org.apache.parquet.column.page.DataPageV2;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.column.page.PageReader;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;

/** Looks for passages of a text in every byte of a folder, and in every page of Parquet files. */
final class Passages {
  private static final int LENGTH = 20;

  private Passages() {}

  /** The files with any 20 characters in a row of the text, in UTF-8 or UTF-16. */
  static List<Path> in(Path folder, String text) throws IOException {
    Map<Integer, List<byte[]>> passages = passages(text);
    List<Path> found = new ArrayList<>();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        if (holds(Files.readAllBytes(file), passages) || pagesHold(file, passages)) {
          found.add(file);
        }
      }
    }
    return found;
  }

  /** By the hash of its first bytes, so that a file is gone through once. */
  private static Map<Integer, List<byte[]>> passages(String text) {
    Map<Integer, List<byte[]>> passages = new HashMap<>();
    for (Charset charset : List.of(StandardCharsets.UTF_8, StandardCharsets.UTF_16LE)) {
      for (int i = 0; i + LENGTH <= text.length(); i++) {
        byte[] passage = text.substring(i, i + LENGTH).getBytes(charset);
        passages.computeIfAbsent(first(passage, 0), none -> new ArrayList<>()).add(passage);
      }
    }
    return passages;
  }

  private static int first(byte[] bytes, int at) {
    return (bytes[at] << 24)
        | (bytes[at + 1] & 255) << 16
        | (bytes[at + 2] & 255) << 8
        | (bytes[at + 3] & 255);
  }

  private static boolean holds(byte[] bytes, Map<Integer, List<byte[]>> passages) {
    for (int i = 0; i + LENGTH <= bytes.length; i++) {
      for (byte[] passage : passages.getOrDefault(first(bytes, i), List.of())) {
        int end = i + passage.length;
        if (end <= bytes.length
            && java.util.Arrays.equals(bytes, i, end, passage, 0, passage.length)) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean pagesHold(Path file, Map<Integer, List<byte[]>> passages)
      throws IOException {
    if (!file.toString().endsWith(".parquet")) {
      return false;
    }
    HadoopInputFile input =
        HadoopInputFile.fromPath(
            new org.apache.hadoop.fs.Path("file", "", file.toString()), new Configuration());
    try (ParquetFileReader reader = ParquetFileReader.open(input)) {
      for (PageReadStore group = reader.readNextRowGroup();
          group != null;
          group = reader.readNextRowGroup()) {
        for (ColumnDescriptor column : reader.getFileMetaData().getSchema().getColumns()) {
          PageReader pages = group.getPageReader(column);
          DictionaryPage words = pages.readDictionaryPage();
          if (words != null && holds(words.getBytes().toByteArray(), passages)) {
            return true;
          }
          for (DataPage page = pages.readPage(); page != null; page = pages.readPage()) {
            if (holds(bytes(page).toByteArray(), passages)) {
              return true;
            }
          }
        }
      }
    }
    return false;
  }

  private static BytesInput bytes(DataPage page) {
    return page.accept(
        new DataPage.Visitor<BytesInput>() {
          @Override
          public BytesInput visit(DataPageV1 v1) {
            return v1.getBytes();
          }

          @Override
          public BytesInput visit(DataPageV2 v2) {
            return v2.getData();
          }
        });
  }
}
