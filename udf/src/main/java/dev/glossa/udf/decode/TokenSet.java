package dev.glossa.udf.decode;

import java.util.Arrays;

/**
 * Tokens of which one may follow. Immutable, and compared by identity: who allows the same again
 * should give the same object, which a model then need not look at again.
 */
public final class TokenSet {
  private final int[] tokens;
  private volatile float[] mask;

  private TokenSet(int[] tokens) {
    this.tokens = tokens;
  }

  /** The set of these tokens, which must ascend. */
  public static TokenSet of(int... tokens) {
    return new TokenSet(tokens);
  }

  /** Whether so many of a vocabulary's tokens are better told by a mask than one by one. */
  public static boolean isLarge(int tokens, int vocabulary) {
    return tokens > vocabulary / 64;
  }

  /** The tokens, ascending; to read only. */
  public int[] tokens() {
    return tokens;
  }

  /** Whether a token is one of them. */
  public boolean contains(int token) {
    return Arrays.binarySearch(tokens, token) >= 0;
  }

  /** The same set where it has the token, or has it not, as told; else another that does. */
  TokenSet with(int token, boolean contained) {
    int place = Arrays.binarySearch(tokens, token);
    if (place >= 0 == contained) {
      return this;
    }
    int begin = contained ? -place - 1 : place;
    int rest = contained ? begin : begin + 1;
    int[] changed = new int[tokens.length + (contained ? 1 : -1)];
    System.arraycopy(tokens, 0, changed, 0, begin);
    System.arraycopy(
        tokens, rest, changed, changed.length - (tokens.length - rest), tokens.length - rest);
    if (contained) {
      changed[begin] = token;
    }
    return new TokenSet(changed);
  }

  /**
   * What leaves scores of these tokens alone when it is added to all: [vocabulary] 0 for them and
   * minus infinity for the others. Kept once it is made; to read only.
   */
  public float[] mask(int vocabulary) {
    float[] made = mask;
    if (made == null) {
      made = new float[vocabulary];
      Arrays.fill(made, Float.NEGATIVE_INFINITY);
      for (int token : tokens) {
        made[token] = 0;
      }
      mask = made;
    }
    return made;
  }
}
