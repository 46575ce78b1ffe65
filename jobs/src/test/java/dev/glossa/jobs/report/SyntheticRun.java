package dev.glossa.jobs.report;

import dev.glossa.jobs.run.HandMadeWave;
import dev.glossa.jobs.run.Manifest.Inputs;
import dev.glossa.jobs.run.Manifest.RunPart;
import dev.glossa.jobs.run.Manifest.StageRun;
import dev.glossa.jobs.table.Tables;
import dev.glossa.udf.spark.TableRows;
import dev.glossa.udf.table.Table;
import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import scala.collection.JavaConverters;

/**
 * A small believable run, written in the layout of the real ones: English and Korean documents in
 * two waves, every table filled from the number of the document alone.
 *
 * @param documents how many
 * @param hostile texts that the first documents have as text, name, token and model output
 * @param traced documents whose generation steps are kept
 */
record SyntheticRun(int documents, List<String> hostile, int traced) implements Serializable {

  private static final String[] EN =
      ("the lamp river harbour keeper wrote old bicycle king queen rain of and a slowly under"
              + " bridge letter morning boat, stone. salt wind? bread again")
          .split(" ");
  private static final String[] KO =
      "바다 등대 편지를 썼다. 왕과 여왕은 아침에 다리 아래 배를 보았다. 천천히 비가 내렸다 빵".split(" ");
  private static final String[] STRATEGIES = {"beams", "greedy", "temperature", "top-k", "top-p"};
  private static final float[] TEMPERATURES = {0.3f, 1f, 2f};
  private static final List<String> WORDS =
      List.of(
          "king",
          "queen",
          "man",
          "woman",
          "prince",
          "princess",
          "dog",
          "cat",
          "car",
          "bicycle",
          "happy",
          "sad");
  private static final int WIDTH = 16;
  private static final String RUN = "000001-5f3a9c21";
  private static final String LATER = "000002-5f3a9c21";
  private static final String SETTINGS = "5e77165e77165e77";

  /** Writes all tables but those named. */
  void write(SparkSession spark, Path output, String... without) throws IOException {
    for (int wave = 0; wave < 2; wave++) {
      String id = "00000" + (wave + 1) + "-5f3a9c21";
      Path folder = output.resolve("data/wave=" + id);
      for (Table<?> table : Tables.all()) {
        if (List.of(without).contains(table.name())) {
          continue;
        }
        int from = wave == 0 ? 0 : documents / 2;
        int to = wave == 0 ? documents / 2 : documents;
        List<Long> numbers = LongStream.range(from, to).boxed().toList();
        SyntheticRun run = this;
        String name = table.name();
        int before = table.has("key") ? 1 : 0;
        boolean hasSettings = Tables.results().contains(table);
        int copy = wave;
        var rows =
            JavaSparkContext.fromSparkContext(spark.sparkContext())
                .parallelize(numbers, 2)
                .flatMap(number -> run.rows(name, number.intValue()).iterator());
        if (name.equals("word_vectors")) {
          rows =
              JavaSparkContext.fromSparkContext(spark.sparkContext())
                  .parallelize(copy == 0 ? words() : List.of(), 1);
        }
        spark
            .createDataFrame(
                hasSettings ? rows.map(row -> withSettings(row, before)) : rows,
                TableRows.schema(table))
            .write()
            .option("compression", "zstd")
            .parquet(folder.resolve(name).toString());
      }
      HandMadeWave.describe(output, id, List.of(part(id)));
    }
  }

  private static Row withSettings(Row row, int before) {
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < row.size(); i++) {
      values.add(row.get(i));
    }
    values.add(before, SETTINGS);
    return RowFactory.create(values.toArray());
  }

  private RunPart part(String run) {
    long half = documents / 2;
    Map<String, String> gpt2 = Map.of("gpt2-mini", hash("gpt2"));
    Map<String, String> bert = Map.of("bert-mini", hash("bert"));
    List<StageRun> stages = new ArrayList<>();
    stages.add(new StageRun("tokenize", SETTINGS, gpt2, half, half, 0, 2.5, 0, 0));
    stages.add(new StageRun("embed", SETTINGS, bert, half, half, 0, 4.25, 12_000, 15_000));
    stages.add(new StageRun("summarize", SETTINGS, bert, half, half, 0, 30.5, 9_000, 0));
    for (String stage :
        List.of(
            "word_vectors", "attention", "next_token", "classify", "entities", "ask", "generate")) {
      stages.add(new StageRun(stage, SETTINGS, Map.of(), 0, 0, 0, 0, 0, 0));
    }
    return new RunPart(
        run,
        Instant.EPOCH,
        Instant.EPOCH,
        List.of("/archive"),
        "{\"seed\": 42, \"input\": {\"paths\": [\"/archive/<b>x</b>\"]}}",
        Map.of(),
        new Inputs(half, half, 0, 0),
        stages);
  }

  /** The rows of one document in one table. */
  private List<Row> rows(String table, int i) {
    Random random = new Random(31L * i + table.hashCode());
    String key = hash("document " + i);
    String text = text(i);
    return switch (table) {
      case "documents" ->
          List.of(
              RowFactory.create(
                  key,
                  language(i),
                  text.length(),
                  text.getBytes(StandardCharsets.UTF_8).length,
                  i % 50 == 0 ? 1 : 0,
                  text));
      case "occurrences" -> occurrences(key, i);
      case "errors" ->
          !unread(i)
              ? List.of()
              : List.of(
                  RowFactory.create(
                      "read",
                      i % 2 == 0 ? "not_utf8" : "too_long",
                      "Cannot read",
                      null,
                      null,
                      "/archive/bad-" + i,
                      1L,
                      "bad-" + i,
                      RUN));
      case "removed" ->
          i == 13
              ? List.of(RowFactory.create("/archive/bad-13", 1L, "bad-13", null, LATER, "changed"))
              : List.of();
      case "sentences" -> sentences(key, text);
      case "tokens" -> List.of(tokens(key, "gpt2-mini", text), tokens(key, "bert-mini", text));
      case "vectors" -> vectors(key, i, random);
      case "attention" -> attention(key, text, random);
      case "attention_matrices" -> i < 6 ? matrices(key, text, random) : List.of();
      case "next_token" -> nextToken(key, i);
      case "surprisal" -> List.of(surprisal(key, text, random));
      case "labels" -> List.of(labels(key, i, random));
      case "entities" -> entities(key, text);
      case "summaries" -> summaries(key, i, text, random);
      case "summary_chunks" ->
          List.of(RowFactory.create(key, "bart-mini", "abstractive", 0, 0, 0, text.length(), text));
      case "answers" -> answers(key, i, random);
      case "generations" -> generations(key, i, random);
      case "trace" -> i < traced ? trace(key, i, random) : List.of();
      default -> List.of();
    };
  }

  private static boolean unread(int i) {
    return i % 9 == 4;
  }

  private List<Row> occurrences(String key, int i) {
    List<Row> rows = new ArrayList<>();
    rows.add(RowFactory.create("/archive/" + name(i), 1L + i, name(i), key, null, RUN));
    if (unread(i)) {
      rows.add(RowFactory.create("/archive/bad-" + i, 1L, "bad-" + i, null, null, RUN));
    }
    return rows;
  }

  private String language(int i) {
    return i % 3 == 1 ? "ko" : "en";
  }

  private String hostile(int i, String otherwise) {
    return i < hostile.size() ? hostile.get(i) : otherwise;
  }

  private String name(int i) {
    return hostile(i, language(i) + "-" + i + ".txt");
  }

  private String text(int i) {
    Random random = new Random(i);
    String[] words = language(i).equals("ko") ? KO : EN;
    int count = 5 + (int) Math.pow(random.nextInt(40), 1.4);
    String text =
        IntStream.range(0, count)
            .mapToObj(n -> words[random.nextInt(words.length)])
            .collect(Collectors.joining(" "));
    return hostile(i, text);
  }

  private static List<Row> sentences(String key, String text) {
    List<Row> rows = new ArrayList<>();
    int begin = 0;
    for (String sentence : text.split("(?<=\\.) ")) {
      String[] words = sentence.isBlank() ? new String[0] : sentence.strip().split("\\s+");
      rows.add(
          RowFactory.create(key, rows.size(), begin, begin + sentence.length(), words, sentence));
      begin += sentence.length() + 1;
    }
    return rows;
  }

  /** Pieces of up to four letters, and for what is not Latin three byte tokens a letter. */
  private static Row tokens(String key, String tokenizer, String text) {
    List<Integer> ids = new ArrayList<>();
    List<String> tokens = new ArrayList<>();
    List<Integer> begins = new ArrayList<>();
    List<Integer> ends = new ArrayList<>();
    boolean byteLevel = tokenizer.startsWith("gpt2");
    if (!byteLevel) {
      add(ids, tokens, begins, ends, "[CLS]", 0, 0);
    }
    for (int at = 0; at < text.length(); ) {
      int end = Math.min(text.length(), at + 1);
      while (end < text.length()
          && end < at + 4
          && text.charAt(end) != ' '
          && text.charAt(at) < 256) {
        end++;
      }
      String piece = text.substring(at, end);
      if (byteLevel && piece.charAt(0) >= 0xAC00 && piece.charAt(0) <= 0xD7A3) {
        for (byte value : piece.getBytes(StandardCharsets.UTF_8)) {
          add(ids, tokens, begins, ends, byteLetter(value & 255), at, end);
        }
      } else {
        add(ids, tokens, begins, ends, byteLevel ? piece.replace(' ', 'Ġ') : piece, at, end);
      }
      at = end;
    }
    if (!byteLevel) {
      add(ids, tokens, begins, ends, "[SEP]", text.length(), text.length());
    }
    return RowFactory.create(
        key, tokenizer, ids.toArray(), tokens.toArray(), begins.toArray(), ends.toArray());
  }

  private static String byteLetter(int value) {
    int shifted = 0;
    for (int b = 0; b < value; b++) {
      shifted += b >= 33 && b <= 126 || b >= 161 && b <= 172 || b >= 174 ? 0 : 1;
    }
    boolean printed = value >= 161 && value <= 172 || value >= 174;
    return Character.toString(printed ? value : 256 + shifted);
  }

  private static void add(
      List<Integer> ids,
      List<String> tokens,
      List<Integer> begins,
      List<Integer> ends,
      String token,
      int begin,
      int end) {
    ids.add(Math.floorMod(token.hashCode(), 8192));
    tokens.add(token);
    begins.add(begin);
    ends.add(end);
  }

  private static List<Row> vectors(String key, int i, Random random) {
    List<Row> rows = new ArrayList<>();
    for (int chunk = 0; chunk < 1 + i % 2; chunk++) {
      Float[] vector = new Float[WIDTH];
      for (int d = 0; d < WIDTH; d++) {
        vector[d] = (float) (random.nextGaussian() * 0.15 + (d == i % 5 ? 1 : 0));
      }
      rows.add(RowFactory.create(key, "bert-mini", chunk, 0, 10, "mean", vector));
    }
    return rows;
  }

  private static List<Row> words() {
    List<Row> rows = new ArrayList<>();
    for (int w = 0; w < WORDS.size(); w++) {
      Random random = new Random(w / 2);
      Float[] vector = new Float[WIDTH];
      for (int d = 0; d < WIDTH; d++) {
        vector[d] = (float) (random.nextGaussian() + (w % 2) * 0.4 * Math.sin(w + d));
      }
      rows.add(
          RowFactory.create(
              "bert-mini", WORDS.get(w), w < 6 ? "people" : null, new Integer[] {w}, vector));
    }
    return rows;
  }

  private static List<Row> attention(String key, String text, Random random) {
    List<Row> rows = new ArrayList<>();
    for (String model : List.of("bert-mini", "gpt2-mini")) {
      for (int layer = 0; layer < 2; layer++) {
        for (int head = 0; head < 4; head++) {
          rows.add(
              RowFactory.create(
                  key,
                  model,
                  0,
                  model.startsWith("bert") ? "encoder" : "decoder",
                  layer,
                  head,
                  2 + text.length() / 4,
                  0.5f + head * 0.4f + random.nextFloat(),
                  random.nextFloat(),
                  1 + layer * 2 + 3 * random.nextFloat(),
                  0.1f,
                  0.2f,
                  0.3f));
        }
      }
    }
    return rows;
  }

  private List<Row> matrices(String key, String text, Random random) {
    Row row = tokens(key, "gpt2-mini", text);
    Object[] tokens = (Object[]) row.get(3);
    int size = Math.min(tokens.length, 20);
    String[] axis = new String[size];
    for (int t = 0; t < size; t++) {
      axis[t] = (String) tokens[t];
    }
    List<Row> rows = new ArrayList<>();
    for (int layer = 0; layer < 3; layer++) {
      for (int head = 0; head < 4; head++) {
        Float[] weights = new Float[size * size];
        for (int q = 0; q < size; q++) {
          float sum = 0;
          for (int k = 0; k < size; k++) {
            float weight = k > q ? 0 : (float) Math.exp(3 * random.nextGaussian());
            weights[q * size + k] = weight;
            sum += weight;
          }
          for (int k = 0; k < size; k++) {
            weights[q * size + k] /= sum;
          }
        }
        rows.add(
            RowFactory.create(key, "gpt2-mini", 0, "decoder", layer, head, axis, axis, weights));
      }
    }
    return rows;
  }

  private List<Row> nextToken(String key, int i) {
    List<Row> rows = new ArrayList<>();
    for (float temperature : TEMPERATURES) {
      double sum = 0;
      for (int rank = 1; rank <= 40; rank++) {
        sum += Math.pow(rank, -1 / temperature);
      }
      for (int rank = 1; rank <= 15; rank++) {
        float probability = (float) (Math.pow(rank, -1 / temperature) / sum);
        String token = rank == 1 ? hostile(i, "Ġthe") : "Ġ" + EN[rank];
        boolean whole = i % 4 == 3;
        rows.add(
            RowFactory.create(
                key,
                "gpt2-mini",
                temperature,
                rank,
                100 + rank,
                token,
                probability,
                (float) Math.log(probability),
                12,
                whole ? null : (Integer) 77,
                whole ? null : (Float) 4.5f));
      }
    }
    return rows;
  }

  private static Row surprisal(String key, String text, Random random) {
    Row tokens = tokens(key, "gpt2-mini", text);
    int size = ((Object[]) tokens.get(2)).length;
    Float[] surprisals = new Float[size];
    for (int t = 1; t < size; t++) {
      surprisals[t] = (float) Math.abs(random.nextGaussian() * 4);
    }
    return RowFactory.create(
        key,
        "gpt2-mini",
        0,
        0,
        text.length(),
        tokens.get(2),
        tokens.get(3),
        tokens.get(4),
        tokens.get(5),
        surprisals);
  }

  private Row labels(String key, int i, Random random) {
    Map<String, Float> scores = new LinkedHashMap<>();
    scores.put(hostile(i, "calm"), 0.25f + 0.5f * random.nextFloat());
    scores.put("other", 1 - scores.values().iterator().next());
    String label = Collections.max(scores.entrySet(), Map.Entry.comparingByValue()).getKey();
    return RowFactory.create(
        key, "bert-mini", label, scores.get(label), JavaConverters.mapAsScalaMap(scores), 1);
  }

  /** One question in the model's own words, one with choices. */
  private List<Row> answers(String key, int i, Random random) {
    Map<String, Float> scores = new LinkedHashMap<>();
    scores.put(hostile(i, "calm"), 0.25f + 0.5f * random.nextFloat());
    scores.put("other", 1 - scores.values().iterator().next());
    String choice = Collections.max(scores.entrySet(), Map.Entry.comparingByValue()).getKey();
    String said = hostile(i, "It is about number " + i + ".");
    return List.of(
        answer(key, "gist", said, null, i % 7 == 0 ? "max_length" : "end_token"),
        answer(key, "mood", choice, JavaConverters.mapAsScalaMap(scores), "choice"));
  }

  private static Row answer(
      String key, String question, String answer, Object scores, String finishReason) {
    return RowFactory.create(
        key,
        "gpt2-mini",
        question,
        0,
        0,
        0,
        10,
        answer,
        scores,
        null,
        null,
        1,
        1,
        1f,
        20,
        5,
        -3.5f,
        finishReason);
  }

  /** Every fifth word. */
  private static List<Row> entities(String key, String text) {
    List<Row> rows = new ArrayList<>();
    Matcher words = Pattern.compile("\\S+").matcher(text);
    for (int word = 0; words.find(); word++) {
      if (word % 5 == 1) {
        rows.add(
            RowFactory.create(
                key,
                "bert-mini",
                rows.size(),
                words.start(),
                words.end(),
                words.group(),
                word % 2 == 0 ? "PER" : "LOC",
                0.5f + 0.01f * (word % 40)));
      }
    }
    return rows;
  }

  private List<Row> summaries(String key, int i, String text, Random random) {
    int tokens = 2 + text.length() / 3;
    int shorter = Math.max(1, (int) (tokens * (0.2 + 0.2 * random.nextDouble())));
    String summary = text.substring(0, Math.min(text.length(), 60));
    return List.of(
        RowFactory.create(
            key,
            "bart-mini",
            "abstractive",
            hostile(i, summary),
            1 + i % 2,
            1,
            tokens,
            shorter,
            i % 7 == 0,
            1f - (i % 7 == 0 ? 0.25f : 0f),
            "end"),
        RowFactory.create(
            key,
            "bert-mini",
            "extractive",
            hostile(i, summary),
            1,
            1,
            tokens,
            shorter,
            false,
            1f,
            "end"));
  }

  private List<Row> generations(String key, int i, Random random) {
    List<Row> rows = new ArrayList<>();
    for (String strategy : STRATEGIES) {
      String text =
          IntStream.range(0, 12)
              .mapToObj(n -> EN[random.nextInt(EN.length)])
              .collect(Collectors.joining(" "));
      rows.add(
          RowFactory.create(
              key,
              "gpt2-mini",
              strategy,
              0,
              12,
              hostile(i, text),
              new Integer[] {1, 2, 3},
              -20f * random.nextFloat(),
              "{\"top_k\": 5}",
              42L,
              "length"));
    }
    return rows;
  }

  private List<Row> trace(String key, int i, Random random) {
    List<Row> rows = new ArrayList<>();
    for (String strategy : STRATEGIES) {
      for (int step = 0; step < 15; step++) {
        int chosen = strategy.equals("greedy") ? 1 : 1 + random.nextInt(5);
        for (int rank = 1; rank <= 5; rank++) {
          String token = rank == 2 ? hostile(i, "Ġof") : "Ġ" + EN[(rank * 7 + step) % EN.length];
          rows.add(
              RowFactory.create(
                  key,
                  "gpt2-mini",
                  strategy,
                  0,
                  step,
                  rank,
                  500 + rank,
                  token,
                  0.5f / rank,
                  rank == chosen));
        }
      }
    }
    return rows;
  }

  static String hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
