package dev.glossa.jobs.corpus;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.zip.ZipException;
import org.apache.hadoop.security.AccessControlException;

/** Failures that several readers meet. None of their messages holds a document's text. */
final class Failures {
  private Failures() {}

  static Item tooLarge(Place place, String what, int limit) {
    return new Item.Failed(
        place,
        ReadCode.TOO_LARGE,
        "Cannot read " + what + ": more than " + limit + " bytes (raise input.max_bytes)");
  }

  static Item missingText(Place place, String what) {
    return new Item.Failed(
        place,
        ReadCode.MISSING_TEXT,
        "Cannot read " + what + ": no value in the text column (name the column with input.text)");
  }

  static Item missingColumn(Place place, String column) {
    return new Item.Failed(
        place,
        ReadCode.MISSING_COLUMN,
        "Cannot read file: no column " + column + " (name the text's column with input.text)");
  }

  /** The failure for a split that cannot be read beyond this place. */
  static Item broken(Split split, Place place, IOException e) {
    // An exception's own message may quote the file, so only its class is told.
    String what = (e.getCause() == null ? e : e.getCause()).getClass().getSimpleName();
    if (e instanceof ParquetFile.UnsupportedException) {
      return new Item.Failed(place, ReadCode.UNSUPPORTED, "Cannot read file: " + e.getMessage());
    }
    if (isOfStorage(e)) {
      return new Item.Failed(
          place,
          ReadCode.UNREADABLE,
          "Cannot open file: " + reason(e) + " (check its place and rights, then run retry)");
    }
    if (split.gzip() && e instanceof EOFException) {
      return new Item.Failed(
          place,
          ReadCode.TRUNCATED_GZIP,
          "Cannot read file on: its gzip stream ends too early (restore the file)");
    }
    if (split.gzip() && e instanceof ZipException) {
      return new Item.Failed(
          place,
          ReadCode.CORRUPT_GZIP,
          "Cannot read file on: " + what + " (not gzip, or damaged; restore the file)");
    }
    if (split.format() == FileFormat.PARQUET) {
      return new Item.Failed(
          place,
          ReadCode.CORRUPT_PARQUET,
          "Cannot read file on: " + what + " (not Parquet, or damaged; restore the file)");
    }
    return new Item.Failed(
        place,
        ReadCode.UNREADABLE,
        "Cannot read file on: " + what + " (check its storage, then run retry)");
  }

  /** Why a file system refuses something, in words without a path. */
  static String reason(IOException e) {
    if (e instanceof AccessDeniedException || e instanceof AccessControlException) {
      return "permission denied";
    }
    if (e instanceof NoSuchFileException || e instanceof FileNotFoundException) {
      return "it is gone";
    }
    return e instanceof FileSystemException refused && refused.getReason() != null
        ? refused.getReason()
        : e.getClass().getSimpleName();
  }

  private static boolean isOfStorage(IOException e) {
    return e instanceof FileSystemException
        || e instanceof FileNotFoundException
        || e instanceof AccessControlException;
  }
}
