package dev.glossa.jobs.corpus;

import java.io.Serializable;

/**
 * A file, or a range of one, that one reader goes through.
 *
 * @param address by which the file is opened, see {@link Node}
 * @param source what {@code errors} and {@code documents} call the file
 * @param name the file's name without its folders
 * @param format of its content
 * @param gzip whether it is compressed
 * @param begin first byte of the range: a line or row group belongs to the range in which it begins
 * @param end byte after the range; the file's length for a whole file
 * @param rowsBefore rows of the file before the range; of a file of lines, line ends before the
 *     byte before {@code begin}
 */
record Split(
    String address,
    String source,
    String name,
    FileFormat format,
    boolean gzip,
    long begin,
    long end,
    long rowsBefore)
    implements Serializable {

  /** A whole file. */
  static Split of(Node file, FileFormat format) {
    return new Split(
        file.address(),
        file.source(),
        file.name(),
        format,
        FileFormat.isGzip(file.name()),
        0,
        file.bytes(),
        0);
  }

  /** The part of the file between two bytes. */
  Split range(long begin, long end) {
    return new Split(address, source, name, format, gzip, begin, end, rowsBefore);
  }

  /** The same range with the place of its first row known. */
  Split after(long rowsBefore) {
    return new Split(address, source, name, format, gzip, begin, end, rowsBefore);
  }
}
