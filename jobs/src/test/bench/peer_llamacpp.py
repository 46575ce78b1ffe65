"""What llama.cpp in q8_0 does on the same Llama checkpoint and documents: a peer of compare.sh for texts that go on.

    PYTHON=... PEER=jobs/src/test/bench/peer_llamacpp.py PRECISION=int8 jobs/src/test/bench/compare.sh llama1b MODELS \\
      FILE.jsonl.gz --limit 8 --batch 8 --max-input 128 --new-tokens 32

Matrices, the embeddings among them, are kept in q8_0 and norms in float32, in a file beside the checkpoint. Documents
are tokenized, cut, sorted by length and batched; a batch is one llama_decode for its prompts and one for each new token
but the last, with a sequence for each row and the likeliest token taken. Prints one JSON line; with --show, the new
tokens before it. Wants gguf, llama-cpp-python, numpy, safetensors, tokenizers and torch.
"""

import ctypes
import importlib.metadata
import json
import pathlib
import time

import llama_cpp
import numpy as np

from peers import parser, say, token_rows


NAMES = {"input_layernorm": "attn_norm", "post_attention_layernorm": "ffn_norm", "self_attn.q_proj": "attn_q",
         "self_attn.k_proj": "attn_k", "self_attn.v_proj": "attn_v", "self_attn.o_proj": "attn_output",
         "mlp.gate_proj": "ffn_gate", "mlp.up_proj": "ffn_up", "mlp.down_proj": "ffn_down"}
WHOLE = {"model.embed_tokens.weight": "token_embd.weight", "model.norm.weight": "output_norm.weight",
         "lm_head.weight": "output.weight"}


def rename(name):
    if name in WHOLE:
        return WHOLE[name]
    layer, part = name.removeprefix("model.layers.").split(".", 1)
    return f"blk.{layer}.{NAMES[part.removesuffix('.weight')]}.weight"


def interleave(rows, heads):
    """Rows in the order of llama.cpp's rotation, which turns neighbors where the checkpoint turns halves."""
    return rows.reshape(heads, 2, -1, rows.shape[1]).swapaxes(1, 2).reshape(rows.shape)


def write(folder, path):
    import gguf
    from safetensors import safe_open

    config = json.loads((folder / "config.json").read_text())
    heads, shared = config["num_attention_heads"], config["num_key_value_heads"]
    w = gguf.GGUFWriter(str(path), "llama")
    w.add_context_length(config["max_position_embeddings"])
    w.add_embedding_length(config["hidden_size"])
    w.add_block_count(config["num_hidden_layers"])
    w.add_feed_forward_length(config["intermediate_size"])
    w.add_head_count(heads)
    w.add_head_count_kv(shared)
    w.add_rope_dimension_count(config["head_dim"])
    w.add_rope_freq_base(config["rope_parameters"]["rope_theta"])
    w.add_layer_norm_rms_eps(config["rms_norm_eps"])
    w.add_vocab_size(config["vocab_size"])
    w.add_file_type(gguf.LlamaFileType.MOSTLY_Q8_0)
    w.add_tokenizer_model("none")  # tokens are given as numbers
    for file in sorted(folder.glob("*.safetensors")):
        with safe_open(file, "pt") as tensors:
            for name in tensors.keys():
                values = tensors.get_tensor(name).float().numpy()
                if "q_proj" in name or "k_proj" in name:
                    values = interleave(values, heads if "q_proj" in name else shared)
                if values.ndim == 1:
                    w.add_tensor(rename(name), values)
                else:
                    kind = gguf.GGMLQuantizationType.Q8_0
                    w.add_tensor(rename(name), gguf.quantize(values, kind), raw_dtype=kind)
    w.write_header_to_file()
    w.write_kv_data_to_file()
    w.write_tensors_to_file()
    w.close()


def decode(context, batch, tokens):
    """Runs (token, position, row, whether its logits are wanted)."""
    batch.n_tokens = len(tokens)
    for i, (token, position, row, wanted) in enumerate(tokens):
        batch.token[i], batch.pos[i], batch.n_seq_id[i], batch.logits[i] = token, position, 1, wanted
        batch.seq_id[i][0] = row
    code = llama_cpp.llama_decode(context, batch)
    if code:
        raise SystemExit(f"peer_llamacpp.py: Cannot decode: llama_decode gave {code}")


def generate(context, batch, prompts, count, vocabulary):
    llama_cpp.llama_memory_clear(llama_cpp.llama_get_memory(context), True)
    decode(context, batch, [(token, i, row, i == len(prompt) - 1)
                            for row, prompt in enumerate(prompts) for i, token in enumerate(prompt)])
    written = []
    while True:
        logits = np.ctypeslib.as_array(llama_cpp.llama_get_logits(context), (len(prompts), vocabulary))
        written.append(logits.argmax(1).tolist())
        if len(written) == count:
            return [list(row) for row in zip(*written)]
        decode(context, batch,
               [(token, len(prompts[row]) + len(written) - 1, row, True) for row, token in enumerate(written[-1])])


def main():
    options = parser()
    options.add_argument("--quantization", default="int8", choices=["int8"])
    options.add_argument("--new-tokens", type=int, default=64)
    options.add_argument("--beams", type=int, default=1, choices=[1])
    options.add_argument("--show", action="store_true")
    o = options.parse_args()
    folder = pathlib.Path(o.model)
    path = folder.with_name(folder.name + "-q8_0.gguf")
    if not path.exists():
        write(folder, path)
    quiet = llama_cpp.llama_log_callback(lambda level, text, data: None)
    llama_cpp.llama_log_set(quiet, ctypes.c_void_p())
    llama_cpp.llama_backend_init()
    model = llama_cpp.llama_model_load_from_file(str(path).encode(), llama_cpp.llama_model_default_params())
    vocabulary = json.loads((folder / "config.json").read_text())["vocab_size"]
    places = o.batch * o.max_input
    settings = llama_cpp.llama_context_default_params()
    settings.n_ctx = o.batch * (-(-(o.max_input + o.new_tokens) // 256) * 256)
    settings.n_batch, settings.n_seq_max = places, o.batch
    settings.n_threads = settings.n_threads_batch = o.threads
    context = llama_cpp.llama_init_from_model(model, settings)
    batch = llama_cpp.llama_batch_init(places, 0, 1)
    rows = token_rows(o, folder)
    written = []
    begin = time.perf_counter()
    for i in range(0, len(rows), o.batch):
        written += generate(context, batch, rows[i:i + o.batch], o.new_tokens, vocabulary)
    seconds = time.perf_counter() - begin
    if o.show:
        print(json.dumps(written))
    say(f"llama-cpp-python {importlib.metadata.version('llama-cpp-python')} q8_0", rows, seconds)


if __name__ == "__main__":
    main()
