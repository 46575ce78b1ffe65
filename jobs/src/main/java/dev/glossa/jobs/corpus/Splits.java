package dev.glossa.jobs.corpus;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/**
 * Cuts large files into ranges and groups small ones, so that a task has neither too much nor too
 * little.
 */
final class Splits {
  /** Bytes of one range, and of one group at most where nothing in it is larger. */
  static final long RANGE_BYTES = 64L * 1024 * 1024;

  /** Opening a small file costs about as much as reading this much. */
  private static final long OPEN_BYTES = 64 * 1024;

  private static final long LEAST_GROUP_BYTES = 1024 * 1024;

  private static final int MOST_FILES = 1000;

  private Splits() {}

  /** The file in ranges, where its format allows to begin in the middle. */
  static List<Split> ranges(Split file, long rangeBytes, Configuration conf) {
    if (file.gzip() || file.end() <= rangeBytes || !isDivisible(file, conf)) {
      return List.of(file);
    }
    List<Split> ranges = new ArrayList<>();
    for (long begin = 0; begin < file.end(); begin += rangeBytes) {
      long end = Math.min(file.end(), begin + rangeBytes);
      ranges.add(file.range(begin, end));
    }
    return ranges;
  }

  private static boolean isDivisible(Split file, Configuration conf) {
    try {
      return switch (file.format()) {
        case JSONL -> SplitReaders.isJsonLines(file, conf);
        case PARQUET -> ParquetDocuments.schema(file.address(), conf).getFieldCount() > 0;
        case CSV, TEXT -> false;
      };
    } catch (IOException e) {
      // Its one reader makes one failure of it.
      return false;
    }
  }

  /** Whether someone has to count lines to know the number of the first in this range. */
  static boolean needsCount(Split split) {
    return split.format() == FileFormat.JSONL && split.begin() > 0;
  }

  /**
   * Line ends from the byte before the range to the byte before its end: summed over the ranges
   * before another, they are the line ends before the byte before that one's begin.
   */
  static long lineEnds(Split range, Configuration conf) throws IOException {
    long begin = Math.max(0, range.begin() - 1);
    long left = range.end() - 1 - begin;
    long lineEnds = 0;
    byte[] chunk = new byte[64 * 1024];
    try (InputStream in = Streams.open(range, conf)) {
      while (left > 0) {
        int read = in.read(chunk, 0, (int) Math.min(chunk.length, left));
        if (read < 0) {
          break;
        }
        for (int i = 0; i < read; i++) {
          lineEnds += chunk[i] == '\n' ? 1 : 0;
        }
        left -= read;
      }
    }
    return lineEnds;
  }

  /**
   * Neighbours together in groups of about the same cost: about {@code number} groups, but more
   * where they would read more than {@code mostBytes} or a thousand files.
   */
  static List<List<Split>> groups(List<Split> splits, long mostBytes, int number) {
    long total = splits.stream().mapToLong(Splits::cost).sum();
    long share = Math.min(mostBytes, Math.max(LEAST_GROUP_BYTES, total / number));
    List<List<Split>> groups = new ArrayList<>();
    List<Split> group = new ArrayList<>();
    long size = 0;
    for (Split split : splits) {
      if (!group.isEmpty() && (size + cost(split) > share || group.size() == MOST_FILES)) {
        groups.add(group);
        group = new ArrayList<>();
        size = 0;
      }
      group.add(split);
      size += cost(split);
    }
    if (!group.isEmpty()) {
      groups.add(group);
    }
    return groups;
  }

  private static long cost(Split split) {
    return split.end() - split.begin() + OPEN_BYTES;
  }
}
