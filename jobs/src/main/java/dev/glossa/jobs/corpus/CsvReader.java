package dev.glossa.jobs.corpus;

import dev.glossa.jobs.config.InputSettings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Each row below the header row is a document; empty lines are passed over. */
final class CsvReader implements DocumentReader {
  private final CsvRows rows;
  private final String name;
  private final InputSettings input;
  private List<String> header = List.of();
  private int text;
  private int id;
  private int language;
  private long number;
  private boolean done;

  CsvReader(CsvRows rows, String name, InputSettings input) {
    this.rows = rows;
    this.name = name;
    this.input = input;
  }

  @Override
  public Optional<Item> next() throws IOException {
    if (header.isEmpty() && !done) {
      Optional<Item> failure = readHeader();
      if (failure.isPresent()) {
        done = true;
        return failure;
      }
    }
    while (!done) {
      CsvRows.Result result = rows.next();
      if (result == CsvRows.Result.END) {
        done = true;
      } else if (result != CsvRows.Result.FINE || !rows.isBlank()) {
        number++;
        return Optional.of(document(result));
      }
    }
    return Optional.empty();
  }

  @Override
  public Place place() {
    return Place.row(number + 1);
  }

  @Override
  public void close() throws IOException {
    rows.close();
  }

  private Optional<Item> readHeader() throws IOException {
    CsvRows.Result result = rows.next();
    if (result == CsvRows.Result.END) {
      done = true;
      return Optional.empty();
    }
    if (rows.isUtf16()) {
      return Optional.of(Failures.utf16(Place.file(name)));
    }
    if (result != CsvRows.Result.FINE) {
      return Optional.of(
          new Item.Failed(
              Place.file(name),
              ReadCode.MALFORMED_CSV,
              "Cannot read file: its header row is too long or has wrong quotes (correct it)"));
    }
    rows.dropMark();
    header = new ArrayList<>();
    for (int i = 0; i < rows.cells(); i++) {
      header.add(rows.cell(i).strip());
    }
    text = header.indexOf(input.textColumn());
    id = header.indexOf(input.idColumn());
    language = header.indexOf(input.languageColumn());
    return text < 0
        ? Optional.of(Failures.missingColumn(Place.file(name), input.textColumn()))
        : Optional.empty();
  }

  private Item document(CsvRows.Result result) {
    if (result == CsvRows.Result.TOO_LONG) {
      return Failures.tooLarge(Place.row(number), "row", input.maxBytes());
    }
    if (result == CsvRows.Result.BAD_QUOTES) {
      return malformed("a quote inside quotes is not doubled, or one is never closed");
    }
    if (rows.cells() != header.size()) {
      return malformed(rows.cells() + " cells under " + header.size() + " columns");
    }
    Place place = Place.row(number, id < 0 ? "" : rows.cell(id));
    return new Item.Found(place, language < 0 ? "" : rows.cell(language), rows.cell(text));
  }

  private Item malformed(String why) {
    return new Item.Failed(
        Place.row(number),
        ReadCode.MALFORMED_CSV,
        "Cannot read row: " + why + " (correct the row)");
  }
}
