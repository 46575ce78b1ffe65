"""What the peers of compare.sh that stand beside this file have in common."""

import argparse
import gzip
import json

import numpy as np
import tokenizers


def parser():
    """The options that compare.sh gives to every peer."""
    a = argparse.ArgumentParser()
    a.add_argument("--model", required=True)
    a.add_argument("--input", required=True)
    a.add_argument("--limit", type=int, default=64)
    a.add_argument("--max-input", type=int, default=512)
    a.add_argument("--batch", type=int, default=8)
    a.add_argument("--threads", type=int, default=2)
    return a


def token_rows(o, folder):
    """The documents' tokens, cut, the shortest first."""
    tokenizer = tokenizers.Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    with (gzip.open if o.input.endswith(".gz") else open)(o.input, "rt", encoding="utf-8") as f:
        texts = [json.loads(line)["text"] for _, line in zip(range(o.limit), f)]
    return sorted((e.ids[:o.max_input] for e in tokenizer.encode_batch(texts)), key=len)


def padded(rows):
    """A batch as a BERT takes it."""
    ids = np.zeros((len(rows), max(map(len, rows))), np.int64)
    mask = np.zeros_like(ids)
    for i, row in enumerate(rows):
        ids[i, :len(row)] = row
        mask[i, :len(row)] = 1
    return {"input_ids": ids, "attention_mask": mask}


def vectors(rows, size, states_of):
    """Means of the tokens' last hidden states, which states_of computes for a batch."""
    found = []
    for i in range(0, len(rows), size):
        inputs = padded(rows[i:i + size])
        mask = inputs["attention_mask"]
        found.extend((states_of(inputs) * mask[..., None]).sum(1) / mask.sum(1, keepdims=True))
    return found


def hidden_states(folder, **options):
    """A checkpoint's model as a module that gives nothing but its last hidden states."""
    import torch
    import transformers

    class States(torch.nn.Module):
        def __init__(self, model):
            super().__init__()
            self.model = model

        def forward(self, input_ids, attention_mask):
            return self.model(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state

    return States(transformers.AutoModel.from_pretrained(folder, dtype=torch.float32, **options).eval())


def say(engine, rows, seconds):
    """The line that compare.sh reads."""
    print(json.dumps({"engine": engine, "documents": len(rows), "input_tokens": sum(map(len, rows)),
                      "model_s": round(seconds, 3)}))
