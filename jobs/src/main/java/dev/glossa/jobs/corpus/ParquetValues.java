package dev.glossa.jobs.corpus;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.UUID;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DateLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.EnumLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.JsonLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.StringLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.UUIDLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;

/**
 * Single values of Parquet files as people write them: decimals with their point and all their
 * places, dates and times as ISO 8601 has them, unsigned numbers without a sign
 * (parquet.apache.org/docs/file-format/types).
 */
final class ParquetValues {
  private static final long JULIAN_DAY_OF_1970 = 2_440_588;

  private ParquetValues() {}

  /** Whether a column holds strings. */
  static boolean isText(Type type) {
    LogicalTypeAnnotation logical = type.getLogicalTypeAnnotation();
    return isSingle(type)
        && (logical instanceof StringLogicalTypeAnnotation
            || logical instanceof EnumLogicalTypeAnnotation
            || logical instanceof JsonLogicalTypeAnnotation);
  }

  /** Whether a column holds one value in a row, and no list or structure of them. */
  static boolean isSingle(Type type) {
    return type.isPrimitive() && !type.isRepetition(Type.Repetition.REPEATED);
  }

  /**
   * The value of a column for which {@link #isSingle} holds, or "" where the row has none.
   *
   * @param isHalf whether the column's bytes are numbers of 16 bits
   */
  static String text(Group row, String column, boolean isHalf) {
    if (row.getFieldRepetitionCount(column) == 0) {
      return "";
    }
    if (isHalf) {
      return number(half(row.getBinary(column, 0).getBytes()));
    }
    Type type = row.getType().getType(column);
    LogicalTypeAnnotation logical = type.getLogicalTypeAnnotation();
    PrimitiveTypeName primitive = type.asPrimitiveType().getPrimitiveTypeName();
    return switch (primitive) {
      case BOOLEAN -> Boolean.toString(row.getBoolean(column, 0));
      case INT32 -> ofInteger(row.getInteger(column, 0), logical, 32);
      case INT64 -> ofInteger(row.getLong(column, 0), logical, 64);
      case FLOAT -> number(row.getFloat(column, 0));
      case DOUBLE -> number(row.getDouble(column, 0));
      case INT96 -> ofInt96(row.getInt96(column, 0).getBytes());
      case BINARY, FIXED_LEN_BYTE_ARRAY ->
          isText(type)
              ? utf8(row.getBinary(column, 0).getBytes())
              : ofBytes(row.getBinary(column, 0).getBytes(), logical);
    };
  }

  /** Not a number counts as no value, as pandas has it. */
  private static String number(double value) {
    return Double.isNaN(value) ? "" : Double.toString(value);
  }

  private static String number(float value) {
    return Float.isNaN(value) ? "" : Float.toString(value);
  }

  /** IEEE 754's binary16, the lower byte first. */
  private static float half(byte[] bytes) {
    int bits = (bytes[1] & 0xFF) << 8 | bytes[0] & 0xFF;
    int exponent = bits >> 10 & 0x1F;
    int fraction = bits & 0x3FF;
    float size =
        switch (exponent) {
          case 0 -> Math.scalb((float) fraction, -24);
          case 0x1F -> fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
          default -> Math.scalb((float) (0x400 | fraction), exponent - 25);
        };
    return bits >> 15 == 0 ? size : -size;
  }

  private static String ofInteger(long value, LogicalTypeAnnotation logical, int bits) {
    if (logical instanceof DecimalLogicalTypeAnnotation decimal) {
      return BigDecimal.valueOf(value, decimal.getScale()).toPlainString();
    }
    if (logical instanceof DateLogicalTypeAnnotation) {
      return LocalDate.ofEpochDay(value).toString();
    }
    if (logical instanceof TimeLogicalTypeAnnotation time) {
      return LocalTime.MIDNIGHT.plus(value, unit(time.getUnit())).toString();
    }
    if (logical instanceof TimestampLogicalTypeAnnotation timestamp) {
      Instant instant = Instant.EPOCH.plus(value, unit(timestamp.getUnit()));
      return timestamp.isAdjustedToUTC()
          ? instant.toString()
          : instant.atOffset(ZoneOffset.UTC).toLocalDateTime().toString();
    }
    if (logical instanceof IntLogicalTypeAnnotation whole && !whole.isSigned()) {
      return bits == 64 ? Long.toUnsignedString(value) : Long.toString(value & 0xFFFFFFFFL);
    }
    return Long.toString(value);
  }

  private static ChronoUnit unit(TimeUnit unit) {
    return switch (unit) {
      case MILLIS -> ChronoUnit.MILLIS;
      case MICROS -> ChronoUnit.MICROS;
      case NANOS -> ChronoUnit.NANOS;
    };
  }

  /** Nanoseconds of a day and the day, as old writers have instants. */
  private static String ofInt96(byte[] bytes) {
    ByteBuffer parts = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    long nanos = parts.getLong();
    long day = parts.getInt() - JULIAN_DAY_OF_1970;
    return Instant.EPOCH.plus(day, ChronoUnit.DAYS).plusNanos(nanos).toString();
  }

  private static String ofBytes(byte[] bytes, LogicalTypeAnnotation logical) {
    if (logical instanceof DecimalLogicalTypeAnnotation decimal) {
      return new BigDecimal(new BigInteger(bytes), decimal.getScale()).toPlainString();
    }
    if (logical instanceof UUIDLogicalTypeAnnotation) {
      ByteBuffer parts = ByteBuffer.wrap(bytes);
      return new UUID(parts.getLong(), parts.getLong()).toString();
    }
    // Some writers give their strings no type; what is no text is shown as its bytes.
    String text = utf8(bytes);
    boolean isText = text.codePoints().noneMatch(c -> Character.isISOControl(c) || c == 0xDFFF);
    return isText ? text : HexFormat.of().formatHex(bytes);
  }

  private static String utf8(byte[] bytes) {
    return Utf8.decode(bytes, 0, bytes.length);
  }
}
