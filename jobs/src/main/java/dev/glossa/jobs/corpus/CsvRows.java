package dev.glossa.jobs.corpus;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Rows of comma-separated values as RFC 4180 has them: a cell in quotes may hold commas, line ends
 * and, doubled, quotes; a row ends with LF or CRLF. Works on bytes, in which none of these signs
 * can be a part of another character of UTF-8, and holds one row, none longer than the limit.
 *
 * <p>A quote that is never closed would swallow the rest of the file: such a row is flagged, and
 * reading goes on with the line after the one in which it began. Where that happens again and
 * again, the rest of the file is taken to have no line ends inside cells.
 */
final class CsvRows implements Closeable {
  private enum State {
    CELL_BEGIN,
    PLAIN,
    QUOTED,
    QUOTE_IN_QUOTED
  }

  /** How a row came out. */
  enum Result {
    FINE,
    TOO_LONG,
    BAD_QUOTES,
    END
  }

  /** Each costs another pass over what was swallowed; a file full of stray quotes has many. */
  private static final int MOST_RECOVERIES = 16;

  private static final int CHUNK = 64 * 1024;

  private final InputStream in;
  private final int limit;
  private int recoveries;
  private byte[] chunk = new byte[CHUNK];
  private int chunkBegin;
  private int chunkEnd;
  private byte[] row = new byte[4096];
  private int length;
  private int[] cellEnds = new int[16];
  private int cells;

  CsvRows(InputStream in, int limit) {
    this.in = in;
    this.limit = limit;
  }

  /** Reads the next row. */
  Result next() throws IOException {
    length = 0;
    cells = 0;
    boolean tooLong = false;
    boolean badQuotes = false;
    boolean swallowing = false;
    State state = State.CELL_BEGIN;
    while (chunkBegin < chunkEnd || fill()) {
      byte unit = chunk[chunkBegin++];
      if (unit == '\n' && (state != State.QUOTED || recoveries == MOST_RECOVERIES)) {
        Result result = finished(tooLong, badQuotes || state == State.QUOTED);
        if (swallowing && !tooLong && recoveries < MOST_RECOVERIES) {
          goOnAfterFirstLine();
        }
        return result;
      }
      if (unit == ',' && state != State.QUOTED) {
        endCell();
        state = State.CELL_BEGIN;
      } else if (unit == '"') {
        state =
            switch (state) {
              case CELL_BEGIN, QUOTE_IN_QUOTED -> State.QUOTED;
              case PLAIN -> State.PLAIN;
              case QUOTED -> State.QUOTE_IN_QUOTED;
            };
      } else if (state == State.CELL_BEGIN) {
        state = State.PLAIN;
      } else if (state == State.QUOTE_IN_QUOTED && unit != '\r') {
        // As in "a "word" in it": take the quote for one of the text, so that the row ends where
        // its writer thought it would. But one that looks as if it opened a cell says that an
        // earlier one was never closed.
        badQuotes = true;
        swallowing |= opensCell();
        state = State.QUOTED;
      }
      tooLong |= length >= limit;
      if (!tooLong) {
        keep(unit);
      }
    }
    if (state == State.QUOTED) {
      if (!tooLong) {
        goOnAfterFirstLine();
      }
      return tooLong ? Result.TOO_LONG : Result.BAD_QUOTES;
    }
    return length == 0 && cells == 0 ? Result.END : finished(tooLong, badQuotes);
  }

  /** Cells of the row; a line with nothing in it is one empty cell. */
  int cells() {
    return cells;
  }

  /** Whether the row is a line with nothing in it. */
  boolean isBlank() {
    return cells == 1 && length == 0;
  }

  /** The text of a cell, from 0, without the quotes round it. */
  String cell(int index) {
    // A comma stands between cells.
    int begin = index == 0 ? 0 : cellEnds[index - 1] + 1;
    int end = cellEnds[index];
    if (end - begin < 2 || row[begin] != '"') {
      return Utf8.decode(row, begin, end);
    }
    return Utf8.decode(row, begin + 1, end - 1).replace("\"\"", "\"");
  }

  /** Takes the mark of UTF-8 off the first row, before its cells are read. */
  void dropMark() {
    int mark = Utf8.markLength(row, length);
    if (mark > 0) {
      System.arraycopy(row, mark, row, 0, length - mark);
      length -= mark;
      for (int i = 0; i < cells; i++) {
        cellEnds[i] -= mark;
      }
    }
  }

  /** Whether the row's bytes begin as a file of UTF-16 does. */
  boolean isUtf16() {
    return Utf8.isUtf16(row, length);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  private Result finished(boolean tooLong, boolean badQuotes) {
    if (length > 0 && row[length - 1] == '\r') {
      length--;
    }
    endCell();
    return tooLong ? Result.TOO_LONG : badQuotes ? Result.BAD_QUOTES : Result.FINE;
  }

  /** Whether the last quote stands where a cell begins; the row ends with it. */
  private boolean opensCell() {
    return length >= 2 && (row[length - 2] == ',' || row[length - 2] == '\n');
  }

  private void goOnAfterFirstLine() {
    int begin = 0;
    while (begin < length && row[begin] != '\n') {
      begin++;
    }
    if (begin == length) {
      return;
    }
    begin++;
    recoveries++;
    int unread = chunkEnd - chunkBegin;
    int again = length - begin;
    byte[] both = new byte[Math.max(CHUNK, again + 1 + unread)];
    System.arraycopy(row, begin, both, 0, again);
    both[again++] = '\n';
    System.arraycopy(chunk, chunkBegin, both, again, unread);
    chunk = both;
    chunkBegin = 0;
    chunkEnd = again + unread;
  }

  private boolean fill() throws IOException {
    chunkBegin = 0;
    chunkEnd = Math.max(0, in.read(chunk));
    return chunkEnd > 0;
  }

  private void keep(byte unit) {
    if (length == row.length) {
      row = Arrays.copyOf(row, (int) Math.min(limit, 2L * row.length));
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
