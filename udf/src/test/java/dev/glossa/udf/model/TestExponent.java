package dev.glossa.udf.model;

import static org.assertj.core.api.Assertions.fail;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TestExponent {

  @Test
  void everyHalfIsJudgedAsItsTypeSays() {
    for (int bits = 0; bits < 1 << Short.SIZE; bits++) {
      boolean finiteHalf = (bits >> 10 & 31) != 31;
      boolean finiteBrain = Float.isFinite(Float.intBitsToFloat(bits << Short.SIZE));
      for (int place = 0; place < 3; place++) {
        ByteBuffer values = buffer(3 * Short.BYTES).putShort(place * Short.BYTES, (short) bits);
        check(Dtype.F16, values, finiteHalf ? 3 : place);
        check(Dtype.BF16, values, finiteBrain ? 3 : place);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      floats = {
        Float.NaN,
        Float.POSITIVE_INFINITY,
        Float.NEGATIVE_INFINITY,
        Float.MAX_VALUE,
        -0.0f,
        1e-45f
      })
  void singlesAreJudgedAsJavaDoes(float value) {
    int count = 40_000;
    for (int place : new int[] {0, 1, 16_383, 16_384, count - 1}) {
      ByteBuffer values = buffer(count * Float.BYTES).putFloat(place * Float.BYTES, value);
      check(Dtype.F32, values, Float.isFinite(value) ? count : place);
    }
  }

  private static void check(Dtype dtype, ByteBuffer values, int first) {
    Exponent exponent = Exponent.of(dtype);
    int count = values.limit() / dtype.bytes();
    if (exponent.isFullAnywhere(values) != first < count || exponent.firstFull(values) != first) {
      fail("wrong about %s: %s at %d of %d", dtype, values, first, count);
    }
  }

  private static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
