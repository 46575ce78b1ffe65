package dev.glossa.jobs.config;

import com.typesafe.config.ConfigFactory;
import dev.glossa.jobs.report.ReportSettings;
import dev.glossa.udf.engine.DeviceChoice;
import dev.glossa.udf.engine.EngineSettings;
import dev.glossa.udf.engine.ModelLimits;
import dev.glossa.udf.engine.Precision;
import dev.glossa.udf.engine.PrecisionChoice;
import dev.glossa.udf.model.Checkpoint;
import dev.glossa.udf.task.AskSettings;
import dev.glossa.udf.task.BatchSettings;
import dev.glossa.udf.task.DocumentStage;
import dev.glossa.udf.task.Question;
import dev.glossa.udf.task.Stage;
import dev.glossa.udf.task.StageIdentity;
import dev.glossa.udf.task.StageSettings;
import dev.glossa.udf.task.TaskSettings;
import dev.glossa.udf.task.WriterFraming;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Everything that a run can be told, checked. Precedence: {@code --input}, {@code --output} and
 * {@code --set}, then the files, then the defaults in the jar. Lives on the driver; what executors
 * need is in its serializable parts.
 *
 * @param input what to read
 * @param output folder of the tables, or "" where none was given
 * @param seed of every random draw
 * @param waveDocuments published together
 * @param maxFailedFraction of the documents before a run stops, 0 to 1
 * @param limits when a run stops before it has done all
 * @param models where each checkpoint is, by name
 * @param modelFolder of each machine for copies of models, or "" for one in its temporary files
 * @param engine how models are run
 * @param batch how documents go through models together
 * @param modelLimits how long and how many models a process keeps
 * @param stages settings of each stage, in the order in which a pipeline runs them
 * @param functions what SQL functions ask a model, by the function's name
 * @param report what the page of pictures shows
 * @param configuration all of this as one JSON object with a root {@code glossa}, model paths
 *     absolute: as a file, it gives these settings again
 */
public record Settings(
    InputSettings input,
    String output,
    long seed,
    int waveDocuments,
    double maxFailedFraction,
    LimitSettings limits,
    Map<String, ModelSettings> models,
    String modelFolder,
    EngineSettings engine,
    BatchSettings batch,
    ModelLimits modelLimits,
    Map<Stage, StageSettings> stages,
    Map<String, Question> functions,
    ReportSettings report,
    String configuration) {
  /** Places of the prompts of SQL functions beside those of the text: what a call says. */
  public static final List<String> FUNCTION_PLACES = List.of("labels", "to");

  private static final Pattern MODEL_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

  /** Copies what could change, keeping its order. */
  public Settings {
    models = Collections.unmodifiableMap(new LinkedHashMap<>(models));
    stages = Collections.unmodifiableMap(new LinkedHashMap<>(stages));
    functions = Map.copyOf(functions);
  }

  /**
   * Reads and checks the settings of a run.
   *
   * @param sources where they come from
   * @param stages that the run will go through: what these need must be there, an input where one
   *     of them takes documents, an output and the folders of their models; none for a command that
   *     only looks at an output
   * @throws ConfigurationException with every problem that was found
   */
  public static Settings load(ConfigSources sources, Collection<? extends Stage> stages)
      throws ConfigurationException {
    return load(sources, stages, true);
  }

  /** The same for a command that goes through stages and writes nothing, so needs no output. */
  public static Settings loadWithoutOutput(
      ConfigSources sources, Collection<? extends Stage> stages) throws ConfigurationException {
    return load(sources, stages, false);
  }

  private static Settings load(
      ConfigSources sources, Collection<? extends Stage> stages, boolean writes)
      throws ConfigurationException {
    Problems problems = new Problems();
    Merged merged = Merged.of(sources, problems);
    Section root = new Section("", merged.values(), merged.defaults(), problems);
    InputSettings input = InputReader.read(root);
    String output = root.text("output");
    long seed = root.seed("seed");
    int waveDocuments = single(root, "wave", wave -> wave.integer("documents", 1, 10_000_000));
    double maxFailedFraction =
        single(root, "failures", failures -> failures.number("max_fraction", 0, 1));
    LimitSettings limits = single(root, "limits", LimitSettings::read);
    Map<String, ModelSettings> models = models(root.section("models"), sources.home());
    EngineReader engine = single(root, "engine", EngineReader::read);
    RunKeys run = new RunKeys(models, engine.batch(), seed, input.columns());
    Map<Stage, StageSettings> byStage = new LinkedHashMap<>();
    for (JobStage stage : JobStages.all()) {
      byStage.put(
          stage.stage(),
          single(root, stage.stage().name(), section -> stage.reader().read(section, run)));
    }
    Settings settings =
        new Settings(
            input,
            output,
            seed,
            waveDocuments,
            maxFailedFraction,
            limits,
            models,
            root.text("model_folder"),
            engine.engine(),
            engine.batch(),
            engine.limits(),
            byStage,
            StageReaders.functions(root),
            single(root, "report", Settings::report),
            merged.json(models));
    root.done();
    settings.check(stages, problems);
    if (writes && output.isEmpty() && !stages.isEmpty()) {
      problems.add("Cannot run without output: none (name a folder with --output)");
    }
    if (!problems.messages().isEmpty()) {
      throw new ConfigurationException(problems.messages());
    }
    return settings;
  }

  /** Names of the checkpoints that these stages read from, in alphabetical order. */
  public Set<String> checkpointsOf(Collection<? extends Stage> stages) {
    Set<String> names = new TreeSet<>();
    stages.forEach(stage -> names.addAll(of(stage).checkpoints()));
    return names;
  }

  /**
   * What speaks against running these stages with the checkpoints that were found: a model of the
   * wrong kind, or generation settings that do not fit what the checkpoint says of itself.
   *
   * @param checkpoints at least those of {@link #checkpointsOf}, by name
   */
  public List<String> problemsWith(
      Map<String, Checkpoint> checkpoints, Collection<? extends Stage> stages) {
    return stages.stream()
        .flatMap(stage -> ModelChecks.problems(of(stage), checkpoints).stream())
        .toList();
  }

  /**
   * Everything besides the text that decides a stage's results. Paths, queue, wave, device, threads
   * and report are not in it.
   *
   * @param checkpoints at least those of the stage, by name
   */
  public StageIdentity identityOf(Stage stage, Map<String, Checkpoint> checkpoints) {
    StageSettings settings = of(stage);
    Map<String, Object> run = new TreeMap<>(settings.chosenBy(checkpoints::get));
    if (!settings.models().isEmpty()) {
      run.put("precision", precisionOf(settings, checkpoints));
    }
    if (settings.readsLanguage()) {
      run.put("language", input.language());
      run.put("other_language", input.otherLanguage());
    }
    Map<String, String> fingerprints = new TreeMap<>();
    settings
        .checkpoints()
        .forEach(name -> fingerprints.put(name, checkpoints.get(name).fingerprint()));
    return StageIdentity.of(settings, run, fingerprints);
  }

  /** The word for the precision of a stage's results, another one where another is computed. */
  private String precisionOf(StageSettings settings, Map<String, Checkpoint> checkpoints) {
    Set<Precision> decided = EnumSet.noneOf(Precision.class);
    String device = engine.device() == DeviceChoice.CUDA ? "cuda:0" : "cpu";
    settings
        .models()
        .forEach(name -> decided.add(engine.precision().on(device, checkpoints.get(name))));
    if (engine.precision() != PrecisionChoice.AUTO || !decided.remove(Precision.BFLOAT16)) {
      return engine.precision().text();
    }
    return decided.isEmpty() ? Precision.BFLOAT16.text() : "auto with bfloat16";
  }

  /**
   * The configuration with the places at which models were found.
   *
   * @param places by model, at least of those that a run uses
   */
  public String configuration(Map<String, String> places) {
    return Merged.json(ConfigFactory.parseString(configuration), places);
  }

  /** The settings of a stage. */
  public StageSettings of(Stage stage) {
    return stages.get(stage);
  }

  /** The settings of a stage that takes documents. */
  @SuppressWarnings("unchecked") // A stage's settings are read by the reader of the same stage.
  public <R> TaskSettings<R> of(DocumentStage<R> stage) {
    return (TaskSettings<R>) stages.get(stage);
  }

  /** These settings with others for one stage. */
  public Settings with(Stage stage, StageSettings others) {
    Map<Stage, StageSettings> all = new LinkedHashMap<>(stages);
    all.put(stage, others);
    return new Settings(
        input,
        output,
        seed,
        waveDocuments,
        maxFailedFraction,
        limits,
        models,
        modelFolder,
        engine,
        batch,
        modelLimits,
        all,
        functions,
        report,
        configuration);
  }

  private static ReportSettings report(Section report) {
    return new ReportSettings(
        report.seed("seed"),
        report.integer("documents", 1, 100),
        report.names("choose"),
        report.integer("clusters", 2, 8),
        report.integer("points", 10, 5000),
        report.integer("tokens", 8, 400),
        report.integer("axis_tokens", 4, 32),
        report.integer("characters", 100, 10_000));
  }

  /** Reads one object and reports the keys in it that nobody read. */
  private static <T> T single(Section root, String key, Function<Section, T> reader) {
    Section section = root.section(key);
    T value = reader.apply(section);
    section.done();
    return value;
  }

  private static Map<String, ModelSettings> models(Section section, Path home) {
    Map<String, ModelSettings> models = new TreeMap<>();
    for (String name : section.keys()) {
      if (!MODEL_NAME.matcher(name).matches()) {
        section.problem(
            name, "not a model's name", "use letters, digits, dots, dashes and underscores");
      }
      Section model = section.section(name);
      String path = model.name("path");
      Path start = model.isDefault("path") ? home : Path.of("");
      try {
        models.put(
            name,
            new ModelSettings(ModelPlace.parse(path, start), model.flag("stage"), framing(model)));
      } catch (IllegalArgumentException e) {
        model.problem(
            "path",
            "neither a path nor hf:org/name@revision",
            "name a folder or a model on the hub");
      }
      model.done();
    }
    return models;
  }

  private static WriterFraming framing(Section model) {
    String source = model.textOrNull("source_language");
    String target = model.textOrNull("target_language");
    return new WriterFraming(
        source == null ? "" : source, target == null ? "" : target, model.textOrNull("prefix"));
  }

  private void check(Collection<? extends Stage> stages, Problems problems) {
    if (stages.isEmpty()) {
      return;
    }
    if (input.paths().isEmpty() && stages.stream().anyMatch(DocumentStage.class::isInstance)) {
      problems.add("Cannot run without input: none (name files or folders with --input)");
    }
    if (stages.size() == 1) {
      Stage only = stages.iterator().next();
      if (!of(only).configured()) {
        problems.add(missing(only));
      }
    }
    for (String name : checkpointsOf(stages)) {
      if (models.containsKey(name)
          && models.get(name).place() instanceof ModelPlace.Folder place
          && !Files.isDirectory(place.folder())) {
        problems.add(
            "Cannot use models."
                + name
                + ".path: "
                + place.folder()
                + " (there is no such folder; set models."
                + name
                + ".path to a checkpoint folder)");
      }
    }
  }

  private String missing(Stage stage) {
    // A model alone is enough for SQL functions, which bring questions of their own.
    return of(stage) instanceof AskSettings ask && !ask.model().isEmpty()
        ? "Cannot run ask: no question (name one or more in ask.questions)"
        : String.format(
            "Cannot run %s: no model (set %s.model to one of %s)",
            stage, stage, String.join(", ", models.keySet()));
  }
}
