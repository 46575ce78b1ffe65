package dev.glossa.jobs;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The statements of a script of views by the views' names, of which only those are handed out that
 * a query needs and that were not handed out before.
 */
final class ViewScript {
  private static final Pattern VIEW = Pattern.compile("VIEW `([^`]+)`");
  private static final Pattern FILES = Pattern.compile("parquet\\.`(?:[^`]|``)*`");
  private static final Pattern WORD = Pattern.compile("`([^`]+)`|\\w+");

  private final Map<String, String> views = new LinkedHashMap<>();
  private final List<String> others = new ArrayList<>();

  private ViewScript() {}

  static ViewScript of(String text) {
    ViewScript script = new ViewScript();
    for (String statement : text.split(";\n")) {
      Matcher view = VIEW.matcher(statement);
      if (view.find()) {
        script.views.put(view.group(1), statement);
      } else if (!statement.isBlank()) {
        script.others.add(statement);
      }
    }
    return script;
  }

  /** The statements that make the views of a query, in the script's order. */
  List<String> statementsFor(String query) {
    Set<String> needed = new LinkedHashSet<>();
    need(query, needed);
    List<String> statements = new ArrayList<>(others);
    others.clear();
    for (String view : List.copyOf(views.keySet())) {
      if (needed.contains(view)) {
        statements.add(views.remove(view));
      }
    }
    return statements;
  }

  private void need(String sql, Set<String> needed) {
    Matcher words = WORD.matcher(FILES.matcher(sql).replaceAll(""));
    while (words.find()) {
      String word = words.group(1) == null ? words.group() : words.group(1);
      String statement = views.get(word);
      if (statement != null && needed.add(word)) {
        need(statement, needed);
      }
    }
  }
}
