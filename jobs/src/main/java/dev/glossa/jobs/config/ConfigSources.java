package dev.glossa.jobs.config;

import java.nio.file.Path;
import java.util.List;

/**
 * Where a run's settings come from, as the command line gives them. Later sources are stronger: the
 * defaults in the jar, the files in their order, the sets in theirs, then inputs and output.
 *
 * @param home Glossa's own folder: relative model paths of the defaults start here
 * @param files HOCON files with a root {@code glossa}
 * @param sets {@code key=value}; the key with or without {@code glossa.} in front, the value JSON
 *     or plain text
 * @param inputs paths to read; none leaves them to the other sources
 * @param output folder of the tables; empty leaves it to the other sources
 */
public record ConfigSources(
    Path home, List<Path> files, List<String> sets, List<String> inputs, String output) {

  /** Copies what could change. */
  public ConfigSources {
    files = List.copyOf(files);
    sets = List.copyOf(sets);
    inputs = List.copyOf(inputs);
  }

  /** The defaults alone, with Glossa's folder at {@code home}. */
  public static ConfigSources defaults(Path home) {
    return new ConfigSources(home, List.of(), List.of(), List.of(), "");
  }

  /** These sources with other files. */
  public ConfigSources withFiles(List<Path> files) {
    return new ConfigSources(home, files, sets, inputs, output);
  }

  /** These sources with other sets. */
  public ConfigSources withSets(List<String> sets) {
    return new ConfigSources(home, files, sets, inputs, output);
  }

  /** These sources with another input and output. */
  public ConfigSources withPaths(List<String> inputs, String output) {
    return new ConfigSources(home, files, sets, inputs, output);
  }
}
