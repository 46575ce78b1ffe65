"""Transformers of Spark ML. Made of the declarations in Java; do not edit.

Params that are None are not set.
"""

from __future__ import annotations

from typing import Any, Dict, List, Optional

from pyspark.ml.param import Param, Params, TypeConverters

from glossa._transformer import TextTransformer, as_java_module, texts


class Tokenizer(TextTransformer):
    """A column by ``ai_tokens`` (see :func:`glossa.functions.ai_tokens`).

    :param errorCol: name of a new column that says why a text has no result; without it such a text
        ends the query
    :param inputCol: name of the column of texts
    :param model: name of a model in the configuration; without it the configured one
    :param options: further settings: keys of the section of glossa.conf that belongs to the
        function, all but the model
    :param outputCol: name of the new column
    """

    errorCol: Param[str] = Param(
        Params._dummy(),
        "errorCol",
        "name of a new column that says why a text has no result; without it such a text ends "
        "the query",
        TypeConverters.toString,
    )
    inputCol: Param[str] = Param(
        Params._dummy(),
        "inputCol",
        "name of the column of texts",
        TypeConverters.toString,
    )
    model: Param[str] = Param(
        Params._dummy(),
        "model",
        "name of a model in the configuration; without it the configured one",
        TypeConverters.toString,
    )
    options: Param[Dict[str, Any]] = Param(
        Params._dummy(),
        "options",
        "further settings: keys of the section of glossa.conf that belongs to the function, all "
        "but the model",
        texts,
    )
    outputCol: Param[str] = Param(
        Params._dummy(),
        "outputCol",
        "name of the new column",
        TypeConverters.toString,
    )

    def __init__(
        self,
        *,
        errorCol: Optional[str] = None,
        inputCol: Optional[str] = None,
        model: Optional[str] = None,
        options: Optional[Dict[str, Any]] = None,
        outputCol: Optional[str] = None,
    ) -> None:
        super().__init__(
            {
                "errorCol": errorCol,
                "inputCol": inputCol,
                "model": model,
                "options": options,
                "outputCol": outputCol,
            }
        )

    def setErrorCol(self, value: str) -> Tokenizer:
        """Sets errorCol."""
        return self._set(errorCol=value)

    def setInputCol(self, value: str) -> Tokenizer:
        """Sets inputCol."""
        return self._set(inputCol=value)

    def setModel(self, value: str) -> Tokenizer:
        """Sets model."""
        return self._set(model=value)

    def setOptions(self, value: Dict[str, Any]) -> Tokenizer:
        """Sets options."""
        return self._set(options=value)

    def setOutputCol(self, value: str) -> Tokenizer:
        """Sets outputCol."""
        return self._set(outputCol=value)


class TextEmbedder(TextTransformer):
    """A column by ``ai_embed`` (see :func:`glossa.functions.ai_embed`).

    :param errorCol: name of a new column that says why a text has no result; without it such a text
        ends the query
    :param inputCol: name of the column of texts
    :param model: name of a model in the configuration; without it the configured one
    :param options: further settings: keys of the section of glossa.conf that belongs to the
        function, all but the model
    :param outputCol: name of the new column
    """

    errorCol: Param[str] = Param(
        Params._dummy(),
        "errorCol",
        "name of a new column that says why a text has no result; without it such a text ends "
        "the query",
        TypeConverters.toString,
    )
    inputCol: Param[str] = Param(
        Params._dummy(),
        "inputCol",
        "name of the column of texts",
        TypeConverters.toString,
    )
    model: Param[str] = Param(
        Params._dummy(),
        "model",
        "name of a model in the configuration; without it the configured one",
        TypeConverters.toString,
    )
    options: Param[Dict[str, Any]] = Param(
        Params._dummy(),
        "options",
        "further settings: keys of the section of glossa.conf that belongs to the function, all "
        "but the model",
        texts,
    )
    outputCol: Param[str] = Param(
        Params._dummy(),
        "outputCol",
        "name of the new column",
        TypeConverters.toString,
    )

    def __init__(
        self,
        *,
        errorCol: Optional[str] = None,
        inputCol: Optional[str] = None,
        model: Optional[str] = None,
        options: Optional[Dict[str, Any]] = None,
        outputCol: Optional[str] = None,
    ) -> None:
        super().__init__(
            {
                "errorCol": errorCol,
                "inputCol": inputCol,
                "model": model,
                "options": options,
                "outputCol": outputCol,
            }
        )

    def setErrorCol(self, value: str) -> TextEmbedder:
        """Sets errorCol."""
        return self._set(errorCol=value)

    def setInputCol(self, value: str) -> TextEmbedder:
        """Sets inputCol."""
        return self._set(inputCol=value)

    def setModel(self, value: str) -> TextEmbedder:
        """Sets model."""
        return self._set(model=value)

    def setOptions(self, value: Dict[str, Any]) -> TextEmbedder:
        """Sets options."""
        return self._set(options=value)

    def setOutputCol(self, value: str) -> TextEmbedder:
        """Sets outputCol."""
        return self._set(outputCol=value)


class Summarizer(TextTransformer):
    """A column by ``ai_summarize`` (see :func:`glossa.functions.ai_summarize`).

    :param errorCol: name of a new column that says why a text has no result; without it such a text
        ends the query
    :param inputCol: name of the column of texts
    :param maxWords: words of a summary at most, up to 1000000; 0 for as many as there are
    :param model: name of a model in the configuration; without it the configured one
    :param options: further settings: keys of the section of glossa.conf that belongs to the
        function, all but the model
    :param outputCol: name of the new column
    """

    errorCol: Param[str] = Param(
        Params._dummy(),
        "errorCol",
        "name of a new column that says why a text has no result; without it such a text ends "
        "the query",
        TypeConverters.toString,
    )
    inputCol: Param[str] = Param(
        Params._dummy(),
        "inputCol",
        "name of the column of texts",
        TypeConverters.toString,
    )
    maxWords: Param[int] = Param(
        Params._dummy(),
        "maxWords",
        "words of a summary at most, up to 1000000; 0 for as many as there are",
        TypeConverters.toInt,
    )
    model: Param[str] = Param(
        Params._dummy(),
        "model",
        "name of a model in the configuration; without it the configured one",
        TypeConverters.toString,
    )
    options: Param[Dict[str, Any]] = Param(
        Params._dummy(),
        "options",
        "further settings: keys of the section of glossa.conf that belongs to the function, all "
        "but the model",
        texts,
    )
    outputCol: Param[str] = Param(
        Params._dummy(),
        "outputCol",
        "name of the new column",
        TypeConverters.toString,
    )

    def __init__(
        self,
        *,
        errorCol: Optional[str] = None,
        inputCol: Optional[str] = None,
        maxWords: Optional[int] = None,
        model: Optional[str] = None,
        options: Optional[Dict[str, Any]] = None,
        outputCol: Optional[str] = None,
    ) -> None:
        super().__init__(
            {
                "errorCol": errorCol,
                "inputCol": inputCol,
                "maxWords": maxWords,
                "model": model,
                "options": options,
                "outputCol": outputCol,
            }
        )

    def setErrorCol(self, value: str) -> Summarizer:
        """Sets errorCol."""
        return self._set(errorCol=value)

    def setInputCol(self, value: str) -> Summarizer:
        """Sets inputCol."""
        return self._set(inputCol=value)

    def setMaxWords(self, value: int) -> Summarizer:
        """Sets maxWords."""
        return self._set(maxWords=value)

    def setModel(self, value: str) -> Summarizer:
        """Sets model."""
        return self._set(model=value)

    def setOptions(self, value: Dict[str, Any]) -> Summarizer:
        """Sets options."""
        return self._set(options=value)

    def setOutputCol(self, value: str) -> Summarizer:
        """Sets outputCol."""
        return self._set(outputCol=value)


class TextGenerator(TextTransformer):
    """A column by ``ai_gen`` (see :func:`glossa.functions.ai_gen`).

    :param errorCol: name of a new column that says why a text has no result; without it such a text
        ends the query
    :param inputCol: name of the column of texts
    :param model: name of a model in the configuration; without it the configured one
    :param options: further settings: keys of the section of glossa.conf that belongs to the
        function, all but the model
    :param outputCol: name of the new column
    """

    errorCol: Param[str] = Param(
        Params._dummy(),
        "errorCol",
        "name of a new column that says why a text has no result; without it such a text ends "
        "the query",
        TypeConverters.toString,
    )
    inputCol: Param[str] = Param(
        Params._dummy(),
        "inputCol",
        "name of the column of texts",
        TypeConverters.toString,
    )
    model: Param[str] = Param(
        Params._dummy(),
        "model",
        "name of a model in the configuration; without it the configured one",
        TypeConverters.toString,
    )
    options: Param[Dict[str, Any]] = Param(
        Params._dummy(),
        "options",
        "further settings: keys of the section of glossa.conf that belongs to the function, all "
        "but the model",
        texts,
    )
    outputCol: Param[str] = Param(
        Params._dummy(),
        "outputCol",
        "name of the new column",
        TypeConverters.toString,
    )

    def __init__(
        self,
        *,
        errorCol: Optional[str] = None,
        inputCol: Optional[str] = None,
        model: Optional[str] = None,
        options: Optional[Dict[str, Any]] = None,
        outputCol: Optional[str] = None,
    ) -> None:
        super().__init__(
            {
                "errorCol": errorCol,
                "inputCol": inputCol,
                "model": model,
                "options": options,
                "outputCol": outputCol,
            }
        )

    def setErrorCol(self, value: str) -> TextGenerator:
        """Sets errorCol."""
        return self._set(errorCol=value)

    def setInputCol(self, value: str) -> TextGenerator:
        """Sets inputCol."""
        return self._set(inputCol=value)

    def setModel(self, value: str) -> TextGenerator:
        """Sets model."""
        return self._set(model=value)

    def setOptions(self, value: Dict[str, Any]) -> TextGenerator:
        """Sets options."""
        return self._set(options=value)

    def setOutputCol(self, value: str) -> TextGenerator:
        """Sets outputCol."""
        return self._set(outputCol=value)


class TextClassifier(TextTransformer):
    """A column by ``ai_classify`` (see :func:`glossa.functions.ai_classify`).

    :param errorCol: name of a new column that says why a text has no result; without it such a text
        ends the query
    :param inputCol: name of the column of texts
    :param labels: labels to choose from, all different; without them those of the model
    :param model: name of a model in the configuration; without it the configured one
    :param options: further settings: keys of the section of glossa.conf that belongs to the
        function, all but the model
    :param outputCol: name of the new column
    """

    errorCol: Param[str] = Param(
        Params._dummy(),
        "errorCol",
        "name of a new column that says why a text has no result; without it such a text ends "
        "the query",
        TypeConverters.toString,
    )
    inputCol: Param[str] = Param(
        Params._dummy(),
        "inputCol",
        "name of the column of texts",
        TypeConverters.toString,
    )
    labels: Param[List[str]] = Param(
        Params._dummy(),
        "labels",
        "labels to choose from, all different; without them those of the model",
        TypeConverters.toListString,
    )
    model: Param[str] = Param(
        Params._dummy(),
        "model",
        "name of a model in the configuration; without it the configured one",
        TypeConverters.toString,
    )
    options: Param[Dict[str, Any]] = Param(
        Params._dummy(),
        "options",
        "further settings: keys of the section of glossa.conf that belongs to the function, all "
        "but the model",
        texts,
    )
    outputCol: Param[str] = Param(
        Params._dummy(),
        "outputCol",
        "name of the new column",
        TypeConverters.toString,
    )

    def __init__(
        self,
        *,
        errorCol: Optional[str] = None,
        inputCol: Optional[str] = None,
        labels: Optional[List[str]] = None,
        model: Optional[str] = None,
        options: Optional[Dict[str, Any]] = None,
        outputCol: Optional[str] = None,
    ) -> None:
        super().__init__(
            {
                "errorCol": errorCol,
                "inputCol": inputCol,
                "labels": labels,
                "model": model,
                "options": options,
                "outputCol": outputCol,
            }
        )

    def setErrorCol(self, value: str) -> TextClassifier:
        """Sets errorCol."""
        return self._set(errorCol=value)

    def setInputCol(self, value: str) -> TextClassifier:
        """Sets inputCol."""
        return self._set(inputCol=value)

    def setLabels(self, value: List[str]) -> TextClassifier:
        """Sets labels."""
        return self._set(labels=value)

    def setModel(self, value: str) -> TextClassifier:
        """Sets model."""
        return self._set(model=value)

    def setOptions(self, value: Dict[str, Any]) -> TextClassifier:
        """Sets options."""
        return self._set(options=value)

    def setOutputCol(self, value: str) -> TextClassifier:
        """Sets outputCol."""
        return self._set(outputCol=value)


class TokenClassifier(TextTransformer):
    """A column by ``ai_entities`` (see :func:`glossa.functions.ai_entities`).

    :param errorCol: name of a new column that says why a text has no result; without it such a text
        ends the query
    :param inputCol: name of the column of texts
    :param model: name of a model in the configuration; without it the configured one
    :param options: further settings: keys of the section of glossa.conf that belongs to the
        function, all but the model
    :param outputCol: name of the new column
    """

    errorCol: Param[str] = Param(
        Params._dummy(),
        "errorCol",
        "name of a new column that says why a text has no result; without it such a text ends "
        "the query",
        TypeConverters.toString,
    )
    inputCol: Param[str] = Param(
        Params._dummy(),
        "inputCol",
        "name of the column of texts",
        TypeConverters.toString,
    )
    model: Param[str] = Param(
        Params._dummy(),
        "model",
        "name of a model in the configuration; without it the configured one",
        TypeConverters.toString,
    )
    options: Param[Dict[str, Any]] = Param(
        Params._dummy(),
        "options",
        "further settings: keys of the section of glossa.conf that belongs to the function, all "
        "but the model",
        texts,
    )
    outputCol: Param[str] = Param(
        Params._dummy(),
        "outputCol",
        "name of the new column",
        TypeConverters.toString,
    )

    def __init__(
        self,
        *,
        errorCol: Optional[str] = None,
        inputCol: Optional[str] = None,
        model: Optional[str] = None,
        options: Optional[Dict[str, Any]] = None,
        outputCol: Optional[str] = None,
    ) -> None:
        super().__init__(
            {
                "errorCol": errorCol,
                "inputCol": inputCol,
                "model": model,
                "options": options,
                "outputCol": outputCol,
            }
        )

    def setErrorCol(self, value: str) -> TokenClassifier:
        """Sets errorCol."""
        return self._set(errorCol=value)

    def setInputCol(self, value: str) -> TokenClassifier:
        """Sets inputCol."""
        return self._set(inputCol=value)

    def setModel(self, value: str) -> TokenClassifier:
        """Sets model."""
        return self._set(model=value)

    def setOptions(self, value: Dict[str, Any]) -> TokenClassifier:
        """Sets options."""
        return self._set(options=value)

    def setOutputCol(self, value: str) -> TokenClassifier:
        """Sets outputCol."""
        return self._set(outputCol=value)


class NextToken(TextTransformer):
    """A column by ``ai_next_token`` (see :func:`glossa.functions.ai_next_token`).

    :param errorCol: name of a new column that says why a text has no result; without it such a text
        ends the query
    :param inputCol: name of the column of texts
    :param k: how many tokens, 1 to 1000; without it next_token.top_k of the configuration
    :param model: name of a model in the configuration; without it the configured one
    :param options: further settings: keys of the section of glossa.conf that belongs to the
        function, all but the model
    :param outputCol: name of the new column
    """

    errorCol: Param[str] = Param(
        Params._dummy(),
        "errorCol",
        "name of a new column that says why a text has no result; without it such a text ends "
        "the query",
        TypeConverters.toString,
    )
    inputCol: Param[str] = Param(
        Params._dummy(),
        "inputCol",
        "name of the column of texts",
        TypeConverters.toString,
    )
    k: Param[int] = Param(
        Params._dummy(),
        "k",
        "how many tokens, 1 to 1000; without it next_token.top_k of the configuration",
        TypeConverters.toInt,
    )
    model: Param[str] = Param(
        Params._dummy(),
        "model",
        "name of a model in the configuration; without it the configured one",
        TypeConverters.toString,
    )
    options: Param[Dict[str, Any]] = Param(
        Params._dummy(),
        "options",
        "further settings: keys of the section of glossa.conf that belongs to the function, all "
        "but the model",
        texts,
    )
    outputCol: Param[str] = Param(
        Params._dummy(),
        "outputCol",
        "name of the new column",
        TypeConverters.toString,
    )

    def __init__(
        self,
        *,
        errorCol: Optional[str] = None,
        inputCol: Optional[str] = None,
        k: Optional[int] = None,
        model: Optional[str] = None,
        options: Optional[Dict[str, Any]] = None,
        outputCol: Optional[str] = None,
    ) -> None:
        super().__init__(
            {
                "errorCol": errorCol,
                "inputCol": inputCol,
                "k": k,
                "model": model,
                "options": options,
                "outputCol": outputCol,
            }
        )

    def setErrorCol(self, value: str) -> NextToken:
        """Sets errorCol."""
        return self._set(errorCol=value)

    def setInputCol(self, value: str) -> NextToken:
        """Sets inputCol."""
        return self._set(inputCol=value)

    def setK(self, value: int) -> NextToken:
        """Sets k."""
        return self._set(k=value)

    def setModel(self, value: str) -> NextToken:
        """Sets model."""
        return self._set(model=value)

    def setOptions(self, value: Dict[str, Any]) -> NextToken:
        """Sets options."""
        return self._set(options=value)

    def setOutputCol(self, value: str) -> NextToken:
        """Sets outputCol."""
        return self._set(outputCol=value)


class AttentionStatistics(TextTransformer):
    """A column by ``ai_attention`` (see :func:`glossa.functions.ai_attention`).

    :param errorCol: name of a new column that says why a text has no result; without it such a text
        ends the query
    :param inputCol: name of the column of texts
    :param model: name of a model in the configuration; without it the configured one
    :param options: further settings: keys of the section of glossa.conf that belongs to the
        function, all but the model
    :param outputCol: name of the new column
    """

    errorCol: Param[str] = Param(
        Params._dummy(),
        "errorCol",
        "name of a new column that says why a text has no result; without it such a text ends "
        "the query",
        TypeConverters.toString,
    )
    inputCol: Param[str] = Param(
        Params._dummy(),
        "inputCol",
        "name of the column of texts",
        TypeConverters.toString,
    )
    model: Param[str] = Param(
        Params._dummy(),
        "model",
        "name of a model in the configuration; without it the configured one",
        TypeConverters.toString,
    )
    options: Param[Dict[str, Any]] = Param(
        Params._dummy(),
        "options",
        "further settings: keys of the section of glossa.conf that belongs to the function, all "
        "but the model",
        texts,
    )
    outputCol: Param[str] = Param(
        Params._dummy(),
        "outputCol",
        "name of the new column",
        TypeConverters.toString,
    )

    def __init__(
        self,
        *,
        errorCol: Optional[str] = None,
        inputCol: Optional[str] = None,
        model: Optional[str] = None,
        options: Optional[Dict[str, Any]] = None,
        outputCol: Optional[str] = None,
    ) -> None:
        super().__init__(
            {
                "errorCol": errorCol,
                "inputCol": inputCol,
                "model": model,
                "options": options,
                "outputCol": outputCol,
            }
        )

    def setErrorCol(self, value: str) -> AttentionStatistics:
        """Sets errorCol."""
        return self._set(errorCol=value)

    def setInputCol(self, value: str) -> AttentionStatistics:
        """Sets inputCol."""
        return self._set(inputCol=value)

    def setModel(self, value: str) -> AttentionStatistics:
        """Sets model."""
        return self._set(model=value)

    def setOptions(self, value: Dict[str, Any]) -> AttentionStatistics:
        """Sets options."""
        return self._set(options=value)

    def setOutputCol(self, value: str) -> AttentionStatistics:
        """Sets outputCol."""
        return self._set(outputCol=value)


as_java_module(__name__)
