package dev.glossa.jobs.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glossa.jobs.TinyConfigs;
import dev.glossa.jobs.report.ReportSettings;
import dev.glossa.udf.engine.DeviceChoice;
import dev.glossa.udf.engine.EngineOptions;
import dev.glossa.udf.engine.EngineSettings;
import dev.glossa.udf.engine.Models;
import dev.glossa.udf.engine.Precision;
import dev.glossa.udf.engine.PrecisionChoice;
import dev.glossa.udf.model.Checkpoint;
import dev.glossa.udf.model.Dtype;
import dev.glossa.udf.model.GenerationConfig;
import dev.glossa.udf.model.TensorInfo;
import dev.glossa.udf.model.Tensors;
import dev.glossa.udf.model.embedding.SentenceModel;
import dev.glossa.udf.model.family.Families;
import dev.glossa.udf.model.hub.HubName;
import dev.glossa.udf.task.Aggregation;
import dev.glossa.udf.task.AskSettings;
import dev.glossa.udf.task.AttentionSettings;
import dev.glossa.udf.task.BatchSettings;
import dev.glossa.udf.task.ChoiceScore;
import dev.glossa.udf.task.ClassifySettings;
import dev.glossa.udf.task.Combination;
import dev.glossa.udf.task.EmbedSettings;
import dev.glossa.udf.task.EntitiesSettings;
import dev.glossa.udf.task.GenerateSettings;
import dev.glossa.udf.task.LongDocuments;
import dev.glossa.udf.task.NextTokenSettings;
import dev.glossa.udf.task.PoolingChoice;
import dev.glossa.udf.task.Question;
import dev.glossa.udf.task.SentenceChoice;
import dev.glossa.udf.task.Stage;
import dev.glossa.udf.task.StageIdentity;
import dev.glossa.udf.task.Stages;
import dev.glossa.udf.task.SummarizeSettings;
import dev.glossa.udf.task.SummaryStrategy;
import dev.glossa.udf.task.TokenizeSettings;
import dev.glossa.udf.task.WordVectorsSettings;
import dev.glossa.udf.task.WordVectorsSettings.Word;
import dev.glossa.udf.task.WriterFraming;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TestSettings extends SettingsHome {
  private static final Map<String, String> PROMPTS =
      Map.of(
          "en", "Summarize the following text in a few sentences.\n\n{text}",
          "ko", "다음 글을 몇 문장으로 요약해 주세요.\n\n{text}");
  private static final String PROMPT =
      "Summarize the following text in a few sentences, in its own language.\n\n{text}";

  @Test
  void hasTheDocumentedDefaults() throws ConfigurationException {
    Settings settings = Settings.load(sources, ALL);
    BatchSettings batch = new BatchSettings(256, 2048, true);
    assertThat(settings.input())
        .isEqualTo(
            new InputSettings(
                List.of("in"),
                InputFormat.AUTO,
                "text",
                "id",
                "language",
                List.of(),
                32 * 1024 * 1024,
                "auto",
                "en",
                CsvSettings.DEFAULTS));
    assertThat(settings.output()).isEqualTo("out");
    assertThat(settings.seed()).isEqualTo(42);
    assertThat(settings.waveDocuments()).isEqualTo(10_000);
    assertThat(settings.maxFailedFraction()).isEqualTo(1.0);
    assertThat(settings.limits()).isEqualTo(new LimitSettings(0, 0));
    assertThat(settings.models())
        .containsOnlyKeys("gpt2-mini", "bart-mini", "bert-mini")
        .containsEntry("gpt2-mini", folder(home.resolve("data/models/gpt2-mini")));
    assertThat(settings.engine())
        .isEqualTo(new EngineSettings(DeviceChoice.AUTO, PrecisionChoice.AUTO, 1));
    assertThat(settings.batch()).isEqualTo(batch);
    assertThat(settings.stages().keySet()).containsExactlyElementsOf(ALL);
    assertThat(settings.of(Stages.TOKENIZE))
        .isEqualTo(new TokenizeSettings(List.of("gpt2-mini", "bart-mini", "bert-mini")));
    assertThat(settings.of(Stages.EMBED))
        .isEqualTo(new EmbedSettings("bert-mini", PoolingChoice.AUTO, "auto", 0, batch));
    WordVectorsSettings words = (WordVectorsSettings) settings.of(Stages.WORD_VECTORS);
    assertThat(words.model()).isEqualTo("gpt2-mini");
    assertThat(words.words())
        .hasSize(12)
        .contains(new Word("queen", "people"), new Word("bicycle", "vehicles"));
    assertThat(settings.of(Stages.ATTENTION))
        .isEqualTo(new AttentionSettings(List.of("gpt2-mini", "bert-mini"), List.of(), 0, batch));
    assertThat(settings.of(Stages.NEXT_TOKEN))
        .isEqualTo(new NextTokenSettings("gpt2-mini", 15, List.of(0.3f, 1f, 2f), 32, 0, batch));
    assertThat(settings.of(Stages.CLASSIFY))
        .isEqualTo(
            new ClassifySettings(
                "", List.of(), "This example is {}.", false, "", "", Combination.MEAN, 0, batch));
    assertThat(settings.of(Stages.ENTITIES))
        .isEqualTo(new EntitiesSettings("", Aggregation.FIRST, 0, batch));
    assertThat(settings.of(Stages.SUMMARIZE))
        .isEqualTo(
            new SummarizeSettings(
                Map.of("en", "bart-mini", "ko", "bart-mini"),
                "bart-mini",
                List.of(SummaryStrategy.EXTRACTIVE, SummaryStrategy.ABSTRACTIVE),
                "bert-mini",
                3,
                Map.of(),
                PROMPTS,
                PROMPT,
                List.of(),
                Map.of(),
                batch));
    assertThat(settings.of(Stages.ASK))
        .isEqualTo(new AskSettings("", Map.of(), List.of(), 4096, WriterFraming.OWN, 42, batch));
    GenerateSettings generate = (GenerateSettings) settings.of(Stages.GENERATE);
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
                      columns = [subject, "Mail date"]
                      language_column = lang, max_bytes = 2MiB
                      csv { quote = "'", escape = "\\\\", separator = ";"
                            encoding = windows-1252, header = false } }
              language = KO, other_language = fr, output = o, seed = -7
              wave.documents = 5, failures.max_fraction = 0.25
              limits { max_tokens = 30000000000, max_hours = 7.5 }
              models { mine.path = "%s" }
              engine { device = cpu, precision = float16, threads = 3, queue = 9, batch_tokens = 64 }
              tokenize { tokenizers = mine, sentences = off }
              embed { model = mine, pooling = LAST, max_tokens = 77 }
              word_vectors { model = mine, words = [x] }
              attention { models = [mine], matrices = [d1, "b.txt"] }
              next_token { model = mine, top_k = 4, temperatures = 0.5, prompt_tokens = 6 }
              classify { model = mine, labels = [calm, loud], hypothesis = "It is {}."
                         multi_label = true, combine = max, max_tokens = 33 }
              entities { model = mine, aggregation = average, max_tokens = 44 }
              summarize { models { en = null, ko = mine, ja = mine }, default = mine
                          strategies = [extractive], encoder = mine, sentences = 8
                          generation { num_beams = 2, early_stopping = never } }
              ask { model = mine, max_tokens = 99
                    every_question { long = error, temperature = 0.5 }
                    questions {
                      topic { prompt = "{text}: {id} {Mail date}", choices = [b, a], choice_score = MEAN }
                      facts {
                        prompt = "{text}", system = "In {language}.", long = chunks, samples = 2
                        reduce_prompt = "Again: {text}", do_sample = true, max_new_tokens = 9
                        variables { enable_thinking = false }
                        schema {
                          type = object
                          properties {
                            when { type = string }
                            sum { type = number, minimum = 0 }
                          }
                          required = [when]
                        }
                      }
                    } }
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
                List.of("subject", "Mail date"),
                2 * 1024 * 1024,
                "ko",
                "fr",
                new CsvSettings("'", "\\", ";", "windows-1252", false)));
    assertThat(settings.output()).isEqualTo("o");
    assertThat(settings.seed()).isEqualTo(-7);
    assertThat(settings.waveDocuments()).isEqualTo(5);
    assertThat(settings.maxFailedFraction()).isEqualTo(0.25);
    assertThat(settings.limits()).isEqualTo(new LimitSettings(30_000_000_000L, 7.5));
    assertThat(settings.models()).containsEntry("mine", folder(model));
    assertThat(settings.engine())
        .isEqualTo(new EngineSettings(DeviceChoice.CPU, PrecisionChoice.FLOAT16, 3));
    assertThat(settings.report())
        .isEqualTo(new ReportSettings(1, 3, List.of("a.txt"), 2, 10, 8, 4, 100));
    assertThat(settings.stages().values())
        .containsExactly(
            new TokenizeSettings(List.of("mine"), SentenceChoice.OFF),
            new EmbedSettings("mine", PoolingChoice.LAST, "auto", 77, batch),
            new WordVectorsSettings("mine", List.of(new Word("x", null))),
            new AttentionSettings(List.of("mine"), List.of("d1", "b.txt"), 0, batch),
            new NextTokenSettings("mine", 4, List.of(0.5f), 6, 0, batch),
            new ClassifySettings(
                "mine",
                List.of("calm", "loud"),
                "It is {}.",
                true,
                "",
                "",
                Combination.MAX,
                33,
                batch),
            new EntitiesSettings("mine", Aggregation.AVERAGE, 44, batch),
            new SummarizeSettings(
                Map.of("ko", "mine", "ja", "mine"),
                "mine",
                List.of(SummaryStrategy.EXTRACTIVE),
                "mine",
                8,
                Map.of("num_beams", 2, "early_stopping", "never"),
                PROMPTS,
                PROMPT,
                List.of("subject", "Mail date"),
                Map.of(),
                batch),
            new AskSettings(
                "mine",
                Map.of(
                    "topic",
                    new Question(
                        "{text}: {id} {Mail date}",
                        "",
                        "",
                        List.of("b", "a"),
                        ChoiceScore.MEAN,
                        "",
                        LongDocuments.ERROR,
                        "",
                        Map.of(),
                        1,
                        Map.of("temperature", 0.5, "max_new_tokens", 256)),
                    "facts",
                    new Question(
                        "{text}",
                        "In {language}.",
                        "",
                        List.of(),
                        ChoiceScore.SUM,
                        "{\"type\":\"object\",\"properties\":{\"when\":{\"type\":\"string\"},"
                            + "\"sum\":{\"minimum\":0,\"type\":\"number\"}},"
                            + "\"required\":[\"when\"]}",
                        LongDocuments.CHUNKS,
                        "Again: {text}",
                        Map.of("enable_thinking", false),
                        2,
                        Map.of("temperature", 0.5, "do_sample", true, "max_new_tokens", 9))),
                List.of("subject", "Mail date"),
                99,
                WriterFraming.OWN,
                -7,
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
      if (line.matches("[a-z_.]+ = .*")
          && !line.matches("(en|ko|animals|feelings|people|vehicles) = .*")) {
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
    assertThat(((EmbedSettings) settings.of(Stages.EMBED)).pooling())
        .isEqualTo(PoolingChoice.FIRST);
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
  void aModelsPathIsAFolderANameOnTheHubOrAFolderElsewhere() throws ConfigurationException {
    Settings settings =
        Settings.load(
            sources.withSets(
                List.of(
                    "models.a.path=\"hf:BAAI/bge-m3@v1\"",
                    "models.b.path=s3a://bucket/b c",
                    "models.c.path=file:/models/c",
                    "models.c.stage=true",
                    "models.d.path=\"a:b\"")),
            List.of());
    assertThat(settings.models())
        .containsEntry(
            "a",
            new ModelSettings(
                new ModelPlace.OnHub(new HubName("BAAI/bge-m3", "v1")), false, WriterFraming.OWN))
        .containsEntry(
            "b",
            new ModelSettings(
                new ModelPlace.OnHadoop("s3a://bucket/b c"), false, WriterFraming.OWN))
        .containsEntry(
            "c",
            new ModelSettings(new ModelPlace.Folder(Path.of("/models/c")), true, WriterFraming.OWN))
        .containsEntry("d", folder(Path.of("a:b").toAbsolutePath()));

    String commit = "0123456789abcdef0123456789abcdef01234567";
    assertThat(settings.configuration())
        .contains("\"a\":{\"path\":\"hf:BAAI/bge-m3@v1\"}", "\"stage\":true");
    assertThat(settings.configuration(Map.of("a", "hf:BAAI/bge-m3@" + commit)))
        .isEqualTo(settings.configuration().replace("bge-m3@v1", "bge-m3@" + commit));
  }

  private static ModelSettings folder(Path folder) {
    return new ModelSettings(new ModelPlace.Folder(folder), false, WriterFraming.OWN);
  }

  @Test
  void startsRelativeModelPathsAtHomeForDefaultsAndAtTheWorkingFolderElsewhere()
      throws ConfigurationException {
    Settings settings =
        Settings.load(
            sources.withSets(List.of("models.gpt2-mini.path=data/models/gpt2-mini")), List.of());
    assertThat(settings.models().get("gpt2-mini"))
        .isEqualTo(folder(Path.of("data/models/gpt2-mini").toAbsolutePath()));
    assertThat(settings.models().get("bert-mini"))
        .isEqualTo(folder(home.resolve("data/models/bert-mini")));
  }

  @Test
  void writesAConfigurationThatGivesTheSameSettings() throws Exception {
    Settings settings =
        set(
            "generate.strategies.greedy=null",
            "word_vectors.words=[a b, c]",
            "seed=7",
            "wave.documents=3");
    Path again = file("again.conf", settings.configuration());
    Settings read =
        Settings.load(ConfigSources.defaults(Path.of("/elsewhere")).withFiles(List.of(again)), ALL);
    assertThat(read).isEqualTo(settings);
  }

  @Test
  void namesTheCheckpointsOfStages() throws ConfigurationException {
    List<Stage> vectors = List.of(Stages.EMBED, Stages.WORD_VECTORS);
    assertThat(set().checkpointsOf(vectors)).containsExactly("bert-mini", "gpt2-mini");
    assertThat(set("word_vectors.words=[]").checkpointsOf(vectors)).containsExactly("bert-mini");
    assertThat(set("summarize.strategies=[extractive]").checkpointsOf(List.of(Stages.SUMMARIZE)))
        .containsExactly("bert-mini");
  }

  @Test
  void groupsWordsWhereTheFileDoes() throws ConfigurationException {
    Settings settings =
        set("word_vectors.words={ people = null, feelings = [calm], animals = cat }");
    assertThat(((WordVectorsSettings) settings.of(Stages.WORD_VECTORS)).words())
        .containsExactly(
            new Word("cat", "animals"),
            new Word("calm", "feelings"),
            new Word("car", "vehicles"),
            new Word("bicycle", "vehicles"));
  }

  @Test
  void identifiesAStageByWhatChangesItsResultsAndNothingElse() throws Exception {
    Map<String, Checkpoint> models =
        Map.of(
            "bert-mini",
            checkpoint("b".repeat(64), 512),
            "gpt2-mini",
            checkpoint("c".repeat(64), 512),
            "bart-mini",
            checkpoint("d", 512));
    StageIdentity embed = set().identityOf(Stages.EMBED, models);
    assertThat(embed.json())
        .isEqualTo(
            "{\"models\":{\"bert-mini\":\""
                + "b".repeat(64)
                + "\"},\"settings\":{\"batch_tokens\":2048,\"max_tokens\":0,"
                + "\"model\":\"bert-mini\",\"pooling\":\"mean\",\"precision\":\"auto\"},"
                + "\"stage\":\"embed\",\"version\":2}");
    Settings others =
        set(
            "engine.queue=1",
            "engine.device=cpu",
            "engine.threads=2",
            "wave.documents=1",
            "input.max_bytes=1MiB",
            "failures.max_fraction=0",
            "limits.max_tokens=1",
            "limits.max_hours=1",
            "report.seed=1",
            "generate.samples=2",
            "word_vectors.words=[x]",
            "other_language=fr",
            "seed=1");
    assertThat(others.identityOf(Stages.EMBED, models)).isEqualTo(embed);
    assertThat(set("embed.pooling=mean").identityOf(Stages.EMBED, models)).isEqualTo(embed);
    assertThat(set("engine.batch_tokens=2048").identityOf(Stages.EMBED, models)).isEqualTo(embed);
    for (String set :
        List.of(
            "embed.pooling=last",
            "embed.max_tokens=5",
            "engine.batch_tokens=64",
            "engine.precision=float32")) {
      assertThat(set(set).identityOf(Stages.EMBED, models)).as(set).isNotEqualTo(embed);
    }
    StageIdentity generate = set().identityOf(Stages.GENERATE, models);
    assertThat(set("seed=1").identityOf(Stages.GENERATE, models)).isNotEqualTo(generate);
    assertThat(
            set("generate.strategies.greedy.max_new_tokens=32").identityOf(Stages.GENERATE, models))
        .isEqualTo(generate);
    String twoWriters = "summarize.models.ko=gpt2-mini";
    assertThat(set(twoWriters).identityOf(Stages.SUMMARIZE, models))
        .isNotEqualTo(set(twoWriters, "other_language=fr").identityOf(Stages.SUMMARIZE, models));
  }

  @Test
  void chunksOfModelsThatReadMuchAreShorterAndThatIsPartOfTheIdentity() throws Exception {
    for (Stage stage : List.of(Stages.EMBED, Stages.ATTENTION, Stages.NEXT_TOKEN)) {
      Map<String, Object> some = lengths(stage, 1024, "");
      Map<String, Object> many = lengths(stage, 32768, "");
      Map<String, Object> all = lengths(stage, 32768, stage.name() + ".max_tokens=1048576");
      assertThat(some.getOrDefault("max_tokens", 0)).isEqualTo(0);
      assertThat(many).containsEntry("max_tokens", 1024);
      assertThat(all).containsEntry("max_tokens", 1048576);
    }
  }

  @Test
  void languagesAndPrefixesStandBesideAModel() throws ConfigurationException {
    Settings settings =
        set(
            "models.bart-mini.source_language=en_XX",
            "models.bart-mini.target_language=ko_KR",
            "models.bart-mini.prefix=\"\"",
            "models.gpt2-mini.prefix=unused: ",
            "models.bert-mini.prefix=null");
    assertThat(((SummarizeSettings) settings.of(Stages.SUMMARIZE)).framings())
        .isEqualTo(Map.of("bart-mini", new WriterFraming("en_XX", "ko_KR", "")));
    assertThat(((SummarizeSettings) set().of(Stages.SUMMARIZE)).framings()).isEmpty();
  }

  @Test
  void resultsOfAnotherPrecisionHaveAnotherIdentity() throws Exception {
    Checkpoint full = checkpoint("e", 512);
    Path file = Path.of("none");
    Checkpoint half =
        new Checkpoint(
            full.folder(),
            full.config(),
            full.generation(),
            new Tensors(
                Map.of("w", new TensorInfo("w", Dtype.BF16, List.of(1L), file, 0, Short.BYTES))),
            full.tokenizer(),
            full.summaryPrefix(),
            full.sentence(),
            full.fingerprint());
    boolean hasBfloat16 = Models.problem(new EngineOptions("cpu", Precision.BFLOAT16, 0)).isEmpty();
    Map<String, Checkpoint> one = Map.of("bert-mini", half);
    assertThat(set().identityOf(Stages.EMBED, one).settings())
        .containsEntry("precision", hasBfloat16 ? "bfloat16" : "auto");
    assertThat(set("engine.device=cuda").identityOf(Stages.EMBED, one).settings())
        .containsEntry("precision", "auto");
    assertThat(set("engine.precision=int8").identityOf(Stages.EMBED, one).settings())
        .containsEntry("precision", "int8");
    Map<String, Checkpoint> both = Map.of("bert-mini", half, "gpt2-mini", full);
    assertThat(set().identityOf(Stages.ATTENTION, both).settings())
        .containsEntry("precision", hasBfloat16 ? "auto with bfloat16" : "auto");
  }

  private Map<String, Object> lengths(Stage stage, int positions, String set) throws Exception {
    Checkpoint checkpoint = checkpoint("e", positions);
    Map<String, Checkpoint> models = Map.of("bert-mini", checkpoint, "gpt2-mini", checkpoint);
    Settings settings = set.isEmpty() ? set() : set(set);
    return settings.identityOf(stage, models).settings();
  }

  /** What a BERT of this size would be, without files. */
  private static Checkpoint checkpoint(String fingerprint, int positions) throws Exception {
    return new Checkpoint(
        Path.of("none"),
        Families.read(TinyConfigs.sized(TinyConfigs.bert(1, 1, 8, 8), positions, 10)),
        new GenerationConfig(Map.of()),
        new Tensors(Map.of()),
        null,
        "",
        SentenceModel.NONE,
        fingerprint);
  }
}
