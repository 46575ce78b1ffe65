package dev.glossa.udf.model.tokenizer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.glossa.udf.model.CheckpointException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * A tokenizer class of transformers.
 *
 * @param names that {@code tokenizer_class} gives it, without {@code Fast}
 * @param modelTypes models that have it where a checkpoint names no class
 * @param files that it is made of; where one of them is {@link #SENTENCE_PIECE}, any of that
 *     model's names will do
 * @param reader makes the tokenizer of its files
 */
record TokenizerClass(
    Set<String> names, Set<String> modelTypes, List<String> files, Reader reader) {

  /** A SentencePiece model, which goes by {@link TokenizerFiles#SENTENCE_PIECE_NAMES}. */
  static final String SENTENCE_PIECE = "*.model";

  /** Makes a tokenizer of a folder's files. */
  interface Reader {
    TokenizerDefinition read(Path folder, TokenizerSettings settings) throws CheckpointException;
  }

  /** Makes a {@code tokenizer.json} of a folder's files. */
  interface JsonReader {
    ObjectNode read(Path folder, TokenizerSettings settings) throws CheckpointException;
  }

  /** Makes a {@code tokenizer.json} of a SentencePiece model. */
  interface ModelReader {
    ObjectNode read(SentencePieceModel model, TokenizerSettings settings);
  }

  static TokenizerClass byteLevel(Set<String> names, Set<String> modelTypes, JsonReader reader) {
    List<String> files = List.of(ByteLevelTokenizers.VOCABULARY, ByteLevelTokenizers.MERGES);
    return new TokenizerClass(names, modelTypes, files, of(reader));
  }

  static TokenizerClass wordPiece(Set<String> names, Set<String> modelTypes, JsonReader reader) {
    List<String> files = List.of(WordPieceTokenizers.VOCABULARY);
    return new TokenizerClass(names, modelTypes, files, of(reader));
  }

  static TokenizerClass sentencePiece(
      Set<String> names, Set<String> modelTypes, ModelReader reader) {
    return new TokenizerClass(
        names,
        modelTypes,
        List.of(SENTENCE_PIECE),
        of(
            (folder, settings) ->
                reader.read(
                    SentencePieceModel.read(TokenizerFiles.sentencePiece(folder)), settings)));
  }

  private static Reader of(JsonReader reader) {
    return (folder, settings) -> TokenizerDefinition.of(reader.read(folder, settings));
  }
}
