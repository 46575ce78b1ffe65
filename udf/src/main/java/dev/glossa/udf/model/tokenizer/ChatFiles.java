package dev.glossa.udf.model.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.glossa.udf.model.CheckpointException;
import dev.glossa.udf.model.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Where a checkpoint keeps its chat templates. As in transformers ({@code
 * tokenization_utils_base.py}, {@code _from_pretrained}), {@code chat_template.jinja} and {@code
 * additional_chat_templates/*.jinja} count before {@code chat_template} of {@code
 * tokenizer_config.json}, which is a string or a list of names and templates; {@code
 * chat_template.json}, which processors have, counts where there is nothing else.
 */
final class ChatFiles {
  private static final String MORE = "additional_chat_templates";
  private static final String JINJA = ".jinja";
  private static final String FIELD = "chat_template";
  private static final String REMEDY = "copy the checkpoint's chat template again";

  private final Path folder;
  private final Map<String, String> templates = new TreeMap<>();

  private ChatFiles(Path folder) {
    this.folder = folder;
  }

  /** Templates by name, none where the checkpoint has none. */
  static Map<String, String> read(Path folder) throws CheckpointException {
    ChatFiles files = new ChatFiles(folder);
    for (Path file : jinja(folder)) {
      String name = file.getFileName().toString().replaceFirst("\\.jinja$", "");
      files.templates.put(
          file.getParent().equals(folder) ? TokenizerFiles.DEFAULT_TEMPLATE : name, text(file));
    }
    if (files.templates.isEmpty()) {
      files.readField(TokenizerSettings.CONFIG);
    }
    if (files.templates.isEmpty()) {
      files.readField(FIELD + ".json");
    }
    return files.templates;
  }

  /** Those of its files that hold nothing but templates. */
  static List<Path> files(Path folder) throws CheckpointException {
    Path json = folder.resolve(FIELD + ".json");
    return Stream.concat(jinja(folder).stream(), Stream.of(json).filter(Files::isRegularFile))
        .toList();
  }

  private static List<Path> jinja(Path folder) throws CheckpointException {
    Path more = folder.resolve(MORE);
    try (Stream<Path> inside = Files.isDirectory(more) ? Files.list(more) : Stream.empty()) {
      Stream<Path> named = inside.filter(file -> file.toString().endsWith(JINJA)).sorted();
      return Stream.concat(Stream.of(folder.resolve(FIELD + JINJA)), named)
          .filter(Files::isRegularFile)
          .toList();
    } catch (IOException | UncheckedIOException e) {
      throw new CheckpointException(more, "not readable", String.valueOf(e), REMEDY, e);
    }
  }

  private static String text(Path file) throws CheckpointException {
    try {
      byte[] bytes = Files.readAllBytes(file);
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new CheckpointException(file, "content", "not UTF-8", REMEDY, e);
    } catch (IOException e) {
      throw new CheckpointException(file, "not readable", String.valueOf(e), REMEDY, e);
    }
  }

  private void readField(String name) throws CheckpointException {
    Path file = folder.resolve(name);
    if (!Files.isRegularFile(file)) {
      return;
    }
    ObjectNode fields = Json.read(file, REMEDY);
    JsonNode field = fields.path(FIELD);
    if (field.isTextual()) {
      templates.put(TokenizerFiles.DEFAULT_TEMPLATE, field.textValue());
    }
    for (JsonNode entry : field.isArray() ? field : List.<JsonNode>of()) {
      Optional<String> own = Optional.ofNullable(entry.path("name").textValue());
      Optional<String> template = Optional.ofNullable(entry.path("template").textValue());
      if (own.isEmpty() || template.isEmpty()) {
        throw new CheckpointException(file, FIELD, "not a list of names and templates", REMEDY);
      }
      templates.put(own.get(), template.get());
    }
  }
}
