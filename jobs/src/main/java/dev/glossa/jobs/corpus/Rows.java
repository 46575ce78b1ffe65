package dev.glossa.jobs.corpus;

import dev.glossa.jobs.config.InputSettings;
import dev.glossa.udf.text.RepairedText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** The rows of one task's splits, read one after the other and each when it is asked for. */
final class Rows implements Iterator<Row>, AutoCloseable {
  private static final String STAGE = "read";

  private final Iterator<Split> splits;
  private final InputSettings input;
  private final Configuration conf;
  private Split split;
  private DocumentReader reader;
  private Row next;

  Rows(Iterator<Split> splits, InputSettings input, Configuration conf) {
    this.splits = splits;
    this.input = input;
    this.conf = conf;
  }

  @Override
  public boolean hasNext() {
    while (next == null && (reader != null || splits.hasNext())) {
      next = advance().map(this::row).orElse(null);
    }
    return next != null;
  }

  @Override
  public Row next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    Row row = next;
    next = null;
    return row;
  }

  @Override
  public void close() {
    if (reader != null) {
      try {
        reader.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } finally {
        reader = null;
      }
    }
  }

  /** The next item, if the current split has one more; opens or leaves a split where needed. */
  private Optional<Item> advance() {
    Place place = null;
    try {
      if (reader == null) {
        split = splits.next();
        place = Place.file(split.name());
        reader = SplitReaders.open(split, input, conf);
      }
      Optional<Item> item = reader.next();
      if (item.isEmpty()) {
        close();
      }
      return item;
    } catch (IOException e) {
      if (reader != null) {
        place = reader.place();
        closeBroken();
      }
      return Optional.of(Failures.broken(split, place, e));
    }
  }

  private void closeBroken() {
    try {
      close();
    } catch (UncheckedIOException e) {
      // The split is given up for its first error; a second one on the way out adds nothing.
      reader = null;
    }
  }

  /** The row of something that the listing could not read. */
  static Row unread(Listing.Unread unread) {
    return row(
        unread.source(),
        new Item.Failed(Place.file(unread.name()), ReadCode.UNREADABLE, unread.message()));
  }

  private Row row(Item item) {
    if (item instanceof Item.Found found) {
      return row(found);
    }
    return row(split.source(), (Item.Failed) item);
  }

  private static Row row(String source, Item.Failed failed) {
    return RowFactory.create(
        source,
        failed.place().position(),
        RepairedText.name(failed.place().id()),
        null,
        null,
        0,
        RowFactory.create(STAGE, failed.code().name(), failed.message()),
        null);
  }

  private Row row(Item.Found found) {
    RepairedText text = RepairedText.of(found.text());
    if (text.isBlank()) {
      return row(
          split.source(),
          new Item.Failed(
              found.place(),
              ReadCode.EMPTY_TEXT,
              "Cannot use document: nothing but white space and invisible characters (remove it)"));
    }
    // The pieces of real text, however damaged, are mostly whole; of another encoding they are not.
    if (text.replaced() > text.text().length() / 3) {
      return row(
          split.source(),
          new Item.Failed(
              found.place(),
              ReadCode.NOT_UTF8,
              "Cannot use document: more than a third of it is NUL or malformed (convert it to UTF-8)"));
    }
    return RowFactory.create(
        split.source(),
        found.place().position(),
        RepairedText.name(found.place().id()),
        Language.of(found.language(), text.text(), input),
        text.text(),
        text.replaced(),
        null,
        columns(found));
  }

  private Row[] columns(Item.Found found) {
    return input.columns().isEmpty()
        ? null
        : input.columns().stream()
            .map(name -> RowFactory.create(name, value(found.columns().get(name))))
            .toArray(Row[]::new);
  }

  private static String value(String found) {
    return found == null ? null : RepairedText.name(found);
  }
}
