package dev.glossa.jobs.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestSplits {
  private static final long MIB = 1024 * 1024;

  private static final Configuration CONF = new Configuration();

  @TempDir Path folder;

  private List<Split> ranges(String name, String content, long bytes) {
    return Splits.ranges(split(Reading.write(folder.resolve(name), content)), bytes, CONF);
  }

  private static Split split(Path file) {
    return Reading.list(Reading.settings(file)).files().get(0);
  }

  private static Split file(FileFormat format, boolean gzip, long bytes) {
    return new Split("file:///a", "/a", "a", format, gzip, 0, bytes, 0);
  }

  @Test
  void cutsOnlyWhatCanBeReadFromTheMiddle() {
    assertThat(ranges("a.jsonl", "{\"id\": 1}", 4))
        .extracting(Split::begin, Split::end)
        .containsExactly(tuple(0L, 4L), tuple(4L, 8L), tuple(8L, 9L));
    assertThat(ranges("a.jsonl", "{\"id\": 1}", 9)).hasSize(1);
    assertThat(ranges("array.json", "[{\"id\": 1}]", 4)).hasSize(1);
    assertThat(ranges("printed.json", "{\n  \"id\": 1\n}\n", 4)).hasSize(1);
    assertThat(ranges("a.jsonl.gz", "{\"id\": 1}", 4)).hasSize(1);
    assertThat(ranges("a.csv", "id,text", 4)).hasSize(1);
    assertThat(ranges("a.txt", "id,text", 4)).hasSize(1);
    assertThat(ranges("damaged.parquet", "PAR1 and no more", 4)).hasSize(1);
    Path wide =
        Reading.write(
            folder.resolve("wide/a.jsonl"),
            "\uFEFF{\"id\": 1}".getBytes(StandardCharsets.UTF_16LE));
    assertThat(Splits.ranges(split(wide), 4, CONF)).hasSize(1);
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
