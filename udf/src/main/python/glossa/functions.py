"""The functions of SQL on models, as columns. Made of the declarations in Java; do not edit.

NULL gives NULL. A text without a result ends the query, unless spark.glossa.fail_on_error is
false; a function that begins with try_ gives a struct of result and error instead.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, List, Optional

from pyspark.sql import Column

from glossa._call import Options, call, column, constant

if TYPE_CHECKING:
    from pyspark.sql._typing import ColumnOrName


def ai_embed(
    text: ColumnOrName,
    options: Options = None,
) -> Column:
    """The vector of a text: of one that the model reads in chunks, the mean of theirs.

    :param text: a column, or its name
    :param options: settings of this call, such as model: keys of its section of glossa.conf
    """
    return call("ai_embed", [column(text)], options)


def try_ai_embed(
    text: ColumnOrName,
    options: Options = None,
) -> Column:
    """The vector of a text: of one that the model reads in chunks, the mean of theirs. As a struct
    of result and error.

    :param text: a column, or its name
    :param options: settings of this call, such as model: keys of its section of glossa.conf
    """
    return call("try_ai_embed", [column(text)], options)


def ai_similarity(
    a: ColumnOrName,
    b: ColumnOrName,
    options: Options = None,
) -> Column:
    """The cosine of the vectors of two texts, -1 to 1.

    :param a: a column, or its name
    :param b: a column, or its name
    :param options: settings of this call, such as model: keys of its section of glossa.conf
    """
    return call("ai_similarity", [column(a), column(b)], options)


def ai_summarize(
    text: ColumnOrName,
    max_words: Optional[int] = None,
    options: Options = None,
) -> Column:
    """A summary of a text, however long; of max_words words at most, where that is given and not 0.

    :param text: a column, or its name
    :param max_words: a whole number
    :param options: settings of this call, such as model: keys of its section of glossa.conf
    """
    return call("ai_summarize", [column(text), constant(max_words)], options)


def try_ai_summarize(
    text: ColumnOrName,
    max_words: Optional[int] = None,
    options: Options = None,
) -> Column:
    """A summary of a text, however long; of max_words words at most, where that is given and not 0.
    As a struct of result and error.

    :param text: a column, or its name
    :param max_words: a whole number
    :param options: settings of this call, such as model: keys of its section of glossa.conf
    """
    return call("try_ai_summarize", [column(text), constant(max_words)], options)


def ai_classify(
    text: ColumnOrName,
    labels: Optional[List[str]] = None,
    options: Options = None,
) -> Column:
    """The label that fits a text best: one of yours, or without labels one of the model's.

    :param text: a column, or its name
    :param labels: different strings
    :param options: settings of this call, such as model: keys of its section of glossa.conf
    """
    return call("ai_classify", [column(text), constant(labels)], options)


def try_ai_classify(
    text: ColumnOrName,
    labels: Optional[List[str]] = None,
    options: Options = None,
) -> Column:
    """The label that fits a text best: one of yours, or without labels one of the model's. As a
    struct of result and error.

    :param text: a column, or its name
    :param labels: different strings
    :param options: settings of this call, such as model: keys of its section of glossa.conf
    """
    return call("try_ai_classify", [column(text), constant(labels)], options)


def ai_entities(
    text: ColumnOrName,
    options: Options = None,
) -> Column:
    """What a text names: people, places and things, as the model has them.

    :param text: a column, or its name
    :param options: settings of this call, such as model: keys of its section of glossa.conf
    """
    return call("ai_entities", [column(text)], options)


def try_ai_entities(
    text: ColumnOrName,
    options: Options = None,
) -> Column:
    """What a text names: people, places and things, as the model has them. As a struct of result
    and error.

    :param text: a column, or its name
    :param options: settings of this call, such as model: keys of its section of glossa.conf
    """
    return call("try_ai_entities", [column(text)], options)


def ai_mask(
    text: ColumnOrName,
    labels: List[str],
    options: Options = None,
) -> Column:
    """A text with [MASKED] in place of each entity that has one of the labels.

    :param text: a column, or its name
    :param labels: different strings
    :param options: settings of this call, such as model: keys of its section of glossa.conf
    """
    return call("ai_mask", [column(text), constant(labels)], options)


def try_ai_mask(
    text: ColumnOrName,
    labels: List[str],
    options: Options = None,
) -> Column:
    """A text with [MASKED] in place of each entity that has one of the labels. As a struct of
    result and error.

    :param text: a column, or its name
    :param labels: different strings
    :param options: settings of this call, such as model: keys of its section of glossa.conf
    """
    return call("try_ai_mask", [column(text), constant(labels)], options)


def ai_tokens(
    text: ColumnOrName,
    options: Options = None,
) -> Column:
    """The tokens of a text, with the template's special tokens.

    :param text: a column, or its name
    :param options: settings of this call, such as model: keys of its section of glossa.conf
    """
    return call("ai_tokens", [column(text)], options)


def try_ai_tokens(
    text: ColumnOrName,
    options: Options = None,
) -> Column:
    """The tokens of a text, with the template's special tokens. As a struct of result and error.

    :param text: a column, or its name
    :param options: settings of this call, such as model: keys of its section of glossa.conf
    """
    return call("try_ai_tokens", [column(text)], options)


def ai_count_tokens(
    text: ColumnOrName,
    options: Options = None,
) -> Column:
    """How many tokens a text has, the template's special tokens among them.

    :param text: a column, or its name
    :param options: settings of this call, such as model: keys of its section of glossa.conf
    """
    return call("ai_count_tokens", [column(text)], options)


def try_ai_count_tokens(
    text: ColumnOrName,
    options: Options = None,
) -> Column:
    """How many tokens a text has, the template's special tokens among them. As a struct of result
    and error.

    :param text: a column, or its name
    :param options: settings of this call, such as model: keys of its section of glossa.conf
    """
    return call("try_ai_count_tokens", [column(text)], options)


def ai_sentences(
    text: ColumnOrName,
    options: Options = None,
) -> Column:
    """The sentences of a text and their words.

    :param text: a column, or its name
    :param options: settings of this call, such as model: keys of its section of glossa.conf
    """
    return call("ai_sentences", [column(text)], options)


def try_ai_sentences(
    text: ColumnOrName,
    options: Options = None,
) -> Column:
    """The sentences of a text and their words. As a struct of result and error.

    :param text: a column, or its name
    :param options: settings of this call, such as model: keys of its section of glossa.conf
    """
    return call("try_ai_sentences", [column(text)], options)


def ai_next_token(
    text: ColumnOrName,
    k: Optional[int] = None,
    options: Options = None,
) -> Column:
    """The k likeliest tokens after the opening of a text, next_token.prompt_tokens long.

    :param text: a column, or its name
    :param k: a whole number
    :param options: settings of this call, such as model: keys of its section of glossa.conf
    """
    return call("ai_next_token", [column(text), constant(k)], options)


def try_ai_next_token(
    text: ColumnOrName,
    k: Optional[int] = None,
    options: Options = None,
) -> Column:
    """The k likeliest tokens after the opening of a text, next_token.prompt_tokens long. As a
    struct of result and error.

    :param text: a column, or its name
    :param k: a whole number
    :param options: settings of this call, such as model: keys of its section of glossa.conf
    """
    return call("try_ai_next_token", [column(text), constant(k)], options)


def ai_surprisal(
    text: ColumnOrName,
    options: Options = None,
) -> Column:
    """How surprising each token of a text is, for each chunk.

    :param text: a column, or its name
    :param options: settings of this call, such as model: keys of its section of glossa.conf
    """
    return call("ai_surprisal", [column(text)], options)


def try_ai_surprisal(
    text: ColumnOrName,
    options: Options = None,
) -> Column:
    """How surprising each token of a text is, for each chunk. As a struct of result and error.

    :param text: a column, or its name
    :param options: settings of this call, such as model: keys of its section of glossa.conf
    """
    return call("try_ai_surprisal", [column(text)], options)


def ai_attention(
    text: ColumnOrName,
    options: Options = None,
) -> Column:
    """How the heads of a model spread their attention over a text, for each chunk.

    :param text: a column, or its name
    :param options: settings of this call, such as model: keys of its section of glossa.conf
    """
    return call("ai_attention", [column(text)], options)


def try_ai_attention(
    text: ColumnOrName,
    options: Options = None,
) -> Column:
    """How the heads of a model spread their attention over a text, for each chunk. As a struct of
    result and error.

    :param text: a column, or its name
    :param options: settings of this call, such as model: keys of its section of glossa.conf
    """
    return call("try_ai_attention", [column(text)], options)


def ai_gen(
    prompt: ColumnOrName,
    options: Options = None,
) -> Column:
    """What the model of ask.model answers to a prompt.

    :param prompt: a column, or its name
    :param options: settings of this call, such as model: keys of its section of glossa.conf
    """
    return call("ai_gen", [column(prompt)], options)


def try_ai_gen(
    prompt: ColumnOrName,
    options: Options = None,
) -> Column:
    """What the model of ask.model answers to a prompt. As a struct of result and error.

    :param prompt: a column, or its name
    :param options: settings of this call, such as model: keys of its section of glossa.conf
    """
    return call("try_ai_gen", [column(prompt)], options)


def ai_query(
    model: str,
    prompt: ColumnOrName,
    options: Options = None,
) -> Column:
    """What a model, by its name in the configuration, answers to a prompt.

    :param model: the same in all rows
    :param prompt: a column, or its name
    :param options: settings of this call, such as model: keys of its section of glossa.conf
    """
    return call("ai_query", [constant(model), column(prompt)], options)


def try_ai_query(
    model: str,
    prompt: ColumnOrName,
    options: Options = None,
) -> Column:
    """What a model, by its name in the configuration, answers to a prompt. As a struct of result
    and error.

    :param model: the same in all rows
    :param prompt: a column, or its name
    :param options: settings of this call, such as model: keys of its section of glossa.conf
    """
    return call("try_ai_query", [constant(model), column(prompt)], options)


def ai_extract(
    text: ColumnOrName,
    labels: List[str],
    options: Options = None,
) -> Column:
    """What a text says about each label, as a struct of strings; NULL where it says nothing.

    :param text: a column, or its name
    :param labels: different strings
    :param options: settings of this call, such as model: keys of its section of glossa.conf
    """
    return call("ai_extract", [column(text), constant(labels)], options)


def try_ai_extract(
    text: ColumnOrName,
    labels: List[str],
    options: Options = None,
) -> Column:
    """What a text says about each label, as a struct of strings; NULL where it says nothing. As a
    struct of result and error.

    :param text: a column, or its name
    :param labels: different strings
    :param options: settings of this call, such as model: keys of its section of glossa.conf
    """
    return call("try_ai_extract", [column(text), constant(labels)], options)


def ai_translate(
    text: ColumnOrName,
    to: str,
    options: Options = None,
) -> Column:
    """A text in another language.

    :param text: a column, or its name
    :param to: the same in all rows
    :param options: settings of this call, such as model: keys of its section of glossa.conf
    """
    return call("ai_translate", [column(text), constant(to)], options)


def try_ai_translate(
    text: ColumnOrName,
    to: str,
    options: Options = None,
) -> Column:
    """A text in another language. As a struct of result and error.

    :param text: a column, or its name
    :param to: the same in all rows
    :param options: settings of this call, such as model: keys of its section of glossa.conf
    """
    return call("try_ai_translate", [column(text), constant(to)], options)


def ai_fix_grammar(
    text: ColumnOrName,
    options: Options = None,
) -> Column:
    """A text without its mistakes.

    :param text: a column, or its name
    :param options: settings of this call, such as model: keys of its section of glossa.conf
    """
    return call("ai_fix_grammar", [column(text)], options)


def try_ai_fix_grammar(
    text: ColumnOrName,
    options: Options = None,
) -> Column:
    """A text without its mistakes. As a struct of result and error.

    :param text: a column, or its name
    :param options: settings of this call, such as model: keys of its section of glossa.conf
    """
    return call("try_ai_fix_grammar", [column(text)], options)


def ai_analyze_sentiment(
    text: ColumnOrName,
    options: Options = None,
) -> Column:
    """positive, negative, neutral or mixed.

    :param text: a column, or its name
    :param options: settings of this call, such as model: keys of its section of glossa.conf
    """
    return call("ai_analyze_sentiment", [column(text)], options)


def try_ai_analyze_sentiment(
    text: ColumnOrName,
    options: Options = None,
) -> Column:
    """positive, negative, neutral or mixed. As a struct of result and error.

    :param text: a column, or its name
    :param options: settings of this call, such as model: keys of its section of glossa.conf
    """
    return call("try_ai_analyze_sentiment", [column(text)], options)
