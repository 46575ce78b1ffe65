package dev.glossa.udf.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.glossa.udf.table.ColumnType.ListOf;
import dev.glossa.udf.table.ColumnType.MapOf;
import dev.glossa.udf.table.ColumnType.Scalar;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TestTable {

  /** A row of each kind of column. */
  @TableRow(table = "kinds", per = "try")
  public record Kinds(
      @Column(meaning = "how many", unit = "tokens") int inputTokens,
      @Column(meaning = "may lack") Float part,
      @Column(meaning = "may lack", nullable = true) String name,
      @Column(meaning = "all there") float[] vector,
      @Column(meaning = "some lack") Float[] parts,
      @Column(meaning = "names") List<String> words,
      @Column(meaning = "by name") Map<String, String> models) {}

  /** A record that says nothing of itself. */
  public record Bare(int number) {}

  /** A record with a type that no column has. */
  @TableRow(table = "odd", per = "try")
  public record Odd(@Column(meaning = "a thread") Thread thread) {}

  @Test
  void columnsComeFromTheRecordInSnakeCase() {
    Table<Kinds> table = Table.of(Kinds.class, Table.KEY);
    assertThat(table.name()).isEqualTo("kinds");
    assertThat(table.columns())
        .containsExactly(
            Table.KEY,
            new TableColumn("input_tokens", Scalar.INTEGER, false, "how many", "tokens"),
            new TableColumn("part", Scalar.FLOAT, true, "may lack", ""),
            new TableColumn("name", Scalar.STRING, true, "may lack", ""),
            new TableColumn("vector", new ListOf(Scalar.FLOAT, false), false, "all there", ""),
            new TableColumn("parts", new ListOf(Scalar.FLOAT, true), false, "some lack", ""),
            new TableColumn("words", new ListOf(Scalar.STRING, false), false, "names", ""),
            new TableColumn("models", new MapOf(Scalar.STRING), false, "by name", ""));
    assertThat(table.columns().get(1).comment()).isEqualTo("how many; in tokens");
    assertThat(table.has("key")).isTrue();
    assertThat(table.has("settings")).isFalse();
  }

  @Test
  void valuesAreTheRecordsOwn() {
    float[] vector = {1};
    Kinds row = new Kinds(3, null, "n", vector, new Float[] {null}, List.of("w"), Map.of());
    Object[] values = Table.of(Kinds.class, Table.KEY).values(row);
    assertThat(values).hasSize(7).startsWith(3, null, "n", vector);
  }

  @Test
  void recordsWithoutADescriptionAreRefused() {
    assertThatThrownBy(() -> Table.of(Bare.class))
        .hasMessageEndingWith("TestTable$Bare (it has no @TableRow; add it)");
    assertThatThrownBy(() -> Table.of(Odd.class))
        .hasMessageContaining("Odd.thread (no column can have the type class java.lang.Thread)");
  }
}
