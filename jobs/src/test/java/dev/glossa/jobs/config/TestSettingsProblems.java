package dev.glossa.jobs.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.glossa.udf.model.Checkpoint;
import dev.glossa.udf.model.family.ModelConfig;
import dev.glossa.udf.task.Stages;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TestSettingsProblems extends SettingsHome {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "input.paths={} | input.paths: {} | not a list of different texts",
        "input.paths=[a, a] | input.paths | not a list of different texts",
        "input.format=xml | input.format: xml | use auto, text, jsonl, csv, parquet",
        "input.text=[] | input.text: [] | not a text, or blank",
        "input.id={} | input.id: {} | not a text, or blank",
        "input.language_column=\" \" | input.language_column | not a text, or blank",
        "input.columns=[a, a] | input.columns | not a list of different texts",
        "input.columns=[a, source] | input.columns: [\"a\",\"source\"] | a place for source",
        "input.columns=text | input.columns: text | no prompt can have a place for text",
        "input.columns=[\"a}\"] | input.columns: [\"a}\"] | no prompt can have a place for a}",
        "summarize.prompt=\"{subject} {text}\" | summarize.prompt | {language}; write {{",
        "input.max_bytes=12 | input.max_bytes: 12 | from 1024 to 1073741824 bytes",
        "input.max_bytes=1PiB | input.max_bytes: 1PiB | not a size in range",
        "language=english | language: english | use auto or a code of ISO 639-1",
        "other_language=auto | other_language: auto | unknown language",
        "output=[] | output: [] | not a text",
        "seed=1.5 | seed: 1.5 | not a whole number in range",
        "seed=99999999999999999999 | seed: 99999999999999999999 | not a whole number",
        "wave.documents=0 | wave.documents: 0 | from 1 to 10000000",
        "wave=5 | wave: 5 | not an object",
        "failures.max_fraction=1.01 | failures.max_fraction: 1.01 | from 0.0 to 1.0",
        "failures.max_fraction=NaN | failures.max_fraction: NaN | from 0.0 to 1.0",
        "limits.max_tokens=-1 | limits.max_tokens: -1 | from 0 to 9223372036854775807",
        "limits.max_hours=-0.5 | limits.max_hours: -0.5 | from 0.0 to 100000.0",
        "models.x.path=hf:../x | models.x.path: hf:../x | neither a path nor hf:org/name@revision",
        "models.bert-mini.stage=maybe | models.bert-mini.stage: maybe | not true or false",
        "models.x.path=[] | models.x.path: [] | not a text, or blank",
        "models.bert-mini.paht=p | models.bert-mini.paht: p | did you mean models.bert-mini.path?",
        "models.a/b.path=p | models.\"a/b\": {\"path\":\"p\"} | not a model's name",
        "models.x=p | models.x: p | not an object",
        "engine.device=gpu | engine.device: gpu | use auto, cpu, cuda",
        "engine.precision=int7 | engine.precision: int7 | use auto, float32",
        "engine.threads=-1 | engine.threads: -1 | from 0 to 1024",
        "engine.queue=0 | engine.queue: 0 | from 1",
        "engine.batch_tokens=8 | engine.batch_tokens: 8 | from 16",
        "engine.batch_tokens=all | engine.batch_tokens: all | give auto, or a whole number",
        "tokenize.tokenizers=[] | tokenize.tokenizers: [] | no model",
        "tokenize.sentences=no | tokenize.sentences: no | use spark-nlp, icu, off",
        "embed.model=bert | embed.model: bert | no model is defined as bert",
        "embed.pooling=max | embed.pooling: max | use auto, mean, first, last",
        "embed.max_tokens=x | embed.max_tokens: x | not a whole number",
        "word_vectors.words=[[a]] | word_vectors.words: [[\"a\"]] | not a list of different texts",
        "word_vectors.words.people=[cat] | word_vectors.words: {\"animals\" | not a list of",
        "word_vectors.model=w | word_vectors.model: w | no model is defined as w",
        "attention.models=[a] | attention.models: [\"a\"] | no model is defined as a",
        "attention.matrices=[a, a] | attention.matrices | not a list of different texts",
        "next_token.model=g | next_token.model: g | no model is defined as g",
        "next_token.top_k=0 | next_token.top_k: 0 | from 1 to 1000",
        "next_token.temperatures=[1, 0] | next_token.temperatures | above 0",
        "next_token.prompt_tokens=0 | next_token.prompt_tokens: 0 | from 1",
        "summarize.models.korean=bart-mini | summarize.models.korean: bart-mini | ISO 639-1",
        "summarize.models.en=b | summarize.models.en: b | no model is defined as b",
        "summarize.default=b | summarize.default: b | no model is defined as b",
        "summarize.strategies=[lead] | summarize.strategies: [\"lead\"] | none or unknown",
        "summarize.encoder=b | summarize.encoder: b | no model is defined as b",
        "summarize.sentences=0 | summarize.sentences: 0 | from 1 to 1000",
        "summarize.generation.num_beams={} | summarize.generation.num_beams: {} | an object",
        "generate.model=g | generate.model: g | no model is defined as g",
        "generate.prompt_tokens=0 | generate.prompt_tokens: 0 | from 1",
        "generate.strategies.greedy=5 | generate.strategies.greedy: 5 | not an object",
        "generate.samples=0 | generate.samples: 0 | from 1 to 1000",
        "generate.trace_candidates=-1 | generate.trace_candidates: -1 | from 0 to 1000",
        "report.seed=x | report.seed: x | not a whole number",
        "report.documents=0 | report.documents: 0 | from 1 to 10",
      })
  void refusesBadValues(String set, String value, String why) {
    // No stage and no option, so that nothing but the set is at fault.
    ConfigSources alone = ConfigSources.defaults(home).withSets(List.of(set));
    ConfigurationException e =
        catchThrowableOfType(() -> Settings.load(alone, List.of()), ConfigurationException.class);
    assertThat(e.problems())
        .singleElement()
        .asString()
        .startsWith("Cannot set " + value)
        .contains(why)
        .endsWith(", set by --set)");
  }

  @Test
  void reportsEverythingAtOnceAndWhereItWasWritten() throws IOException {
    Path file =
        file(
            "bad.conf",
            """
            glossa {
              embed.poling = mean
              next_token {
                top_k = many
              }
              models.gpt2-mini.path = /no/such/folder
            }
            input.paths = [a]
            """);
    assertThat(
            problems(
                sources
                    .withFiles(List.of(file))
                    .withSets(List.of("generate.samples=0", "sede=1", "x"))))
        .containsExactlyInAnyOrder(
            "Cannot use --set x (no key and value; write --set key=value)",
            "Cannot set input: {\"paths\":[\"a\"]} (unknown key outside of glossa; put all settings"
                + " inside glossa { ... }, set in "
                + file
                + ":8)",
            "Cannot set embed.poling: mean (unknown key; did you mean embed.pooling?, set in "
                + file
                + ":2)",
            "Cannot set next_token.top_k: many (not a whole number in range; give a whole number"
                + " from 1 to 1000, set in "
                + file
                + ":4)",
            "Cannot set generate.samples: 0 (not a whole number in range; give a whole number from"
                + " 1 to 1000, set by --set)",
            "Cannot set sede: 1 (unknown key; did you mean seed?, set by --set)",
            "Cannot use models.gpt2-mini.path: /no/such/folder (there is no such folder; set"
                + " models.gpt2-mini.path to a checkpoint folder)");
  }

  @Test
  void wantsInputOutputAndOnlyTheModelsThatAJobUses() throws Exception {
    ConfigSources none =
        ConfigSources.defaults(home).withSets(List.of("models.gpt2-mini.path=/absent"));
    assertThat(Settings.load(none, List.of()).output()).isEmpty();
    assertThat(problems(none))
        .hasSize(3)
        .anyMatch(problem -> problem.startsWith("Cannot run without input"))
        .anyMatch(problem -> problem.startsWith("Cannot run without output"))
        .anyMatch(problem -> problem.startsWith("Cannot use models.gpt2-mini.path: /absent"));
    Settings.load(none.withPaths(List.of("in"), "out"), List.of(Stages.SUMMARIZE));
    // A stage of words needs no input.
    Settings.load(sources.withPaths(List.of(), "out"), List.of(Stages.WORD_VECTORS));
  }

  @Test
  void wantsAPathForEachModel() {
    assertThat(problems("models.x.size=5"))
        .containsExactly(
            "Cannot use models.x: no path (give a text, set by --set)",
            "Cannot set models.x.size: 5 (unknown key; known here: path, stage, source_language,"
                + " target_language, prefix, set by --set)");
  }

  @Test
  void wantsSignsOfAsciiAndAnEncodingThatThereIs() {
    assertThat(
            problems(
                "input.csv.quote=ab",
                "input.csv.escape=",
                "input.csv.separator=\"\\n\"",
                "input.csv.encoding=klingon"))
        .containsExactlyInAnyOrder(
            "Cannot set input.csv.quote: ab (not one sign of ASCII; give one sign, or \"\" for none,"
                + " set by --set)",
            "Cannot set input.csv.escape: \"\" (not one sign of ASCII; give one sign, or auto, set by"
                + " --set)",
            "Cannot set input.csv.separator:   (not one sign of ASCII; give one sign, or auto, set"
                + " by --set)",
            "Cannot set input.csv.encoding: klingon (unknown encoding; use auto or a name such as"
                + " windows-1252, set by --set)");
    assertThat(problems("input.csv.quote=", "input.csv.separator=;")).isEmpty();
  }

  @Test
  void refusesFilesThatAreNotThereOrNoHocon() throws IOException {
    Path broken = file("broken.conf", "glossa { seed = [ }");
    assertThat(problems(sources.withFiles(List.of(home.resolve("none.conf"), home, broken))))
        .hasSize(3)
        .allMatch(problem -> problem.startsWith("Cannot read configuration: " + home))
        .anyMatch(problem -> problem.contains("broken.conf: 1"));
    Path open = file("open.conf", "glossa { embed.pooling = ${nobody.defines.this} }");
    assertThat(problems(sources.withFiles(List.of(open))))
        .anyMatch(
            problem ->
                problem.startsWith("Cannot resolve the configuration")
                    && problem.contains("nobody.defines.this"));
  }

  @Test
  void refusesGenerationSettingsThatNoCheckpointCouldHonour() {
    assertThat(problems("generate.strategies.greedy.num_beems=2"))
        .containsExactly(
            "Cannot set num_beems: 2 (no such setting; the names are Hugging Face's) in"
                + " generate.strategies.greedy, set by --set");
    assertThat(
            problems(
                "summarize.generation.num_beams=0",
                "summarize.generation.do_sample=true",
                "summarize.generation.top_p=2"))
        .hasSize(2)
        .allMatch(problem -> problem.endsWith(" in summarize.generation, set by --set"));
    // Whether these make sense is for the checkpoint's own settings to say.
    assertThat(problems("summarize.generation.temperature=0.5")).isEmpty();
    assertThat(problems("summarize.generation.num_return_sequences=4")).isEmpty();
  }

  @Test
  void comparesSettingsWithTheCheckpoints() throws Exception {
    Map<String, Checkpoint> checkpoints = defaults();
    assertThat(set().problemsWith(checkpoints, ALL)).isEmpty();
    Settings wrong =
        set(
            "next_token.model=bert-mini",
            "generate.model=bart-mini",
            "summarize.models.en=bert-mini",
            "summarize.generation.temperature=0.5");
    assertThat(
            wrong.problemsWith(
                checkpoints, List.of(Stages.EMBED, Stages.NEXT_TOKEN, Stages.SUMMARIZE)))
        .containsExactly(
            "Cannot use next_token.model: bert-mini (not a model that scores the tokens of a text;"
                + " name one that does)",
            "Cannot use temperature: 0.5 (nothing is drawn; set do_sample = true or remove it) in"
                + " summarize.generation, with model bart-mini",
            "Cannot use summarize.models.en: bert-mini (not a model that reads one text and writes"
                + " another; name one that does)");
    assertThat(wrong.problemsWith(checkpoints, List.of(Stages.GENERATE)))
        .contains(
            "Cannot use generate.model: bart-mini (not a model that continues a text; name one that"
                + " does)");
  }

  @Test
  void comparesPromptsAndLanguagesWithTheCheckpoints() throws Exception {
    Settings wrong =
        set("embed.prompt=query", "models.bart-mini.target_language=fr_XX", "embed.max_tokens=3");
    assertThat(wrong.problemsWith(defaults(), ALL))
        .containsExactly(
            "Cannot use prompt query with model bert-mini (its files name no prompts; use auto,"
                + " none or a text that ends with a colon)",
            "Cannot use language fr_XX (the tokenizer knows none; leave it out) in"
                + " models.bart-mini");
    assertThat(set("embed.prompt=query: ").problemsWith(defaults(), ALL)).isEmpty();
    assertThat(
            set("embed.prompt=query: ", "embed.max_tokens=3").problemsWith(defaults(), ALL).get(0))
        .startsWith(
            "Cannot read chunks of 3 tokens with model bert-mini (its special tokens and its"
                + " prompt alone are ");
  }

  @Test
  void refusesLengthsThatAModelCannotHave() throws Exception {
    Settings wrong =
        set(
            "embed.max_tokens=2",
            "generate.prompt_tokens=600",
            "generate.strategies={greedy=null, temperature=null, top_k=null, top_p=null,"
                + " beams=null, a={max_new_tokens=32}, b={max_length=500}}",
            "summarize.generation={max_length=600, eos_token_id=8000}");
    assertThat(wrong.problemsWith(defaults(), ALL))
        .containsExactly(
            "Cannot read chunks of 2 tokens with model bert-mini (its special tokens alone are 2;"
                + " allow more in embed.max_tokens)",
            "Cannot set eos_token_id: 8000 (the model bart-mini knows 8000 tokens, from 0; name"
                + " one of them) in summarize.generation, with model bart-mini",
            "Cannot write a text: 600 tokens with its prompt (the model has 512 positions; shorten"
                + " the prompt or lower max_length or max_new_tokens) in summarize.generation, with"
                + " model bart-mini",
            "Cannot write a text: 632 tokens with its prompt (the model has 512 positions; shorten"
                + " the prompt or lower max_length or max_new_tokens) in generate.strategies.a,"
                + " with generate.prompt_tokens",
            // The checkpoint's own max_new_tokens is stronger than any max_length.
            "Cannot write a text: 696 tokens with its prompt (the model has 512 positions; shorten"
                + " the prompt or lower max_length or max_new_tokens) in generate.strategies.b,"
                + " with generate.prompt_tokens");
    Settings right =
        set(
            "embed.max_tokens=3",
            "generate.prompt_tokens=481",
            "generate.strategies={a={max_new_tokens=32}}");
    assertThat(right.problemsWith(defaults(), ALL)).isEmpty();
  }

  @Test
  void refusesMoreCandidatesThanThereAreTokens() throws Exception {
    Map<String, Checkpoint> checkpoints = defaults();
    checkpoints.computeIfPresent("gpt2-mini", (name, gpt2) -> knowing(14, gpt2));
    assertThat(set().problemsWith(checkpoints, List.of(Stages.NEXT_TOKEN)))
        .containsExactly(
            "Cannot set next_token.top_k: 15 (the model gpt2-mini knows 14 tokens; lower it)");
    checkpoints.computeIfPresent("gpt2-mini", (name, gpt2) -> knowing(15, gpt2));
    assertThat(set().problemsWith(checkpoints, List.of(Stages.NEXT_TOKEN))).isEmpty();
  }

  private static Map<String, Checkpoint> defaults() throws Exception {
    Path models = Path.of(System.getProperty("project.root"), "data/models");
    Map<String, Checkpoint> checkpoints = new TreeMap<>();
    for (String name : List.of("gpt2-mini", "bart-mini", "bert-mini")) {
      checkpoints.put(name, Checkpoint.open(models.resolve(name)));
    }
    return checkpoints;
  }

  /** A checkpoint that says to know fewer tokens. */
  private static Checkpoint knowing(int tokens, Checkpoint checkpoint) {
    ModelConfig config = checkpoint.config();
    return new Checkpoint(
        checkpoint.folder(),
        new ModelConfig(
            config.modelType(),
            config.roles(),
            tokens,
            config.hiddenSize(),
            config.maxPositions(),
            config.stacks(),
            config.program(),
            config.attributes(),
            config.prefixes(),
            config.layerCounts(),
            config.weights(),
            config.frame(),
            config.labels(),
            config.generationDefaults()),
        checkpoint.generation(),
        checkpoint.tensors(),
        checkpoint.tokenizer(),
        checkpoint.summaryPrefix(),
        checkpoint.sentence(),
        checkpoint.fingerprint());
  }
}
