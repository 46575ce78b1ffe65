package dev.glossa.jobs.corpus;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A stream of another encoding as UTF-8. What is malformed becomes the byte FF, which is no UTF-8
 * either, so that the repair of the text finds and counts it.
 */
final class ToUtf8 extends InputStream {
  private static final byte MALFORMED = (byte) 0xFF;

  /** Bytes of the longest mark. */
  static final int MARK = 4;

  private final InputStream in;
  private final CharsetDecoder decoder;
  private final int longest;
  private final ByteBuffer bytes = ByteBuffer.allocate(64 * 1024);
  private final CharBuffer chars = CharBuffer.allocate(64 * 1024);
  private byte[] ready = {};
  private int next;
  private boolean atEnd;

  private ToUtf8(InputStream in, Charset charset) {
    this.in = in;
    this.longest = charset.name().startsWith("UTF-16") ? 2 : MARK;
    this.decoder =
        charset
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    bytes.limit(0);
  }

  /**
   * A file's content from its begin as UTF-8: as a mark in front says, or else as the charset.
   *
   * @param keepsMark whether a mark of UTF-8 stays, with all bytes in their places
   */
  static InputStream of(InputStream in, Charset charset, boolean keepsMark) throws IOException {
    byte[] head = in.readNBytes(MARK);
    int mark = Utf8.markLength(head, head.length);
    if (mark > 0) {
      return back(head, keepsMark ? 0 : mark, in);
    }
    String name = marked(head);
    if (!name.isEmpty()) {
      return new ToUtf8(back(head, name.startsWith("UTF-32") ? 4 : 2, in), Charset.forName(name));
    }
    InputStream whole = back(head, 0, in);
    return charset.equals(StandardCharsets.UTF_8) ? whole : new ToUtf8(whole, charset);
  }

  /** The encoding other than UTF-8 that a file's first bytes are the mark of, or "". */
  static String marked(byte[] head) {
    int first = head.length < 2 ? 0 : (head[0] & 0xFF) << 8 | head[1] & 0xFF;
    int second = head.length < MARK ? -1 : (head[2] & 0xFF) << 8 | head[3] & 0xFF;
    if (first == 0xFFFE) {
      return second == 0 ? "UTF-32LE" : "UTF-16LE";
    }
    return first == 0xFEFF ? "UTF-16BE" : first == 0 && second == 0xFEFF ? "UTF-32BE" : "";
  }

  private static InputStream back(byte[] head, int from, InputStream in) {
    return new SequenceInputStream(
        new ByteArrayInputStream(head, Math.min(from, head.length), head.length), in);
  }

  @Override
  public int read() throws IOException {
    return fill() ? ready[next++] & 0xFF : -1;
  }

  @Override
  public int read(byte[] target, int offset, int size) throws IOException {
    if (size == 0) {
      return 0;
    }
    if (!fill()) {
      return -1;
    }
    int read = Math.min(size, ready.length - next);
    System.arraycopy(ready, next, target, offset, read);
    next += read;
    return read;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  private boolean fill() throws IOException {
    while (next == ready.length) {
      if (atEnd && !bytes.hasRemaining()) {
        return false;
      }
      if (!atEnd) {
        bytes.compact();
        int read = in.read(bytes.array(), bytes.position(), bytes.remaining());
        atEnd = read < 0;
        bytes.position(bytes.position() + Math.max(0, read));
        bytes.flip();
      }
      next = 0;
      ready = decode();
    }
    return true;
  }

  /** The bytes at hand as far as they can be decoded, in UTF-8. */
  private byte[] decode() {
    chars.clear();
    CoderResult result = decoder.decode(bytes, chars, atEnd);
    byte[] utf8 = new String(chars.array(), 0, chars.position()).getBytes(StandardCharsets.UTF_8);
    if (result.isError()) {
      // Of two units of UTF-16 that do not belong together, only the first is wrong.
      bytes.position(bytes.position() + Math.min(result.length(), longest));
      utf8 = Arrays.copyOf(utf8, utf8.length + 1);
      utf8[utf8.length - 1] = MALFORMED;
    }
    return utf8;
  }
}
