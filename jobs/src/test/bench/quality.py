"""Compares the tables of two precisions: what vectors, perplexity, greedy texts and summaries lose.

    ./submit.sh embed --input FILE --output A --set engine.precision=float32
    ./submit.sh embed --input FILE --output B --set engine.precision=int8
    python jobs/src/test/bench/quality.py A B

A and B are outputs of the same jobs over the same input; next_token, generate and summarize may follow in the same
folders. It wants a Python with duckdb and numpy, and ends with one table in Markdown: what it found, with A's figure
before B's where there are two. What is beyond LIMITS, or stands in one folder alone, ends the run with 1.

A vector's nearest neighbor is the one of the largest cosine among all others of the same model. Where A and B do not
agree on it, the gap is by how much A finds its own neighbor nearer than B's: a small one says that both are as near.
Tokens are counted from 1. --references names a file of JSON lines with a key, or an id as the input has it, and a
summary: a text, or a list of which the best counts. ROUGE's are F1, without stemming; a Hangul syllable is a word.
"""

import argparse
import collections
import glob
import json
import os
import re
import sys

import duckdb
import numpy

# Least mean cosine, least share of same neighbors, most change of perplexity, and of a ROUGE in points.
LIMITS = {"cosine": 0.999, "neighbors": 0.98, "perplexity": 0.01, "rouge": 0.5}


class Faulty(Exception):
    """The two folders cannot be compared."""


class Report:
    """The table, and what is wrong in it."""

    def __init__(self):
        self.lines, self.faults = [], []

    def put(self, table, model, number, measure, found, limit="", holds=True):
        self.lines.append([table, model, f"{number:,}", measure, found, limit])
        if not holds:
            self.faults.append(f"{table} of {model}: {measure} {found}, limit {limit}")

    def print(self):
        print("| table | model | number | measure | found | limit |\n|---|---|---|---|---|---|")
        for line in self.lines:
            print("| " + " | ".join(line) + " |")
        for fault in self.faults:
            print(f"\nFAULT: {fault}")


def query(folder, sql):
    """Rows of an output's views."""
    with duckdb.connect() as database, open(os.path.join(folder, "views.sql"), encoding="utf-8") as views:
        database.execute(views.read())
        return database.execute(sql).fetchall()


def rows(folder, table, columns, where="true"):
    """For each model, the last column by the others, which name a row; nothing where there is no table."""
    if not glob.glob(os.path.join(glob.escape(folder), f"data/wave=*/{table}/*.parquet")):
        return {}
    # Each model may have had a run of its own, and the latest settings are those of the last one alone.
    found = query(folder, f"SELECT model, {columns} FROM all_{table} WHERE {where}")
    models = collections.defaultdict(dict)
    for model, *name, value in found:
        if tuple(name) in models[model]:
            raise Faulty(f"Cannot compare table {table}: {folder} (it has results of {model} under several settings)")
        models[model][tuple(name)] = value
    return models


def pairs(args, table, columns, where="true"):
    """For each model, names and A's and B's values in the same order."""
    first, second = (rows(folder, table, columns, where) for folder in (args.a, args.b))
    for model in sorted(first.keys() | second.keys()):
        a, b = first.get(model, {}), second.get(model, {})
        if a.keys() != b.keys():
            raise Faulty(
                f"Cannot compare {table} of {model}: {len(a.keys() - b.keys())} rows are in A alone, "
                f"{len(b.keys() - a.keys())} in B alone (both need the same jobs over the same input)")
        names = sorted(a)
        yield model, names, [a[n] for n in names], [b[n] for n in names]


def units(vectors):
    found = numpy.array(vectors, dtype=numpy.float64)
    return found / numpy.maximum(numpy.linalg.norm(found, axis=1, keepdims=True), 1e-30)


def neighbors(vectors, block=1024):
    found = []
    for begin in range(0, len(vectors), block):
        near = vectors[begin:begin + block] @ vectors.T
        near[numpy.arange(len(near)), numpy.arange(begin, begin + len(near))] = -2
        found.append(near.argmax(1))
    return numpy.concatenate(found)


def vectors(args, report):
    for model, names, first, second in pairs(args, "vectors", "key, chunk, vector"):
        a, b = units(first), units(second)
        cosines = (a * b).sum(1)

        def put(measure, found, *limit):
            report.put("vectors", model, len(names), measure, found, *limit)

        put("cosine, mean", f"{cosines.mean():.6f}", f"{LIMITS['cosine']}", cosines.mean() >= LIMITS["cosine"])
        put("cosine, least", f"{cosines.min():.6f}")
        if len(names) < 2:
            continue
        near, other = neighbors(a), neighbors(b)
        share = (near == other).mean()
        put("same nearest neighbor", f"{100 * share:.2f} %", f"{100 * LIMITS['neighbors']:g} %",
            share >= LIMITS["neighbors"])
        differ = numpy.flatnonzero(near != other)
        if len(differ):
            gaps = (a[differ] * (a[near[differ]] - a[other[differ]])).sum(1)
            put("gap where it differs, median and largest", f"{numpy.median(gaps):.1e}, {gaps.max():.1e}")


def perplexity(args, report):
    for model, _, first, second in pairs(args, "surprisal", "key, chunk, surprisals"):
        a, b = (numpy.array([x for row in side for x in row if x is not None]) for side in (first, second))
        if len(a) != len(b) or not len(a):
            raise Faulty(f"Cannot compare surprisal of {model}: {len(a)} and {len(b)} tokens")
        before, after = numpy.exp(a.mean()), numpy.exp(b.mean())
        change = after / before - 1
        report.put(
            "surprisal", model, len(a), "perplexity", f"{before:.4f}, {after:.4f} ({100 * change:+.3f} %)",
            f"{100 * LIMITS['perplexity']:g} %", abs(change) <= LIMITS["perplexity"])


def first_difference(a, b):
    """Number of the first token that is another one, or that one of them does not have."""
    return next((i for i, (x, y) in enumerate(zip(a, b), 1) if x != y), min(len(a), len(b)) + 1)


def same(report, table, model, first, second):
    share = numpy.mean([a == b for a, b in zip(first, second)])
    report.put(table, model, len(first), "same texts", f"{100 * share:.1f} %")


def generations(args, report):
    greedy = """NOT coalesce((generation_config ->> 'do_sample')::BOOLEAN, false)
        AND coalesce((generation_config ->> 'num_beams')::INTEGER, 1) = 1"""
    for model, _, first, second in pairs(args, "generations", "key, strategy, sample, ids", greedy):
        same(report, "generations", model, first, second)
        differ = sorted(first_difference(a, b) for a, b in zip(first, second) if a != b)
        if differ:
            report.put(
                "generations", model, len(differ), "first differing token, least and median",
                f"{differ[0]}, {numpy.median(differ):g}")


def words(text):
    return re.findall(r"[가-힣]|[^\W_가-힣]+", text.lower())


def f1(common, a, b):
    return 2 * common / (a + b) if common else 0.0


def common_grams(a, b, size):
    """F1 of the runs of so many words that both have."""
    one, other = (collections.Counter(zip(*(x[i:] for i in range(size)))) for x in (a, b))
    return f1((one & other).total(), one.total(), other.total())


def common_sequence(a, b):
    """F1 of the longest sequence of words that both have in this order."""
    lengths = [0] * (len(b) + 1)
    for x in a:
        before = 0
        for i, y in enumerate(b, 1):
            before, lengths[i] = lengths[i], before + 1 if x == y else max(lengths[i], lengths[i - 1])
    return f1(lengths[-1], len(a), len(b))


ROUGE = {"ROUGE-1": lambda a, b: common_grams(a, b, 1), "ROUGE-2": lambda a, b: common_grams(a, b, 2),
         "ROUGE-L": common_sequence}


def references(args):
    """For each key, the summaries of the file, as words."""
    if not args.references:
        return {}
    keys = dict(query(args.a, "SELECT id, key FROM occurrences WHERE id IS NOT NULL"))
    found = {}
    with open(args.references, encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            summary = row["summary"]
            key = row.get("key") or keys.get(row.get("id"))
            found[key] = [words(x) for x in ([summary] if isinstance(summary, str) else summary)]
    return found


def summaries(args, report):
    wanted = references(args)
    used = 0
    for model, names, first, second in pairs(args, "summaries", "key, summary", "strategy = 'abstractive'"):
        same(report, "summaries", model, first, second)
        known = [i for i, (key,) in enumerate(names) if key in wanted]
        used += len(known)
        for name, rouge in ROUGE.items() if known else []:
            a, b = (
                100 * numpy.mean([max(rouge(words(side[i]), x) for x in wanted[names[i][0]]) for i in known])
                for side in (first, second))
            report.put("summaries", model, len(known), name, f"{a:.2f}, {b:.2f} ({b - a:+.2f})",
                       f"{LIMITS['rouge']}", abs(b - a) <= LIMITS["rouge"])
    if args.references and not used:
        raise Faulty(f"Cannot measure ROUGE: {args.references} (no summary's key or id is in it)")


def main():
    parser = argparse.ArgumentParser(description="What the tables of one precision lose against those of another.")
    parser.add_argument("a", metavar="A", help="output in float32")
    parser.add_argument("b", metavar="B", help="output in another precision")
    parser.add_argument("--references", metavar="FILE", help="summaries by people, as JSON lines")
    args = parser.parse_args()
    for folder in (args.a, args.b):
        if not os.path.isfile(os.path.join(folder, "views.sql")):
            parser.error(f"Cannot read tables: {folder} (no views.sql; give a job's --output)")
    report = Report()
    for measure in (vectors, perplexity, generations, summaries):
        try:
            measure(args, report)
        except Faulty as e:
            report.faults.append(str(e))
    if not report.lines and not report.faults:
        report.faults.append(f"Cannot compare: {args.a}, {args.b} (they have none of the tables that are compared)")
    report.print()
    sys.exit(1 if report.faults else 0)


if __name__ == "__main__":
    main()
