package dev.glossa.udf.spark.ml;

import static dev.glossa.udf.spark.PythonSource.quoted;
import static dev.glossa.udf.spark.PythonSource.wrapped;

import dev.glossa.udf.spark.PythonSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.StringArrayParam;
import org.junit.jupiter.api.Test;

/** Python's transformers are those of Java. */
class TestPythonTransformers {
  private static final String HEADER =
      """
      \"""Transformers of Spark ML. Made of the declarations in Java; do not edit.

      Params that are None are not set.
      \"""

      from __future__ import annotations

      from typing import Any, Dict, List, Optional

      from pyspark.ml.param import Param, Params, TypeConverters

      from glossa._transformer import TextTransformer, as_java_module, texts
      """;

  private static final List<TextTransformer<?>> ALL =
      List.of(
          new Tokenizer(),
          new TextEmbedder(),
          new Summarizer(),
          new TextGenerator(),
          new TextClassifier(),
          new TokenClassifier(),
          new NextToken(),
          new AttentionStatistics());

  /**
   * A param in Python.
   *
   * @param type of its hint
   * @param converter of its values
   */
  private record Form(String type, String converter) {
    static Form of(Param<?> param) {
      if (param instanceof IntParam) {
        return new Form("int", "TypeConverters.toInt");
      }
      if (param instanceof StringArrayParam) {
        return new Form("List[str]", "TypeConverters.toListString");
      }
      return param instanceof OptionsParam
          ? new Form("Dict[str, Any]", "texts")
          : new Form("str", "TypeConverters.toString");
    }
  }

  @Test
  void areWhatTheDeclarationsSay() throws Exception {
    StringBuilder source = new StringBuilder(HEADER);
    ALL.forEach(transformer -> source.append("\n\n").append(transformer(transformer)));
    source.append("\n\nas_java_module(__name__)\n");
    PythonSource.assertIs("ml.py", source.toString());
  }

  private static String transformer(TextTransformer<?> transformer) {
    String name = transformer.getClass().getSimpleName();
    StringBuilder docs = new StringBuilder();
    StringBuilder params = new StringBuilder();
    StringBuilder setters = new StringBuilder();
    List<String> hints = new ArrayList<>();
    List<String> given = new ArrayList<>();
    for (Param<?> param : transformer.params()) {
      Form form = Form.of(param);
      String key = param.name();
      String doc = ":param " + key + ": " + param.doc();
      docs.append("    ").append(wrapped(doc, 4, "        ")).append("\n");
      params.append(
          "    %s: Param[%s] = Param(\n        Params._dummy(),\n        %s,\n        %s,\n        %s,\n    )\n"
              .formatted(key, form.type(), quoted(key), literal(param.doc()), form.converter()));
      hints.add("        %s: Optional[%s] = None,\n".formatted(key, form.type()));
      given.add("                %s: %s,\n".formatted(quoted(key), key));
      setters.append(
          "\n    def set%s(self, value: %s) -> %s:\n        \"\"\"Sets %s.\"\"\"\n        return self._set(%s=value)\n"
              .formatted(
                  key.substring(0, 1).toUpperCase(Locale.ROOT) + key.substring(1),
                  form.type(),
                  name,
                  key,
                  key));
    }
    String summary =
        "A column by ``%1$s`` (see :func:`glossa.functions.%1$s`)."
            .formatted(transformer.function());
    return "class %s(TextTransformer):\n    \"\"\"%s\n\n%s    \"\"\"\n\n%s"
            .formatted(name, summary, docs, params)
        + "\n    def __init__(\n        self,\n        *,\n"
        + String.join("", hints)
        + "    ) -> None:\n        super().__init__(\n            {\n"
        + String.join("", given)
        + "            }\n        )\n"
        + setters;
  }

  /** A string in as many parts as lines of the source want. */
  private static String literal(String text) {
    String[] lines = wrapped(text, 14, "              ").split("\n *");
    StringBuilder parts = new StringBuilder();
    for (int i = 0; i < lines.length; i++) {
      boolean last = i == lines.length - 1;
      parts.append(i == 0 ? "" : "\n        ").append(quoted(lines[i] + (last ? "" : " ")));
    }
    return parts.toString();
  }
}
