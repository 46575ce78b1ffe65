package dev.glossa.udf.model.tokenizer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads the fields of one protobuf message, in the order in which they are written (<a
 * href="https://protobuf.dev/programming-guides/encoding/">the encoding</a>). No length is believed
 * before it is checked against what is left of the file.
 */
final class ProtobufReader {
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int LENGTH = 2;
  private static final int FIXED32 = 5;

  private final byte[] bytes;
  private final int end;
  private int at;
  private int field;
  private int wireType;

  /** Says that bytes are not a message of the kind they should be. */
  static final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;
    private final int at;

    Malformed(int at, String why) {
      super(why);
      this.at = at;
    }

    /** The place of the offending byte. */
    int at() {
      return at;
    }
  }

  ProtobufReader(byte[] bytes) {
    this(bytes, 0, bytes.length);
  }

  private ProtobufReader(byte[] bytes, int begin, int end) {
    this.bytes = bytes;
    this.at = begin;
    this.end = end;
  }

  /** Goes to the next field, if there is one. Its value must be read or skipped. */
  boolean next() throws Malformed {
    if (at == end) {
      return false;
    }
    long tag = anyVarint();
    wireType = (int) (tag & 7);
    if (tag >>> 3 < 1 || tag >>> 3 > (1 << 29) - 1) {
      throw malformed("no field has number " + (tag >>> 3));
    }
    field = (int) (tag >>> 3);
    return true;
  }

  int field() {
    return field;
  }

  int number() throws Malformed {
    require(VARINT);
    long value = anyVarint();
    if (value != (int) value) {
      throw malformed("field " + field + " = " + value + " is no 32-bit number");
    }
    return (int) value;
  }

  boolean flag() throws Malformed {
    int value = number();
    if (value != 0 && value != 1) {
      throw malformed("field " + field + " = " + value + " is neither true nor false");
    }
    return value == 1;
  }

  float real() throws Malformed {
    require(FIXED32);
    take(4);
    return ByteBuffer.wrap(bytes, at - 4, 4).order(ByteOrder.LITTLE_ENDIAN).getFloat();
  }

  byte[] bytes() throws Malformed {
    int length = length();
    return Arrays.copyOfRange(bytes, at - length, at);
  }

  String text() throws Malformed {
    int length = length();
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, at - length, length))
          .toString();
    } catch (CharacterCodingException e) {
      throw malformed("field " + field + " is not UTF-8");
    }
  }

  ProtobufReader message() throws Malformed {
    int length = length();
    return new ProtobufReader(bytes, at - length, at);
  }

  void skip() throws Malformed {
    switch (wireType) {
      case VARINT -> anyVarint();
      case FIXED64 -> take(8);
      case LENGTH -> length();
      case FIXED32 -> take(4);
      default -> throw malformed("field " + field + " has wire type " + wireType);
    }
  }

  private int length() throws Malformed {
    require(LENGTH);
    long length = anyVarint();
    if (length < 0 || length > end - at) {
      throw malformed(
          "field " + field + " has " + Long.toUnsignedString(length) + " bytes of " + (end - at));
    }
    at += (int) length;
    return (int) length;
  }

  private void take(int count) throws Malformed {
    if (count > end - at) {
      throw malformed("field " + field + " is cut off");
    }
    at += count;
  }

  private long anyVarint() throws Malformed {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (at == end) {
        throw malformed("a number is cut off");
      }
      byte next = bytes[at++];
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw malformed("a number has more than 64 bits");
  }

  private void require(int type) throws Malformed {
    if (wireType != type) {
      throw malformed("field " + field + " has wire type " + wireType + ", not " + type);
    }
  }

  private Malformed malformed(String why) {
    return new Malformed(at, why);
  }
}
