package dev.glossa.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.glossa.jobs.config.ConfigSources;
import dev.glossa.jobs.config.ConfigurationException;
import dev.glossa.jobs.config.Settings;
import dev.glossa.jobs.run.Manifest;
import dev.glossa.jobs.run.Pending;
import dev.glossa.udf.task.Stage;
import dev.glossa.udf.task.Stages;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Labels and entities from text files to tables, and what a run does without their models. */
class TestLabelJobs {
  private static final Path ROOT = Path.of(System.getProperty("project.root"));
  private static final SparkSession SPARK = LocalSpark.session();
  private static final String TEXT =
      "Two of the five boats were back by noon, and their nets were full. 🙂";

  @TempDir Path folder;

  private Settings settings(List<Stage> stages, String... sets) throws Exception {
    Path input = Files.createDirectories(folder.resolve("in"));
    Files.writeString(input.resolve("a.txt"), TEXT);
    Files.writeString(input.resolve("b.txt"), "등대지기는 새벽마다 파도의 높이를 적었다. ".repeat(40));
    Path hub = ROOT.resolve("udf/src/test/resources/dev/glossa/udf/hub");
    Path file = folder.resolve("models.conf");
    Files.writeString(
        file,
        "glossa.models { nli.path = \"%1$s/bart-classify\", ner.path = \"%1$s/modernbert-tokens\" }"
            .formatted(hub));
    return Settings.load(
        new ConfigSources(
            ROOT,
            List.of(file),
            List.of(sets),
            List.of(input.toString()),
            folder.resolve("out").toString()),
        stages);
  }

  private static List<Manifest> run(Settings settings, List<Stage> stages) throws Exception {
    try (Progress silent = new Progress(new PrintStream(OutputStream.nullOutputStream()), false)) {
      return new Pipeline(SPARK, settings, stages, Pending.Mode.NEW, silent).run();
    }
  }

  private List<Row> rows(String table) {
    return SPARK
        .read()
        .parquet(folder.resolve("out/data").toString() + "/wave=*/" + table)
        .collectAsList();
  }

  @Test
  void labelsAndEntitiesAreInTheTables() throws Exception {
    List<Stage> stages = List.of(Stages.CLASSIFY, Stages.ENTITIES);
    Settings settings =
        settings(
            stages,
            "classify.model=nli",
            "classify.labels=[the sea, bees]",
            "classify.max_tokens=60",
            "entities.model=ner",
            "entities.max_tokens=100");
    assertThat(run(settings, stages)).hasSize(1);
    List<Row> labels = rows("labels");
    assertThat(labels).hasSize(2);
    for (Row row : labels) {
      Map<String, Float> scores = row.getJavaMap(row.fieldIndex("scores"));
      assertThat(scores).containsOnlyKeys("the sea", "bees");
      assertThat(scores.get(row.<String>getAs("label"))).isEqualTo(row.<Float>getAs("score"));
      assertThat(scores.get("the sea") + scores.get("bees")).isBetween(0.9999f, 1.0001f);
    }
    assertThat(labels).anyMatch(row -> row.<Integer>getAs("chunks") > 1);
    List<Row> entities = rows("entities");
    assertThat(entities).isNotEmpty();
    for (Row row : entities) {
      assertThat(row.<String>getAs("label")).isIn("PER", "LOC");
      assertThat(row.<String>getAs("text"))
          .hasSize(row.<Integer>getAs("end") - row.<Integer>getAs("begin"));
    }
    byte[] hash =
        MessageDigest.getInstance("SHA-256").digest(TEXT.getBytes(StandardCharsets.UTF_8));
    String key = HexFormat.of().formatHex(hash);
    // As transformers has it, in modernbert-tokens.json.
    assertThat(entities)
        .filteredOn(row -> row.getAs("key").equals(key))
        .extracting(row -> row.getAs("begin") + " " + row.getAs("end") + " " + row.getAs("label"))
        .containsExactly("3 4 PER", "10 15 LOC");
  }

  @Test
  void aPipelineLeavesOutWhatHasNoModelAndTheJobItselfSaysSo() throws Exception {
    List<Stage> stages = List.of(Stages.TOKENIZE, Stages.CLASSIFY, Stages.ENTITIES);
    Settings settings = settings(stages, "tokenize.tokenizers=ner");
    List<Manifest> waves = run(settings, stages);
    assertThat(waves.get(0).runs().get(0).stages())
        .extracting(Manifest.StageRun::stage)
        .containsExactly("tokenize");
    assertThatThrownBy(() -> settings(List.of(Stages.CLASSIFY)))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("Cannot run classify: no model (set classify.model to one of ");
  }

  @Test
  void aModelThatCannotIsRefusedBeforeARun() throws Exception {
    List<Stage> stages = List.of(Stages.CLASSIFY, Stages.ENTITIES);
    Settings settings =
        settings(
            stages,
            "classify.model=nli",
            "classify.query=\"" + "a long query ".repeat(80) + "\"",
            "entities.model=nli");
    assertThatThrownBy(() -> run(settings, stages))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("Cannot read a text beside documents with model nli: a long query")
        .hasMessageContaining(
            "Cannot use entities.model: nli (not a model that gives labels to the tokens of a");
  }
}
