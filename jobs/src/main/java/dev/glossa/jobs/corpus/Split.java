package dev.glossa.jobs.corpus;

import java.io.Serializable;

/**
 * A file, or a range of one, that one reader goes through.
 *
 * @param path as Hadoop writes it
 * @param format of its content
 * @param gzip whether it is compressed
 * @param begin first byte of the range: a line or row group belongs to the range in which it begins
 * @param end byte after the range; the file's length for a whole file
 * @param linesBefore line ends before the byte before {@code begin}
 */
record Split(String path, FileFormat format, boolean gzip, long begin, long end, long linesBefore)
    implements Serializable {

  /** What {@code errors} and {@code documents} call the file: plain for the local file system. */
  String source() {
    return source(path);
  }

  /** What a path as Hadoop writes it is called in the tables. */
  static String source(String path) {
    return path.startsWith("file:/") ? path.substring("file:".length()) : path;
  }

  /** The file's name without its folders. */
  String name() {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** The same range with its first line known. */
  Split after(long linesBefore) {
    return new Split(path, format, gzip, begin, end, linesBefore);
  }
}
