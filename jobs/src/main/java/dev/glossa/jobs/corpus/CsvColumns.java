package dev.glossa.jobs.corpus;

import dev.glossa.jobs.config.InputSettings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where a file of separated values has its columns, each from 0, or -1 where it has none.
 *
 * @param result how the first row came out
 * @param count of cells in a row
 * @param further columns that it has, by name
 * @param isHeader whether the first row names the columns and is no document
 */
record CsvColumns(
    CsvRows.Result result,
    int count,
    int text,
    int id,
    int language,
    Map<String, Integer> further,
    boolean isHeader) {
  /** Reads the first row. */
  static CsvColumns read(CsvRows rows, InputSettings input) throws IOException {
    CsvRows.Result result = rows.next();
    boolean isHeader = input.csv().header();
    List<String> names = new ArrayList<>();
    for (int i = 0; i < rows.cells(); i++) {
      names.add(isHeader ? rows.cell(i).strip() : "_c" + i);
    }
    Map<String, Integer> further = new LinkedHashMap<>();
    for (String column : input.columns()) {
      if (names.contains(column)) {
        further.put(column, names.indexOf(column));
      }
    }
    return new CsvColumns(
        result,
        names.size(),
        names.indexOf(input.textColumn()),
        names.indexOf(input.idColumn()),
        names.indexOf(input.languageColumn()),
        further,
        isHeader);
  }
}
