package dev.glossa.jobs.corpus;

import dev.glossa.jobs.config.InputFormat;
import java.util.Locale;
import java.util.Optional;

/** The format of a file's content when it is unpacked. */
enum FileFormat {
  TEXT,
  JSONL,
  CSV,
  PARQUET;

  static final String ENDINGS = ".txt, .md, .jsonl, .ndjson, .json, .csv, .tsv or .parquet";

  private static final String GZIP = ".gz";

  /** The format of a file with this name, or nothing where the ending is unknown. */
  static Optional<FileFormat> of(String name, InputFormat format) {
    return switch (format) {
      case TEXT -> Optional.of(TEXT);
      case JSONL -> Optional.of(JSONL);
      case CSV -> Optional.of(CSV);
      case PARQUET -> Optional.of(PARQUET);
      case AUTO ->
          switch (ending(name)) {
            case ".txt", ".md" -> Optional.of(TEXT);
            case ".jsonl", ".ndjson", ".json" -> Optional.of(JSONL);
            case ".csv", ".tsv" -> Optional.of(CSV);
            case ".parquet" -> Optional.of(PARQUET);
            default -> Optional.empty();
          };
    };
  }

  /** True if a file with this name is compressed. */
  static boolean isGzip(String name) {
    return name.toLowerCase(Locale.ROOT).endsWith(GZIP);
  }

  /** Whether the name says that each line is a JSON object. */
  static boolean isLineByLine(String name) {
    String ending = ending(name);
    return ending.equals(".jsonl") || ending.equals(".ndjson");
  }

  /** Whether the name says that values are parted by tabs. */
  static boolean isTabbed(String name) {
    return ending(name).equals(".tsv");
  }

  /** From the last dot on, in small letters, compression left aside; "" where there is no dot. */
  static String ending(String name) {
    String plain = name.toLowerCase(Locale.ROOT);
    plain = isGzip(plain) ? plain.substring(0, plain.length() - GZIP.length()) : plain;
    int dot = plain.lastIndexOf('.');
    return dot < 0 ? "" : plain.substring(dot);
  }
}
