package dev.glossa.jobs.corpus;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/**
 * The content of a gzip file (RFC 1952) of one or several members, with or without zeros behind the
 * last, as tapes and block devices leave them. Java's own stream asks {@code available()} whether
 * another member follows, which a remote file system may answer with 0 in the middle of a file, and
 * Hadoop's takes the zeros for a broken member.
 */
final class GzipStream extends InputStream {
  private static final int DEFLATE = 8;
  private static final int HEADER_CHECKSUM = 2;
  private static final int EXTRA = 4;
  private static final int NAME = 8;
  private static final int COMMENT = 16;

  private final InputStream in;
  private final Inflater inflater = new Inflater(true);
  private final CRC32 checksum = new CRC32();
  private final byte[] chunk = new byte[64 * 1024];
  private int begin;
  private int end;
  private boolean isBehindFirst;
  private boolean isInMember;
  private boolean isDone;

  GzipStream(InputStream in) {
    this.in = in;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] target, int offset, int size) throws IOException {
    if (size == 0) {
      return 0;
    }
    while (!isDone) {
      if (!isInMember && !nextMember()) {
        isDone = true;
        break;
      }
      try {
        int read = inflater.inflate(target, offset, size);
        if (read > 0) {
          checksum.update(target, offset, read);
          return read;
        }
      } catch (DataFormatException e) {
        throw new ZipException("damaged");
      }
      if (inflater.finished()) {
        endMember();
      } else if (inflater.needsDictionary()) {
        throw new ZipException("damaged");
      } else {
        fill();
        if (begin == end) {
          throw new EOFException("ends within a member");
        }
        inflater.setInput(chunk, begin, end - begin);
        begin = end;
      }
    }
    return -1;
  }

  @Override
  public void close() throws IOException {
    inflater.end();
    in.close();
  }

  /** Reads a member's header; false at the end of the file, before which there may be zeros. */
  private boolean nextMember() throws IOException {
    int first = isBehindFirst ? unit() : must();
    while (isBehindFirst && first == 0) {
      first = unit();
    }
    if (first < 0) {
      return false;
    }
    isBehindFirst = true;
    int second = unit();
    if (first != 0x1F || second >= 0 && second != 0x8B) {
      throw new ZipException("no gzip");
    }
    if (must() != DEFLATE) {
      throw new ZipException("no gzip");
    }
    int flags = must();
    skip(6);
    if ((flags & EXTRA) != 0) {
      skip(must() | must() << 8);
    }
    skipText(flags & NAME);
    skipText(flags & COMMENT);
    skip((flags & HEADER_CHECKSUM) == 0 ? 0 : 2);
    inflater.reset();
    inflater.setInput(chunk, begin, end - begin);
    begin = end;
    checksum.reset();
    isInMember = true;
    return true;
  }

  private void endMember() throws IOException {
    begin = end - inflater.getRemaining();
    long size = inflater.getBytesWritten() & 0xFFFFFFFFL;
    if (number() != checksum.getValue() || number() != size) {
      throw new ZipException("damaged");
    }
    isInMember = false;
  }

  private long number() throws IOException {
    return must() | must() << 8 | must() << 16 | (long) must() << 24;
  }

  private void skip(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      must();
    }
  }

  private void skipText(int flag) throws IOException {
    while (flag != 0 && must() != 0) {
      // Up to the zero that ends it.
      continue;
    }
  }

  private int must() throws IOException {
    int unit = unit();
    if (unit < 0) {
      throw new EOFException("ends within a member");
    }
    return unit;
  }

  private int unit() throws IOException {
    if (begin == end) {
      fill();
    }
    return begin == end ? -1 : chunk[begin++] & 0xFF;
  }

  private void fill() throws IOException {
    begin = 0;
    end = Math.max(0, in.read(chunk));
  }
}
