package dev.glossa.jobs;

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
 * in which a table lacks a document that another has.
 */
final class WaveReader implements AutoCloseable {
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

  private void check(Statement sql, Path wave) throws SQLException {
    String documents = "read_parquet('" + wave + "/documents/*.parquet')";
    String vectors = "read_parquet('" + wave + "/vectors/*.parquet')";
    String occurrences = "read_parquet('" + wave + "/occurrences/*.parquet')";
    String query =
        "SELECT (SELECT count(*) FROM "
            + documents
            + " d WHERE d.key NOT IN (SELECT key FROM "
            + vectors
            + ")) + (SELECT count(*) FROM "
            + occurrences
            + " o WHERE o.key NOT IN (SELECT key FROM "
            + documents
            + "))";
    try (ResultSet rows = sql.executeQuery(query)) {
      rows.next();
      if (rows.getLong(1) != 0) {
        partial.add(wave + ": " + rows.getLong(1) + " documents are missing in a table");
      }
    } catch (SQLException e) {
      partial.add(wave + ": " + e.getMessage());
    }
    reads.incrementAndGet();
  }

  @Override
  public void close() throws InterruptedException {
    closed = true;
    thread.join();
  }
}
