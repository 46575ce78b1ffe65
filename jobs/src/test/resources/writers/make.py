"""Writes the files beside it, each with the program that it is named after.

Run with pandas 3.1, pyarrow 26, duckdb 2.0, polars 2.1 and fastparquet installed and jq 1.6 on the
PATH, in this folder: python make.py. What each file must give when it is read is in TestWriters.
"""

import datetime
import decimal
import json
import subprocess
import uuid

import duckdb
import fastparquet
import numpy
import pandas
import polars
import pyarrow
import pyarrow.csv
import pyarrow.parquet as parquet

TEXTS = [
    "plain",
    'say "hi", and go',
    "two\nlines",
    "back\\slash",
    "tab\tand é 한 😀",
    "ends with \\",
    '"quoted" as a whole',
    'a \\" b',
]
IDS = list(range(1, len(TEXTS) + 1))
FRAME = pandas.DataFrame({"id": IDS, "text": TEXTS})
TABLE = pyarrow.table({"id": IDS, "text": TEXTS})


def with_pandas():
    FRAME.to_csv("pandas.csv", index=False)
    FRAME.to_csv("pandas-index.csv")
    FRAME.to_csv("pandas.tsv", sep="\t", index=False)
    FRAME.to_csv("pandas.csv.gz", index=False)
    FRAME.to_csv("pandas-semicolon.csv", sep=";", encoding="utf-8-sig", index=False)
    FRAME.to_csv("pandas-utf16.csv", sep="\t", encoding="utf-16", index=False)
    FRAME.to_csv("pandas-crlf.csv", lineterminator="\r\n", quoting=1, index=False)
    FRAME.to_json("pandas.json")
    FRAME.to_json("pandas-records.json", orient="records")
    FRAME.to_json("pandas-indent.json", orient="records", indent=2)
    FRAME.to_json("pandas.jsonl", orient="records", lines=True)
    FRAME.to_parquet("pandas.parquet")
    fastparquet.write("fastparquet.parquet", FRAME)


def with_python():
    with open("python.jsonl", "w", encoding="utf-8") as file:
        for number, text in zip(IDS, TEXTS):
            row = {"id": number, "score": float("nan"), "most": float("-inf"), "text": text}
            file.write(json.dumps(row) + "\n")


def with_duckdb():
    connection = duckdb.connect()
    connection.register("frame", FRAME)
    connection.execute("CREATE TABLE t AS SELECT * FROM frame")
    for target in [
        "'duckdb.csv'",
        "'duckdb.csv.gz'",
        "'duckdb.tsv' (DELIMITER '\t')",
        "'duckdb.json'",
        "'duckdb-array.json' (ARRAY true)",
        "'duckdb.parquet'",
        "'duckdb-zstd.parquet' (COMPRESSION zstd, PARQUET_VERSION v2)",
        "'duckdb-brotli.parquet' (COMPRESSION brotli)",
        "'duckdb-lz4.parquet' (COMPRESSION lz4_raw)",
    ]:
        connection.execute("COPY t TO " + target)
    connection.execute(
        "COPY (SELECT text FROM t UNION ALL SELECT NULL) TO 'duckdb-one-column.csv'"
    )
    connection.execute(
        "COPY (SELECT id, text, {'a': id}::VARIANT AS beside FROM t) TO 'duckdb-variant.parquet'"
    )


def with_arrow():
    pyarrow.csv.write_csv(TABLE, "arrow.csv")
    for codec in ["none", "snappy", "gzip", "zstd", "lz4", "brotli"]:
        parquet.write_table(TABLE, f"arrow-{codec}.parquet", compression=codec)
    halves = pyarrow.array(numpy.array(IDS, numpy.float16))
    parquet.write_table(TABLE.append_column("half", halves), "arrow-float16.parquet")
    for name, kind in [
        ("large", pyarrow.large_string()),
        ("view", pyarrow.string_view()),
        ("dictionary", pyarrow.dictionary(pyarrow.int32(), pyarrow.string())),
    ]:
        text = pyarrow.array(TEXTS).cast(pyarrow.string())
        text = text.dictionary_encode() if name == "dictionary" else text.cast(kind)
        parquet.write_table(
            pyarrow.table({"id": IDS, "text": text, "deep.name": IDS}), f"arrow-{name}.parquet"
        )
    parquet.write_table(TABLE.slice(0, 0), "arrow-empty.parquet")
    parquet.write_table(
        TABLE, "arrow-delta.parquet", use_dictionary=False, version="2.6", data_page_version="2.0",
        column_encoding={"id": "DELTA_BINARY_PACKED", "text": "DELTA_LENGTH_BYTE_ARRAY"},
    )


def ids():
    when = datetime.datetime(2024, 5, 6, 7, 8, 9, 123456)
    utc = when.replace(tzinfo=datetime.timezone.utc)
    values = {
        "double": pyarrow.array([1.5]),
        "float": pyarrow.array([0.1], pyarrow.float32()),
        "decimal": pyarrow.array([decimal.Decimal("12.50")], pyarrow.decimal128(9, 2)),
        "decimal-int": pyarrow.array([decimal.Decimal("-12.50")], pyarrow.decimal128(9, 2)),
        "decimal-wide": pyarrow.array([decimal.Decimal("12.50")], pyarrow.decimal256(60, 2)),
        "date": pyarrow.array([when.date()]),
        "time": pyarrow.array([when.time()]),
        "timestamp": pyarrow.array([when]),
        "timestamp-utc": pyarrow.array([utc], pyarrow.timestamp("us", "UTC")),
        "timestamp-nanos": pyarrow.array([1_715_000_000_123_456_789], pyarrow.timestamp("ns")),
        "timestamp-int96": pyarrow.array([when], pyarrow.timestamp("ns")),
        "uint64": pyarrow.array([2**64 - 1], pyarrow.uint64()),
        "uint32": pyarrow.array([2**32 - 1], pyarrow.uint32()),
        "uint8": pyarrow.array([255], pyarrow.uint8()),
        "boolean": pyarrow.array([True]),
        "bytes": pyarrow.array([b"\x00\xff"]),
        "untyped": pyarrow.array([b"key-1"]),
        "half": pyarrow.array(numpy.array([1.5], numpy.float16)),
        "uuid": pyarrow.array(
            [uuid.UUID("0f8fad5b-d9cb-469f-a165-70867728950e").bytes], pyarrow.uuid()
        ),
        "list": pyarrow.array([[1, 2]]),
    }
    for name, value in values.items():
        parquet.write_table(
            pyarrow.table({"id": value, "text": ["words"]}),
            f"id-{name}.parquet",
            use_deprecated_int96_timestamps=name == "timestamp-int96",
            store_decimal_as_integer=name == "decimal-int",
        )


def with_polars():
    frame = polars.DataFrame({"id": IDS, "text": TEXTS})
    frame.write_csv("polars.csv")
    frame.write_ndjson("polars.ndjson")
    frame.write_json("polars.json")
    frame.write_parquet("polars.parquet")


def with_jq():
    rows = json.dumps([{"id": number, "text": text} for number, text in zip(IDS, TEXTS)])
    table = '["id", "text"], (.[] | [.id, .text]) | '
    for name, arguments in {
        "jq.json": [".[]"],
        "jq-compact.json": ["-c", ".[]"],
        "jq-array.json": ["."],
        "jq-sequence.json": ["--seq", "-c", ".[]"],
        "jq.csv": ["-r", table + "@csv"],
        "jq.tsv": ["-r", table + "@tsv"],
    }.items():
        with open(name, "wb") as file:
            mark = "\x1e" if "--seq" in arguments else ""
            subprocess.run(["jq", *arguments], input=(mark + rows).encode(), stdout=file, check=True)


for write in [with_pandas, with_python, with_duckdb, with_arrow, ids, with_polars, with_jq]:
    write()
