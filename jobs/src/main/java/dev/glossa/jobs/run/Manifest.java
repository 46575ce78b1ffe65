package dev.glossa.jobs.run;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a published wave consists of and how it was made: {@code _manifest.json} in its folder.
 *
 * @param wave its id, the folder's name after {@code wave=}
 * @param fingerprint hex of {@code basis}
 * @param basis what the results depend on
 * @param configuration everything the run was told, inputs included, as JSON
 * @param versions of what did the work, such as {@code spark} or {@code libtorch}
 * @param started when the wave's intake was ready
 * @param finished when its files were counted and hashed
 * @param counts its inputs and where they ended
 * @param stages what was run, in order
 * @param tables every file of the wave but the manifest
 */
public record Manifest(
    String wave,
    String fingerprint,
    Fingerprint basis,
    String configuration,
    Map<String, String> versions,
    Instant started,
    Instant finished,
    Counts counts,
    List<StageRun> stages,
    List<TableFiles> tables) {

  /** Copies what could change. */
  public Manifest {
    versions = Map.copyOf(versions);
    stages = List.copyOf(stages);
    tables = List.copyOf(tables);
  }

  /**
   * Where a wave's inputs ended.
   *
   * @param inputs (key, source, id) that the wave accounts for: occurrences plus errors
   * @param documents texts with results that no earlier wave has
   * @param occurrences inputs with results
   * @param errors inputs without
   * @param resolved errors of earlier waves that no longer stand
   */
  public record Counts(long inputs, long documents, long occurrences, long errors, long resolved) {}

  /**
   * A stage of the wave.
   *
   * @param seconds by the clock
   * @param documents that it was given
   * @param tokens that its models read and wrote; of {@code tokenize}, that it found
   * @param slots tokens of the shapes in which models computed these, padding and dummies included;
   *     0 where no model ran
   */
  public record StageRun(String stage, double seconds, long documents, long tokens, long slots) {}

  /** A table's files. */
  public record TableFiles(String table, long rows, List<DataFile> files) {

    /** Copies what could change. */
    public TableFiles {
      files = List.copyOf(files);
    }
  }

  /**
   * A file.
   *
   * @param name within the table's folder
   * @param sha256 of its bytes, 64 hexadecimal digits
   */
  public record DataFile(String name, long rows, long bytes, String sha256) {}

  /** The table's files, if the wave has the table. */
  public Optional<TableFiles> table(String name) {
    return tables.stream().filter(table -> table.table().equals(name)).findFirst();
  }
}
