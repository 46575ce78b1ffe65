package dev.glossa.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glossa.jobs.Sql;
import dev.glossa.jobs.run.Manifest.Inputs;
import dev.glossa.jobs.run.Pending.Mode;
import dev.glossa.jobs.table.Tables;
import dev.glossa.udf.table.Table;
import dev.glossa.udf.task.Stages;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Values of the input's further columns, night after night. */
class TestColumnValues {
  private static final Map<String, String> NONE = Collections.singletonMap("subject", null);

  private static SparkSession spark;

  @TempDir Path output;
  private Archive archive;

  @BeforeAll
  static void start() {
    spark = Archive.session();
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  @BeforeEach
  void archive() {
    archive = new Archive(spark, output);
  }

  private static Map<String, String> subject(String value) {
    return Map.of("subject", value);
  }

  @Test
  void stagesAreGivenTheValuesOfATextsFirstRowNewOrKnown() throws Exception {
    archive.with("/b", "1", "one", subject("of b")).with("/a", "2", "one", subject("of a"));
    archive.with("/a", "1", "two", NONE).with("/c.txt", "c", "three").withUnread("/d", "1").run();
    Map<String, Map<String, String>> given = new HashMap<>();
    given.put("one", subject("of a"));
    given.put("two", Map.of());
    given.put("three", null);
    assertThat(archive.given).isEqualTo(given);

    archive.stages = List.of(Stages.TOKENIZE);
    assertThat(inputs(archive.run())).isEqualTo(new Inputs(5, 0, 0, 0));
    assertThat(archive.given).as("texts from the folder").isEqualTo(given);
    assertThat(standing())
        .containsExactly(
            "/a 1 {subject=of a}", "/a 2 {}", "/b 1 {subject=of b}", "/c.txt 1 null", "/d 1 null");
    assertThat(archive.run()).isEmpty();
    theFolderIsSound();
  }

  @Test
  void anotherValueIsARowOfOccurrencesAndNothingElse() throws Exception {
    archive.with("/a", "1", "one", subject("x")).withMany(0, 2).run();
    archive.without("/a").with("/a", "1", "one", subject("y"));
    List<Manifest> waves = archive.run();
    assertThat(archive.worked).isZero();
    assertThat(inputs(waves)).isEqualTo(new Inputs(3, 0, 1, 0));
    assertThat(waves.get(0).tables())
        .extracting(Manifest.TableFiles::table)
        .containsExactly("occurrences", "runs", "waves");
    assertThat(standing())
        .containsExactly("/a 1 {subject=y}", "/archive/0.txt 1 null", "/archive/1.txt 1 null");
    assertThat(archive.run()).isEmpty();

    // One that is taken away is another value, too; and one beside a text that changes is its own.
    archive.without("/a").with("/a", "1", "one", NONE).run();
    assertThat(standing()).contains("/a 1 {}");
    archive.without("/a").with("/a", "1", "two", subject("z"));
    assertThat(inputs(archive.run())).isEqualTo(new Inputs(3, 0, 1, 0));
    assertThat(archive.worked).isEqualTo(1);
    assertThat(archive.given).containsEntry("two", subject("z"));
    assertThat(rows(Tables.REMOVED)).isEqualTo(1);

    archive.stages = List.of(Stages.TOKENIZE);
    archive.run();
    assertThat(archive.given).containsEntry("two", subject("z"));
    theFolderIsSound();
  }

  @Test
  void whatARunDoesNotNameStaysAsItIs() throws Exception {
    archive.with("/a", "1", "one", subject("x")).run();
    archive.without("/a").with("/a", "1", "one");
    assertThat(archive.run()).as("no column named").isEmpty();
    assertThat(standing()).containsExactly("/a 1 {subject=x}");

    archive.without("/a").with("/a", "1", "one", Map.of("author", "me"));
    assertThat(inputs(archive.run())).isEqualTo(new Inputs(1, 0, 1, 0));
    assertThat(standing()).containsExactly("/a 1 {author=me, subject=x}");
    archive.without("/a").with("/a", "1", "one", subject("x"));
    assertThat(archive.run()).as("the first night's columns again").isEmpty();
    archive.without("/a").with("/a", "1", "one", NONE).run();
    assertThat(standing()).containsExactly("/a 1 {author=me}");

    // Of another text, nothing is known but what is read with it.
    archive.without("/a").with("/a", "1", "two", subject("y")).run();
    assertThat(standing()).containsExactly("/a 1 {subject=y}");
    theFolderIsSound();
  }

  @Test
  void whatComesBackHasTheValuesThatWereReadLast() throws Exception {
    archive.with("/a", "1", "one", subject("x")).with("/b", "1", "two", subject("x")).run();
    archive.without("/a").without("/b").run();
    archive.with("/a", "1", "one", subject("y")).with("/b", "1", "two").run();
    assertThat(standing()).containsExactly("/a 1 {subject=y}", "/b 1 {subject=x}");
    assertThat(archive.run()).isEmpty();
    theFolderIsSound();
  }

  @Test
  void retryUsesTheValuesThatStand() throws Exception {
    archive.with("/b", "1", "bad", subject("of b")).with("/a", "1", "bad", subject("of a"));
    archive.with("/c", "1", "good", subject("of c"));
    archive.failing.add("bad");
    archive.run();
    archive.without("/a").with("/a", "1", "bad", subject("now")).run();
    archive.failing.clear();
    archive.run(Mode.RETRY);
    assertThat(archive.given).isEqualTo(Map.of("bad", subject("now")));
    theFolderIsSound();
  }

  @Test
  void viewsAndCompactionKnowTheNewestRow() throws Exception {
    for (String value : List.of("x", "y", "z")) {
      archive.without("/a").with("/a", "1", "one", subject(value)).run();
    }
    archive.without("/a").with("/a", "1", "one", Map.of("author", "me")).run();
    String expected = "/a 1 {author=me, subject=z}";
    assertThat(standing()).containsExactly(expected);
    String query = "SELECT source, map_keys(columns), map_values(columns), run FROM occurrences";
    List<String> seen;
    try (Sql sql = Sql.duckDb(output)) {
      seen = sql.rows(query);
      assertThat(seen.get(0)).startsWith("/a|[author, subject]|[me, z]|000004-");
      assertThat(sql.rows("SELECT * FROM removed")).isEmpty();
      assertThat(sql.rows("SELECT source, text FROM documents")).containsExactly("/a|one");
    }
    try (Sql sql = Sql.spark(spark, output)) {
      assertThat(sql.rows("SELECT source, columns['subject'], columns['none'] FROM occurrences"))
          .containsExactly("/a|z|null");
    }
    try (Lock lock = Lock.acquire(archive.folder(), Archive.TERM)) {
      assertThat(Compact.run(spark, archive.folder(), lock, Instant.EPOCH, Long.MAX_VALUE).after())
          .isEqualTo(1);
    }
    assertThat(standing()).containsExactly(expected);
    try (Sql sql = Sql.duckDb(output)) {
      assertThat(sql.rows(query)).isEqualTo(seen);
    }
    assertThat(archive.run()).isEmpty();
    theFolderIsSound();
  }

  @Test
  void columnsWithoutAnyValueAreKnown() throws Exception {
    archive.with("/a", "1", "one", subject("x")).with("/b", "1", "two", Map.of("author", "me"));
    archive.with("/c", "1", "three", Collections.singletonMap("none", null)).withUnread("/d", "1");
    try (Pending pending = archive.pending(archive.folder(), Mode.NEW)) {
      assertThat(pending.columns()).containsExactly("author", "subject");
    }
  }

  private void theFolderIsSound() throws Exception {
    assertThat(archive.verify().problems()).isEmpty();
  }

  private static Inputs inputs(List<Manifest> waves) {
    assertThat(waves).hasSize(1);
    return waves.get(0).runs().get(0).inputs();
  }

  private long rows(Table<?> table) throws Exception {
    return Published.in(archive.folder()).read(spark, table).count();
  }

  /** The occurrences that stand: source, position and values in the order of their names. */
  private List<String> standing() throws Exception {
    return State.of(spark, Published.in(archive.folder())).occurrences().collectAsList().stream()
        .map(row -> row.getAs("source") + " " + row.getAs("position") + " " + values(row))
        .sorted()
        .toList();
  }

  private static Map<String, String> values(Row row) {
    int columns = row.fieldIndex("columns");
    return row.isNullAt(columns) ? null : new TreeMap<>(row.getJavaMap(columns));
  }
}
