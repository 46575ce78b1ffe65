"""What OpenVINO in int8 does on the same BERT checkpoint and documents: a peer of compare.sh for vectors.

    PYTHON=... PEER=jobs/src/test/bench/peer_openvino.py PRECISION=int8 jobs/src/test/bench/compare.sh minilm MODELS \\
      FILE.jsonl.gz

Weights and activations are quantized by NNCF with some of the documents to calibrate, once; the file is kept beside the
checkpoint. Documents are tokenized, cut, sorted by length and batched; vectors are means of their tokens. Prints one
JSON line. Wants nncf, openvino, tokenizers, torch and transformers.
"""

import argparse
import gzip
import json
import pathlib
import time

import numpy as np
import openvino
import tokenizers


def options():
    a = argparse.ArgumentParser()
    a.add_argument("--model", required=True)
    a.add_argument("--input", required=True)
    a.add_argument("--embed", action="store_true")
    a.add_argument("--quantization", default="int8", choices=["int8"])
    a.add_argument("--limit", type=int, default=64)
    a.add_argument("--max-input", type=int, default=512)
    a.add_argument("--batch", type=int, default=8)
    a.add_argument("--threads", type=int, default=2)
    return a.parse_args()


def padded(rows):
    ids = np.zeros((len(rows), max(map(len, rows))), np.int64)
    mask = np.zeros_like(ids)
    for i, row in enumerate(rows):
        ids[i, :len(row)] = row
        mask[i, :len(row)] = 1
    return {"input_ids": ids, "attention_mask": mask}


def write(folder, path, rows):
    import nncf
    import torch
    import transformers

    class States(torch.nn.Module):
        def __init__(self, model):
            super().__init__()
            self.model = model

        def forward(self, input_ids, attention_mask):
            return self.model(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state

    model = States(transformers.AutoModel.from_pretrained(folder, dtype=torch.float32).eval())
    ids = torch.ones(2, 16, dtype=torch.long)
    graph = openvino.convert_model(model, example_input={"input_ids": ids, "attention_mask": ids},
                                   input=[openvino.PartialShape([-1, -1])] * 2)
    data = nncf.Dataset([padded([row]) for row in rows])
    quantized = nncf.quantize(graph, data, model_type=nncf.ModelType.TRANSFORMER, subset_size=len(rows))
    openvino.save_model(quantized, path)


def main():
    o = options()
    folder = pathlib.Path(o.model)
    tokenizer = tokenizers.Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    with (gzip.open if o.input.endswith(".gz") else open)(o.input, "rt", encoding="utf-8") as f:
        texts = [json.loads(line)["text"] for _, line in zip(range(o.limit), f)]
    rows = sorted((e.ids[:o.max_input] for e in tokenizer.encode_batch(texts)), key=len)
    path = folder.with_name(folder.name + "-openvino-int8.xml")
    if not path.exists():
        write(folder, path, rows[::4])
    settings = {"INFERENCE_NUM_THREADS": o.threads, "NUM_STREAMS": 1}
    model = openvino.Core().compile_model(str(path), "CPU", settings)
    vectors = []
    begin = time.perf_counter()
    for i in range(0, len(rows), o.batch):
        inputs = padded(rows[i:i + o.batch])
        mask = inputs["attention_mask"]
        states = model(inputs)[0]
        vectors.extend((states * mask[..., None]).sum(1) / mask.sum(1, keepdims=True))
    seconds = time.perf_counter() - begin
    print(json.dumps({"engine": f"openvino {openvino.__version__} int8", "documents": len(rows),
                      "input_tokens": sum(map(len, rows)), "model_s": round(seconds, 3)}))


if __name__ == "__main__":
    main()
