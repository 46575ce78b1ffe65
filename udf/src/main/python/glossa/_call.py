"""Calls of SQL functions as columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, List, Mapping, Optional, Union

from pyspark.sql import Column
from pyspark.sql.functions import array, call_function, col, create_map, lit

if TYPE_CHECKING:
    from pyspark.sql._typing import ColumnOrName

Constant = Union[int, str, List[str]]
Options = Optional[Mapping[str, Any]]


def call(name: str, arguments: List[Any], options: Options) -> Column:
    """The call of a function.

    :param arguments: columns, and None for what was not given
    :param options: settings of this call; none where it is empty
    """
    given = [argument for argument in arguments if argument is not None]
    if options:
        items = [lit(str(item)) for pair in options.items() for item in pair]
        given.append(create_map(*items))
    return call_function(name, *given)


def column(value: ColumnOrName) -> Column:
    """A column, or the column of that name."""
    return value if isinstance(value, Column) else col(value)


def constant(value: Optional[Constant]) -> Optional[Column]:
    """A value that is the same in all rows; None stays None."""
    if isinstance(value, (list, tuple)):
        return array(*[lit(item) for item in value])
    return None if value is None else lit(value)
