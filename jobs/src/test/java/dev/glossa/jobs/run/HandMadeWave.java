package dev.glossa.jobs.run;

import dev.glossa.jobs.run.Manifest.RunPart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;

/** A wave whose tables a test has written into its folder by itself: gives it its manifest. */
public final class HandMadeWave {
  private HandMadeWave() {}

  /** Counts and hashes what lies in the folder of a wave, and says so in its manifest. */
  public static void describe(Path output, String id, List<RunPart> runs) throws IOException {
    OutputFolder folder = OutputFolder.forWriting(output.toString(), new Configuration());
    Path wave = output.resolve("data/wave=" + id);
    List<Manifest.TableFiles> tables = new ArrayList<>();
    try (Stream<Path> folders = Files.list(wave)) {
      for (Path table : folders.filter(Files::isDirectory).sorted().toList()) {
        org.apache.hadoop.fs.Path path =
            new org.apache.hadoop.fs.Path(folder.publication().folder(id), name(table));
        ParquetFiles.tidy(folder, path);
        tables.add(ParquetFiles.describe(folder, path));
      }
    }
    Manifest manifest = new Manifest(id, id, List.of(), runs, tables);
    Files.write(wave.resolve(ManifestParser.FILE), ManifestParser.toJson(manifest));
  }

  private static String name(Path table) {
    return table.getFileName().toString();
  }
}
