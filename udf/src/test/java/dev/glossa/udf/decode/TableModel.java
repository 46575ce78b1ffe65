package dev.glossa.udf.decode;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A model whose logits are a hash of a row's document and its last two tokens: the same numbers,
 * bit for bit, as make_golden.py gives transformers.
 */
final class TableModel implements StepModel {

  private final long table;
  private final int vocabulary;
  private final int rowsPerDocument;
  private final long[] documents;
  private int[][] texts;
  private boolean fresh;
  private int steps;

  /**
   * A model that has read its prompts.
   *
   * @param documents number of each document
   * @param prompts what it has read of each, nothing for an encoder-decoder
   */
  TableModel(
      long table, int vocabulary, int rowsPerDocument, long[] documents, List<int[]> prompts) {
    this.table = table;
    this.vocabulary = vocabulary;
    this.rowsPerDocument = rowsPerDocument;
    this.documents = documents.clone();
    texts =
        IntStream.range(0, rows())
            .mapToObj(row -> prompts.get(row / rowsPerDocument).clone())
            .toArray(int[][]::new);
    fresh = true;
  }

  @Override
  public int rows() {
    return documents.length * rowsPerDocument;
  }

  @Override
  public int vocabulary() {
    return vocabulary;
  }

  int steps() {
    return steps;
  }

  @Override
  public void release(int document) {
    // All rows stay.
  }

  @Override
  public float[] logProbabilities(int[] tokens, int[] wanted) {
    float[] probabilities = new float[rows()];
    for (int row = 0; row < rows(); row++) {
      if (tokens != null) {
        texts[row] = Arrays.copyOf(texts[row], texts[row].length + 1);
        texts[row][texts[row].length - 1] = tokens[row];
      }
      probabilities[row] =
          logSoftmax(logits(documents[row / rowsPerDocument], texts[row]))[wanted[row]];
    }
    return probabilities;
  }

  @Override
  public Candidates step(Step step) {
    boolean append = step.tokens() != null;
    if (!append && !fresh) {
      throw new IllegalStateException("Cannot step without tokens (only the first step may)");
    }
    fresh = false;
    steps++;
    int[][] next = new int[rows()][];
    float[][] scores = new float[rows()][];
    for (int row = 0; row < rows(); row++) {
      int parent = step.parents() == null ? row : step.parents()[row];
      if (parent / rowsPerDocument != row / rowsPerDocument) {
        throw new IllegalStateException("Cannot continue another document's row: " + parent);
      }
      next[row] = texts[parent];
      if (append) {
        next[row] = Arrays.copyOf(texts[parent], texts[parent].length + 1);
        next[row][texts[parent].length] = step.tokens()[row];
      }
      float[] logits = logits(documents[row / rowsPerDocument], next[row]);
      scores[row] = step.normalize() ? logSoftmax(logits) : logits;
    }
    texts = next;
    Step.Entries penalized = step.penalized();
    for (int i = 0; i < penalized.rows().length; i++) {
      float[] row = scores[penalized.rows()[i]];
      int token = penalized.tokens()[i];
      row[token] =
          row[token] < 0
              ? row[token] * step.repetitionPenalty()
              : row[token] / step.repetitionPenalty();
    }
    Step.Entries banned = step.banned();
    for (int i = 0; i < banned.rows().length; i++) {
      scores[banned.rows()[i]][banned.tokens()[i]] = Float.NEGATIVE_INFINITY;
    }
    for (int row = 0; row < rows() && step.allowed() != null; row++) {
      for (int token = 0; token < vocabulary && step.allowed()[row] != null; token++) {
        if (!step.allowed()[row].contains(token)) {
          scores[row][token] = Float.NEGATIVE_INFINITY;
        }
      }
    }
    return best(scores, step.candidates());
  }

  private Candidates best(float[][] scores, int count) {
    int[] ids = new int[rows() * count];
    float[] best = new float[rows() * count];
    float[] logSumExp = new float[rows()];
    for (int row = 0; row < rows(); row++) {
      float[] all = scores[row];
      // Several equal scores come in the order a partial sort might leave: the higher token first.
      int[] order =
          IntStream.range(0, vocabulary)
              .boxed()
              .sorted(
                  Comparator.comparing((Integer id) -> -all[id])
                      .thenComparing(id -> count == 1 ? id : -id))
              .mapToInt(Integer::intValue)
              .toArray();
      for (int i = 0; i < count; i++) {
        ids[row * count + i] = order[i];
        best[row * count + i] = all[order[i]];
      }
      logSumExp[row] = (float) logSumExp(all);
    }
    return new Candidates(count, ids, best, logSumExp);
  }

  private static float[] logSoftmax(float[] logits) {
    double sum = logSumExp(logits);
    float[] result = new float[logits.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = (float) (logits[i] - sum);
    }
    return result;
  }

  private static double logSumExp(float[] scores) {
    double sum = 0;
    for (float score : scores) {
      sum += Math.exp(score);
    }
    return Math.log(sum);
  }

  private float[] logits(long document, int[] text) {
    long a = text.length > 0 ? text[text.length - 1] : vocabulary;
    long b = text.length > 1 ? text[text.length - 2] : vocabulary;
    long hash = table;
    for (long part : new long[] {document, b, a}) {
      hash = mix(hash + part + 0x9E3779B97F4A7C15L);
    }
    float[] logits = new float[vocabulary];
    for (int token = 0; token < vocabulary; token++) {
      long bits = mix(hash + token + 0x9E3779B97F4A7C15L) >>> 40;
      logits[token] = (float) (bits * 0x1p-21 - 4);
    }
    return logits;
  }

  private static long mix(long bits) {
    long z = (bits ^ (bits >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  @Override
  public void close() {}
}
