package dev.glossa.udf.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.glossa.udf.model.embedding.SentenceModel;
import dev.glossa.udf.model.family.ConfigException;
import dev.glossa.udf.model.family.Families;
import dev.glossa.udf.model.family.ModelConfig;
import dev.glossa.udf.model.tokenizer.TokenizerCheck;
import dev.glossa.udf.model.tokenizer.TokenizerFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A checkpoint folder that passed every check.
 *
 * @param folder where it is
 * @param config what the network is
 * @param generation the parameters of generation that it comes with
 * @param tensors its weights, memory-mapped when asked for
 * @param tokenizer the files of its tokenizer
 * @param summaryPrefix what it wants before a text that it is to summarise, from {@code
 *     task_specific_params}; may be empty
 * @param sentence how it wants to be used for vectors
 * @param fingerprint SHA-256, in 64 hexadecimal digits, over names and contents of the files that
 *     Glossa reads (configurations, index, weights, tokenizer, sentence-transformers' modules), as
 *     {@code sha256sum} prints them in order of their names, hashed again; a copy of the folder
 *     under another name has the same
 */
public record Checkpoint(
    Path folder,
    ModelConfig config,
    GenerationConfig generation,
    Tensors tensors,
    TokenizerFiles tokenizer,
    String summaryPrefix,
    SentenceModel sentence,
    String fingerprint) {

  private static final String REMEDY = "copy the whole checkpoint again";

  /**
   * Reads and checks a folder: the headers first, which takes milliseconds, and then every byte,
   * for digests and for values that are not finite, at about the speed of SHA-256 on one core.
   *
   * @param folder a checkpoint of a family that {@link Families} has
   * @throws CheckpointException when any part is missing, damaged, unsupported or does not fit the
   *     others, or differs from the folder's {@code model.lock.json}
   */
  public static Checkpoint open(Path folder) throws CheckpointException {
    requireFolder(folder);
    return open(folder, Lock.read(folder));
  }

  /** Opens a folder whatever its lock says, in order to lock it. */
  static Checkpoint openUnlocked(Path folder) throws CheckpointException {
    requireFolder(folder);
    return open(folder, Optional.empty());
  }

  private static void requireFolder(Path folder) throws CheckpointException {
    if (!Files.isDirectory(folder)) {
      throw new CheckpointException(
          folder, "no folder", "a model is a folder", "correct the model's path");
    }
  }

  private static Checkpoint open(Path folder, Optional<Lock> lock) throws CheckpointException {
    if (lock.isPresent()) {
      lock.get().checkSizes(Lock.files(folder));
    }
    Path configFile = required(folder, CheckpointFiles.CONFIG);
    ObjectNode fields = Json.read(configFile, REMEDY);
    ModelConfig config = config(configFile, fields);
    GenerationConfig generation = GenerationConfig.read(folder, fields, config);
    TokenizerFiles tokenizer = TokenizerFiles.find(folder, fields);
    TokenizerCheck.check(tokenizer, config.vocabSize());
    WeightFiles weights = WeightFiles.read(folder);
    WeightBinder binder = new WeightBinder(config);
    Map<String, TensorInfo> bound = binder.bind(folder, weights.tensors());
    Ties.resolve(binder, bound, weights.tensors());

    List<Path> used = new ArrayList<>(List.of(configFile));
    used.addAll(tokenizer.files());
    Path generationFile = folder.resolve(CheckpointFiles.GENERATION);
    if (Files.exists(generationFile)) {
      used.add(generationFile);
    }
    used.addAll(weights.files());
    SentenceFiles.Found sentence = SentenceFiles.read(folder, config, tokenizer);
    used.addAll(sentence.files());
    bound.putAll(sentence.tensors());
    List<Checksum> checksums = new ArrayList<>(weights.checksums());
    checksums.addAll(sentence.checksums());
    SortedMap<String, String> digests =
        Contents.check(
            folder, lock.isPresent() ? Lock.files(folder) : used, bound.values(), checksums);
    if (lock.isPresent()) {
      lock.get().checkDigests(digests);
    }
    SortedMap<String, String> own = new TreeMap<>();
    used.stream()
        .map(file -> Contents.name(folder, file))
        .forEach(name -> own.put(name, digests.get(name)));
    return new Checkpoint(
        folder,
        config,
        generation,
        new Tensors(bound),
        tokenizer,
        fields.path("task_specific_params").path("summarization").path("prefix").asText(),
        sentence.model(),
        Contents.fingerprint(own));
  }

  /**
   * A chat template's Jinja text.
   *
   * @param name of the template; empty for the usual one
   */
  public Optional<String> chatTemplate(String name) {
    String own = name.isEmpty() ? TokenizerFiles.DEFAULT_TEMPLATE : name;
    return Optional.ofNullable(tokenizer.chatTemplates().get(own));
  }

  /** Special tokens as they are written, by names such as {@code bos_token}. */
  public Map<String, String> specialTokens() {
    return tokenizer.specialTokens();
  }

  private static ModelConfig config(Path file, ObjectNode fields) throws CheckpointException {
    try {
      return Families.read(fields);
    } catch (ConfigException e) {
      throw new CheckpointException(file, e.what(), e.why(), e.remedy(), e);
    }
  }

  private static Path required(Path folder, String name) throws CheckpointException {
    Path file = folder.resolve(name);
    if (!Files.isRegularFile(file)) {
      throw new CheckpointException(file, "no file", "a checkpoint needs " + name, REMEDY);
    }
    return file;
  }
}
