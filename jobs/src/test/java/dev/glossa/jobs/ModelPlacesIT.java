package dev.glossa.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A run on a cluster whose nodes have none of the models: one is in the hub's cache on the driver,
 * one in a folder of the driver, one on another file system.
 */
class ModelPlacesIT {
  private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";
  private static final Path MODELS = LocalCluster.ROOT.resolve("data/models");

  @TempDir Path folder;

  @Test
  void aNodeCopiesEachModelOnceForAllItsExecutors() throws Exception {
    Path cache = cached("bert-mini");
    Path copies = folder.resolve("copies");
    Path out = folder.resolve("out");
    try (LocalCluster cluster =
        LocalCluster.start(Files.createDirectory(folder.resolve("cluster")), 2, 1, "2g")) {
      List<String> arguments =
          new ArrayList<>(
              List.of(
                  "attention",
                  "--master",
                  cluster.url(),
                  "--conf",
                  "spark.executor.memory=1g",
                  "--conf",
                  "spark.hadoop.fs.viewfs.mounttable.far.link./models=" + MODELS.toUri(),
                  "--set",
                  "models.hub.path=hf:glossa/bert-mini",
                  "--set",
                  "models.mine.path=" + MODELS.resolve("bart-mini"),
                  "--set",
                  "models.mine.stage=true",
                  "--set",
                  "models.far.path=viewfs://far/models/gpt2-mini",
                  "--set",
                  "attention.models=[hub, mine, far]",
                  "--set",
                  "model_folder=" + copies,
                  "--set",
                  "engine.device=cpu",
                  "--input",
                  LocalCluster.ROOT.resolve("data/sample").toString(),
                  "--output",
                  out.toString()));
      arguments.addAll(LocalCluster.FEW_DOCUMENTS);
      Path log = folder.resolve("submit.log");
      LocalCluster.Result result =
          LocalCluster.finish(
              LocalCluster.submit(
                  log,
                  Map.of("HF_HUB_CACHE", cache.toString(), "HF_HUB_OFFLINE", "1"),
                  arguments.toArray(String[]::new)),
              log);
      assertThat(result.exit()).as(result.output()).isZero();

      List<String> lines = new ArrayList<>();
      for (Path executor : cluster.executorLogs()) {
        lines.addAll(Files.readAllLines(executor));
      }
      assertThat(lines.stream().filter(line -> line.contains("Loaded model hub"))).hasSize(2);
      // The driver has copied the third when it looked at it.
      assertThat(lines.stream().filter(line -> line.contains("Copied model"))).hasSize(2);
    }
    try (Stream<Path> left = Files.list(copies)) {
      assertThat(left.filter(Files::isDirectory).map(path -> path.getFileName().toString()))
          .filteredOn(name -> !name.equals("known"))
          .hasSize(3)
          .allMatch(name -> name.matches("[0-9a-f]{64}"));
    }
    assertThat(out.resolve("_staging/models")).doesNotExist();
    assertThat(DuckDb.number("SELECT count(DISTINCT model) FROM " + DuckDb.table(out, "attention")))
        .isEqualTo(3);
    try (Stream<Path> files = Files.walk(out.resolve("data"))) {
      Path manifest =
          files.filter(file -> file.endsWith("_manifest.json")).findFirst().orElseThrow();
      assertThat(Files.readString(manifest)).contains("hf:glossa/bert-mini@" + COMMIT);
    }
  }

  /** The hub's cache as its client leaves it, with one model. */
  private Path cached(String model) throws IOException {
    Path cache = folder.resolve("cache");
    Path repository = cache.resolve("models--glossa--" + model);
    Path snapshot = Files.createDirectories(repository.resolve("snapshots/" + COMMIT));
    try (Stream<Path> files = Files.list(MODELS.resolve(model))) {
      for (Path file : files.toList()) {
        Files.createSymbolicLink(snapshot.resolve(file.getFileName()), file);
      }
    }
    Files.createDirectories(repository.resolve("refs"));
    Files.writeString(repository.resolve("refs/main"), COMMIT);
    return cache;
  }
}
