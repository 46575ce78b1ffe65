package dev.glossa.jobs.benchmark;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.glossa.udf.engine.EngineOptions;
import dev.glossa.udf.engine.LoadedModel;
import dev.glossa.udf.engine.Models;
import dev.glossa.udf.engine.Precision;
import dev.glossa.udf.model.Checkpoint;
import dev.glossa.udf.model.CheckpointException;
import dev.glossa.udf.model.family.ModelConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures how fast models of well-known sizes run on this machine. */
@Command(
    name = "benchmark",
    mixinStandardHelpOptions = true,
    description = {
      "Runs models of well-known sizes, with random weights, over documents, and prints for each"
          + " stage tokens/s, documents/s and which part of the machine's limit that is; then the"
          + " same as one line of JSON for each model.",
      "Documents are tokenized, cut, sorted by length and batched; texts are as long as asked for."
    })
public final class BenchmarkCommand implements Callable<Integer> {
  @Option(
      names = "--models",
      paramLabel = "DIR",
      description =
          "Folder of the checkpoints, one folder each, which are used as they are; those that are"
              + " missing are written first (2.3 GB for the first four). Default: benchmark-models in the"
              + " folder for temporary files.")
  private Path models = Path.of(System.getProperty("java.io.tmpdir"), "benchmark-models");

  @Option(
      names = "--only",
      paramLabel = "MODEL",
      description =
          "One of ${COMPLETION-CANDIDATES}. Default: the first four, one after the other.")
  private KnownModel only;

  @Option(
      names = "--documents",
      paramLabel = "FILE",
      description =
          "JSON lines, plain or .gz, with a field text; or a folder of text files. Default:"
              + " Glossa's sample documents.")
  private Path documents;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "Documents to read at most. Default: ${DEFAULT-VALUE}.")
  private int limit = 64;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads of one operation. Default: PyTorch's choice, one for each core.")
  private int threads;

  @Option(
      names = "--batch",
      paramLabel = "N",
      description =
          "Documents that go through a model together; for vectors a processor takes as many as fit"
              + " into a batch. Default: ${DEFAULT-VALUE}.")
  private int batch = 8;

  @Option(
      names = "--beams",
      paramLabel = "K",
      description = "Beams of the search, 1 for greedy. Default: greedy, and then 4 beams.")
  private Integer beams;

  @Option(
      names = "--new-tokens",
      paramLabel = "N",
      description = "Tokens that every document gets. Default: ${DEFAULT-VALUE}.")
  private int newTokens = 64;

  @Option(
      names = "--max-input",
      paramLabel = "N",
      description = "Tokens to read of each document at most. Default: ${DEFAULT-VALUE}.")
  private int maxInput = 512;

  @Option(
      names = "--precision",
      paramLabel = "P",
      converter = PrecisionConverter.class,
      description = "One of float32, float16, bfloat16, int8. Default: float32.")
  private Precision precision = Precision.FLOAT32;

  @Option(
      names = "--cpu-time",
      description =
          "Count the seconds that the calling thread computes, not those that pass: steadier where"
              + " others use the machine, and right with --threads 1 only.")
  private boolean cpuTime;

  @Spec private CommandSpec spec;

  /** Reads a precision as the configuration writes it. */
  static final class PrecisionConverter implements CommandLine.ITypeConverter<Precision> {
    @Override
    public Precision convert(String value) {
      return Stream.of(Precision.values())
          .filter(precision -> precision.name().equalsIgnoreCase(value))
          .findFirst()
          .orElseThrow(
              () ->
                  new CommandLine.TypeConversionException(
                      "Cannot use " + value + " (give float32, float16, bfloat16 or int8)"));
    }
  }

  @Override
  public Integer call() throws IOException, CheckpointException {
    check("--limit", limit, 1);
    check("--threads", threads, 0);
    check("--batch", batch, 1);
    check("--beams", beams == null ? 1 : beams, 1);
    check("--new-tokens", newTokens, 1);
    check("--max-input", maxInput, 1);
    EngineOptions options = new EngineOptions("cpu", precision, threads);
    ObjectMapper json = new ObjectMapper();
    for (KnownModel model : only == null ? KnownModel.USUAL : List.of(only)) {
      spec.commandLine().getOut().println(json.writeValueAsString(run(model, options)));
      spec.commandLine().getOut().flush();
    }
    return 0;
  }

  private void check(String option, int value, int least) {
    if (value < least) {
      throw new CommandLine.ParameterException(
          spec.commandLine(),
          "Cannot use " + option + ": " + value + " (give " + least + " or more)");
    }
  }

  private Map<String, Object> run(KnownModel known, EngineOptions options)
      throws IOException, CheckpointException {
    Path folder = models.resolve(known.word());
    if (!Files.isDirectory(folder)) {
      Path tokenizer = home().resolve("data/models/" + known.tokenizer() + "/tokenizer.json");
      RandomCheckpoint.write(folder, known.config(), known.generation(), tokenizer);
    }
    List<String> texts =
        Documents.read(
            documents == null ? home().resolve("data/sample/" + known.language()) : documents,
            limit);
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("engine", "glossa " + precision.text());
    result.put("model", folder.toString());
    result.put("threads", threads);
    result.put("seconds", cpuTime ? "cpu" : "wall");
    result.put("batch", batch);
    Checkpoint checkpoint = Checkpoint.open(folder);
    long begin = clock().getAsLong();
    try (LoadedModel model = Models.load(checkpoint, options)) {
      result.put("load_seconds", (clock().getAsLong() - begin) / 1e9);
      int longest = Math.min(maxInput, model.maxLength());
      Floor floor = Floor.of(checkpoint.config(), precision);
      Runner runner =
          new Runner(model, floor, texts, new Runner.Size(batch, newTokens, longest), clock());
      measure(known, shape(checkpoint.config()), runner, options, result);
    }
    return result;
  }

  private void measure(
      KnownModel known,
      Machine.Shape shape,
      Runner runner,
      EngineOptions options,
      Map<String, Object> result) {
    PrintWriter out = spec.commandLine().getOut();
    int mean = (int) Math.max(1, runner.inputTokens() / runner.documents());
    int writing = runner.writes() ? batch * Optional.ofNullable(beams).orElse(1) : 0;
    Machine before = Machine.measure(options, clock(), shape, batch * mean, writing);
    out.println(before.line(known.word(), "before"));
    out.flush();
    List<Timing> timings = new ArrayList<>(List.of(runner.tokenize()));
    if (runner.writes()) {
      for (int width : beams == null ? List.of(1, 4) : List.of(beams)) {
        timings.addAll(runner.generate(width));
      }
    } else {
      timings.add(runner.embed());
    }
    Machine after = Machine.measure(options, clock(), shape, batch * mean, writing);
    Roofline ceiling = before.ceiling().or(after.ceiling());
    List<Stage> stages = timings.stream().map(timing -> timing.against(ceiling)).toList();
    stages.forEach(stage -> out.println(stage.line(known.word())));
    out.println(after.line(known.word(), "after"));
    out.flush();
    result.put("documents", runner.documents());
    result.put("input_tokens", runner.inputTokens());
    result.put("stages", stages.stream().map(Stage::fields).toList());
    result.put("ceiling_before", before.fields());
    result.put("ceiling_after", after.fields());
  }

  private LongSupplier clock() {
    return cpuTime
        ? ManagementFactory.getThreadMXBean()::getCurrentThreadCpuTime
        : System::nanoTime;
  }

  private static Machine.Shape shape(ModelConfig model) {
    return new Machine.Shape(
        model.hiddenSize(), model.reading().intermediateSize(), model.vocabSize());
  }

  /** Glossa's own folder, where submit.sh stands. */
  private static Path home() {
    return Path.of(Optional.ofNullable(System.getenv("GLOSSA_HOME")).orElse(""));
  }
}
