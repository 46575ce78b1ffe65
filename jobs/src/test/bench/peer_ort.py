"""What ONNX Runtime in int8 does on the same BERT checkpoint and documents: a peer of compare.sh for vectors.

    PYTHON=... PEER=jobs/src/test/bench/peer_ort.py PRECISION=int8 jobs/src/test/bench/compare.sh minilm MODELS \\
      FILE.jsonl.gz

The model is exported, its attention, norms and GELU fused and its weights quantized for each output, the rest as it
runs; the file is kept beside the checkpoint. Documents are tokenized, cut, sorted by length and batched; vectors are
means of their tokens. Prints one JSON line. Wants onnx, onnxruntime, onnxscript, tokenizers, torch and transformers.
"""

import argparse
import gzip
import json
import pathlib
import time

import numpy as np
import onnxruntime
import tokenizers


def options():
    a = argparse.ArgumentParser()
    a.add_argument("--model", required=True)
    a.add_argument("--input", required=True)
    a.add_argument("--embed", action="store_true")
    a.add_argument("--quantization", default="int8", choices=["float32", "int8"])
    a.add_argument("--limit", type=int, default=64)
    a.add_argument("--max-input", type=int, default=512)
    a.add_argument("--batch", type=int, default=8)
    a.add_argument("--threads", type=int, default=2)
    return a.parse_args()


def write(folder, plain, quantized):
    """Writes the model in float32 and in int8."""
    import torch
    import transformers
    from onnx import TensorProto
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from onnxruntime.transformers import optimizer

    class States(torch.nn.Module):
        def __init__(self, model):
            super().__init__()
            self.model = model

        def forward(self, input_ids, attention_mask):
            return self.model(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state

    model = transformers.AutoModel.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager").eval()
    ids = torch.ones(2, 16, dtype=torch.long)
    names = ["input_ids", "attention_mask"]
    axes = {name: {0: "rows", 1: "places"} for name in [*names, "states"]}
    exported = plain.with_suffix(".exported.onnx")
    torch.onnx.export(States(model), (ids, ids), str(exported), input_names=names, output_names=["states"],
                      dynamic_axes=axes, opset_version=17, dynamo=False)
    config = model.config
    fused = optimizer.optimize_model(str(exported), model_type="bert", num_heads=config.num_attention_heads,
                                     hidden_size=config.hidden_size)
    fused.save_model_to_file(str(plain))
    exported.unlink()
    quantize_dynamic(str(plain), str(quantized), per_channel=True, weight_type=QuantType.QInt8,
                     extra_options={"DefaultTensorType": TensorProto.FLOAT})


def main():
    o = options()
    folder = pathlib.Path(o.model)
    files = {kind: folder.with_name(f"{folder.name}-ort-{kind}.onnx") for kind in ("float32", "int8")}
    if not files["int8"].exists():
        write(folder, files["float32"], files["int8"])
    settings = onnxruntime.SessionOptions()
    settings.intra_op_num_threads = o.threads
    session = onnxruntime.InferenceSession(str(files[o.quantization]), settings, providers=["CPUExecutionProvider"])
    tokenizer = tokenizers.Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    with (gzip.open if o.input.endswith(".gz") else open)(o.input, "rt", encoding="utf-8") as f:
        texts = [json.loads(line)["text"] for _, line in zip(range(o.limit), f)]
    rows = sorted((e.ids[:o.max_input] for e in tokenizer.encode_batch(texts)), key=len)
    vectors = []
    begin = time.perf_counter()
    for i in range(0, len(rows), o.batch):
        batch = rows[i:i + o.batch]
        ids = np.zeros((len(batch), len(batch[-1])), np.int64)
        mask = np.zeros_like(ids)
        for r, row in enumerate(batch):
            ids[r, :len(row)] = row
            mask[r, :len(row)] = 1
        states = session.run(["states"], {"input_ids": ids, "attention_mask": mask})[0]
        vectors.extend((states * mask[..., None]).sum(1) / mask.sum(1, keepdims=True))
    seconds = time.perf_counter() - begin
    print(json.dumps({"engine": f"onnxruntime {onnxruntime.__version__} {o.quantization}", "documents": len(rows),
                      "input_tokens": sum(map(len, rows)), "model_s": round(seconds, 3)}))


if __name__ == "__main__":
    main()
