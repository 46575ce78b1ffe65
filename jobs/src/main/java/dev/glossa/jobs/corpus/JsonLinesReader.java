package dev.glossa.jobs.corpus;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.glossa.jobs.config.InputSettings;
import java.io.IOException;
import java.util.Optional;

/**
 * Each line is a JSON object (jsonlines.org) and a document; empty lines are passed over. Of a name
 * that an object has twice the last value counts, as in most readers.
 */
final class JsonLinesReader implements DocumentReader {
  /** Our own limit is on a line's bytes; Jackson's is on a string's characters. */
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .build();

  private final Lines lines;
  private final String name;
  private final long end;
  private final InputSettings input;

  /**
   * A reader of the lines that begin before {@code end}.
   *
   * @param lines at the begin of a line
   * @param name of the file
   */
  JsonLinesReader(Lines lines, String name, long end, InputSettings input) {
    this.lines = lines;
    this.name = name;
    this.end = end;
    this.input = input;
  }

  @Override
  public Optional<Item> next() throws IOException {
    while (lines.position() < end && lines.next()) {
      int begin = lines.number() == 1 ? Utf8.markLength(lines.bytes(), lines.length()) : 0;
      if (lines.number() == 1 && Utf8.isUtf16(lines.bytes(), lines.length())) {
        while (lines.next()) {
          // The whole file is in another encoding: one failure stands for it.
        }
        return Optional.of(Failures.utf16(Place.file(name)));
      }
      if (lines.tooLong()) {
        return Optional.of(Failures.tooLarge(here(), "line", input.maxBytes()));
      }
      if (!isBlank(begin)) {
        return Optional.of(document(Utf8.decode(lines.bytes(), begin, lines.length())));
      }
    }
    return Optional.empty();
  }

  @Override
  public Place place() {
    return Place.row(lines.number() + 1);
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }

  private Place here() {
    return Place.row(lines.number());
  }

  private boolean isBlank(int begin) {
    for (int i = begin; i < lines.length(); i++) {
      if (lines.bytes()[i] != ' ' && lines.bytes()[i] != '\t' && lines.bytes()[i] != '\r') {
        return false;
      }
    }
    return true;
  }

  private Item document(String line) throws IOException {
    String id = "";
    String language = "";
    String text = null;
    boolean wrongType = false;
    try (JsonParser json = JSON.createParser(line)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return malformed(1);
      }
      while (json.nextToken() != JsonToken.END_OBJECT) {
        String key = json.currentName();
        JsonToken value = json.nextToken();
        if (key.equals(input.textColumn())) {
          text = value == JsonToken.VALUE_STRING ? json.getText() : null;
          wrongType = value != JsonToken.VALUE_STRING && value != JsonToken.VALUE_NULL;
        } else if (key.equals(input.idColumn())) {
          id = value.isScalarValue() && value != JsonToken.VALUE_NULL ? json.getText() : "";
        } else if (key.equals(input.languageColumn())) {
          language = value == JsonToken.VALUE_STRING ? json.getText() : "";
        }
        json.skipChildren();
      }
      if (json.nextToken() != null) {
        return malformed(json.currentTokenLocation().getColumnNr());
      }
    } catch (JsonProcessingException e) {
      return malformed(e.getLocation() == null ? 1 : e.getLocation().getColumnNr());
    }
    Place place = Place.row(lines.number(), id);
    if (wrongType) {
      return new Item.Failed(
          place,
          ReadCode.WRONG_TYPE,
          "Cannot read line: the text column holds no string (name the column with input.text)");
    }
    return text == null
        ? Failures.missingText(place, "line")
        : new Item.Found(place, language, text);
  }

  private Item malformed(int column) {
    return new Item.Failed(
        here(),
        ReadCode.MALFORMED_JSON,
        "Cannot read line: not one JSON object (wrong at column " + column + "; correct the line)");
  }
}
