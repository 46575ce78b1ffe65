package dev.glossa.jobs.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glossa.jobs.report.ReportSettings;
import dev.glossa.udf.task.AttentionSettings;
import dev.glossa.udf.task.BatchSettings;
import dev.glossa.udf.task.EmbedSettings;
import dev.glossa.udf.task.GenerateSettings;
import dev.glossa.udf.task.NextTokenSettings;
import dev.glossa.udf.task.SummarizeSettings;
import dev.glossa.udf.task.TokenizeSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TestSettings extends SettingsHome {
  @Test
  void hasTheDocumentedDefaults() throws ConfigurationException {
    Settings settings = Settings.load(sources, ALL);
    BatchSettings batch = new BatchSettings(256, 2048);
    assertThat(settings.input())
        .isEqualTo(
            new InputSettings(
                List.of("in"),
                InputFormat.AUTO,
                "text",
                "id",
                "language",
                32 * 1024 * 1024,
                "auto",
                "en"));
    assertThat(settings.output()).isEqualTo("out");
    assertThat(settings.seed()).isEqualTo(42);
    assertThat(settings.waveDocuments()).isEqualTo(10_000);
    assertThat(settings.maxFailedFraction()).isEqualTo(1.0);
    assertThat(settings.models())
        .containsOnlyKeys("gpt2-mini", "bart-mini", "bert-mini")
        .containsEntry("gpt2-mini", home.resolve("data/models/gpt2-mini"));
    assertThat(settings.engine()).isEqualTo(new EngineSettings("auto", "auto", 1));
    assertThat(settings.tasks().keySet()).containsExactlyElementsOf(ALL);
    assertThat(settings.task("tokenize"))
        .isEqualTo(new TokenizeSettings(List.of("gpt2-mini", "bart-mini", "bert-mini")));
    assertThat(settings.task("embed")).isEqualTo(new EmbedSettings("bert-mini", "mean", 0, batch));
    assertThat(settings.words().model()).isEqualTo("gpt2-mini");
    assertThat(settings.words().words()).hasSize(12).contains("queen", "bicycle");
    assertThat(settings.task("attention"))
        .isEqualTo(new AttentionSettings(List.of("gpt2-mini", "bert-mini"), List.of(), batch));
    assertThat(settings.task("nexttoken"))
        .isEqualTo(new NextTokenSettings("gpt2-mini", 15, List.of(0.3f, 1f, 2f), 32, batch));
    assertThat(settings.task("summarize"))
        .isEqualTo(
            new SummarizeSettings(
                Map.of("en", "bart-mini", "ko", "bart-mini"),
                "bart-mini",
                List.of("extractive", "abstractive"),
                "bert-mini",
                3,
                Map.of(),
                batch));
    GenerateSettings generate = (GenerateSettings) settings.task("generate");
    assertThat(generate.strategies().keySet())
        .containsExactly("beams", "greedy", "temperature", "top_k", "top_p");
    assertThat(generate.strategies().get("greedy"))
        .isEqualTo(Map.of("do_sample", false, "num_beams", 1, "max_new_tokens", 32));
    assertThat(List.of(generate.promptTokens(), generate.samples(), generate.traceCandidates()))
        .isEqualTo(List.of(32, 1, 5));
    assertThat(generate.seed()).isEqualTo(42);
    assertThat(settings.report()).isEqualTo(ReportSettings.DEFAULTS);
  }

  @Test
  void mapsEveryKey() throws ConfigurationException, IOException {
    Path model = Files.createDirectories(home.resolve("elsewhere"));
    Path file =
        file(
            "my.conf",
            """
            glossa {
              input { paths = [a, "b c"], format = jsonl, text = body, id = nr
                      language_column = lang, max_bytes = 2MiB }
              language = KO, other_language = fr, output = o, seed = -7
              wave.documents = 5, failures.max_fraction = 0.25
              models { mine.path = "%s" }
              engine { device = cpu, precision = float16, threads = 3, queue = 9, batch_tokens = 64 }
              tokenize.tokenizers = mine
              embed { model = mine, pooling = LAST, max_tokens = 77, words = [x], word_model = mine }
              attention { models = [mine], matrices = [d1, "b.txt"] }
              nexttoken { model = mine, top_k = 4, temperatures = 0.5, prompt_tokens = 6 }
              summarize { models { en = null, ko = mine, ja = mine }, default = mine
                          strategies = [extractive], encoder = mine, sentences = 8
                          generation { num_beams = 2, early_stopping = never } }
              generate { model = mine, prompt_tokens = 10
                         strategies { greedy = null, beams = null, top_p = null, top_k = null, temperature = null
                                      hot { do_sample = true, temperature = 1.5 } }
                         samples = 3, trace_candidates = 0 }
              report {
                seed = 1, documents = 3, choose = [a.txt], clusters = 2, points = 10, tokens = 8,
                axis_tokens = 4, characters = 100
              }
            }
            """
                .formatted(model));
    Settings settings = Settings.load(ConfigSources.defaults(home).withFiles(List.of(file)), ALL);
    BatchSettings batch = new BatchSettings(9, 64);
    assertThat(settings.input())
        .isEqualTo(
            new InputSettings(
                List.of("a", "b c"),
                InputFormat.JSONL,
                "body",
                "nr",
                "lang",
                2 * 1024 * 1024,
                "ko",
                "fr"));
    assertThat(settings.output()).isEqualTo("o");
    assertThat(settings.seed()).isEqualTo(-7);
    assertThat(settings.waveDocuments()).isEqualTo(5);
    assertThat(settings.maxFailedFraction()).isEqualTo(0.25);
    assertThat(settings.models()).containsEntry("mine", model);
    assertThat(settings.engine()).isEqualTo(new EngineSettings("cpu", "float16", 3));
    assertThat(settings.words()).isEqualTo(new WordSettings("mine", List.of("x")));
    assertThat(settings.report())
        .isEqualTo(new ReportSettings(1, 3, List.of("a.txt"), 2, 10, 8, 4, 100));
    assertThat(settings.tasks().values())
        .containsExactly(
            new TokenizeSettings(List.of("mine")),
            new EmbedSettings("mine", "last", 77, batch),
            new AttentionSettings(List.of("mine"), List.of("d1", "b.txt"), batch),
            new NextTokenSettings("mine", 4, List.of(0.5f), 6, batch),
            new SummarizeSettings(
                Map.of("ko", "mine", "ja", "mine"),
                "mine",
                List.of("extractive"),
                "mine",
                8,
                Map.of("num_beams", 2, "early_stopping", "never"),
                batch),
            new GenerateSettings(
                "mine",
                10,
                Map.of("hot", Map.of("do_sample", true, "temperature", 1.5)),
                3,
                0,
                -7,
                batch));
  }

  @Test
  void everyKeyOfTheFileIsReadAndHasAComment() throws IOException {
    Path root = Path.of(System.getProperty("project.root"), "conf/glossa.conf");
    List<String> lines = Files.readAllLines(root);
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (line.matches("[a-z_.]+ = .*") && !line.matches("(en|ko) = .*")) {
        assertThat(lines.get(i - 1).strip()).as("line above %s", line).startsWith("#");
      }
    }
    // Unknown keys are problems, so a default that nobody reads would be one.
    assertThat(problems()).isEmpty();
  }

  @Test
  void prefersOptionsThenLaterSetsThenLaterFilesThenDefaults()
      throws ConfigurationException, IOException {
    Path first = file("1.conf", "glossa { seed = 1, output = a, embed.pooling = first }");
    Path second = file("2.conf", "glossa { seed = 2 }");
    ConfigSources files = ConfigSources.defaults(home).withFiles(List.of(first, second));
    Settings settings = Settings.load(files, List.of());
    assertThat(settings.seed()).isEqualTo(2);
    assertThat(settings.output()).isEqualTo("a");
    assertThat(((EmbedSettings) settings.task("embed")).pooling()).isEqualTo("first");
    ConfigSources sets = files.withSets(List.of("seed=3", "glossa.seed=4", "output=b"));
    assertThat(Settings.load(sets, List.of()).seed()).isEqualTo(4);
    assertThat(Settings.load(sets, List.of()).output()).isEqualTo("b");
    Settings options = Settings.load(sets.withPaths(List.of("in"), "c"), List.of());
    assertThat(options.output()).isEqualTo("c");
    assertThat(options.input().paths()).containsExactly("in");
  }

  @Test
  void takesPlainTextInASet() throws ConfigurationException {
    Settings settings =
        set("input.paths=hdfs://host:9/a b/*.txt", "output=\"x y\"", "input.text=a: b # c");
    assertThat(settings.input().textColumn()).isEqualTo("a: b # c");
    // Options are stronger than sets.
    assertThat(settings.input().paths()).containsExactly("in");
    assertThat(settings.output()).isEqualTo("out");
  }

  @Test
  void startsRelativeModelPathsAtHomeForDefaultsAndAtTheWorkingFolderElsewhere()
      throws ConfigurationException {
    Settings settings =
        Settings.load(
            sources.withSets(List.of("models.gpt2-mini.path=data/models/gpt2-mini")), List.of());
    assertThat(settings.models().get("gpt2-mini"))
        .isEqualTo(Path.of("data/models/gpt2-mini").toAbsolutePath());
    assertThat(settings.models().get("bert-mini")).isEqualTo(home.resolve("data/models/bert-mini"));
  }

  @Test
  void writesAConfigurationThatGivesTheSameSettings() throws Exception {
    Settings settings =
        set(
            "generate.strategies.greedy=null",
            "embed.words=[a b, c]",
            "seed=7",
            "wave.documents=3");
    Path again = file("again.conf", settings.configuration());
    Settings read =
        Settings.load(ConfigSources.defaults(Path.of("/elsewhere")).withFiles(List.of(again)), ALL);
    assertThat(read).isEqualTo(settings);
  }

  @Test
  void namesTheCheckpointsOfStages() throws ConfigurationException {
    assertThat(set().checkpointsOf(List.of("embed"))).containsExactly("bert-mini", "gpt2-mini");
    assertThat(set("embed.words=[]").checkpointsOf(List.of("embed"))).containsExactly("bert-mini");
    assertThat(set("summarize.strategies=[extractive]").checkpointsOf(List.of("summarize")))
        .containsExactly("bert-mini");
  }

  @Test
  void fingerprintsWhatChangesResultsAndNothingElse() throws ConfigurationException {
    List<String> embed = List.of("embed");
    String fingerprint = set().fingerprintOf(embed);
    assertThat(fingerprint)
        .isEqualTo(
            "{\"language\":\"auto\",\"otherLanguage\":\"en\",\"precision\":\"auto\","
                + "\"stage embed\":{\"batch\":{\"tokens\":2048},\"maxTokens\":0,"
                + "\"model\":\"bert-mini\",\"pooling\":\"mean\"},"
                + "\"words\":{\"model\":\"gpt2-mini\",\"words\":[\"king\",\"queen\",\"man\","
                + "\"woman\",\"prince\",\"princess\",\"dog\",\"cat\",\"car\",\"bicycle\",\"happy\","
                + "\"sad\"]}}");
    Settings others =
        set(
            "engine.queue=1",
            "engine.device=cpu",
            "engine.threads=2",
            "wave.documents=1",
            "input.max_bytes=1MiB",
            "failures.max_fraction=0",
            "report.seed=1",
            "generate.samples=2",
            "seed=1");
    assertThat(others.fingerprintOf(embed)).isEqualTo(fingerprint);
    for (String set :
        List.of(
            "embed.pooling=last",
            "embed.max_tokens=5",
            "embed.words=[x]",
            "engine.batch_tokens=64",
            "engine.precision=float32",
            "other_language=fr")) {
      assertThat(set(set).fingerprintOf(embed)).as(set).isNotEqualTo(fingerprint);
    }
    List<String> generate = List.of("generate");
    assertThat(set("seed=1").fingerprintOf(generate)).isNotEqualTo(set().fingerprintOf(generate));
    assertThat(set("generate.strategies.greedy.max_new_tokens=32").fingerprintOf(generate))
        .isEqualTo(set().fingerprintOf(generate));
  }
}
