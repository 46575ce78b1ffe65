package dev.glossa.udf.decode;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Random numbers that follow from what they are for, not from how many were drawn before: the same
 * on every machine, in every order.
 *
 * <p>The stream of (seed, key, sample) is named by the first 16 bytes of SHA-256 over the seed (8
 * bytes), the sample (4 bytes), both big-endian, and the key (UTF-8): two 64-bit numbers, begin and
 * stream. The number at a step is {@code mix(mix(begin + (step + 1) * 0x9E3779B97F4A7C15) ^
 * stream)}, where {@code mix} is the finisher of SplitMix64 (Steele, Lea, Flood: Fast splittable
 * pseudorandom number generators, 2014, variant 13); its upper 53 bits over 2<sup>53</sup> are the
 * double.
 */
public final class CounterRandom {

  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private final long begin;
  private final long stream;

  /**
   * The stream of one text.
   *
   * @param seed of the run
   * @param key of the document
   * @param sample number of the text among the document's, from 0
   */
  public CounterRandom(long seed, String key, int sample) {
    byte[] name = key.getBytes(StandardCharsets.UTF_8);
    ByteBuffer input = ByteBuffer.allocate(Long.BYTES + Integer.BYTES + name.length);
    input.putLong(seed).putInt(sample).put(name);
    ByteBuffer digest = ByteBuffer.wrap(sha256().digest(input.array()));
    begin = digest.getLong();
    stream = digest.getLong();
  }

  /** The number of a step, evenly distributed in [0, 1). */
  public double at(int step) {
    return (mix(mix(begin + (step + 1L) * GOLDEN) ^ stream) >>> 11) * 0x1.0p-53;
  }

  private static long mix(long bits) {
    long z = (bits ^ (bits >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Cannot digest: SHA-256 (every Java platform has it)", e);
    }
  }
}
