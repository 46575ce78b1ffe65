package dev.glossa.jobs.corpus;

import dev.glossa.jobs.config.CsvSettings;
import dev.glossa.jobs.config.InputSettings;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds out how a file of separated values is written, as far as the settings leave it open.
 *
 * <ul>
 *   <li>The separator is named in a line {@code sep=;} as Excel takes it, or is the first of comma,
 *       semicolon, tab and bar under which the text column is there.
 *   <li>Quotes are doubled or escaped by a backslash, as Spark writes them, whichever makes fewer
 *       rows of the whole file wrong.
 *   <li>Values parted by tabs have no quotes where none would do and every backslash stands before
 *       a letter that jq and databases write for a control sign.
 * </ul>
 */
final class CsvSniffer {
  private static final Pattern SEPARATOR_LINE = Pattern.compile("(?s)\"?sep=(.)\"?\r?[\n\r].*");

  /** The names that Spark gives to its files. */
  private static final Pattern OF_SPARK =
      Pattern.compile("part-\\d{5}-[0-9a-f-]{36}(?:[-.]c\\d{3})?\\.csv(?:\\.gz)?");

  private static final byte[] SEPARATORS = {',', ';', '\t', '|'};
  private static final int HEAD = 64 * 1024;

  /** Wrong rows after which it is clear that a way of writing does not fit. */
  private static final int ENOUGH = 1000;

  private final Source source;
  private final String name;
  private final InputSettings input;

  /** Opens the file's content as UTF-8, without its byte order mark. */
  interface Source {
    InputStream open() throws IOException;
  }

  /**
   * What was found out.
   *
   * @param separatorLine whether the first line names the separator
   */
  record Found(CsvDialect dialect, boolean separatorLine) {}

  CsvSniffer(Source source, String name, InputSettings input) {
    this.source = source;
    this.name = name;
    this.input = input;
  }

  Found find() throws IOException {
    CsvSettings csv = input.csv();
    byte[] head = Streams.head(source.open(), HEAD);
    String begin = new String(head, StandardCharsets.ISO_8859_1);
    int quote = csv.quote().isEmpty() ? CsvDialect.NONE : csv.quote().charAt(0);
    CsvDialect dialect =
        CsvDialect.RFC_4180.withLineEnd(lineEnd(begin, quote)).withQuoting(quote, escape(csv));
    Matcher separatorLine = SEPARATOR_LINE.matcher(begin);
    boolean isNamed = separatorLine.matches();
    if (!csv.separator().equals(CsvSettings.AUTO)) {
      dialect = dialect.withSeparator((byte) csv.separator().charAt(0));
    } else if (isNamed) {
      dialect = dialect.withSeparator((byte) separatorLine.group(1).charAt(0));
    } else {
      dialect = dialect.withSeparator(separator(head, dialect));
    }
    if (csv.escape().equals(CsvSettings.AUTO) && quote != CsvDialect.NONE) {
      dialect = quoting(dialect, isNamed);
    }
    return new Found(dialect, isNamed);
  }

  private static int escape(CsvSettings csv) {
    // Until it is found out, and where it is the quote itself, quotes are doubled.
    return csv.escape().equals(CsvSettings.AUTO) || csv.escape().equals(csv.quote())
        ? CsvDialect.NONE
        : csv.escape().charAt(0);
  }

  /** CR where the first line outside of quotes ends with one alone, as on old Macs; else LF. */
  private static byte lineEnd(String begin, int quote) {
    boolean isInQuotes = false;
    for (int i = 0; i + 1 < begin.length(); i++) {
      char sign = begin.charAt(i);
      isInQuotes ^= sign == quote;
      if (!isInQuotes && (sign == '\n' || sign == '\r')) {
        return (byte) (sign == '\r' && begin.charAt(i + 1) != '\n' ? '\r' : '\n');
      }
    }
    return '\n';
  }

  private byte separator(byte[] head, CsvDialect dialect) throws IOException {
    byte preferred = (byte) (FileFormat.isTabbed(name) ? '\t' : ',');
    List<Byte> candidates = new ArrayList<>(List.of(preferred));
    for (byte candidate : SEPARATORS) {
      candidates.add(candidate);
    }
    for (byte candidate : candidates) {
      CsvRows rows =
          new CsvRows(
              new ByteArrayInputStream(head), input.maxBytes(), dialect.withSeparator(candidate));
      CsvColumns columns = CsvColumns.read(rows, input);
      if (columns.text() >= 0 && columns.text() < columns.count()) {
        return candidate;
      }
    }
    return preferred;
  }

  private CsvDialect quoting(CsvDialect dialect, boolean separatorLine) throws IOException {
    Backslashes backslashes = backslashes();
    if (backslashes.all() == 0) {
      return dialect;
    }
    Score doubled = score(dialect, separatorLine);
    CsvDialect letters = dialect.withQuoting(CsvDialect.NONE, '\\');
    if (dialect.separator() == '\t'
        && backslashes.areLetters()
        && (!doubled.hasQuotedCell() || score(letters, separatorLine).wrong() < doubled.wrong())) {
      return letters;
    }
    CsvDialect escaping = dialect.withQuoting(dialect.quote(), '\\');
    Score escaped = score(escaping, separatorLine);
    // Where nothing is wrong either way, a backslash is one, unless Spark gave the file its name.
    boolean isOfSpark =
        OF_SPARK.matcher(name).matches()
            && escaped.wrong() == doubled.wrong()
            && escaped.unpairedEscapes() == 0;
    return escaped.wrong() < doubled.wrong() || isOfSpark ? escaping : dialect;
  }

  /**
   * Backslashes of a file.
   *
   * @param letters of these that stand before another or before what jq and databases put there
   */
  private record Backslashes(long all, long letters) {

    boolean areLetters() {
      return letters == all;
    }
  }

  private Backslashes backslashes() {
    long all = 0;
    long letters = 0;
    boolean isBehind = false;
    byte[] chunk = new byte[HEAD];
    try (InputStream in = source.open()) {
      for (int size = in.read(chunk); size > 0; size = in.read(chunk)) {
        for (int i = 0; i < size; i++) {
          if (isBehind) {
            letters += "tnrbfv0N\\".indexOf(chunk[i]) >= 0 ? 1 : 0;
            isBehind = false;
          } else if (chunk[i] == '\\') {
            all++;
            isBehind = true;
          }
        }
      }
    } catch (IOException e) {
      // Whoever reads the rows meets it again and tells.
      return new Backslashes(all, letters);
    }
    return new Backslashes(all, letters);
  }

  /**
   * How well a dialect fits.
   *
   * @param wrong rows whose quotes or number of cells are wrong
   */
  private record Score(long wrong, int unpairedEscapes, boolean hasQuotedCell) {}

  private Score score(CsvDialect dialect, boolean separatorLine) {
    long wrong = 0;
    boolean hasQuotedCell = false;
    int cells = -1;
    try (CsvRows rows = new CsvRows(source.open(), input.maxBytes(), dialect)) {
      if (separatorLine) {
        rows.next();
      }
      for (CsvRows.Result row = rows.next();
          row != CsvRows.Result.END && wrong < ENOUGH;
          row = rows.next()) {
        cells = cells < 0 ? rows.cells() : cells;
        boolean isRow = row == CsvRows.Result.FINE && (rows.isBlank() || rows.cells() == cells);
        wrong += isRow && !rows.hasStrayQuote() ? 0 : 1;
        hasQuotedCell |= isRow && rows.hasQuotedCell();
      }
      return new Score(wrong, rows.unpairedEscapes(), hasQuotedCell);
    } catch (IOException e) {
      // The same for every dialect; whoever reads the rows tells.
      return new Score(wrong, 0, hasQuotedCell);
    }
  }
}
