package dev.glossa.udf.spark.sql;

import static dev.glossa.udf.spark.PythonSource.quoted;
import static dev.glossa.udf.spark.PythonSource.wrapped;

import dev.glossa.udf.spark.PythonSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Python's functions are those of SQL. */
class TestPythonFunctions {
  private static final String HEADER =
      """
      \"""The functions of SQL on models, as columns. Made of the declarations in Java; do not edit.

      NULL gives NULL. A text without a result ends the query, unless spark.glossa.fail_on_error is
      false; a function that begins with try_ gives a struct of result and error instead.
      \"""

      from __future__ import annotations

      from typing import TYPE_CHECKING, List, Optional

      from pyspark.sql import Column

      from glossa._call import Options, call, column, constant

      if TYPE_CHECKING:
          from pyspark.sql._typing import ColumnOrName
      """;

  /**
   * An argument in Python.
   *
   * @param type of its hint
   * @param form the helper that makes a column of it
   * @param meaning for the docstring
   */
  private record Form(String type, String form, String meaning) {}

  private static final Form TEXT = new Form("ColumnOrName", "column", "a column, or its name");
  private static final Form WORD = new Form("str", "constant", "the same in all rows");
  private static final Form WHOLE = new Form("int", "constant", "a whole number");
  private static final Map<String, Form> FORMS =
      Map.of(
          "text", TEXT,
          "prompt", TEXT,
          "a", TEXT,
          "b", TEXT,
          "labels", new Form("List[str]", "constant", "different strings"),
          "model", WORD,
          "to", WORD,
          "max_words", WHOLE,
          "k", WHOLE);

  @Test
  void areWhatTheDeclarationsSay() throws Exception {
    StringBuilder source = new StringBuilder(HEADER);
    for (ModelFunction function : ModelFunctions.all()) {
      source.append("\n\n").append(function(function, function.name(), ""));
      if (function.canFail()) {
        String name = "try_" + function.name();
        source.append("\n\n").append(function(function, name, " As a struct of result and error."));
      }
    }
    PythonSource.assertIs("functions.py", source.toString());
  }

  private static String function(ModelFunction function, String name, String more) {
    List<String> arguments = List.of(function.arguments().replaceAll("[\\[\\] ]", "").split(","));
    List<String> hints = new ArrayList<>();
    List<String> meanings = new ArrayList<>();
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      Form form = FORMS.get(argument);
      boolean optional = i >= function.least();
      hints.add(
          argument + ": " + (optional ? "Optional[" + form.type() + "] = None" : form.type()));
      meanings.add("    :param " + argument + ": " + form.meaning() + "\n");
    }
    hints.add("options: Options = None");
    String columns =
        arguments.stream()
            .map(argument -> FORMS.get(argument).form() + "(" + argument + ")")
            .collect(Collectors.joining(", "));
    return "def "
        + name
        + "(\n    "
        + String.join(",\n    ", hints)
        + ",\n) -> Column:\n    \"\"\""
        + wrapped(function.meaning() + more, 7, "    ")
        + "\n\n"
        + String.join("", meanings)
        + "    :param options: settings of this call, such as model: keys of its section of"
        + " glossa.conf\n    \"\"\"\n    return call("
        + quoted(name)
        + ", ["
        + columns
        + "], options)\n";
  }
}
