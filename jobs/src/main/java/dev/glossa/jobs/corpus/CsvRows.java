package dev.glossa.jobs.corpus;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Rows of separated values: a cell in quotes may hold separators, line ends and quotes, these
 * doubled (RFC 4180) or after an escape sign. Works on bytes, in which none of these signs can be a
 * part of another character of UTF-8, and holds one row, none longer than the limit.
 *
 * <p>A quote that is never closed would swallow the rest of the file: such a row is flagged, and
 * reading goes on with the line after the one in which it began.
 */
final class CsvRows implements Closeable {
  private enum State {
    CELL_BEGIN,
    PLAIN,
    QUOTED,
    ESCAPED,
    QUOTE_IN_QUOTED
  }

  /** How reading a row ended. */
  enum Result {
    FINE,
    TOO_LONG,
    BAD_QUOTES,
    END
  }

  private static final int CHUNK = 64 * 1024;

  /** Bytes that may be read again for each that is read; a file full of stray quotes has many. */
  private static final int MOST_REWORK = 8;

  private final InputStream in;
  private final int limit;
  private final CsvDialect dialect;
  private long consumed;
  private long rework;
  private byte[] chunk = new byte[CHUNK];
  private int chunkBegin;
  private int chunkEnd;
  private byte[] row = new byte[4096];
  private int length;
  private int firstLineEnd;
  private int[] cellEnds = new int[16];
  private int cells;
  private boolean hasQuotedCell;
  private boolean hasStrayQuote;
  private int escapes;
  private int unpairedEscapes;

  CsvRows(InputStream in, int limit, CsvDialect dialect) {
    this.in = in;
    this.limit = limit;
    this.dialect = dialect;
  }

  /** Reads the next row. */
  Result next() throws IOException {
    length = 0;
    firstLineEnd = -1;
    cells = 0;
    hasQuotedCell = false;
    hasStrayQuote = false;
    boolean tooLong = false;
    boolean badQuotes = false;
    boolean neverClosed = false;
    State state = State.CELL_BEGIN;
    while (chunkBegin < chunkEnd || fill()) {
      byte unit = chunk[chunkBegin++];
      boolean isInQuotes = state == State.QUOTED || state == State.ESCAPED;
      if (unit == dialect.lineEnd() && (!isInQuotes || neverClosed || isOverworked())) {
        return finished(tooLong, badQuotes || isInQuotes);
      }
      if (unit == dialect.separator() && !isInQuotes) {
        endCell();
        state = State.CELL_BEGIN;
      } else {
        State before = state;
        state = after(state, unit);
        if (before == State.QUOTE_IN_QUOTED && state == State.QUOTED && unit != dialect.quote()) {
          // As in "a "word" in it": take the quote for one of the text, so that the row ends where
          // its writer thought it would. But one that looks as if it opened a cell says that an
          // earlier one was never closed.
          badQuotes = true;
          neverClosed |= opensCell();
          if (neverClosed && firstLineEnd >= 0 && !tooLong) {
            keep(unit);
            goOnAfterFirstLine(false);
            return Result.BAD_QUOTES;
          }
        }
      }
      tooLong |= length >= limit;
      if (!tooLong) {
        keep(unit);
      }
    }
    if (state == State.QUOTED || state == State.ESCAPED) {
      if (!tooLong && firstLineEnd >= 0) {
        goOnAfterFirstLine(true);
      }
      return tooLong ? Result.TOO_LONG : Result.BAD_QUOTES;
    }
    return length == 0 && cells == 0 ? Result.END : finished(tooLong, badQuotes);
  }

  /** The state after a byte that is no separator and ends no row. */
  private State after(State state, byte unit) {
    boolean isQuote = unit == dialect.quote();
    switch (state) {
      case CELL_BEGIN -> {
        hasQuotedCell |= isQuote;
        return isQuote ? State.QUOTED : State.PLAIN;
      }
      case PLAIN -> {
        hasStrayQuote |= isQuote;
        return State.PLAIN;
      }
      case QUOTED -> {
        if (isQuote) {
          return State.QUOTE_IN_QUOTED;
        }
        boolean isEscape = unit == dialect.escape();
        escapes += isEscape ? 1 : 0;
        return isEscape ? State.ESCAPED : State.QUOTED;
      }
      case ESCAPED -> {
        unpairedEscapes += isQuote || unit == dialect.escape() ? 0 : 1;
        return State.QUOTED;
      }
      default -> {
        // A carriage return may stand between the last quote and the end of the row.
        return unit == '\r' && !isQuote ? State.QUOTE_IN_QUOTED : State.QUOTED;
      }
    }
  }

  /** Cells of the row; a line with nothing in it is one empty cell. */
  int cells() {
    return cells;
  }

  /** Bytes of the row. */
  int length() {
    return length;
  }

  /** Whether the row is a line with nothing in it. */
  boolean isBlank() {
    return cells == 1 && length == 0;
  }

  /** Whether the row has a cell in quotes. */
  boolean hasQuotedCell() {
    return hasQuotedCell;
  }

  /** Whether a quote stands inside a cell that does not begin with one. */
  boolean hasStrayQuote() {
    return hasStrayQuote;
  }

  /** Escape signs in quotes so far. */
  int escapes() {
    return escapes;
  }

  /** Escape signs in quotes so far that had nothing to escape behind them. */
  int unpairedEscapes() {
    return unpairedEscapes;
  }

  /** The text of a cell, from 0, without the quotes round it. */
  String cell(int index) {
    // A separator stands between cells.
    int begin = index == 0 ? 0 : cellEnds[index - 1] + 1;
    int end = cellEnds[index];
    if (dialect.hasLetters()) {
      return letters(begin, end);
    }
    if (end - begin < 2 || row[begin] != dialect.quote()) {
      return Utf8.decode(row, begin, end);
    }
    return unquoted(begin + 1, end - 1);
  }

  private String unquoted(int begin, int end) {
    byte[] text = new byte[end - begin];
    int size = 0;
    for (int i = begin; i < end; i++) {
      boolean isPair =
          i + 1 < end
              && (row[i] == dialect.quote() && row[i + 1] == dialect.quote()
                  || row[i] == dialect.escape()
                      && (row[i + 1] == dialect.quote() || row[i + 1] == dialect.escape()));
      i += isPair ? 1 : 0;
      text[size++] = row[i];
    }
    return Utf8.decode(text, 0, size);
  }

  private String letters(int begin, int end) {
    if (end - begin == 2 && row[begin] == dialect.escape() && row[begin + 1] == 'N') {
      // What databases write for a missing value.
      return "";
    }
    ByteArrayOutputStream text = new ByteArrayOutputStream(end - begin);
    int i = begin;
    while (i < end) {
      boolean escaped = row[i] == dialect.escape() && i + 1 < end;
      if (escaped) {
        writeEscaped(text, row[i + 1]);
      } else {
        text.write(row[i]);
      }
      i += escaped ? 2 : 1;
    }
    return Utf8.decode(text.toByteArray(), 0, text.size());
  }

  /** Writes the byte that an escape character stands before, or both where they mean nothing. */
  private void writeEscaped(ByteArrayOutputStream text, byte letter) {
    switch (letter) {
      case 't' -> text.write('\t');
      case 'n' -> text.write('\n');
      case 'r' -> text.write('\r');
      default -> {
        if (letter != dialect.escape()) {
          text.write(dialect.escape());
        }
        text.write(letter);
      }
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  private Result finished(boolean tooLong, boolean badQuotes) {
    if (dialect.lineEnd() == '\n' && length > 0 && row[length - 1] == '\r') {
      length--;
    }
    endCell();
    return tooLong ? Result.TOO_LONG : badQuotes ? Result.BAD_QUOTES : Result.FINE;
  }

  /** Whether the last quote stands where a cell begins; the row ends with it. */
  private boolean opensCell() {
    return length >= 2
        && (row[length - 2] == dialect.separator() || row[length - 2] == dialect.lineEnd());
  }

  /** Whether so much was read again already that lines have to be taken one by one. */
  private boolean isOverworked() {
    return rework > MOST_REWORK * consumed + limit;
  }

  /**
   * Puts back what was read after the row's first line.
   *
   * @param atEnd whether the file ends here, for which its last line needs an end
   */
  private void goOnAfterFirstLine(boolean atEnd) {
    int begin = firstLineEnd + 1;
    int unread = chunkEnd - chunkBegin;
    int again = length - begin;
    byte[] both = new byte[Math.max(CHUNK, again + 1 + unread)];
    System.arraycopy(row, begin, both, 0, again);
    if (atEnd && again > 0 && both[again - 1] != dialect.lineEnd()) {
      both[again++] = dialect.lineEnd();
    }
    System.arraycopy(chunk, chunkBegin, both, again, unread);
    rework += again;
    consumed -= again;
    chunk = both;
    chunkBegin = 0;
    chunkEnd = again + unread;
  }

  private boolean fill() throws IOException {
    chunkBegin = 0;
    chunkEnd = Math.max(0, in.read(chunk));
    consumed += chunkEnd;
    return chunkEnd > 0;
  }

  private void keep(byte unit) {
    if (length == row.length) {
      row = Arrays.copyOf(row, (int) Math.min(limit, 2L * row.length));
    }
    if (firstLineEnd < 0 && unit == dialect.lineEnd()) {
      firstLineEnd = length;
    }
    row[length++] = unit;
  }

  private void endCell() {
    if (cells == cellEnds.length) {
      cellEnds = Arrays.copyOf(cellEnds, 2 * cells);
    }
    cellEnds[cells++] = length;
  }
}
