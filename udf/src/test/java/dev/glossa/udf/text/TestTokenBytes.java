package dev.glossa.udf.text;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.glossa.udf.model.tokenizer.TokenizerFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The bytes of tokens, one after the other, are the text that the decoder makes of them. */
class TestTokenBytes {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path HUB = Path.of(System.getProperty("reference.hub"));

  @TestFactory
  Stream<DynamicTest> bytesOfTokensMakeTheDecodersText() throws IOException {
    Map<String, TokenizerFiles> all = new TreeMap<>(RecordedTokenizers.all());
    if (Files.isDirectory(HUB)) {
      try (Stream<Path> folders = Files.list(HUB).filter(Files::isDirectory)) {
        for (Path folder : folders.toList()) {
          all.put(folder.toString(), RecordedTokenizers.files(folder));
        }
      }
    }
    return all.entrySet().stream()
        .map(entry -> DynamicTest.dynamicTest(entry.getKey(), () -> check(entry.getValue())));
  }

  private static void check(TokenizerFiles files) throws IOException {
    try (TextTokenizer tokenizer = TextTokenizer.open(files)) {
      byte[][] bytes = tokenizer.tokenBytes();
      Map<Integer, Integer> single = new HashMap<>();
      int plain = -1;
      for (int id = 0; id < bytes.length; id++) {
        if (bytes[id] == null) {
          continue;
        }
        if (bytes[id].length == 1) {
          single.putIfAbsent(bytes[id][0] & 0xFF, id);
        }
        // A piece that goes on with a word is written with its mark where it stands first.
        String text = new String(bytes[id], UTF_8).stripLeading();
        if (plain < 0
            && text.matches("[a-zA-Z]+")
            && tokenizer.decode(new int[] {id}).strip().equals(text)) {
          plain = id;
        }
      }
      assertThat(plain).isNotNegative();
      int compared = 0;
      for (int id = 0; id < bytes.length; id++) {
        if (bytes[id] == null) {
          assertThat(tokenizer.isUnknown(id) || tokenizer.decode(new int[] {id}).isEmpty())
              .as(tokenizer.token(id))
              .isTrue();
        } else {
          compared += compare(tokenizer, bytes, whole(bytes, plain, id, single)) ? 1 : 0;
        }
      }
      assertThat(compared).isGreaterThan(bytes.length / 2);
    }
  }

  /** A token between others, with single bytes round it that make whole characters of its own. */
  private static List<Integer> whole(
      byte[][] bytes, int plain, int id, Map<Integer, Integer> single) {
    List<Integer> ids = new ArrayList<>(List.of(plain));
    byte[] own = bytes[id];
    int continued = 0;
    while (continued < own.length && (own[continued] & 0xC0) == 0x80) {
      continued++;
    }
    if (continued > 0) {
      int[] leads = {0xC3, 0xE3, 0xF0};
      ids.add(single.get(leads[Math.min(continued, leads.length) - 1]));
    }
    ids.add(id);
    int last = own.length - 1;
    int open = 0;
    while (last >= 0 && (own[last] & 0xC0) == 0x80) {
      last--;
      open++;
    }
    int wanted = last < 0 ? 0 : width(own[last] & 0xFF) - 1 - open;
    for (int i = 0; i < wanted; i++) {
      ids.add(single.get(0xA0));
    }
    ids.add(plain);
    return ids;
  }

  private static int width(int lead) {
    return lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  }

  /** Compares where the bytes are valid; a single byte that completes them may be missing. */
  private static boolean compare(TextTokenizer tokenizer, byte[][] bytes, List<Integer> ids) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    for (Integer id : ids) {
      if (id == null) {
        return false;
      }
      joined.writeBytes(bytes[id]);
    }
    String text = joined.toString(UTF_8);
    if (text.indexOf('\uFFFD') >= 0) {
      return false;
    }
    String decoded = tokenizer.decode(ids.stream().mapToInt(Integer::intValue).toArray());
    // The first token of a text may lose its space.
    assertThat(decoded.stripLeading())
        .as(ids + " " + tokenizer.token(ids.get(ids.size() / 2)))
        .isEqualTo(text.stripLeading());
    return true;
  }

  @Test
  void aDecoderThatChangesTokensByTheirNeighborsIsRefused() {
    for (JsonNode decoder :
        List.of(
            object("type", "CTC"),
            object("type", "BPEDecoder"),
            object("type", "Strip").put("stop", 1),
            object("type", "Replace").set("pattern", object("Regex", "a+")))) {
      assertThatThrownBy(() -> TokenBytes.of(decoder))
          .isInstanceOfSatisfying(
              TextException.class, e -> assertThat(e.code()).isEqualTo("TOKENS_WITHOUT_BYTES"))
          .hasMessageStartingWith("Cannot tell what each token adds to a text");
    }
  }

  private static ObjectNode object(String name, String value) {
    return JSON.createObjectNode().put(name, value);
  }
}
