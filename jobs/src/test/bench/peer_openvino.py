"""What OpenVINO in int8 or bfloat16 does on the same BERT checkpoint and documents: a peer of compare.sh for vectors.

    PYTHON=... PEER=jobs/src/test/bench/peer_openvino.py PRECISION=int8 jobs/src/test/bench/compare.sh minilm MODELS \\
      FILE.jsonl.gz

For int8, weights and activations are quantized by NNCF with some of the documents to calibrate, once; the file is kept
beside the checkpoint. Documents are tokenized, cut, sorted by length and batched; vectors are means of their tokens.
Prints one JSON line. Wants nncf, openvino, tokenizers, torch and transformers.
"""

import pathlib
import time

import openvino

from peers import hidden_states, padded, parser, say, token_rows, vectors


def converted(folder):
    import torch

    ids = torch.ones(2, 16, dtype=torch.long)
    return openvino.convert_model(hidden_states(folder), example_input={"input_ids": ids, "attention_mask": ids},
                                  input=[openvino.PartialShape([-1, -1])] * 2)


def write(folder, path, rows):
    import nncf

    data = nncf.Dataset([padded([row]) for row in rows])
    quantized = nncf.quantize(converted(folder), data, model_type=nncf.ModelType.TRANSFORMER, subset_size=len(rows))
    openvino.save_model(quantized, path)


def opened(folder, quantization, threads, rows):
    """The function that computes last hidden states for a batch; rows: tokens of documents to calibrate with."""
    settings = {"INFERENCE_NUM_THREADS": threads, "NUM_STREAMS": 1}
    if quantization == "int8":
        path = folder.with_name(folder.name + "-openvino-int8.xml")
        if not path.exists():
            write(folder, path, rows)
        model = openvino.Core().compile_model(str(path), "CPU", settings)
    else:
        settings["INFERENCE_PRECISION_HINT"] = "bf16"
        model = openvino.Core().compile_model(converted(folder), "CPU", settings)
    return lambda inputs: model(inputs)[0]


def main():
    options = parser()
    options.add_argument("--quantization", default="int8", choices=["bfloat16", "int8"])
    options.add_argument("--embed", action="store_true")
    o = options.parse_args()
    folder = pathlib.Path(o.model)
    rows = token_rows(o, folder)
    states_of = opened(folder, o.quantization, o.threads, rows[::4])
    begin = time.perf_counter()
    vectors(rows, o.batch, states_of)
    say(f"openvino {openvino.__version__} {o.quantization}", rows, time.perf_counter() - begin)


if __name__ == "__main__":
    main()
