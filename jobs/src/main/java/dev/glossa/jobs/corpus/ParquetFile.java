package dev.glossa.jobs.corpus;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Type;
import org.apache.parquet.format.Util;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.io.DelegatingSeekableInputStream;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.SeekableInputStream;

/**
 * A Parquet file for Parquet's own reader, on any file system. That reader gives up a file whose
 * footer has anything that was added to the format after it, be it in a column that nobody reads,
 * such as the logical types FLOAT16 and VARIANT. So the footer is read here first, what is unknown
 * is left out of it, and the file is handed on with that footer in place of its own.
 */
final class ParquetFile implements InputFile {
  private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);
  private static final String ENCRYPTED = "PARE";

  /** The footer's length and the magic behind it. */
  private static final int TAIL = 8;

  /** The compressions of pages that can be read here. */
  private static final List<CompressionCodec> CODECS =
      List.of(
          CompressionCodec.UNCOMPRESSED,
          CompressionCodec.SNAPPY,
          CompressionCodec.GZIP,
          CompressionCodec.ZSTD,
          CompressionCodec.LZ4,
          CompressionCodec.LZ4_RAW);

  private final InputFile file;
  private final long dataEnd;
  private final byte[] tail;
  private final FileMetaData footer;

  /** A sound file that holds something which this program cannot read. */
  static final class UnsupportedException extends IOException {
    private static final long serialVersionUID = 1;

    UnsupportedException(String message) {
      super(message);
    }
  }

  private ParquetFile(InputFile file, long dataEnd, byte[] tail, FileMetaData footer) {
    this.file = file;
    this.dataEnd = dataEnd;
    this.tail = tail;
    this.footer = footer;
  }

  /**
   * Opens a file by its address and reads its footer.
   *
   * @throws UnsupportedException when the footer is encrypted
   * @throws IOException when it cannot be read or is no Parquet file
   */
  static ParquetFile open(String address, Configuration conf) throws IOException {
    InputFile file =
        Streams.isLocal(address)
            ? new LocalFile(Streams.local(address))
            : HadoopInputFile.fromPath(new Path(address), conf);
    long length = file.getLength();
    if (length < MAGIC.length + TAIL) {
      throw new EOFException("too short");
    }
    try (SeekableInputStream in = file.newStream()) {
      byte[] end = new byte[TAIL];
      in.seek(length - TAIL);
      in.readFully(end);
      String magic = new String(end, 4, 4, StandardCharsets.US_ASCII);
      if (magic.equals(ENCRYPTED)) {
        throw new UnsupportedException("it is encrypted; decrypt it");
      }
      long size = ByteBuffer.wrap(end).order(ByteOrder.LITTLE_ENDIAN).getInt();
      long dataEnd = length - TAIL - size;
      if (!magic.equals("PAR1") || size <= 0 || dataEnd < MAGIC.length) {
        throw new IOException("no footer");
      }
      byte[] bytes = new byte[(int) size];
      in.seek(dataEnd);
      in.readFully(bytes);
      FileMetaData footer = Util.readFileMetaData(new ByteArrayInputStream(bytes));
      return new ParquetFile(file, dataEnd, tail(footer), footer);
    } catch (RuntimeException e) {
      // Thrift reports a damaged footer as any of several unchecked exceptions.
      throw new IOException(e);
    }
  }

  /** Whether a column holds numbers of 16 bits, the type of which Parquet's own reader loses. */
  boolean isHalf(String column) {
    return footer.getSchema().stream()
        .anyMatch(
            element ->
                element.getName().equals(column)
                    && isUnknown(element)
                    && element.getType() == Type.FIXED_LEN_BYTE_ARRAY
                    && element.getType_length() == 2);
  }

  /**
   * Whether these columns can be read.
   *
   * @throws UnsupportedException when not, and what would help
   */
  void check(Collection<String> columns) throws UnsupportedException {
    for (RowGroup group : footer.getRow_groups()) {
      for (ColumnChunk chunk : group.getColumns()) {
        if (!chunk.isSetMeta_data() || chunk.isSetCrypto_metadata()) {
          throw new UnsupportedException("its columns are encrypted; decrypt them");
        }
        ColumnMetaData column = chunk.getMeta_data();
        if (columns.contains(column.getPath_in_schema().get(0))) {
          CompressionCodec codec = column.getCodec();
          if (!CODECS.contains(codec)) {
            throw new UnsupportedException(
                "its pages are packed with "
                    + (codec == null ? "a codec newer than this program" : codec.name())
                    + "; write it with zstd, snappy, gzip or lz4");
          }
          if (column.getEncodings().contains(null)) {
            throw new UnsupportedException(
                "its values are encoded in a way newer than this program; write it as format 1.0");
          }
        }
      }
    }
  }

  @Override
  public long getLength() {
    return dataEnd + tail.length;
  }

  @Override
  public SeekableInputStream newStream() throws IOException {
    return new DelegatingSeekableInputStream(new Spliced(file.newStream(), dataEnd, tail)) {
      @Override
      public long getPos() {
        return ((Spliced) getStream()).position;
      }

      @Override
      public void seek(long position) throws IOException {
        ((Spliced) getStream()).seek(position);
      }
    };
  }

  /** The footer as the end of a file, without what Parquet's own reader does not know. */
  private static byte[] tail(FileMetaData footer) throws IOException {
    FileMetaData known = footer.deepCopy();
    for (SchemaElement element : known.getSchema()) {
      if (isUnknown(element)) {
        element.unsetLogicalType();
      }
    }
    for (RowGroup group : known.getRow_groups()) {
      for (ColumnChunk chunk : group.getColumns()) {
        Optional.ofNullable(chunk.getMeta_data()).ifPresent(ParquetFile::keepKnown);
      }
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Util.writeFileMetaData(known, bytes);
    ByteBuffer length = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(bytes.size());
    bytes.write(length.array());
    bytes.write(MAGIC);
    return bytes.toByteArray();
  }

  private static boolean isUnknown(SchemaElement element) {
    return element.isSetLogicalType() && element.getLogicalType().getSetField() == null;
  }

  private static void keepKnown(ColumnMetaData column) {
    column.setEncodings(
        new ArrayList<>(column.getEncodings().stream().filter(Objects::nonNull).toList()));
    column.unsetEncoding_stats();
    if (column.getCodec() == null) {
      column.setCodec(CompressionCodec.UNCOMPRESSED);
    }
  }

  /** A file's data with another end. */
  private static final class Spliced extends java.io.InputStream {
    private final SeekableInputStream in;
    private final long dataEnd;
    private final byte[] tail;
    private long position;

    Spliced(SeekableInputStream in, long dataEnd, byte[] tail) {
      this.in = in;
      this.dataEnd = dataEnd;
      this.tail = tail;
    }

    void seek(long position) throws IOException {
      this.position = position;
      if (position < dataEnd) {
        in.seek(position);
      }
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int size) throws IOException {
      int read;
      if (position < dataEnd) {
        read = in.read(target, offset, (int) Math.min(size, dataEnd - position));
      } else {
        int from = (int) (position - dataEnd);
        read = from < tail.length ? Math.min(size, tail.length - from) : -1;
        if (read > 0) {
          System.arraycopy(tail, from, target, offset, read);
        }
      }
      position += Math.max(0, read);
      return read;
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }

  /** A file of the local disk. */
  private record LocalFile(java.nio.file.Path path) implements InputFile {

    @Override
    public long getLength() throws IOException {
      return Files.size(path);
    }

    @Override
    public SeekableInputStream newStream() throws IOException {
      SeekableByteChannel channel = Files.newByteChannel(path);
      return new DelegatingSeekableInputStream(Channels.newInputStream(channel)) {
        @Override
        public long getPos() throws IOException {
          return channel.position();
        }

        @Override
        public void seek(long position) throws IOException {
          channel.position(position);
        }
      };
    }
  }
}
