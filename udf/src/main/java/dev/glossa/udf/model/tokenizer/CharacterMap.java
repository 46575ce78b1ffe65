package dev.glossa.udf.model.tokenizer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * SentencePiece's table of characters that are replaced before a text is split ({@code
 * precompiled_charsmap}): the size of a double-array trie in bytes, the trie in units of 32 bits
 * (<a href="https://github.com/s-yata/darts-clone">darts-clone</a>), and the replacements as UTF-8,
 * each ended by a zero byte. All numbers are little-endian.
 *
 * <p>The native code follows the trie without looking whether a place lies in it, and would take
 * the process down; so a table is checked before it gets there.
 */
final class CharacterMap {
  private static final int LEAF = 1 << 31;

  private CharacterMap() {}

  /** Says what is wrong with a table written in base 64, if anything is. */
  static Optional<String> fault(String base64) {
    try {
      return fault(Base64.getDecoder().decode(base64));
    } catch (IllegalArgumentException e) {
      return Optional.of("it is not written in base 64");
    }
  }

  /** Says what is wrong with a table, if anything is. */
  static Optional<String> fault(byte[] map) {
    ByteBuffer buffer = ByteBuffer.wrap(map).order(ByteOrder.LITTLE_ENDIAN);
    if (map.length < 4) {
      return Optional.of("it is cut off");
    }
    int size = buffer.getInt();
    if (size < 4 || size % 4 != 0 || size > map.length - 4) {
      return Optional.of("its trie has " + Integer.toUnsignedString(size) + " bytes");
    }
    ByteBuffer replacements = buffer.slice(4 + size, map.length - 4 - size);
    try {
      StandardCharsets.UTF_8.newDecoder().decode(replacements.duplicate());
    } catch (CharacterCodingException e) {
      return Optional.of("its replacements are not UTF-8");
    }
    int units = size / 4;
    for (int i = 0; i < units; i++) {
      int unit = buffer.getInt(4 + 4 * i);
      if ((unit & LEAF) != 0) {
        if (!isReplacement(replacements, unit & ~LEAF)) {
          return Optional.of("unit " + i + " of its trie leads to no replacement");
        }
      } else if (beyond(i, unit, units)) {
        return Optional.of("unit " + i + " of its trie leads out of it");
      }
    }
    return Optional.empty();
  }

  /** Whether a step from a unit by some byte would leave the trie. */
  private static boolean beyond(int at, int unit, int units) {
    int offset = (unit >>> 10) << ((unit & (1 << 9)) >>> 6);
    int next = at ^ offset;
    return next < 0 || (next | 0xff) >= units;
  }

  private static boolean isReplacement(ByteBuffer replacements, int begin) {
    // Another byte than the first of a character cannot begin one.
    return begin < replacements.limit() && (replacements.get(begin) & 0xc0) != 0x80;
  }
}
