package dev.glossa.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import dev.glossa.jobs.config.ConfigurationException;
import dev.glossa.jobs.config.Settings;
import dev.glossa.jobs.plan.Plan;
import dev.glossa.jobs.plan.PlanText;
import dev.glossa.jobs.plan.StagePlan;
import dev.glossa.jobs.plan.StagePlan.ModelPlan;
import dev.glossa.jobs.run.Manifest.StageRun;
import dev.glossa.jobs.run.Pending;
import dev.glossa.udf.task.Stage;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plans of jobs, beside what tokenizers count and what the jobs then do. */
class TestPlan {
  private static final Path ROOT = Path.of(System.getProperty("project.root"));
  private static final SparkSession SPARK = LocalSpark.session();
  private static final int NOTES = 14;

  /** Special tokens of a text of BERT's. */
  private static final int SPECIALS = 2;

  /** Tokens that the slight models read. */
  private static final int POSITIONS = 128;

  @TempDir static Path folder;
  private static SmallArchive archive;
  private static final List<String> TEXTS = new ArrayList<>();

  @BeforeAll
  static void write() throws Exception {
    archive = new SmallArchive(folder);
    for (int i = 0; i < NOTES; i++) {
      // Some of them are longer than the models read.
      String text =
          "Note %d. The lamp in window %d was lit 🙂. ".formatted(i, i).repeat(1 + i).strip();
      TEXTS.add(text);
      archive.write("note-" + i + ".txt", text);
    }
    archive.write("copy.txt", TEXTS.get(3));
    archive.write("broken.jsonl", "{\"text\": \n");
  }

  private static Plan plan(String job, Path output, int sample, String... sets) throws Exception {
    Job its = SmallArchive.job(job);
    Settings settings = Settings.loadWithoutOutput(archive.sources(output, sets), its.stages());
    return PlanCommand.plan(SPARK, settings, its, sample, line -> {});
  }

  private static long[] bertTokens() throws Exception {
    Path file = ROOT.resolve("data/models/bert-mini/tokenizer.json");
    try (HuggingFaceTokenizer tokenizer = HuggingFaceTokenizer.newInstance(file)) {
      return TEXTS.stream()
          .mapToLong(text -> tokenizer.encode(text, false, false).getIds().length)
          .toArray();
    }
  }

  @Test
  void countsWhatTheTokenizerCountsAndTheJobThenReads() throws Exception {
    Path output = archive.output("embed");
    Plan plan = plan("embed", output, 100);
    assertThat(plan.inputs()).isEqualTo(NOTES + 2);
    assertThat(plan.unread()).isEqualTo(1);
    assertThat(plan.weights()).containsOnlyKeys("bert-mini");
    StagePlan embed = plan.stages().get(0);
    assertThat(plan.stages()).hasSize(1);
    assertThat(embed.amount().texts()).isEqualTo(NOTES);
    assertThat(embed.amount().characters())
        .isEqualTo(TEXTS.stream().mapToLong(text -> text.codePoints().count()).sum());
    assertThat(embed.trial().documents()).isEqualTo(NOTES);
    assertThat(embed.trial().failed()).isZero();
    assertThat(embed.seconds()).isPositive();

    long[] tokens = bertTokens();
    long tooLong = Arrays.stream(tokens).filter(count -> count + SPECIALS > POSITIONS).count();
    assertThat(tooLong).isBetween(1L, NOTES - 1L);
    ModelPlan model = embed.models().get(0);
    assertThat(model.model()).isEqualTo("bert-mini");
    assertThat(model.tooLong()).isEqualTo(tooLong);
    assertThat(model.mostTokensOut()).isZero();

    List<Stage> stages = SmallArchive.job("embed").stages();
    StageRun run =
        new Pipeline(
                SPARK,
                archive.settings(stages, output),
                stages,
                Pending.Mode.NEW,
                SmallArchive.silent())
            .run()
            .get(0)
            .runs()
            .get(0)
            .stages()
            .get(0);
    long chunks = SPARK.read().parquet(output.resolve("data") + "/wave=*/vectors").count();
    assertThat(model.tokensIn())
        .isEqualTo(Arrays.stream(tokens).sum() + SPECIALS * chunks)
        .isEqualTo(run.tokens());
    assertThat(model.padding()).isEqualTo(1 - (double) run.tokens() / run.paddedTokens());

    assertThat(plan("embed", output, 100).stages()).as("what is done is not planned").isEmpty();
    Plan other = plan("embed", output, 100, "embed.pooling=last");
    assertThat(other.stages().get(0).amount().texts()).isEqualTo(NOTES);
  }

  @Test
  void aSampleIsTheSameEachTimeAndIsScaledUp() throws Exception {
    List<Path> before = below(folder);
    Plan plan = plan("embed", archive.output("never"), 5);
    assertThat(below(folder)).as("a plan writes nothing").isEqualTo(before);
    StagePlan embed = plan.stages().get(0);
    assertThat(embed.trial().documents()).isEqualTo(5);
    assertThat(embed.amount().texts()).isEqualTo(NOTES);
    long tokens = Arrays.stream(bertTokens()).sum();
    // About: notes of one kind have about the same number of tokens for each character.
    assertThat(embed.models().get(0).tokensIn()).isBetween(tokens, tokens + tokens / 8);
    assertThat(plan("embed", null, 5).stages().get(0).models()).isEqualTo(embed.models());
  }

  @Test
  void whatIsWrittenAtMostFollowsFromTheSettings() throws Exception {
    Plan plan =
        plan(
            "generate",
            null,
            100,
            "generate.prompt_tokens=6",
            "generate.samples=3",
            "generate.strategies={ greedy { do_sample = false, num_beams = 1, max_new_tokens = 4 },"
                + " top_k { do_sample = true, top_k = 5, max_new_tokens = 5 },"
                + " beams = null, temperature = null, top_p = null }");
    ModelPlan model = plan.stages().get(0).models().get(0);
    assertThat(model.model()).isEqualTo("gpt2-mini");
    assertThat(model.tokensIn()).isEqualTo(NOTES * 2 * 6);
    assertThat(model.mostTokensOut()).isEqualTo(NOTES * (4 + 3 * 5));
    assertThat(model.tooLong()).isZero();
    // One layer of 32 numbers. A batch of greedy has 64 rows of prompts padded to 16 and 4 tokens;
    // one of top_k a third of the rows, with 3 texts of 5 tokens each.
    long places = 64 * (16 + 4);
    assertThat(plan.caches()).isEqualTo(places * 2 * 32 * 4 * plan.tasks());
    assertThat(plan.mostCaches()).isEqualTo(plan.caches());
    assertThat(plan.batchTokens()).as("of GPUs").isEmpty();
  }

  @Test
  void everyJobThatHasAModelIsTriedAndShown() throws Exception {
    Plan plan =
        plan(
            "pipeline",
            null,
            3,
            "summarize.generation.max_new_tokens=4",
            "generate.strategies={ greedy.max_new_tokens = 4, beams = null, temperature = null,"
                + " top_p = null, top_k = null }");
    assertThat(plan.stages())
        .extracting(StagePlan::stage)
        .containsExactly("tokenize", "embed", "attention", "next_token", "summarize", "generate");
    assertThat(plan.weights()).containsOnlyKeys("bart-mini", "bert-mini", "gpt2-mini");
    StagePlan summarize = plan.stages().get(4);
    assertThat(summarize.models()).extracting(ModelPlan::model).contains("bart-mini", "bert-mini");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new PlanText(new PrintStream(bytes, true, StandardCharsets.UTF_8)).print(plan);
    assertThat(bytes.toString(StandardCharsets.UTF_8))
        .contains("Counted: 16 inputs, 1 of which cannot be read")
        .containsPattern("embed +14 +[0-9,]+\\n")
        .contains("About, by a trial on a sample:")
        .containsPattern("summarize +bart-mini +3 ")
        .containsPattern("About .* on 1 executor of 2 tasks at once")
        .contains("GiB of weights [bart-mini, bert-mini, gpt2-mini]")
        .containsPattern("about 0.00 GiB of caches \\(settings allow 0.0[0-9] GiB\\), and what");
  }

  @Test
  void aJobThatCouldNotRunHasNoPlan() {
    assertThatThrownBy(() -> plan("classify", null, 5))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("Cannot run classify: no model");
    assertThatThrownBy(() -> plan("embed", null, 5, "models.bert-mini.path=" + folder))
        .isInstanceOf(ConfigurationException.class);
    StringWriter screen = new StringWriter();
    int exit = Main.commandLine().setErr(new PrintWriter(screen)).execute("plan", "verify");
    assertThat(exit).isEqualTo(2);
    assertThat(screen.toString()).contains("Cannot plan: verify (no job over documents; name one");
  }

  private static List<Path> below(Path folder) throws Exception {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.sorted().toList();
    }
  }
}
