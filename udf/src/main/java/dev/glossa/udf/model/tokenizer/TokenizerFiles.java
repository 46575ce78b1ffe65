package dev.glossa.udf.model.tokenizer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.glossa.udf.model.CheckpointException;
import dev.glossa.udf.model.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The files of a folder that make its tokenizer. */
public final class TokenizerFiles {
  /** The tokenizers library's own form, which counts before all others. */
  public static final String TOKENIZER = "tokenizer.json";

  /** The name of a chat template that has none of its own. */
  public static final String DEFAULT_TEMPLATE = "default";

  /** Names that a SentencePiece model goes by. */
  static final List<String> SENTENCE_PIECE_NAMES =
      List.of("spiece.model", "sentencepiece.bpe.model", "tokenizer.model", "sentencepiece.model");

  private static final String REMEDY = "copy the tokenizer's files of the same checkpoint";

  private final Path main;
  private final List<Path> files;
  private final Source source;
  private final Map<String, String> chatTemplates;
  private final Map<String, String> specialTokens;

  private interface Source {
    TokenizerDefinition read() throws CheckpointException;
  }

  private TokenizerFiles(
      Path main,
      List<Path> files,
      Source source,
      Map<String, String> chatTemplates,
      Map<String, String> specialTokens) {
    this.main = main;
    this.files = List.copyOf(files);
    this.source = source;
    this.chatTemplates = Map.copyOf(chatTemplates);
    this.specialTokens = Map.copyOf(specialTokens);
  }

  /**
   * Finds a checkpoint's tokenizer: {@code tokenizer.json}, or else the files of its class.
   *
   * @param config the checkpoint's {@code config.json}
   * @throws CheckpointException when the folder has no tokenizer of a known class
   */
  public static TokenizerFiles find(Path folder, ObjectNode config) throws CheckpointException {
    TokenizerSettings settings = TokenizerSettings.read(folder);
    Optional<String> name =
        settings
            .tokenizerClass()
            .or(() -> Optional.ofNullable(config.path("tokenizer_class").textValue()))
            .map(own -> own.replaceFirst("Fast$", ""));
    String modelType = config.path("model_type").asText();
    Optional<TokenizerClass> known = TokenizerClasses.of(name, modelType, folder);
    List<Path> files = new ArrayList<>(TokenizerSettings.files(folder));
    files.addAll(ChatFiles.files(folder));
    Map<String, String> templates = ChatFiles.read(folder);
    Map<String, String> tokens = NamedTokens.of(settings, name, modelType);
    LanguageForm form = LanguageForm.of(name, modelType, settings);
    Path own = folder.resolve(TOKENIZER);
    if (Files.isRegularFile(own)) {
      files.add(own);
      boolean typed = settings.typed(name);
      return new TokenizerFiles(
          own,
          files,
          () -> form.complete(Marks.of(Json.read(own, REMEDY), settings)).withTypes(typed),
          templates,
          tokens);
    }
    if (known.isEmpty()) {
      throw new CheckpointException(
          own,
          "no file",
          "and no vocab.json with merges.txt, no vocab.txt and no SentencePiece model of a known"
              + " class",
          REMEDY);
    }
    List<String> missing = missing(folder, known.get());
    if (!missing.isEmpty()) {
      throw new CheckpointException(
          own,
          "no file",
          "and of what else the tokenizer could be made of, " + missing + " is missing",
          REMEDY);
    }
    for (String file : known.get().files()) {
      files.add(
          file.equals(TokenizerClass.SENTENCE_PIECE)
              ? sentencePiece(folder)
              : folder.resolve(file));
    }
    return new TokenizerFiles(
        files.get(files.size() - 1),
        files,
        () -> form.complete(known.get().reader().read(folder, settings)),
        templates,
        tokens);
  }

  /** A single file: a {@code tokenizer.json}, or a BERT {@code vocab.txt}, under any name. */
  public static TokenizerFiles of(Path file) {
    Source source =
        file.toString().endsWith(".txt")
            ? () -> TokenizerDefinition.of(WordPieceTokenizers.bertFile(file))
            : () -> Marks.of(Json.read(file, REMEDY), TokenizerSettings.none());
    return new TokenizerFiles(file, List.of(file), source, Map.of(), Map.of());
  }

  /** The files that count, one of which messages name. */
  public List<Path> files() {
    return files;
  }

  /** Jinja text of the chat templates by name, of which the usual one is {@code default}. */
  public Map<String, String> chatTemplates() {
    return chatTemplates;
  }

  /** Special tokens as they are written, by names such as {@code bos_token}. */
  public Map<String, String> specialTokens() {
    return specialTokens;
  }

  /** The file that the vocabulary is in. */
  public Path main() {
    return main;
  }

  /**
   * Reads the tokenizer, which takes about a second for a large one.
   *
   * @throws CheckpointException when a file is damaged or does not fit the others
   */
  public TokenizerDefinition read() throws CheckpointException {
    return source.read();
  }

  /** Files of a class that a folder lacks. */
  static List<String> missing(Path folder, TokenizerClass known) {
    return known.files().stream()
        .filter(
            file ->
                file.equals(TokenizerClass.SENTENCE_PIECE)
                    ? !Files.isRegularFile(sentencePiece(folder))
                    : !Files.isRegularFile(folder.resolve(file)))
        .map(
            file -> file.equals(TokenizerClass.SENTENCE_PIECE) ? SENTENCE_PIECE_NAMES.get(0) : file)
        .toList();
  }

  /** The folder's SentencePiece model; where there is none, a path at which no file is. */
  static Path sentencePiece(Path folder) {
    return SENTENCE_PIECE_NAMES.stream()
        .map(folder::resolve)
        .filter(Files::isRegularFile)
        .findFirst()
        .orElse(folder.resolve(SENTENCE_PIECE_NAMES.get(0)));
  }
}
