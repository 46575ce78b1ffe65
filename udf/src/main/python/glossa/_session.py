"""Opens sessions."""

from __future__ import annotations

import os
from typing import Any, Optional, Union

from pyspark.sql import SparkSession

EXTENSION = "dev.glossa.udf.spark.sql.GlossaExtensions"


def start(
    jar: Union[str, os.PathLike],
    config: Optional[Union[str, os.PathLike]] = None,
    **conf: Any,
) -> SparkSession:
    """Opens a session that has Glossa's functions.

    :param jar: glossa.jar, as a file here or as a URL that Spark reads
    :param config: a file like conf/glossa.conf with what differs from it
    :param conf: settings of Spark by their names, such as
        ``**{"spark.glossa.ask.model": "qwen"}``; ``spark.glossa.KEY`` is stronger than the file
    :raises RuntimeError: where a session is open already that was started without Glossa
    """
    settings = {key: str(value) for key, value in conf.items()}
    _append(settings, "spark.jars", os.fspath(jar))
    _append(settings, "spark.sql.extensions", EXTENSION)
    if config is not None:
        settings["spark.glossa.config"] = os.path.abspath(os.fspath(config))
    builder = SparkSession.builder
    for key, value in settings.items():
        builder = builder.config(key, value)
    session = builder.getOrCreate()
    if not session.catalog.functionExists("ai_embed"):
        raise RuntimeError(
            "Cannot start Glossa: a session is open that was started without it"
            " (stop it with stop(), or start it with spark.sql.extensions=" + EXTENSION + ")"
        )
    return session


def _append(settings: dict, key: str, value: str) -> None:
    given = settings.get(key)
    settings[key] = f"{given},{value}" if given else value
