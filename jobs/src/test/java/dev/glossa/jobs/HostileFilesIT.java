package dev.glossa.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glossa.jobs.corpus.HostileNames;
import dev.glossa.jobs.corpus.WriterFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One run over a folder of all hostile names and all writers' files at once, into a folder of a
 * hostile name within it, with a model and a configuration that have such names too: every sound
 * text is among the documents, every other input in errors.
 */
class HostileFilesIT {
  /** The inputs that cannot be read, by the ends of their sources. */
  private static final List<String> UNREAD =
      List.of(
          "/arrow-brotli.parquet",
          "/duckdb-brotli.parquet",
          "/pandas.json",
          "/pipe.txt",
          "/nowhere.txt",
          "/broken.csv",
          "/empty.txt");

  @TempDir Path folder;

  private LocalCluster.Result run(String log, Path in, Path out) throws Exception {
    List<String> arguments = new ArrayList<>(LocalCluster.FEW_DOCUMENTS);
    arguments.addAll(0, List.of("tokenize"));
    arguments.addAll(List.of("--input", in.toString(), "--output", out.toString()));
    arguments.addAll(List.of("--config", configuration().toString()));
    return LocalCluster.run(folder.resolve(log), arguments.toArray(String[]::new));
  }

  /** Names a model that lies in a folder of a hostile name, from a file of such a name. */
  private Path configuration() throws IOException {
    Path model = folder.resolve("my mo:del [x] {y}? 100% #1");
    if (!Files.isDirectory(model)) {
      Files.createDirectory(model);
      try (Stream<Path> files = Files.list(LocalCluster.ROOT.resolve("data/models/bert-mini"))) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          Files.copy(file, model.resolve(file.getFileName()));
        }
      }
    }
    return Files.writeString(
        folder.resolve("set:tings [a] {b}? 50% #2.conf"),
        "glossa { tokenize.tokenizers = [hostile], models.hostile.path = \"" + model + "\" }");
  }

  @Test
  void everySoundTextIsReadAndEveryOtherInputTold() throws Exception {
    Path in = Files.createDirectory(folder.resolve("Re: {in}put [1]"));
    Set<String> texts = new TreeSet<>();
    for (String name : HostileNames.ALL) {
      texts.add("The text of " + name.strip());
      Files.writeString(in.resolve(name), "The text of " + name.strip());
    }
    // A name with a dot in front hides what is in it, as everywhere.
    for (String name :
        HostileNames.FOLDERS.stream().filter(name -> !name.startsWith(".")).toList()) {
      texts.add("In " + name.strip());
      Files.writeString(
          Files.createDirectory(in.resolve(name)).resolve("a.txt"), "In " + name.strip());
    }
    Path writers = Files.createDirectory(in.resolve("writers"));
    try (Stream<Path> files = Files.list(WriterFiles.FOLDER)) {
      for (Path file : files.toList()) {
        Files.copy(file, writers.resolve(file.getFileName()));
      }
    }
    texts.addAll(WriterFiles.TEXTS);
    texts.add("words");
    Files.createSymbolicLink(in.resolve("loop"), in);
    Files.createSymbolicLink(in.resolve("nowhere.txt"), in.resolve("nothing"));
    Files.writeString(in.resolve("broken.csv"), "text,n\n\"never closed\n");
    Files.writeString(in.resolve("empty.txt"), "");
    assertThat(new ProcessBuilder("mkfifo", "pipe.txt").directory(in.toFile()).start().waitFor())
        .isZero();
    Path out = in.resolve("[draft] run: what? {a,b}*");

    LocalCluster.Result first = run("first.log", in, out);
    assertThat(first.exit()).as(first.output()).isEqualTo(1);
    // DuckDB takes the folder's own name for a glob.
    Path plain = Files.createSymbolicLink(folder.resolve("out"), out);
    String documents = "SELECT text FROM " + DuckDb.table(plain, "documents");
    assertThat(new TreeSet<>(DuckDb.strings(documents))).isEqualTo(texts);
    List<String> unread =
        DuckDb.strings(
            "SELECT DISTINCT source FROM "
                + DuckDb.table(plain, "errors")
                + " WHERE stage = 'read' ORDER BY source");
    assertThat(unread)
        .extracting(source -> source.substring(source.lastIndexOf('/')))
        .containsExactlyInAnyOrderElementsOf(UNREAD);

    // What the first run wrote is no input of the next.
    LocalCluster.Result second = run("second.log", in, out);
    assertThat(second.exit()).as(second.output()).isEqualTo(1);
    assertThat(DuckDb.strings(documents)).hasSameSizeAs(texts);
    LocalCluster.Result verify =
        LocalCluster.run(folder.resolve("verify.log"), "verify", "--output", out.toString());
    assertThat(verify.exit()).as(verify.output()).isZero();
    assertThat(
            DuckDb.strings("SELECT DISTINCT source FROM " + DuckDb.table(plain, "occurrences"))
                .stream()
                .filter(source -> source.startsWith(out.toString()))
                .collect(Collectors.toList()))
        .isEmpty();
  }
}
