package dev.glossa.udf.model;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where the entries of a zip file stand, so that they can be memory-mapped: {@code java.util.zip}
 * does not tell. Reads what PyTorch writes (entries stored as they are, zip64 where they are large)
 * and refuses the rest: compression, encryption, several disks, entries that overlap, bytes before
 * the first entry or after the end. Format: PKWARE's APPNOTE.TXT, sections 4.3 and 4.5.3.
 */
final class ZipDirectory {
  private static final int LOCAL = 0x04034b50;
  private static final int CENTRAL = 0x02014b50;
  private static final int END = 0x06054b50;
  private static final int END_64 = 0x06064b50;
  private static final int LOCATOR_64 = 0x07064b50;
  private static final int LOCAL_BYTES = 30;
  private static final int END_BYTES = 22;
  private static final int END_64_BYTES = 56;
  private static final int LOCATOR_64_BYTES = 20;
  private static final long IN_EXTRA = 0xffffffffL;
  private static final int LARGEST = 64 << 20;
  private static final String REMEDY = "copy the file again from where it came";

  /**
   * An entry.
   *
   * @param begin its first byte, counted from the beginning of the file
   * @param length bytes
   * @param crc32 of these bytes; 0 where the writer left it out
   */
  record Entry(long begin, long length, int crc32) {}

  private record Header(String name, long offset, long length, int crc32) {}

  private final Path file;
  private final FileChannel channel;

  private ZipDirectory(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * The entries of a file by name, in the order of their bytes.
   *
   * @throws CheckpointException when it is no zip file of this kind
   */
  static Map<String, Entry> read(Path file, FileChannel channel)
      throws IOException, CheckpointException {
    ZipDirectory directory = new ZipDirectory(file, channel);
    try {
      return directory.entries();
    } catch (BufferUnderflowException e) {
      throw directory.fault("directory", "cut short");
    }
  }

  private Map<String, Entry> entries() throws IOException, CheckpointException {
    long size = channel.size();
    ByteBuffer end = bytes(size - END_BYTES, END_BYTES);
    if (end.getInt() != END) {
      throw fault("end of " + size + " bytes", "a zip file ends otherwise");
    }
    end.getInt();
    end.getShort();
    long count = Short.toUnsignedInt(end.getShort());
    long length = Integer.toUnsignedLong(end.getInt());
    long begin = Integer.toUnsignedLong(end.getInt());
    long after = size - END_BYTES;
    long locator = after - LOCATOR_64_BYTES;
    if (locator >= END_64_BYTES && bytes(locator, Integer.BYTES).getInt() == LOCATOR_64) {
      after = locator - END_64_BYTES;
      ByteBuffer end64 = bytes(after, END_64_BYTES);
      if (end64.getInt() != END_64) {
        throw fault("end of directory", "not where it must be");
      }
      end64.position(32);
      count = end64.getLong();
      length = end64.getLong();
      begin = end64.getLong();
    }
    if (begin < 0 || length < 0 || length > LARGEST || begin != after - length) {
      throw fault("directory of " + length + " bytes at " + begin, "not where it must be");
    }
    List<Header> headers = headers(bytes(begin, (int) length));
    if (headers.size() != count) {
      throw fault("directory of " + headers.size() + " entries", "the file says " + count);
    }
    return entries(headers, begin);
  }

  private List<Header> headers(ByteBuffer directory) throws CheckpointException {
    List<Header> headers = new ArrayList<>();
    while (directory.hasRemaining()) {
      if (directory.getInt() != CENTRAL) {
        throw fault("entry " + headers.size(), "no header where it must be");
      }
      directory.getInt();
      int flags = directory.getShort();
      int method = directory.getShort();
      directory.getInt();
      final int crc32 = directory.getInt();
      long compressed = Integer.toUnsignedLong(directory.getInt());
      long length = Integer.toUnsignedLong(directory.getInt());
      int nameLength = Short.toUnsignedInt(directory.getShort());
      int extraLength = Short.toUnsignedInt(directory.getShort());
      int commentLength = Short.toUnsignedInt(directory.getShort());
      directory.getLong();
      long offset = Integer.toUnsignedLong(directory.getInt());
      String name = StandardCharsets.UTF_8.decode(part(directory, nameLength)).toString();
      ByteBuffer large = large(part(directory, extraLength));
      part(directory, commentLength);
      length = length == IN_EXTRA ? large.getLong() : length;
      compressed = compressed == IN_EXTRA ? large.getLong() : compressed;
      offset = offset == IN_EXTRA ? large.getLong() : offset;
      if ((flags & 1) != 0 || method != 0 || compressed != length) {
        throw fault("entry " + name, "compressed or encrypted, which torch.save never does");
      }
      headers.add(new Header(name, offset, length, crc32));
    }
    return headers;
  }

  /** The sizes that do not fit 32 bits: the extra field of number 1. */
  private static ByteBuffer large(ByteBuffer extra) {
    while (extra.remaining() >= Integer.BYTES) {
      int id = Short.toUnsignedInt(extra.getShort());
      ByteBuffer field = part(extra, Short.toUnsignedInt(extra.getShort()));
      if (id == 1) {
        return field;
      }
    }
    return ByteBuffer.allocate(0);
  }

  private Map<String, Entry> entries(List<Header> headers, long directoryBegin)
      throws IOException, CheckpointException {
    headers.sort(Comparator.comparingLong(Header::offset));
    Map<String, Entry> entries = new LinkedHashMap<>();
    long end = 0;
    for (Header header : headers) {
      if (header.offset() < end || header.offset() > directoryBegin - LOCAL_BYTES) {
        throw fault("entry " + header.name() + " at " + header.offset(), "overlaps another");
      }
      long begin = begin(header);
      if (header.length() < 0 || header.length() > directoryBegin - begin) {
        throw fault(
            "entry " + header.name() + " of " + header.length() + " bytes",
            "past the end of the data");
      }
      end = begin + header.length();
      if (entries.put(header.name(), new Entry(begin, header.length(), header.crc32())) != null) {
        throw fault("entry " + header.name(), "there twice");
      }
    }
    return entries;
  }

  /** The first byte after an entry's own header, which must agree with the directory. */
  private long begin(Header header) throws IOException, CheckpointException {
    ByteBuffer local = bytes(header.offset(), LOCAL_BYTES);
    boolean valid = local.getInt() == LOCAL && local.getShort(8) == 0;
    int nameLength = Short.toUnsignedInt(local.getShort(26));
    int extraLength = Short.toUnsignedInt(local.getShort(28));
    ByteBuffer name = bytes(header.offset() + LOCAL_BYTES, nameLength);
    if (!valid || !StandardCharsets.UTF_8.decode(name).toString().equals(header.name())) {
      throw fault("entry " + header.name(), "its own header says otherwise");
    }
    return header.offset() + LOCAL_BYTES + nameLength + extraLength;
  }

  private static ByteBuffer part(ByteBuffer buffer, int length) {
    if (length > buffer.remaining()) {
      throw new BufferUnderflowException();
    }
    ByteBuffer part = buffer.slice(buffer.position(), length).order(ByteOrder.LITTLE_ENDIAN);
    buffer.position(buffer.position() + length);
    return part;
  }

  private ByteBuffer bytes(long position, int length) throws IOException, CheckpointException {
    if (position < 0 || position > channel.size() - length) {
      throw fault("file of " + channel.size() + " bytes", "too short");
    }
    return TensorBytes.read(channel, position, length);
  }

  private CheckpointException fault(String what, String why) {
    return new CheckpointException(file, "zip " + what, why, REMEDY);
  }
}
