package dev.glossa.jobs.run;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a published wave consists of and how it was made: {@code _manifest.json} in its folder.
 *
 * @param wave its id, the folder's name after {@code wave=}
 * @param run that published it: the id of the run's first wave
 * @param replaces ids of the waves whose place it takes; readers pass these over
 * @param runs what each run did for the rows of this wave; more than one where waves of several
 *     runs were merged, none where only rows were taken out
 * @param tables every file of the wave but the manifest
 */
public record Manifest(
    String wave, String run, List<String> replaces, List<RunPart> runs, List<TableFiles> tables) {

  /** Copies what could change. */
  public Manifest {
    replaces = List.copyOf(replaces);
    runs = List.copyOf(runs);
    tables = List.copyOf(tables);
  }

  /**
   * A run's share in a wave.
   *
   * @param run its id
   * @param started when work on the wave began
   * @param finished when its files were counted and hashed
   * @param paths that the run read, as {@link dev.glossa.jobs.corpus.Coverage} writes them; none
   *     for a run over what the folder itself holds
   * @param configuration everything the run was told, as JSON
   * @param versions of what did the work, such as {@code spark} or {@code libtorch}
   * @param inputs that it accounts for
   * @param stages what was run, in order
   */
  public record RunPart(
      String run,
      Instant started,
      Instant finished,
      List<String> paths,
      String configuration,
      Map<String, String> versions,
      Inputs inputs,
      List<StageRun> stages) {

    /** Copies what could change. */
    public RunPart {
      paths = List.copyOf(paths);
      versions = Map.copyOf(versions);
      stages = List.copyOf(stages);
    }
  }

  /**
   * A wave's part of the inputs that a run found.
   *
   * @param listed all of them
   * @param added those that did not stand before
   * @param changed those that stood with another text, or with other values in further columns
   * @param gone those that stood and were not found
   */
  public record Inputs(long listed, long added, long changed, long gone) {}

  /**
   * What a stage did for a wave.
   *
   * @param stage its persisted name
   * @param settings fingerprint of what decides its results, 16 hexadecimal digits
   * @param models name → SHA-256 of each checkpoint that it reads
   * @param attempted texts that it was given, for a stage of words the words
   * @param results how many of these have one
   * @param errors how many failed
   * @param seconds by the clock
   * @param tokens that its models read and wrote; of {@code tokenize}, that it found
   * @param paddedTokens of the shapes in which models computed these, padding and dummies included;
   *     0 where no model ran
   */
  public record StageRun(
      String stage,
      String settings,
      Map<String, String> models,
      long attempted,
      long results,
      long errors,
      double seconds,
      long tokens,
      long paddedTokens) {

    /** Copies what could change. */
    public StageRun {
      models = Map.copyOf(models);
    }
  }

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

  /** Rows of a table; 0 where the wave does not have it. */
  public long rows(String table) {
    return table(table).map(TableFiles::rows).orElse(0L);
  }
}
