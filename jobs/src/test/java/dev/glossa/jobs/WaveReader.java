package dev.glossa.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * Reads an output folder over and over with DuckDB while others write to it, and notes every wave
 * that is not whole: a table without some of the rows of its manifest.
 */
final class WaveReader implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Thread thread = new Thread(this::read, "wave-reader");
  private final List<String> partial = new CopyOnWriteArrayList<>();
  private final AtomicLong reads = new AtomicLong();
  private volatile Path output;
  private volatile boolean closed;

  WaveReader(Path output) {
    this.output = output;
    thread.start();
  }

  /** Waves that were seen in part, and what was missing. */
  List<String> partialWaves() {
    return List.copyOf(partial);
  }

  /** Waves read so far, each as often as it was. */
  long reads() {
    return reads.get();
  }

  /** Turns to another folder and returns it. */
  Path moveOn(Path other) {
    output = other;
    return other;
  }

  private void read() {
    try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
        Statement sql = duckdb.createStatement()) {
      while (!closed) {
        for (Path wave : waves()) {
          check(sql, wave);
        }
        Thread.sleep(20);
      }
    } catch (SQLException | IOException e) {
      partial.add(e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private List<Path> waves() throws IOException {
    Path data = output.resolve("data");
    if (!Files.isDirectory(data)) {
      return List.of();
    }
    try (Stream<Path> waves = Files.list(data)) {
      return waves.filter(wave -> wave.getFileName().toString().startsWith("wave=")).toList();
    }
  }

  private void check(Statement sql, Path wave) throws IOException {
    for (JsonNode table : JSON.readTree(wave.resolve("_manifest.json").toFile()).get("tables")) {
      String name = table.get("table").asText();
      String query = "SELECT count(*) FROM read_parquet('" + wave + "/" + name + "/*.parquet')";
      try (ResultSet rows = sql.executeQuery(query)) {
        rows.next();
        if (rows.getLong(1) != table.get("rows").asLong()) {
          partial.add(wave + ": " + rows.getLong(1) + " rows in " + name + ", not all");
        }
      } catch (SQLException e) {
        partial.add(wave + ": " + e.getMessage());
      }
    }
    reads.incrementAndGet();
  }

  @Override
  public void close() throws InterruptedException {
    closed = true;
    thread.join();
  }
}
