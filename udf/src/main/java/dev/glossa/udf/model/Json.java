package dev.glossa.udf.model;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Strict JSON: UTF-8, one object or list, no key twice, nothing after it. Jackson alone would guess
 * the encoding, keep the last of two equal keys and stop at the end of the first value.
 */
public final class Json {
  private static final long LARGEST = 256L << 20;

  private static final ObjectMapper MAPPER =
      new ObjectMapper(
              JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private Json() {}

  /**
   * The object that a file holds.
   *
   * @throws CheckpointException when the file cannot be read or is not just one JSON object
   */
  public static ObjectNode read(Path file, String remedy) throws CheckpointException {
    return parse(file, bytes(file, remedy), "content", remedy);
  }

  /**
   * The list that a file holds.
   *
   * @throws CheckpointException when the file cannot be read or is not just one JSON list
   */
  static ArrayNode readList(Path file, String remedy) throws CheckpointException {
    if (tree(file, bytes(file, remedy), "content", remedy) instanceof ArrayNode list) {
      return list;
    }
    throw new CheckpointException(file, "content", "not a JSON list", remedy);
  }

  private static byte[] bytes(Path file, String remedy) throws CheckpointException {
    try {
      if (Files.size(file) > LARGEST) {
        throw new CheckpointException(
            file, "size " + Files.size(file) + " bytes", "over " + LARGEST + " bytes", remedy);
      }
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new CheckpointException(file, "not readable", String.valueOf(e), remedy, e);
    }
  }

  /** The object that bytes hold; {@code what} names them in messages. */
  static ObjectNode parse(Path file, byte[] bytes, String what, String remedy)
      throws CheckpointException {
    JsonNode node = tree(file, bytes, what, remedy);
    if (node instanceof ObjectNode object) {
      return object;
    }
    String type = node == null ? "missing" : node.getNodeType().toString();
    throw new CheckpointException(file, what + ": " + type, "not a JSON object", remedy);
  }

  private static JsonNode tree(Path file, byte[] bytes, String what, String remedy)
      throws CheckpointException {
    try (Reader reader = reader(bytes)) {
      return MAPPER.readTree(reader);
    } catch (CharacterCodingException e) {
      throw new CheckpointException(file, what, "not UTF-8", remedy, e);
    } catch (JsonProcessingException e) {
      String where = e.getLocation() == null ? "" : " at character " + at(e);
      throw new CheckpointException(
          file, what + where, "not valid JSON: " + e.getOriginalMessage(), remedy, e);
    } catch (IOException e) {
      throw new CheckpointException(file, what, String.valueOf(e), remedy, e);
    }
  }

  /** A string as JSON writes it. */
  static String quote(String text) {
    return TextNode.valueOf(text).toString();
  }

  private static long at(JsonProcessingException e) {
    return e.getLocation().getCharOffset();
  }

  private static Reader reader(byte[] bytes) {
    return new InputStreamReader(
        new ByteArrayInputStream(bytes),
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT));
  }
}
