package dev.glossa.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.glossa.jobs.benchmark.RandomCheckpoint;
import dev.glossa.jobs.config.ConfigSources;
import dev.glossa.jobs.config.Settings;
import dev.glossa.jobs.run.Manifest;
import dev.glossa.jobs.run.Pending;
import dev.glossa.jobs.table.Tables;
import dev.glossa.udf.table.Table;
import dev.glossa.udf.task.Stage;
import dev.glossa.udf.task.Stages;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An archive of mixed length and language through all stages, over and over: how a run is cut into
 * tasks, in which order it reads and how many documents wait for company may change no bit of any
 * table. {@code -Dbits.documents=300} takes more of them.
 */
class TestSameBits {
  private static final Path ROOT = Path.of(System.getProperty("project.root"));
  private static final int DOCUMENTS = Integer.getInteger("bits.documents", 150);

  /** Beside the documents: copies of some of them, and lines without a text. */
  private static final int COPIES = 5;

  private static final int BROKEN = 2;

  private static final String CONFIGURATION =
      """
      glossa {
        engine { device = cpu, threads = 1, batch_tokens = 256 }
        models {
          gpt2-mini.path = ${folder}/gpt2-mini
          bart-mini.path = ${folder}/bart-mini
          bert-mini.path = ${folder}/bert-mini
          labels-mini.path = ${folder}/labels-mini
          ner-mini.path = ${folder}/ner-mini
        }
        classify.model = labels-mini
        entities.model = ner-mini
        attention { models = [gpt2-mini, bert-mini, bart-mini], matrices = [en-3, ko-4] }
        ask {
          model = gpt2-mini
          every_question { max_new_tokens = 6, do_sample = true, samples = 2 }
          questions {
            gist { prompt = "{text} In short:" }
            topic { system = "Of what is this text, which somebody wrote and somebody else kept, and who might read it?"
              prompt = "{id}: {text}", choices = [" sea", " town", " 바다"], long = chunks }
          }
        }
        generate {
          prompt_tokens = 12
          samples = 2
          strategies {
            greedy.max_new_tokens = 6
            temperature.max_new_tokens = 6
            top_k.max_new_tokens = 6
            top_p.max_new_tokens = 6
            beams.max_new_tokens = 6
          }
        }
      }
      """;

  @TempDir static Path folder;
  private static SparkSession spark;
  private static List<String> english;
  private static List<String> korean;

  @BeforeAll
  static void write() throws IOException {
    spark = LocalSpark.session();
    english = lines("en", 1);
    korean = lines("ko", 2);
    models();
    Files.writeString(
        folder.resolve("small.conf"), CONFIGURATION.replace("${folder}", folder.toString()));
  }

  /** Models of random weights beside the tokenizers of Glossa's own. */
  private static void models() throws IOException {
    write(
        "gpt2-mini",
        TinyConfigs.sized(TinyConfigs.gpt2(2, 4, 32, 64), 128, 3000),
        Map.of("bos_token_id", 0, "eos_token_id", 0));
    write(
        "bart-mini",
        TinyConfigs.sized(TinyConfigs.bart(2, 2, 4, 32, 64), 128, 8000),
        Map.of(
            "decoder_start_token_id", 2,
            "eos_token_id", 2,
            "num_beams", 4,
            "no_repeat_ngram_size", 3,
            "max_length", 10));
    write("bert-mini", TinyConfigs.sized(TinyConfigs.bert(2, 4, 32, 64), 128, 8000), Map.of());
    write("labels-mini", labeling("BertForSequenceClassification"), Map.of());
    write("ner-mini", labeling("BertForTokenClassification"), Map.of());
  }

  private static ObjectNode labeling(String architecture) {
    ObjectNode config = TinyConfigs.sized(TinyConfigs.bert(2, 4, 32, 64), 128, 8000);
    config.putArray("architectures").add(architecture);
    return config;
  }

  private static void write(String name, ObjectNode config, Map<String, Object> generation)
      throws IOException {
    String own = name.startsWith("gpt2") || name.startsWith("bart") ? name : "bert-mini";
    Path tokenizer = ROOT.resolve("data/models").resolve(own).resolve("tokenizer.json");
    RandomCheckpoint.write(folder.resolve(name), config, generation, tokenizer);
  }

  /** Passages of the sample, a few whole texts among them, as lines of JSON. */
  private static List<String> lines(String language, long seed) throws IOException {
    List<Path> files;
    try (Stream<Path> list = Files.list(ROOT.resolve("data/sample").resolve(language))) {
      files = list.sorted().toList();
    }
    Random random = new Random(seed);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < DOCUMENTS / 2; i++) {
      Path file = files.get(random.nextInt(files.size()));
      int[] text = Files.readString(file).codePoints().toArray();
      int begin = i % 25 == 0 ? 0 : random.nextInt(text.length / 2);
      int most = i % 25 == 0 ? text.length : 1 + random.nextInt(i % 5 == 0 ? 600 : 120);
      String passage = new String(text, begin, Math.min(most, text.length - begin));
      lines.add(line(language + "-" + i, "No. " + i + " 😀 " + passage));
    }
    for (int i = 0; i < COPIES; i++) {
      lines.add(lines.get(7 * i).replaceFirst("\"id\":\"", "$0copy-"));
    }
    for (int i = 0; i < BROKEN; i++) {
      lines.add(line(language + "-broken-" + i, ""));
    }
    return lines;
  }

  private static String line(String id, String text) throws IOException {
    return new ObjectMapper().writeValueAsString(new TreeMap<>(Map.of("id", id, "text", text)));
  }

  private static Digest run(String name, int tasks, int queue, boolean shuffled) throws Exception {
    Path input = folder.resolve("archive");
    Files.createDirectories(input);
    write(input.resolve("en.jsonl"), english, shuffled);
    write(input.resolve("ko.jsonl"), korean, shuffled);
    Path output = folder.resolve(name);
    List<Stage> stages = Stages.all();
    Settings settings =
        Settings.load(
            new ConfigSources(
                ROOT,
                List.of(folder.resolve("small.conf")),
                List.of("engine.queue=" + queue),
                List.of(input.toString()),
                output.toString()),
            stages);
    try (Progress silent = new Progress(new PrintStream(OutputStream.nullOutputStream()), false)) {
      List<Manifest> waves =
          new Pipeline(spark, settings, stages, Pending.Mode.NEW, silent, documents -> tasks).run();
      assertThat(waves).hasSize(1);
    }
    return Digest.of(output);
  }

  private static void write(Path file, List<String> lines, boolean shuffled) throws IOException {
    List<String> order = new ArrayList<>(lines);
    if (shuffled) {
      Collections.shuffle(order, new Random(3));
    }
    Files.write(file, order);
  }

  @Test
  void rowsDependOnNeitherTasksNorOrderNorQueue() throws Exception {
    Digest expected = run("two", 2, 32, false);
    assertEveryTableHasRows(expected);
    assertThat(run("one", 1, 32, false)).as("one task").isEqualTo(expected);
    assertThat(run("seven", 7, 32, false)).as("seven tasks").isEqualTo(expected);
    // In another order the inputs stand at other places, and nothing else is different.
    String[] places = {"occurrences", "errors"};
    assertThat(run("shuffled", 2, 32, true).without(places))
        .as("another order")
        .isEqualTo(expected.without(places));
    assertThat(run("queue-1", 2, 1, false)).as("queue of 1").isEqualTo(expected);
    assertThat(run("queue-4", 2, 4, false)).as("queue of 4").isEqualTo(expected);
  }

  private static void assertEveryTableHasRows(Digest digest) {
    Set<String> tables = new TreeSet<>();
    Tables.all().stream()
        .filter(table -> table != Tables.REMOVED && table != Tables.WAVES)
        .map(Table::name)
        .forEach(tables::add);
    assertThat(digest.tables().keySet()).containsAll(tables);
    for (String table : tables) {
      assertThat(digest.tables().get(table)).as(table).doesNotStartWith("0 ");
    }
    assertThat(digest.tables().get("documents")).startsWith(DOCUMENTS + " ");
    assertThat(digest.tables().get("occurrences"))
        .startsWith(DOCUMENTS + 2 * (COPIES + BROKEN) + " ");
    assertThat(digest.tables().get("errors")).startsWith(2 * BROKEN + " ");
  }
}
