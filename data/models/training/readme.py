"""Puts what was measured into data/README.md: every table between <!-- name --> and <!-- end -->.

Reads training.json of each model and measurements.json; writes nothing else.
"""

import argparse
import json
import re
from pathlib import Path

MODELS = {
    "gpt2-mini": "GPT-2, 4 layers, 3,000 tokens: continues text",
    "bart-mini": "BART, 3 + 3 layers, 8,000 tokens: one sentence for a text",
    "bert-mini": "BERT, 3 layers, 8,000 tokens: a vector for a text",
}


def table(head, rows):
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)


def cell(text, most=220):
    """One line, without what Markdown would take for its own."""
    line = " ".join(text.split()).replace("|", "/").replace("<", "&lt;")
    return line[:most].replace("*", "\\*").replace("_", "\\_").replace("~", "\\~")


def trained(models):
    rows = []
    for name, what in MODELS.items():
        facts = json.loads((models / name / "training.json").read_text())
        size = sum(f.stat().st_size for f in (models / name).iterdir()) / 1e6
        rows.append([
            f"`{name}`", what, f"{facts['parameters'] / 1e6:.1f} M", f"{size:.1f} MB", f"{facts['best_step']:,}",
            f"{facts['hours']:.1f}", f"{facts['processor_hours']:.2f}", f"{facts['best_held_out_loss']:.3f}",
        ])
    return table(["model", "what", "parameters", "folder", "steps", "hours", "processor hours", "held-out loss"], rows)


def bits(found):
    names = ["gpt2-mini", "unigram", "trigram"]
    parts = found["gpt2-mini"]["bits_per_byte"]
    return table(
        ["", *names],
        [[label, *(f"{parts[lang][name]:.3f}" for name in names)] for lang, label in (("en", "English"), ("ko", "Korean"))],
    )


def rouge(found):
    english, korean = found["bart-mini"]["en scitldr-dev"], found["bart-mini"]["ko sci-news"]
    columns = [english["rouge"], korean["rouge (words)"], korean["rouge (syllables)"]]

    def scores(column, system):
        return " / ".join(f"{column[system][kind]:.1f}" for kind in ("rouge1", "rouge2", "rougeL"))

    return table(
        ["", "English R-1 / R-2 / R-L", "Korean, words", "Korean, syllables"],
        [[system, *(scores(column, system) for column in columns)] for system in english["rouge"]],
    )


def halves(found):
    kinds = ["any two documents", "same language", "same corpus"]
    systems = list(found["bert-mini"][kinds[0]])
    return table(
        ["A and B are", *systems],
        [[kind, *(f"{found['bert-mini'][kind][system]:.1f}" for system in systems)] for kind in kinds],
    )


def written(found):
    rows = [[cell(row["prompt"]), cell(row["output"], 400)] for row in found["samples"]["gpt2-mini"]]
    return table(["given", "written"], rows)


def summaries(found):
    return table(
        ["first sentence", "written", "a sentence of the document"],
        [
            [cell(row["first_sentence"]), cell(row["output"], 400), "yes" if row["copies_a_sentence"] else "no"]
            for row in found["samples"]["bart-mini"]
        ],
    )


def neighbours(found):
    return table(
        ["document", "own half", "rank", "nearest", "cosine"],
        [
            [
                cell(row["id"]), f"{row['own_other_half']:.3f}", f"{row['rank_of_own']} of {row['of']}",
                cell(row["nearest"]), f"{row['nearest_score']:.3f}",
            ]
            for row in found["samples"]["bert-mini"]
        ],
    )


def main():
    parser = argparse.ArgumentParser(description="Puts what was measured into data/README.md")
    parser.add_argument("--models", default="data/models", type=Path)
    chosen = parser.parse_args()
    found = json.loads((chosen.models / "measurements.json").read_text())
    parts = {
        "trained": trained(chosen.models), "bits": bits(found), "rouge": rouge(found), "halves": halves(found),
        "written": written(found), "summaries": summaries(found), "neighbours": neighbours(found),
    }
    page = chosen.models.parent / "README.md"
    text = page.read_text()
    for name, part in parts.items():
        text, count = re.subn(
            rf"(<!-- {name} -->\n).*?(<!-- end -->)", lambda m: f"{m[1]}\n{part}\n\n{m[2]}", text, flags=re.S
        )
        if count != 1:
            raise SystemExit(f"Cannot put the table {name} into {page}: its marks stand there {count} times (give them once)")
    page.write_text(text)


if __name__ == "__main__":
    main()
