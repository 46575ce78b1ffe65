"""What all transformers have in common."""

from __future__ import annotations

import sys
from typing import Any, Dict, Mapping

from pyspark.ml.param import TypeConverters
from pyspark.ml.util import JavaMLReadable, JavaMLReader, JavaMLWritable
from pyspark.ml.wrapper import JavaTransformer

JAVA_PACKAGE = "dev.glossa.udf.spark.ml"


class TextTransformer(JavaTransformer, JavaMLReadable, JavaMLWritable):
    """A transformer whose work and params are those of the Java class of the same name."""

    def __init__(self, given: Dict[str, Any]) -> None:
        super().__init__()
        self._java_obj = self._new_java_obj(_java_name(type(self)), self.uid)
        self._setDefault(outputCol=self.uid + "__output")
        self._set(**{name: value for name, value in given.items() if value is not None})

    @classmethod
    def read(cls) -> "TextTransformerReader":
        """A reader of what was saved."""
        return TextTransformerReader(cls)


class TextTransformerReader(JavaMLReader):
    """Loads the Java transformer. It is refused where its model has changed since it was saved."""

    @classmethod
    def _java_loader_class(cls, clazz: type) -> str:
        return _java_name(clazz)


def _java_name(clazz: type) -> str:
    return JAVA_PACKAGE + "." + clazz.__name__


def texts(value: Any) -> Dict[str, str]:
    """Settings as the configuration reads them, by key."""
    if not isinstance(value, Mapping):  # Java's maps are no dicts.
        raise TypeError(f"Could not convert {value!r} to a dict of settings")
    return {TypeConverters.toString(key): str(item) for key, item in value.items()}


def as_java_module(name: str) -> None:
    """Lets PySpark find a module's classes by their Java names when it loads a pipeline."""
    sys.modules[JAVA_PACKAGE] = sys.modules[name]
