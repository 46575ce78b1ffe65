package dev.glossa.jobs.corpus;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Lines of a byte stream, one in memory at a time and none longer than the limit: of a longer line
 * only the fact is kept. Lines end with LF or CRLF; the last may end with the stream.
 */
final class Lines implements Closeable {
  private final InputStream in;
  private final int limit;
  private final byte[] chunk = new byte[64 * 1024];
  private int chunkBegin;
  private int chunkEnd;
  private byte[] line = new byte[4096];
  private int length;
  private boolean tooLong;
  private long position;
  private long number;

  /**
   * Lines of a stream.
   *
   * @param position of the stream's first byte in its file
   * @param number of line ends before it
   * @param limit bytes of the longest line that is kept
   */
  Lines(InputStream in, long position, long number, int limit) {
    this.in = in;
    this.position = position;
    this.number = number;
    this.limit = limit;
  }

  /** Reads the next line; false at the end of the stream. */
  boolean next() throws IOException {
    length = 0;
    tooLong = false;
    boolean any = false;
    while (chunkBegin < chunkEnd || fill()) {
      any = true;
      int end = chunkBegin;
      while (end < chunkEnd && chunk[end] != '\n') {
        end++;
      }
      keep(end);
      position += end - chunkBegin;
      chunkBegin = end;
      if (end < chunkEnd) {
        chunkBegin++;
        position++;
        break;
      }
    }
    if (any) {
      number++;
      if (length > 0 && line[length - 1] == '\r') {
        length--;
      }
    }
    return any;
  }

  /** The line's bytes, without its end; the array may be longer, and is reused. */
  byte[] bytes() {
    return line;
  }

  /** Bytes of the line, without its end. */
  int length() {
    return length;
  }

  /** True if the line was longer than the limit, so that only its first bytes were kept. */
  boolean tooLong() {
    return tooLong;
  }

  /** Number of the line in its file, from 1; before the first call, of line ends passed. */
  long number() {
    return number;
  }

  /** Place of the next line's first byte in its file. */
  long position() {
    return position;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  private boolean fill() throws IOException {
    chunkBegin = 0;
    chunkEnd = Math.max(0, in.read(chunk));
    return chunkEnd > 0;
  }

  private void keep(int end) {
    int bytes = end - chunkBegin;
    if (tooLong || bytes > limit - length) {
      tooLong = true;
      return;
    }
    if (length + bytes > line.length) {
      line = Arrays.copyOf(line, (int) Math.min(limit, Math.max(2L * line.length, length + bytes)));
    }
    System.arraycopy(chunk, chunkBegin, line, length, bytes);
    length += bytes;
  }
}
