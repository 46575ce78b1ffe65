package dev.glossa.jobs.corpus;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import dev.glossa.jobs.config.InputSettings;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * JSON objects as documents. Of a name that an object has twice the last value counts, as in most
 * readers; what stands in fields that nobody asked for does not matter as long as the object can be
 * read past them, so numbers may be NaN or of any length, as Python writes them.
 */
final class JsonDocuments {
  /** Our own limit is on an object's bytes; Jackson's are on its parts. */
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNumberLength(Integer.MAX_VALUE)
                  .maxNestingDepth(100_000)
                  .build())
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .build();

  private final InputSettings input;

  /** What the settings' columns hold. */
  private record Fields(
      String id, String language, Map<String, String> columns, String text, boolean isWrongType) {}

  JsonDocuments(InputSettings input) {
    this.input = input;
  }

  /**
   * The document that an object is.
   *
   * @param number of its line or record, from 1
   * @param what it is called in messages
   */
  Item document(String object, long number, String what) throws IOException {
    Fields fields;
    try (JsonParser json = JSON.createParser(object)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return malformed(number, what, 1);
      }
      fields = fields(json);
      if (json.nextToken() != null) {
        return malformed(number, what, json.currentTokenLocation().getColumnNr());
      }
    } catch (JsonProcessingException e) {
      return malformed(number, what, e.getLocation() == null ? 1 : e.getLocation().getColumnNr());
    }
    Place place = Place.row(number, fields.id());
    if (fields.isWrongType()) {
      return new Item.Failed(
          place,
          ReadCode.WRONG_TYPE,
          "Cannot read "
              + what
              + ": the text column holds no string (name the column with input.text, and write one"
              + " object for each document)");
    }
    return fields.text() == null
        ? Failures.missingText(place, what)
        : new Item.Found(place, fields.language(), fields.columns(), fields.text());
  }

  /** A failure of something that is no object. */
  static Item malformed(long number, String what, int column) {
    return new Item.Failed(
        Place.row(number),
        ReadCode.MALFORMED_JSON,
        "Cannot read "
            + what
            + ": not one JSON object (wrong at column "
            + column
            + "; correct the "
            + what
            + ")");
  }

  private Fields fields(JsonParser json) throws IOException {
    String id = "";
    String language = "";
    Map<String, String> columns = new HashMap<>();
    String text = null;
    boolean isWrongType = false;
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String key = json.currentName();
      JsonToken value = json.nextToken();
      boolean isMissing =
          value == JsonToken.VALUE_NULL || value == JsonToken.VALUE_NUMBER_FLOAT && json.isNaN();
      if (input.columns().contains(key)) {
        String column = value.isScalarValue() && !isMissing ? json.getText() : "";
        columns.compute(key, (name, earlier) -> column.isEmpty() ? null : column);
      }
      if (key.equals(input.textColumn())) {
        text = value == JsonToken.VALUE_STRING ? json.getText() : null;
        isWrongType = value != JsonToken.VALUE_STRING && !isMissing;
      } else if (key.equals(input.idColumn())) {
        id = value.isScalarValue() && !isMissing ? json.getText() : "";
      } else if (key.equals(input.languageColumn())) {
        language = value == JsonToken.VALUE_STRING ? json.getText() : "";
      }
      json.skipChildren();
    }
    return new Fields(id, language, columns, text, isWrongType);
  }
}
