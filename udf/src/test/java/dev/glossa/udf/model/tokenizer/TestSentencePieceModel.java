package dev.glossa.udf.model.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.glossa.udf.model.CheckpointException;
import dev.glossa.udf.model.tokenizer.SentencePieceModel.Kind;
import dev.glossa.udf.model.tokenizer.SentencePieceModel.Piece;
import dev.glossa.udf.model.tokenizer.SentencePieceModel.Type;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TestSentencePieceModel {
  /** How many damaged files of each model are read. */
  private static final int DAMAGED = Integer.getInteger("sentencepiece.damaged", 200);

  private static final Path RECORDED =
      Path.of(
              TestSentencePieceModel.class
                  .getResource("/dev/glossa/udf/text/tokenizers/make_tokenizers.py")
                  .getPath())
          .getParent();

  @TempDir Path folder;

  private static Path file(String name) {
    return RECORDED.resolve(name);
  }

  @Test
  void readsWhatSentencePieceWrote() throws Exception {
    SentencePieceModel unigram = SentencePieceModel.read(file("t5/spiece.model"));
    assertThat(unigram.kind()).isEqualTo(Kind.UNIGRAM);
    assertThat(unigram.pieces().get(0)).isEqualTo(new Piece("<pad>", 0, Type.CONTROL));
    assertThat(unigram.pieces().get(2)).isEqualTo(new Piece("<unk>", 0, Type.UNKNOWN));
    assertThat(unigram.unknown()).isEqualTo(2);
    assertThat(unigram.begin()).isEqualTo(-1);
    assertThat(unigram.end()).isEqualTo(1);
    assertThat(unigram.characterMap()).isNotEmpty();
    assertThat(unigram.removesSpaces()).isTrue();
    SentencePieceModel bpe = SentencePieceModel.read(file("llama/tokenizer.model"));
    assertThat(bpe.kind()).isEqualTo(Kind.BPE);
    assertThat(bpe.byteFallback()).isTrue();
    assertThat(bpe.removesSpaces()).isFalse();
    assertThat(bpe.pieces().stream().filter(piece -> piece.type() == Type.BYTE)).hasSize(256);
    assertThat(bpe.pieces()).contains(new Piece("<tool>", 0, Type.USER_DEFINED));
  }

  @Test
  void writtenAgainAModelIsTheSame() throws Exception {
    SentencePieceModel model = SentencePieceModel.read(file("t5/spiece.model"));
    assertThat(read(bytes(model))).usingRecursiveComparison().isEqualTo(model);
  }

  /**
   * A file has no checksum, so a changed score is another model. Whatever is changed, the file is
   * refused or says what is in it: written again and read again, it is the same model.
   */
  @ParameterizedTest
  @ValueSource(strings = {"t5/spiece.model", "llama/tokenizer.model"})
  void damagedFilesAreRefusedOrMeanWhatTheySay(String name) throws Exception {
    byte[] sound = Files.readAllBytes(file(name));
    SentencePieceModel expected = read(sound);
    Random random = new Random(7);
    int refused = 0;
    for (int i = 0; i < DAMAGED; i++) {
      byte[] damaged = mutate(sound, random, i);
      SentencePieceModel model;
      try {
        model = read(damaged);
      } catch (CheckpointException e) {
        assertThat(e).hasMessageContaining("no SentencePiece model");
        refused++;
        continue;
      }
      assertThat(model.pieces().size()).isLessThanOrEqualTo(damaged.length / 3);
      assertThat(read(bytes(model))).usingRecursiveComparison().isEqualTo(model);
      if (Arrays.equals(damaged, sound)) {
        assertThat(model).usingRecursiveComparison().isEqualTo(expected);
      }
    }
    System.out.println(name + ": " + DAMAGED + " damaged files, " + refused + " refused");
    assertThat(refused).isGreaterThan(DAMAGED * 3 / 10);
  }

  private static byte[] mutate(byte[] sound, Random random, int number) {
    int at = random.nextInt(sound.length);
    byte[] copy = sound.clone();
    switch (number % 4) {
      case 0 -> copy[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> copy = Arrays.copyOf(sound, at);
      case 2 -> copy[at] = (byte) random.nextInt(256);
      default -> {
        int length = Math.min(1 + random.nextInt(64), sound.length - at);
        byte[] noise = new byte[length];
        random.nextBytes(noise);
        System.arraycopy(noise, 0, copy, at, length);
      }
    }
    return copy;
  }

  @Test
  void aLengthBeyondTheFileIsNotBelieved() {
    byte[] claim = {0x0a, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x07, 0};
    assertThatThrownBy(() -> read(claim))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("byte 6 (no SentencePiece model: field 1 has 2147483647 bytes of 1;");
  }

  @Test
  void aMapThatLeadsOutOfItselfIsRefused() throws Exception {
    SentencePieceModel model = SentencePieceModel.read(file("t5/spiece.model"));
    byte[] map = model.characterMap().clone();
    ByteBuffer.wrap(map).order(ByteOrder.LITTLE_ENDIAN).putInt(4, 0x7fffff00);
    assertThat(CharacterMap.fault(map)).contains("unit 0 of its trie leads out of it");
    assertThat(CharacterMap.fault(Arrays.copyOf(map, 3))).contains("it is cut off");
    ByteBuffer.wrap(map).order(ByteOrder.LITTLE_ENDIAN).putInt(0, -1);
    assertThat(CharacterMap.fault(map)).contains("its trie has 4294967295 bytes");
  }

  private SentencePieceModel read(byte[] bytes) throws Exception {
    return SentencePieceModel.read(Files.write(folder.resolve("a.model"), bytes));
  }

  private static byte[] bytes(SentencePieceModel model) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (Piece piece : model.pieces()) {
      ByteArrayOutputStream own = new ByteArrayOutputStream();
      bytes(own, 1, piece.text().getBytes(StandardCharsets.UTF_8));
      own.write(2 << 3 | 5);
      own.writeBytes(
          ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putFloat(piece.score()).array());
      number(own, 3, piece.type().ordinal() + 1);
      bytes(out, 1, own.toByteArray());
    }
    ByteArrayOutputStream trainer = new ByteArrayOutputStream();
    number(trainer, 3, model.kind().ordinal() + 1);
    number(trainer, 35, model.byteFallback() ? 1 : 0);
    number(trainer, 40, model.unknown());
    number(trainer, 41, model.begin());
    number(trainer, 42, model.end());
    bytes(out, 2, trainer.toByteArray());
    ByteArrayOutputStream normalizer = new ByteArrayOutputStream();
    bytes(normalizer, 2, model.characterMap());
    List<Boolean> flags =
        List.of(model.dummyPrefix(), model.removesSpaces(), model.escapesSpaces());
    for (int i = 0; i < flags.size(); i++) {
      number(normalizer, 3 + i, flags.get(i) ? 1 : 0);
    }
    bytes(out, 3, normalizer.toByteArray());
    return out.toByteArray();
  }

  private static void bytes(ByteArrayOutputStream out, int field, byte[] value) {
    varint(out, field << 3 | 2);
    varint(out, value.length);
    out.writeBytes(value);
  }

  private static void number(ByteArrayOutputStream out, int field, int value) {
    varint(out, (long) field << 3);
    varint(out, value);
  }

  private static void varint(ByteArrayOutputStream out, long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      out.write((int) (rest & 0x7f | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }
}
