package dev.glossa.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What it costs to run over an archive again: each test goes on from one finished run. */
class RerunIT {
  private static final int DOCUMENTS = 5;
  private static final String LOADED = "Loaded model ";
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path base;
  @TempDir Path folder;

  /** Says at the level info what Glossa says there, among it which models a process loads. */
  private static Path logging;

  @BeforeAll
  static void runOnce() throws Exception {
    logging = base.resolve("log4j2.properties");
    Files.writeString(
        logging,
        """
        rootLogger.level = warn
        rootLogger.appenderRef.stderr.ref = stderr
        appender.stderr.type = Console
        appender.stderr.name = stderr
        appender.stderr.target = SYSTEM_ERR
        appender.stderr.layout.type = PatternLayout
        logger.glossa.name = dev.glossa
        logger.glossa.level = info
        """);
    write(base.resolve("archive"), 0, DOCUMENTS);
    write(base.resolve("moving"), DOCUMENTS, DOCUMENTS + 1);
    copy(LocalCluster.ROOT.resolve("data/models/bert-mini"), base.resolve("model"));
    LocalCluster.Result first =
        run(base.resolve("first.log"), Map.of(), base.resolve("out"), base.resolve("moving"));
    assertThat(first.exit()).as(first.output()).isZero();
    assertThat(first.output()).contains(LOADED + "bert-mini");
    assertThat(waves(base.resolve("out"))).hasSize(1);
  }

  @Test
  void aRerunLoadsNoModelAndWritesNoFile() throws Exception {
    Path out = copy(base.resolve("out"), folder.resolve("out"));
    Map<String, String> before = listing(out);
    // PyTorch and the tokenizers come out of the jar before they are loaded: into this folder.
    Path libraries = folder.resolve("libraries");
    LocalCluster.Result rerun =
        run(
            folder.resolve("rerun.log"),
            Map.of("DJL_CACHE_DIR", libraries.toString()),
            out,
            base.resolve("moving"));

    assertThat(rerun.exit()).as(rerun.output()).isZero();
    assertThat(rerun.output()).contains("Nothing new").doesNotContain(LOADED);
    assertThat(libraries).as("native libraries of a run without work").doesNotExist();
    assertThat(listing(out)).isEqualTo(before);
  }

  @Test
  void newDocumentsCostExactlyThemselves() throws Exception {
    Path out = copy(base.resolve("out"), folder.resolve("out"));
    Map<String, String> before = published(out);
    write(folder.resolve("more"), 100, 103);
    LocalCluster.Result more =
        run(
            folder.resolve("more.log"),
            Map.of(),
            out,
            base.resolve("moving"),
            folder.resolve("more"));

    assertThat(more.exit()).as(more.output()).isZero();
    assertThat(published(out)).containsAllEntriesOf(before);
    assertCost(out, 3, 3);
  }

  @Test
  void aRunThatReachesALimitEndsWith4() throws Exception {
    Path out = copy(base.resolve("out"), folder.resolve("out"));
    write(folder.resolve("more"), 200, 208);
    LocalCluster.Result stopped =
        run(
            folder.resolve("stopped.log"),
            Map.of(),
            out,
            base.resolve("moving"),
            folder.resolve("more"),
            "--set",
            "wave.documents=2",
            "--set",
            "limits.max_tokens=1");

    assertThat(stopped.exit()).as(stopped.output()).isEqualTo(4);
    assertThat(stopped.output()).contains("glossa: Stopped: ").contains("limits.max_tokens is 1");
    assertThat(waves(out)).hasSize(2);
  }

  @Test
  void aChangedSettingThatDecidesResultsCostsAll() throws Exception {
    Path out = copy(base.resolve("out"), folder.resolve("out"));
    // The control of the rerun's check: a run with work does fill the libraries' folder.
    Path libraries = folder.resolve("libraries");
    LocalCluster.Result changed =
        run(
            folder.resolve("changed.log"),
            Map.of("DJL_CACHE_DIR", libraries.toString()),
            out,
            base.resolve("moving"),
            "--set",
            "embed.pooling=first");

    assertThat(changed.exit()).as(changed.output()).isZero();
    assertThat(changed.output()).contains(LOADED + "bert-mini");
    assertThat(libraries).isNotEmptyDirectory();
    assertCost(out, DOCUMENTS + 1, 0);
  }

  @Test
  void aChangedByteOfAModelCostsAllAndAMovedModelNothing() throws Exception {
    Path out = copy(base.resolve("out"), folder.resolve("out"));
    Path model = copy(base.resolve("model"), folder.resolve("model"));
    String path = "models.bert-mini.path=" + model;
    LocalCluster.Result moved =
        run(folder.resolve("moved.log"), Map.of(), out, base.resolve("moving"), "--set", path);
    assertThat(moved.exit()).as(moved.output()).isZero();
    assertThat(waves(out)).as("a model's files elsewhere are the same model").hasSize(1);

    // The lowest byte of the last number: still a finite weight, another by less than one in 500.
    try (RandomAccessFile weights =
        new RandomAccessFile(model.resolve("model.safetensors").toFile(), "rw")) {
      weights.seek(weights.length() - 2);
      int lowest = weights.read();
      weights.seek(weights.length() - 2);
      weights.write(lowest ^ 1);
    }
    LocalCluster.Result changed =
        run(folder.resolve("byte.log"), Map.of(), out, base.resolve("moving"), "--set", path);
    assertThat(changed.exit()).as(changed.output()).isZero();
    assertThat(changed.output()).contains(LOADED + "bert-mini");
    assertCost(out, DOCUMENTS + 1, 0);
  }

  @Test
  void aRenamedFileIsOnlyNotedAndATouchedOneNotEvenThat() throws Exception {
    Path out = copy(base.resolve("out"), folder.resolve("out"));
    Map<String, String> before = published(out);
    Path renamed = folder.resolve("moved/under another name.txt");
    Files.createDirectories(renamed.getParent());
    Files.copy(base.resolve("moving/" + DOCUMENTS + ".txt"), renamed);
    Files.setLastModifiedTime(base.resolve("archive/0.txt"), FileTime.fromMillis(0));
    LocalCluster.Result again =
        run(
            folder.resolve("renamed.log"),
            Map.of(),
            out,
            renamed,
            // Settings that decide no result come along.
            "--set",
            "engine.queue=7",
            "--set",
            "wave.documents=3");

    assertThat(again.exit()).as(again.output()).isZero();
    assertThat(again.output()).doesNotContain(LOADED);
    assertThat(published(out)).containsAllEntriesOf(before);
    assertCost(out, 0, 1);
    assertThat(
            DuckDb.number(
                "SELECT count(*) FROM "
                    + DuckDb.table(out, "occurrences")
                    + " WHERE source LIKE '%/under another name.txt'"))
        .isOne();
  }

  /** Of two waves the second ran its stage on so many documents and found so many inputs new. */
  private static void assertCost(Path out, int documents, int inputs) throws Exception {
    List<Path> waves = waves(out);
    assertThat(waves).hasSize(2);
    JsonNode manifest = JSON.readTree(waves.get(1).resolve("_manifest.json").toFile());
    JsonNode run = manifest.get("runs").get(0);
    assertThat(run.get("stages").get(0).get("attempted").asInt()).isEqualTo(documents);
    assertThat(run.get("inputs").get("added").asInt()).isEqualTo(inputs);
    String files = "read_parquet('" + waves.get(1) + "/%s/*.parquet')";
    if (inputs > 0) {
      assertThat(DuckDb.number("SELECT count(*) FROM " + files.formatted("occurrences")))
          .isEqualTo(inputs);
    }
    if (documents > 0) {
      assertThat(DuckDb.number("SELECT count(DISTINCT key) FROM " + files.formatted("vectors")))
          .isEqualTo(documents);
    }
  }

  /** Runs the job embed over the archive and what else is named; then come more arguments. */
  private static LocalCluster.Result run(
      Path log, Map<String, String> environment, Path out, Path more, Object... arguments)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                "embed",
                "--master",
                "local[2]",
                "--set",
                "models.bert-mini.path=" + base.resolve("model"),
                "--output",
                out.toString(),
                "--input",
                base.resolve("archive").toString(),
                "--input",
                more.toString()));
    command.addAll(LocalCluster.FEW_DOCUMENTS);
    for (Object argument : arguments) {
      if (argument instanceof Path input) {
        command.add("--input");
        command.add(input.toString());
      } else {
        command.add(argument.toString());
      }
    }
    Map<String, String> all = new TreeMap<>(environment);
    all.put("LOG4J_CONFIGURATION_FILE", logging.toString());
    return LocalCluster.finish(LocalCluster.submit(log, all, command.toArray(String[]::new)), log);
  }

  private static void write(Path folder, int from, int to) throws IOException {
    Files.createDirectories(folder);
    for (int i = from; i < to; i++) {
      Files.writeString(
          folder.resolve(i + ".txt"), "Note " + i + ". The lamp in window " + i + " was lit.\n");
    }
  }

  /** Every folder and file: size, time of the last change, and which file it is. */
  private static Map<String, String> listing(Path folder) throws IOException {
    Map<String, String> listing = new TreeMap<>();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.filter(path -> !path.equals(folder)).toList()) {
        BasicFileAttributes its = Files.readAttributes(each, BasicFileAttributes.class);
        boolean grows = each.getFileName().toString().equals("data");
        listing.put(
            folder.relativize(each).toString(),
            grows ? "a folder" : its.size() + " " + its.lastModifiedTime() + " " + its.fileKey());
      }
    }
    return listing;
  }

  /** The listing without the scripts of views, which name the folder and so change with a copy. */
  private static Map<String, String> published(Path out) throws IOException {
    Map<String, String> listing = listing(out);
    listing.keySet().removeIf(name -> name.startsWith("views."));
    return listing;
  }

  private static List<Path> waves(Path out) throws IOException {
    try (Stream<Path> waves = Files.list(out.resolve("data"))) {
      return waves.sorted().toList();
    }
  }

  private static Path copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path each : all.toList()) {
        Files.copy(
            each, to.resolve(from.relativize(each).toString()), StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
    return to;
  }
}
