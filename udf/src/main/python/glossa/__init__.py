"""Language models over columns of texts, on Apache Spark.

``start`` opens a session in which the functions of :mod:`glossa.functions` and the transformers of
:mod:`glossa.ml` can be used. All work is done by ``glossa.jar``; executors run no Python.
"""

from glossa import functions, ml
from glossa._session import start

__all__ = ["functions", "ml", "start"]
