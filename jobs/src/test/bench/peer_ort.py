"""What ONNX Runtime in int8 does on the same BERT checkpoint and documents: a peer of compare.sh for vectors.

    PYTHON=... PEER=jobs/src/test/bench/peer_ort.py PRECISION=int8 jobs/src/test/bench/compare.sh minilm MODELS \\
      FILE.jsonl.gz

The model is exported, its attention, norms and GELU fused and its weights quantized for each output, the rest as it
runs; the file is kept beside the checkpoint. Documents are tokenized, cut, sorted by length and batched; vectors are
means of their tokens. Prints one JSON line. Wants onnx, onnxruntime, onnxscript, tokenizers, torch and transformers.
"""

import pathlib
import time

import onnxruntime

from peers import hidden_states, parser, say, token_rows, vectors


def write(folder, plain, quantized):
    """Writes the model in float32 and in int8."""
    import torch
    from onnx import TensorProto
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from onnxruntime.transformers import optimizer

    states = hidden_states(folder, attn_implementation="eager")
    ids = torch.ones(2, 16, dtype=torch.long)
    names = ["input_ids", "attention_mask"]
    axes = {name: {0: "rows", 1: "places"} for name in [*names, "states"]}
    exported = plain.with_suffix(".exported.onnx")
    torch.onnx.export(states, (ids, ids), str(exported), input_names=names, output_names=["states"],
                      dynamic_axes=axes, opset_version=17, dynamo=False)
    config = states.model.config
    fused = optimizer.optimize_model(str(exported), model_type="bert", num_heads=config.num_attention_heads,
                                     hidden_size=config.hidden_size)
    fused.save_model_to_file(str(plain))
    exported.unlink()
    quantize_dynamic(str(plain), str(quantized), per_channel=True, weight_type=QuantType.QInt8,
                     extra_options={"DefaultTensorType": TensorProto.FLOAT})


def opened(folder, quantization, threads):
    """The function that computes last hidden states for a batch."""
    files = {kind: folder.with_name(f"{folder.name}-ort-{kind}.onnx") for kind in ("float32", "int8")}
    if not files["int8"].exists():
        write(folder, files["float32"], files["int8"])
    settings = onnxruntime.SessionOptions()
    settings.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(str(files[quantization]), settings, providers=["CPUExecutionProvider"])
    return lambda inputs: session.run(["states"], inputs)[0]


def main():
    options = parser()
    options.add_argument("--quantization", default="int8", choices=["float32", "int8"])
    options.add_argument("--embed", action="store_true")
    o = options.parse_args()
    folder = pathlib.Path(o.model)
    states_of = opened(folder, o.quantization, o.threads)
    rows = token_rows(o, folder)
    begin = time.perf_counter()
    vectors(rows, o.batch, states_of)
    say(f"onnxruntime {onnxruntime.__version__} {o.quantization}", rows, time.perf_counter() - begin)


if __name__ == "__main__":
    main()
