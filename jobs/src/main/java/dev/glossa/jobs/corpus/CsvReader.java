package dev.glossa.jobs.corpus;

import dev.glossa.jobs.config.InputSettings;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Each row below the header row is a document; empty lines are passed over, but in a file of one
 * column they are rows without a text, unless nothing follows them.
 *
 * <p>Rows behind one whose quotes are wrong may be lines of its text. They are held back until a
 * row shows which: a cell in quotes says that rows are rows again, a quote in the middle of a cell
 * that it ends the broken text, and then those before it were parts of that text and fail with it.
 */
final class CsvReader implements DocumentReader {
  private final CsvRows rows;
  private final String name;
  private final InputSettings input;
  private final boolean separatorLine;
  private final Deque<Item> ready = new ArrayDeque<>();
  private final List<Item> held = new ArrayList<>();
  private CsvColumns columns;
  private long heldBytes;
  private long broken;
  private long number;
  private int blanks;
  private boolean done;
  private IOException failure;

  /**
   * A reader of a file.
   *
   * @param separatorLine whether the first line names the separator
   */
  CsvReader(CsvRows rows, String name, InputSettings input, boolean separatorLine) {
    this.rows = rows;
    this.name = name;
    this.input = input;
    this.separatorLine = separatorLine;
  }

  @Override
  public Optional<Item> next() throws IOException {
    if (columns == null) {
      readColumns();
    }
    while (ready.isEmpty() && !done) {
      readRow();
    }
    return Optional.ofNullable(ready.poll());
  }

  @Override
  public Place place() {
    return Place.row(number + 1);
  }

  @Override
  public void close() throws IOException {
    rows.close();
  }

  private void readColumns() throws IOException {
    if (separatorLine) {
      rows.next();
    }
    columns = CsvColumns.read(rows, input);
    if (columns.result() == CsvRows.Result.END) {
      done = true;
    } else if (columns.result() != CsvRows.Result.FINE) {
      done = true;
      ready.add(
          new Item.Failed(
              Place.file(name),
              ReadCode.MALFORMED_CSV,
              "Cannot read file: its first row is too long or has wrong quotes (correct it, or set"
                  + " input.csv)"));
    } else if (columns.text() < 0) {
      done = true;
      ready.add(
          new Item.Failed(
              Place.file(name),
              ReadCode.MISSING_COLUMN,
              "Cannot read file: no column "
                  + input.textColumn()
                  + " (name the text's column with input.text; where there is no header row, set"
                  + " input.csv.header = false and name it _c0, _c1, ...)"));
    } else if (!columns.isHeader()) {
      take(CsvRows.Result.FINE);
    }
  }

  private void readRow() throws IOException {
    if (failure != null) {
      throw failure;
    }
    CsvRows.Result result;
    try {
      result = rows.next();
    } catch (IOException e) {
      failure = e;
      release();
      return;
    }
    if (result == CsvRows.Result.END) {
      release();
      done = true;
    } else if (result == CsvRows.Result.FINE && rows.isBlank()) {
      blanks += columns.count() == 1 ? 1 : 0;
    } else {
      for (; blanks > 0; blanks--) {
        number++;
        give(Failures.missingText(Place.row(number), "row"), 0);
      }
      take(result);
    }
  }

  /** Takes the row that was read last for the next document. */
  private void take(CsvRows.Result result) {
    number++;
    boolean isPart = broken > 0 && (result == CsvRows.Result.BAD_QUOTES || rows.hasStrayQuote());
    if (isPart) {
      held.stream().map(this::part).forEach(ready::add);
      forgetHeld();
    }
    if (result == CsvRows.Result.BAD_QUOTES) {
      broken = number;
      ready.add(document(result));
    } else if (isPart) {
      ready.add(part(document(result)));
    } else {
      if (rows.hasQuotedCell()) {
        release();
      }
      give(document(result), rows.length());
    }
  }

  /** Hands an item out, or holds it back behind a broken row. */
  private void give(Item item, int bytes) {
    if (broken == 0) {
      ready.add(item);
      return;
    }
    held.add(item);
    heldBytes += bytes;
    if (heldBytes > input.maxBytes()) {
      // More than one document's text can be.
      release();
    }
  }

  private void release() {
    ready.addAll(held);
    forgetHeld();
    broken = 0;
  }

  private void forgetHeld() {
    held.clear();
    heldBytes = 0;
  }

  private Item document(CsvRows.Result result) {
    if (result == CsvRows.Result.TOO_LONG) {
      return Failures.tooLarge(Place.row(number), "row", input.maxBytes());
    }
    if (result == CsvRows.Result.BAD_QUOTES) {
      return malformed(
          Place.row(number),
          "a quote in it is not written as input.csv has them, or one is never closed; what follows"
              + " may be a part of it");
    }
    if (rows.cells() != columns.count()) {
      return malformed(
          Place.row(number), rows.cells() + " cells under " + columns.count() + " columns");
    }
    Place place = Place.row(number, columns.id() < 0 ? "" : rows.cell(columns.id()));
    String language = columns.language() < 0 ? "" : rows.cell(columns.language());
    return new Item.Found(place, language, further(), rows.cell(columns.text()));
  }

  private Map<String, String> further() {
    Map<String, String> values = new HashMap<>();
    columns
        .further()
        .forEach(
            (column, number) -> {
              String cell = rows.cell(number);
              if (!cell.isEmpty()) {
                values.put(column, cell);
              }
            });
    return values;
  }

  private Item part(Item item) {
    return malformed(
        new Place(item.place().position(), Long.toString(item.place().position())),
        "it may be a part of row " + broken + ", whose quotes are wrong");
  }

  private static Item malformed(Place place, String why) {
    return new Item.Failed(
        place, ReadCode.MALFORMED_CSV, "Cannot read row: " + why + " (correct the row)");
  }
}
