package dev.glossa.jobs.corpus;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Bytes to text such that what is no UTF-8 can still be told from a replacement character that the
 * text really has: each malformed sequence becomes one lone surrogate, as in Python's {@code
 * surrogateescape} (PEP 383), which the repair of the text then replaces and counts.
 */
final class Utf8 {
  private static final char MALFORMED = '\uDFFF';

  private Utf8() {}

  static String decode(byte[] bytes, int begin, int end) {
    String text = new String(bytes, begin, end - begin, StandardCharsets.UTF_8);
    return text.indexOf('\uFFFD') < 0 ? text : marked(ByteBuffer.wrap(bytes, begin, end - begin));
  }

  private static String marked(ByteBuffer bytes) {
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    // No sequence of UTF-8 gives more UTF-16 units than it has bytes.
    CharBuffer text = CharBuffer.allocate(bytes.remaining());
    while (true) {
      CoderResult result = decoder.decode(bytes, text, true);
      if (result.isUnderflow()) {
        return text.flip().toString();
      }
      bytes.position(bytes.position() + result.length());
      text.put(MALFORMED);
    }
  }

  /** Bytes of the mark of UTF-8 at the begin: 3 or 0. */
  static int markLength(byte[] bytes, int length) {
    return length >= 3
            && bytes[0] == (byte) 0xEF
            && bytes[1] == (byte) 0xBB
            && bytes[2] == (byte) 0xBF
        ? 3
        : 0;
  }
}
