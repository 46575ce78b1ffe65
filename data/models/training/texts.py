"""Reads the training texts, cleans them and splits off the held-out documents.

A document is held out when a seeded hash of its identifier falls below its corpus's share. This is
decided before anything else looks at the texts, so tokenizers, baselines and models see the same
training part.
"""

import argparse
import gzip
import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path

SEED = 20240501
HELD_OUT_SHARE = {"speeches": 0.10, "scitldr": 0.04, "reviews": 0.05, "rust-book": 0.10}


@dataclass(frozen=True)
class Document:
    """One cleaned text: its sentences in order; `summaries` is empty but for true pairs."""

    id: str
    language: str
    corpus: str
    sentences: tuple
    summaries: tuple
    held_out: bool

    @property
    def text(self):
        return ("\n" if self.language == "ko" else " ").join(self.sentences)


def rows(path):
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def unit(*parts):
    """A number in [0, 1) that depends on the parts alone."""
    digest = hashlib.sha256(":".join(map(str, parts)).encode()).digest()
    return int.from_bytes(digest[:8], "big") / 2**64


def english_sentences(text):
    text = re.sub(r"\s+", " ", text).strip()
    return [s for s in re.split(r"(?<=[.!?])[\"')\]]* (?=[\"'(\[]?[A-Z0-9])", text) if len(s) > 1]


def korean_sentences(text):
    text = re.sub(r"\s+", " ", text).strip()
    return [s for s in re.split(r"(?<=[.!?]) +(?=\S)", text) if len(s) > 1]


def speech(text):
    text = re.sub(r"\[[^\]]{1,80}\]|\((Applause|Laughter)\.?\)", " ", text)
    return english_sentences(text)


def review_lines(text):
    """Each line is one viewer's opinion; very short ones and noise are left out."""
    kept = []
    for line in text.split("\n"):
        line = re.sub(r"([ㄱ-ㅎㅏ-ㅣ.,!?~;^♥★☆*-])\1{2,}", r"\1\1", re.sub(r"\s+", " ", line).strip())
        hangul = len(re.findall(r"[가-힣]", line))
        if len(line) >= 12 and hangul >= 0.5 * len(line):
            kept.append(line)
    return kept


def chapter(text):
    """The prose of a Markdown chapter: no code blocks, tables, link targets or markup."""
    text = re.sub(r"```.*?```", "\n\n", text, flags=re.S)
    text = re.sub(r"<!--.*?-->|</?[a-zA-Z][^>]*>", " ", text, flags=re.S)
    text = re.sub(r"^\[[^\]]+\]:.*$|^\s*\{\{.*\}\}\s*$|^\s*\|.*$", "", text, flags=re.M)
    text = re.sub(r"!?\[([^\]]*)\](\([^)]*\)|\[[^\]]*\])?", r"\1", text)
    text = re.sub(r"^\s*([#>]+|[*+-]|\d+\.)\s+", "\n", text, flags=re.M)
    text = text.replace("`", "").replace("**", "").replace("*", "")
    sentences = []
    for paragraph in re.split(r"\n\s*\n", text):
        found = korean_sentences(paragraph)
        sentences += [s for s in found if len(re.findall(r"[가-힣]", s)) >= 0.35 * len(s)]
    return sentences


def documents(assets):
    """All documents of the four training corpora, held out or not, in the files' order."""
    corpora, pairs = Path(assets, "corpora"), Path(assets, "pairs")
    found = []

    def add(row, language, corpus, sentences, summaries=()):
        held_out = unit(SEED, corpus, row["id"]) < HELD_OUT_SHARE[corpus]
        if len(sentences) >= 3:
            found.append(
                Document(row["id"], language, corpus, tuple(sentences), tuple(summaries), held_out)
            )

    for row in rows(corpora / "en-speeches-public-domain.jsonl.gz"):
        add(row, "en", "speeches", speech(row["text"]))
    for row in rows(pairs / "en-scitldr-train.jsonl.gz"):
        add(row, "en", "scitldr", english_sentences(row["text"]), row["summaries"])
    for row in rows(corpora / "ko-movie-reviews-cc0.jsonl.gz"):
        add(row, "ko", "reviews", review_lines(row["text"]))
    for row in rows(corpora / "ko-rust-book.jsonl.gz"):
        add(row, "ko", "rust-book", chapter(row["text"]))
    return found


def split(assets):
    """(training, held out)."""
    found = documents(assets)
    return [d for d in found if not d.held_out], [d for d in found if d.held_out]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Counts the training texts")
    parser.add_argument("--assets", default="../shared/assets")
    options = parser.parse_args()
    for name, part in zip(("training", "held out"), split(options.assets)):
        for corpus in HELD_OUT_SHARE:
            chosen = [d for d in part if d.corpus == corpus]
            characters = sum(len(d.text) for d in chosen)
            count = sum(len(d.sentences) for d in chosen)
            print(f"{name:9} {corpus:10} {len(chosen):5} documents {count:7} sentences {characters:9} characters")
