package dev.glossa.udf.model.tokenizer;

import dev.glossa.udf.model.CheckpointException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A SentencePiece model as its file has it (<a
 * href="https://github.com/google/sentencepiece">google/sentencepiece</a>, {@code
 * sentencepiece_model.proto}).
 *
 * @param pieces the vocabulary; a piece's place is its number
 * @param kind how it splits
 * @param unknown number of the piece for what it does not know
 * @param begin number of the piece that begins a text, -1 for none
 * @param end number of the piece that ends a text, -1 for none
 * @param byteFallback whether characters that it does not know are spelled in bytes
 * @param characterMap what is replaced in a text beforehand ({@link CharacterMap}); may be empty
 * @param dummyPrefix whether a space is put before a text
 * @param removesSpaces whether spaces at both ends are taken off, and several made one
 * @param escapesSpaces whether a space is written {@code ▁}
 */
record SentencePieceModel(
    List<Piece> pieces,
    Kind kind,
    int unknown,
    int begin,
    int end,
    boolean byteFallback,
    byte[] characterMap,
    boolean dummyPrefix,
    boolean removesSpaces,
    boolean escapesSpaces) {
  static final String SPACE = "▁";

  private static final long LARGEST = 256L << 20;
  private static final String REMEDY = "copy the SentencePiece model again";

  /** Ways of splitting, by their numbers in the file. */
  enum Kind {
    UNIGRAM,
    BPE
  }

  /** Kinds of pieces, by their numbers in the file. */
  enum Type {
    NORMAL,
    UNKNOWN,
    CONTROL,
    USER_DEFINED,
    UNUSED,
    BYTE
  }

  /**
   * A piece of the vocabulary.
   *
   * @param text never empty, and no other piece's
   * @param score finite; the higher the better
   * @param type what it is for
   */
  record Piece(String text, float score, Type type) {}

  /**
   * Reads a model.
   *
   * @throws CheckpointException when the file is no SentencePiece model, is damaged, or is of a
   *     kind that no tokenizer here runs
   */
  static SentencePieceModel read(Path file) throws CheckpointException {
    try {
      if (Files.size(file) > LARGEST) {
        throw new CheckpointException(
            file, "size " + Files.size(file) + " bytes", "over " + LARGEST + " bytes", REMEDY);
      }
      return new Reader().model(new ProtobufReader(Files.readAllBytes(file)));
    } catch (ProtobufReader.Malformed e) {
      String where = e.at() < 0 ? "content" : "byte " + e.at();
      throw new CheckpointException(
          file, where, "no SentencePiece model: " + e.getMessage(), REMEDY, e);
    } catch (IOException e) {
      throw new CheckpointException(file, "not readable", String.valueOf(e), REMEDY, e);
    }
  }

  /** Text of the piece that stands for unknown text. */
  String unknownText() {
    return pieces.get(unknown).text();
  }

  /** The fields of a file while it is read; absent ones have SentencePiece's defaults. */
  private static final class Reader {
    private final List<Piece> pieces = new ArrayList<>();
    private int kind = 1;
    private int unknown;
    private int begin = 1;
    private int end = 2;
    private boolean byteFallback;
    private byte[] characterMap = {};
    private boolean dummyPrefix = true;
    private boolean removesSpaces = true;
    private boolean escapesSpaces = true;

    private SentencePieceModel model(ProtobufReader in) throws ProtobufReader.Malformed {
      while (in.next()) {
        switch (in.field()) {
          case 1 -> pieces.add(piece(in.message()));
          case 2 -> trainer(in.message());
          case 3 -> normalizer(in.message());
          default -> in.skip();
        }
      }
      check();
      return new SentencePieceModel(
          pieces,
          Kind.values()[kind - 1],
          unknown,
          begin,
          end,
          byteFallback,
          characterMap,
          dummyPrefix,
          removesSpaces,
          escapesSpaces);
    }

    private Piece piece(ProtobufReader in) throws ProtobufReader.Malformed {
      String text = "";
      float score = 0;
      int type = 1;
      while (in.next()) {
        switch (in.field()) {
          case 1 -> text = in.text();
          case 2 -> score = in.real();
          case 3 -> type = in.number();
          default -> in.skip();
        }
      }
      if (text.isEmpty() || !Float.isFinite(score) || type < 1 || type > Type.values().length) {
        throw fault("piece " + pieces.size() + " has no text, no finite score or no known type");
      }
      return new Piece(text, score, Type.values()[type - 1]);
    }

    private void trainer(ProtobufReader in) throws ProtobufReader.Malformed {
      while (in.next()) {
        switch (in.field()) {
          case 3 -> kind = in.number();
          case 35 -> byteFallback = in.flag();
          case 40 -> unknown = in.number();
          case 41 -> begin = in.number();
          case 42 -> end = in.number();
          default -> in.skip();
        }
      }
    }

    private void normalizer(ProtobufReader in) throws ProtobufReader.Malformed {
      while (in.next()) {
        switch (in.field()) {
          case 2 -> characterMap = in.bytes();
          case 3 -> dummyPrefix = in.flag();
          case 4 -> removesSpaces = in.flag();
          case 5 -> escapesSpaces = in.flag();
          default -> in.skip();
        }
      }
    }

    private void check() throws ProtobufReader.Malformed {
      if (kind < 1 || kind > Kind.values().length) {
        throw fault("it splits by method " + kind + ", not by unigram (1) or BPE (2)");
      }
      if (unknown < 0
          || unknown >= pieces.size()
          || pieces.get(unknown).type() != Type.UNKNOWN
          || pieces.stream().filter(piece -> piece.type() == Type.UNKNOWN).count() > 1) {
        throw fault("its piece for the unknown, number " + unknown + ", is not there or not alone");
      }
      if (begin >= pieces.size() || end >= pieces.size()) {
        throw fault("its pieces for begin and end of a text are not there");
      }
      Set<String> texts = new HashSet<>();
      for (Piece piece : pieces) {
        if (!texts.add(piece.text())) {
          throw fault("a piece stands in it twice");
        }
      }
      if (characterMap.length > 0) {
        var fault = CharacterMap.fault(characterMap);
        if (fault.isPresent()) {
          throw fault("its map of characters is damaged: " + fault.get());
        }
      }
    }

    private static ProtobufReader.Malformed fault(String why) {
      return new ProtobufReader.Malformed(-1, why);
    }
  }
}
