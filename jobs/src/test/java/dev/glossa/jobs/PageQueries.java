package dev.glossa.jobs;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The queries that the pages for analysts show. A comment that names one engine says that the query
 * is for that engine alone.
 */
final class PageQueries {
  private static final List<String> PAGES = List.of("README.md", "docs/nightly.md");
  private static final Pattern BLOCK = Pattern.compile("```sql\n(.*?)```", Pattern.DOTALL);
  private static final Pattern END = Pattern.compile(";\\s*(?:\n|$)");

  private PageQueries() {}

  /** Those for both engines. */
  static List<String> forBoth() throws IOException {
    return all().stream()
        .filter(query -> !query.contains("-- DuckDB:") && !query.contains("-- Spark SQL:"))
        .toList();
  }

  /** Those for one engine alone. */
  static List<String> forOnly(String engine) throws IOException {
    return all().stream().filter(query -> query.contains("-- " + engine + ":")).toList();
  }

  private static List<String> all() throws IOException {
    List<String> queries = new ArrayList<>();
    for (String page : PAGES) {
      String text = Files.readString(LocalCluster.ROOT.resolve(page));
      for (MatchResult block : BLOCK.matcher(text).results().toList()) {
        END.splitAsStream(block.group(1)).filter(query -> !query.isBlank()).forEach(queries::add);
      }
    }
    return queries;
  }
}
