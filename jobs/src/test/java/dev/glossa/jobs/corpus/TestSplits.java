package dev.glossa.jobs.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TestSplits {
  private static final long MIB = 1024 * 1024;

  private static Split file(FileFormat format, boolean gzip, long bytes) {
    return new Split("file:/a", format, gzip, 0, bytes, 0);
  }

  @Test
  void cutsOnlyWhatCanBeReadFromTheMiddle() {
    assertThat(Splits.ranges(file(FileFormat.JSONL, false, 10), 4))
        .extracting(Split::begin, Split::end)
        .containsExactly(tuple(0L, 4L), tuple(4L, 8L), tuple(8L, 10L));
    assertThat(Splits.ranges(file(FileFormat.PARQUET, false, 10), 4)).hasSize(3);
    assertThat(Splits.ranges(file(FileFormat.JSONL, false, 4), 4)).hasSize(1);
    assertThat(Splits.ranges(file(FileFormat.JSONL, true, 10), 4)).hasSize(1);
    assertThat(Splits.ranges(file(FileFormat.CSV, false, 10), 4)).hasSize(1);
    assertThat(Splits.ranges(file(FileFormat.TEXT, false, 10), 4)).hasSize(1);
  }

  @Test
  void groupsTinyFilesByTheThousandAndLargeOnesByTheirBytes() {
    List<Split> tiny =
        IntStream.range(0, 100_000).mapToObj(i -> file(FileFormat.TEXT, false, 20)).toList();
    List<List<Split>> groups = Splits.groups(tiny, 64 * MIB, 8);
    assertThat(groups).hasSizeBetween(100, 110).allMatch(group -> group.size() <= 1000);
    assertThat(groups.stream().mapToInt(List::size).sum()).isEqualTo(100_000);
    List<Split> large =
        IntStream.range(0, 10).mapToObj(i -> file(FileFormat.JSONL, true, 40 * MIB)).toList();
    assertThat(Splits.groups(large, 64 * MIB, 2)).hasSize(10);
    assertThat(Splits.groups(tiny.subList(0, 40), 64 * MIB, 8)).hasSizeBetween(2, 8);
    assertThat(Splits.groups(List.of(), 64 * MIB, 8)).isEmpty();
  }
}
