package dev.glossa.jobs.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.glossa.jobs.config.CsvSettings;
import dev.glossa.jobs.config.InputFormat;
import dev.glossa.jobs.config.InputSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestListing {
  private static final Configuration CONF = new Configuration();

  @TempDir Path folder;

  private static InputSettings input(InputFormat format, String... paths) {
    return new InputSettings(
        List.of(paths),
        format,
        "text",
        "id",
        "language",
        List.of(),
        Reading.MAX_BYTES,
        "auto",
        "en",
        CsvSettings.DEFAULTS);
  }

  private static List<String> read(String... paths) {
    return Reading.read(input(InputFormat.AUTO, paths)).stream().map(Object::toString).toList();
  }

  private Listing list(String output, String... paths) {
    return new Listing(input(InputFormat.AUTO, paths), output, CONF);
  }

  private List<String> sources(Listing listing) {
    return listing.files().stream().map(split -> split.source().replace(folder + "/", "")).toList();
  }

  private void shell(String command) throws IOException, InterruptedException {
    Process shell =
        new ProcessBuilder("bash", "-c", command).directory(folder.toFile()).inheritIO().start();
    assertThat(shell.waitFor()).as(command).isZero();
  }

  @Test
  void readsFilesOfAnyName() {
    Map<String, String> texts = new TreeMap<>();
    for (String name : HostileNames.ALL) {
      texts.put(name, "text of " + name);
      Reading.write(folder.resolve(name), "text of " + name);
    }
    List<Reading.Document> rows = Reading.read(folder);
    assertThat(rows).hasSameSizeAs(HostileNames.ALL).allMatch(row -> row.code() == null);
    assertThat(
            rows.stream().collect(Collectors.toMap(Reading.Document::id, Reading.Document::text)))
        .isEqualTo(texts);
    assertThat(rows)
        .extracting(Reading.Document::source)
        .containsExactlyInAnyOrderElementsOf(
            HostileNames.ALL.stream().map(name -> folder + "/" + name).toList());
  }

  @Test
  void findsAFileOfAnyNameByThatName() {
    for (String name : HostileNames.ALL) {
      Reading.write(folder.resolve(name), "words");
      assertThat(read(folder + "/" + name)).as(name).containsExactly(name + "=words");
    }
  }

  @Test
  void readsFoldersOfAnyNameAndGlobsInThem() {
    for (String name : HostileNames.FOLDERS) {
      Reading.write(folder.resolve(name).resolve("a b.txt"), "in " + name);
      assertThat(read(folder + "/" + name)).containsExactly("a b.txt=in " + name);
    }
    assertThat(read(folder + "/*/?*b.txt"))
        .containsExactlyInAnyOrderElementsOf(
            HostileNames.FOLDERS.stream()
                .filter(name -> !name.startsWith("."))
                .map(name -> "a b.txt=in " + name)
                .toList());
  }

  @Test
  void readsNamesThatAreNoUtf8AlsoThroughAGlobAndBySource() throws Exception {
    shell("printf one >$'\\xb0\\xa1.txt'; printf two >$'\\xb3\\xaa.txt'; mkdir $'\\xff'");
    shell("printf three >$'\\xff/c.txt'");
    List<Reading.Document> rows = Reading.read(folder);
    assertThat(rows)
        .extracting(Reading.Document::text)
        .containsExactlyInAnyOrder("one", "two", "three");
    assertThat(rows)
        .extracting(Reading.Document::source)
        .contains("file://" + folder + "/%B0%A1.txt", "file://" + folder + "/%FF/c.txt");
    assertThat(read(folder + "/*.txt")).hasSize(2);
    // As Java hands on an argument that it could not decode.
    assertThat(read(folder + "/\uFFFD\uFFFD.txt")).hasSize(2);
    assertThat(read(folder + "/\uFFFD")).containsExactly("c.txt=three");
    for (Reading.Document row : rows) {
      assertThat(Reading.read(input(InputFormat.AUTO, row.source()))).containsExactly(row);
    }
    Coverage coverage = list("", folder.toString()).coverage();
    assertThat(rows).allMatch(row -> coverage.covers(row.source()));
  }

  @Test
  void readsEachFileOnceByItsRealPlaceAndEndsInLoops() throws Exception {
    Reading.write(folder.resolve("in/deep/a.txt"), "a");
    Reading.write(folder.resolve("out/b.txt"), "b");
    Path in = folder.resolve("in");
    Files.createSymbolicLink(in.resolve("deep/again"), in);
    Files.createSymbolicLink(in.resolve("deep/self"), in.resolve("deep"));
    Files.createSymbolicLink(in.resolve("0-first.txt"), in.resolve("deep/a.txt"));
    Files.createSymbolicLink(in.resolve("elsewhere"), folder.resolve("out"));
    Files.createSymbolicLink(folder.resolve("out/back"), in);
    Files.createSymbolicLink(in.resolve("twice.txt"), folder.resolve("out/b.txt"));
    assertThat(sources(list("", in.toString())))
        .containsExactly("in/deep/a.txt", "in/elsewhere/b.txt");
    // Not by which of the input's paths comes first.
    Files.createSymbolicLink(folder.resolve("0-link"), in);
    for (List<String> paths :
        List.of(List.of(in + "", folder + "/0-link"), List.of(folder + "/0-link", in + ""))) {
      assertThat(sources(list("", paths.toArray(String[]::new))))
          .containsExactly("in/deep/a.txt", "in/elsewhere/b.txt");
    }
    assertThat(sources(list("", folder + "/0-link")))
        .containsExactly("0-link/deep/a.txt", "0-link/elsewhere/b.txt");
    assertThat(sources(list("", folder + "/*/deep/*")))
        .containsExactly("in/deep/a.txt", "in/deep/again/elsewhere/b.txt");
  }

  @Test
  void tellsOfWhatIsNoFile() throws Exception {
    Reading.write(folder.resolve("a.txt"), "a");
    Files.createSymbolicLink(folder.resolve("nowhere.txt"), folder.resolve("nothing"));
    Files.createSymbolicLink(folder.resolve("itself.txt"), folder.resolve("itself.txt"));
    Files.createSymbolicLink(folder.resolve("mount"), folder.resolve("not-mounted"));
    Files.createSymbolicLink(folder.resolve("nowhere.pdf"), folder.resolve("nothing"));
    Files.createSymbolicLink(folder.resolve("null.txt"), Path.of("/dev/null"));
    shell("mkfifo pipe.txt pipe.jsonl.gz pipe.pdf");
    List<Reading.Document> rows = Reading.read(folder);
    assertThat(rows)
        .extracting(Object::toString)
        .containsExactlyInAnyOrder(
            "a.txt=a",
            "nowhere.txt!UNREADABLE",
            "itself.txt!UNREADABLE",
            "mount!UNREADABLE",
            "null.txt!UNREADABLE",
            "pipe.txt!UNREADABLE",
            "pipe.jsonl.gz!UNREADABLE");
    assertThat(Reading.list(Reading.settings(folder)).skipped())
        .containsExactly(Map.entry(".pdf", 2));
  }

  @Test
  void aFolderThatMayNotBeReadIsOneErrorAndCoversNothing() throws Exception {
    Reading.write(folder.resolve("a.txt"), "a");
    Reading.write(folder.resolve("closed/b.txt"), "b");
    Reading.write(folder.resolve("closed-not/c.txt"), "c");
    Path closed = folder.resolve("closed");
    Files.setPosixFilePermissions(closed, Set.of());
    try {
      // Root may read everything.
      assumeTrue(!Files.isReadable(closed), "skipped: run by a user who may read everything");
      Listing listing = list("", folder.toString());
      assertThat(sources(listing)).containsExactly("a.txt", "closed-not/c.txt");
      assertThat(listing.unread()).hasSize(1);
      assertThat(listing.unread().get(0).source()).isEqualTo(closed.toString());
      assertThat(listing.unread().get(0).message()).contains("permission denied");
      assertThat(listing.coverage().covers(closed + "/b.txt")).isFalse();
      assertThat(listing.coverage().covers(folder + "/closed-not/c.txt")).isTrue();
    } finally {
      Files.setPosixFilePermissions(
          closed, java.nio.file.attribute.PosixFilePermissions.fromString("rwx------"));
    }
  }

  @Test
  void passesOverSideFilesAndSaysSo() {
    Reading.write(folder.resolve("a.txt"), "a");
    for (String name :
        List.of("_SUCCESS", ".a.txt.crc", ".DS_Store", "._a.txt", "_metadata", ".~lock.a.csv#")) {
      Reading.write(folder.resolve(name), "x");
    }
    for (String name : List.of("Thumbs.db", "~$x.csv", "desktop.ini", "a.txt.crc", "Icon\r")) {
      Reading.write(folder.resolve(name), "x");
    }
    Reading.write(folder.resolve("__MACOSX/b.txt"), "x");
    Reading.write(folder.resolve("$RECYCLE.BIN/b.txt"), "x");
    for (InputFormat format : List.of(InputFormat.AUTO, InputFormat.TEXT)) {
      Listing listing = new Listing(input(format, folder.toString()), "", CONF);
      assertThat(sources(listing)).containsExactly("a.txt");
      assertThat(Listing.said(listing.skipped())).isEqualTo("7 hidden, 6 side files");
    }
    // Whoever names one wants it.
    assertThat(read(folder + "/._a.txt")).containsExactly("._a.txt=x");
    assertThat(read(folder + "/_*/*.txt")).containsExactly("b.txt=x");
    assertThat(read(folder + "/*.txt")).containsExactly("a.txt=a");
  }

  @Test
  void neverReadsTheOutputBeItByGlobOrLink() throws IOException {
    Reading.write(folder.resolve("c/a.txt"), "a");
    Reading.write(folder.resolve("c/t/data/wave=1/sentences/part.csv"), "text\nsentence\n");
    Reading.write(folder.resolve("c/t/report/figures/x.csv"), "x\n");
    Files.createSymbolicLink(folder.resolve("c/link"), folder.resolve("c/t/data"));
    Files.createSymbolicLink(
        folder.resolve("c/part.csv"), folder.resolve("c/t/data/wave=1/sentences/part.csv"));
    Path around = Files.createSymbolicLink(folder.resolve("around"), folder.resolve("c"));
    for (String path : List.of("c", "c/*", "around", "around/*", "*/*", "c/{a.txt,t}")) {
      for (String output : List.of("c/t", "around/t", "c/../c/./t")) {
        Listing listing = list(folder + "/" + output, folder + "/" + path);
        assertThat(listing.problems()).isEmpty();
        assertThat(listing.files()).as(path + " to " + output).hasSize(1);
        assertThat(listing.files().get(0).name()).isEqualTo("a.txt");
      }
    }
    for (String path :
        List.of("c/t", "c/t/data", "around/t/data/wave=1/sentences/part.csv", "c/link")) {
      assertThat(list(folder + "/c/t", folder + "/" + path).problems())
          .containsExactly(
              "Cannot read input: "
                  + folder
                  + "/"
                  + path
                  + " (it lies in the output folder, or is it; choose another --output)");
    }
    // Before the first run there is no folder yet.
    assertThat(list(folder + "/c/new/one", folder + "/c").problems()).isEmpty();
    // The output may be round the input.
    assertThat(sources(list(folder.toString(), folder + "/c/a.txt"))).containsExactly("c/a.txt");
    assertThat(around).isSymbolicLink();
  }

  @Test
  void passesOverResultsOfOtherRunsUnlessTheyAreNamed() {
    Reading.write(folder.resolve("a.txt"), "a");
    Reading.write(folder.resolve("old/data/wave=1/_manifest.json"), "{}");
    Reading.write(folder.resolve("old/data/wave=1/t/part.csv"), "text\nsentence\n");
    Reading.write(folder.resolve("old/report/x.csv"), "x\n");
    Reading.write(folder.resolve("old/notes.txt"), "n");
    Reading.write(folder.resolve("mine/data/b.txt"), "b");
    Listing listing = list("", folder.toString());
    assertThat(sources(listing)).containsExactly("a.txt", "mine/data/b.txt", "old/notes.txt");
    assertThat(Listing.said(listing.skipped())).isEqualTo("2 results of Glossa");
    assertThat(sources(list("", folder + "/old/data/wave=*/t")))
        .containsExactly("old/data/wave=1/t/part.csv");
  }

  @Test
  void understandsGlobs() {
    for (String name :
        List.of("a.txt", "b1.txt", "b2.txt", "c^.txt", "d].txt", "e-.txt", "\\.txt")) {
      Reading.write(folder.resolve("x/" + name), name);
      Reading.write(folder.resolve("y/" + name), name);
    }
    Map<String, List<String>> expected =
        Map.of(
            "x/b?.txt", List.of("x/b1.txt", "x/b2.txt"),
            "x/b[0-1].txt", List.of("x/b1.txt"),
            "x/b[^0-1].txt", List.of("x/b2.txt"),
            "x/[c^]^.txt", List.of("x/c^.txt"),
            "{x,y}/a.*", List.of("x/a.txt", "y/a.txt"),
            "{x/a,y/b{1,2}}.txt", List.of("x/a.txt", "y/b1.txt", "y/b2.txt"),
            "x/d\\].t?t", List.of("x/d].txt"),
            "x//./a.t*", List.of("x/a.txt"),
            "x/[\\\\].txt", List.of("x/\\.txt"),
            "*/[!a-d\\]*.txt", List.of("x/e-.txt", "y/e-.txt"));
    expected.forEach(
        (glob, files) ->
            assertThat(sources(list("", folder + "/" + glob))).as(glob).isEqualTo(files));
    Coverage coverage = list("", folder + "/{x,y}/b*").coverage();
    assertThat(
            Arrays.asList("/x/b1.txt", "/y/b9.txt", "/x/b/deep/er", "/x/a.txt", "/z/b", "/x/c/b"))
        .filteredOn(source -> coverage.covers(folder + source))
        .containsExactly("/x/b1.txt", "/y/b9.txt", "/x/b/deep/er");
    assertThat(list("", folder + "/[ab").problems()).hasSize(1);
    assertThat(list("", folder + "/{a,b").problems()).hasSize(1);
  }

  @Test
  void covers() {
    Reading.write(folder.resolve("in/a.txt"), "a");
    Coverage coverage = list("", folder + "/in").coverage();
    assertThat(coverage.covers(folder + "/in/a.txt")).isTrue();
    assertThat(coverage.covers(folder + "/in/gone/b.txt")).isTrue();
    assertThat(coverage.covers(folder + "/in2/a.txt")).isFalse();
    assertThat(coverage.covers("hdfs://names/in/a.txt")).isFalse();
    Coverage file = list("", folder + "/in/a.txt").coverage();
    assertThat(file.covers(folder + "/in/a.txt")).isTrue();
    assertThat(file.covers(folder + "/in/b.txt")).isFalse();
  }

  @Test
  void readsFromAnyOfHadoopsFileSystems() throws IOException {
    Configuration conf = new Configuration();
    conf.set("fs.there.impl", ThereFileSystem.class.getName());
    Reading.write(folder.resolve("x/Re: plan 10:30.txt"), "a");
    Reading.write(folder.resolve("x/b[1].jsonl"), "{\"text\":\"b\"}\n");
    Reading.write(folder.resolve("x/.hidden.txt"), "h");
    InputSettings input = input(InputFormat.AUTO, "there:" + folder + "/x");
    Listing listing = new Listing(input, "", conf);
    assertThat(listing.problems()).isEmpty();
    assertThat(Reading.rows(listing.files(), input, conf))
        .hasToString("[Re: plan 10:30.txt=a, 1=b]");
    assertThat(listing.files().get(0).source()).startsWith("there:");
    InputSettings glob = input(InputFormat.AUTO, "there:" + folder + "/*/b*");
    assertThat(new Listing(glob, "", conf).files()).hasSize(1);
    assertThat(new Listing(input, "there:" + folder + "/x", conf).problems()).hasSize(1);
  }

  @Test
  void readsUtf16WhateverTheFilesOrderOfBytes() {
    Reading.write(folder.resolve("a.txt"), "\uFEFFwide 한 😀".getBytes(StandardCharsets.UTF_16BE));
    Reading.write(folder.resolve("b.txt"), "\uFEFFwide 한 😀".getBytes(StandardCharsets.UTF_16LE));
    assertThat(Reading.read(folder)).hasToString("[a.txt=wide 한 😀, b.txt=wide 한 😀]");
  }
}
