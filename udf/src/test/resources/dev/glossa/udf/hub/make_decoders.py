"""Makes the tiny decoders beside this file and records what Hugging Face transformers gives on them.

Run with transformers 5.24 and torch 2.15 in this folder: python make_decoders.py [NAME ...]
Each NAME is a folder as the hub has it (random weights, a byte-level tokenizer) and NAME.json the outputs.
"""

import json
import shutil
import sys
from pathlib import Path

import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import AutoConfig, AutoModelForCausalLM, PreTrainedTokenizerFast

TEXTS = [
    "The lamp in the last window went out before the rain came.",
    "Two of the five boats were back by noon, and their nets were full. 🙂",
    "등대지기는 새벽마다 파도의 높이를 적었다.",
    "Bees remember colours.",
]
SIZES = dict(
    hidden_size=16, num_hidden_layers=3, num_attention_heads=4, num_key_value_heads=2, head_dim=8,
    intermediate_size=32, vocab_size=300, max_position_embeddings=128, bos_token_id=0, eos_token_id=1,
    pad_token_id=None,
)
# What config.json says in the form of older checkpoints is under "old" and put there after saving.
VARIANTS = {
    "llama": dict(model_type="llama", tie_word_embeddings=True, old=dict(
        rope_theta=50000.0, rope_scaling=dict(
            rope_type="llama3", factor=4.0, low_freq_factor=1.0, high_freq_factor=4.0,
            original_max_position_embeddings=32))),
    "llama-linear": dict(model_type="llama", attention_bias=True, mlp_bias=True, old=dict(
        rope_theta=10000.0, rope_scaling=dict(type="linear", factor=2.0))),
    "llama-dynamic": dict(model_type="llama", rope_parameters=dict(
        rope_type="dynamic", factor=2.0, rope_theta=10000.0)),
    "llama-yarn": dict(model_type="llama", rope_parameters=dict(
        rope_type="yarn", factor=4.0, rope_theta=10000.0, original_max_position_embeddings=32)),
    "mistral": dict(model_type="mistral", sliding_window=7),
    "qwen2": dict(model_type="qwen2", head_dim=None, use_sliding_window=True, sliding_window=6, max_window_layers=1),
    "qwen3": dict(model_type="qwen3", attention_bias=True, tie_word_embeddings=True),
    "gemma2": dict(model_type="gemma2", sliding_window=7, query_pre_attn_scalar=12),
    "gemma3": dict(model_type="gemma3_text", sliding_window=7, query_pre_attn_scalar=12, old=dict(
        rope_theta=1000000.0, rope_local_base_freq=10000.0, sliding_window_pattern=2,
        rope_scaling=dict(rope_type="linear", factor=8.0))),
    "phi3": dict(model_type="phi3", pad_token_id=1, head_dim=None, sliding_window=9),
    "phi3-longrope": dict(
        model_type="phi3", pad_token_id=1, head_dim=None, original_max_position_embeddings=64, rope_parameters=dict(
            rope_type="longrope", rope_theta=10000.0, short_factor=[1.0, 1.5], long_factor=[2.0, 4.0],
            original_max_position_embeddings=64)),
    "gpt-neox": dict(model_type="gpt_neox", hidden_size=32, use_parallel_residual=False, rope_parameters=dict(
        rope_type="default", rope_theta=10000.0, partial_rotary_factor=0.5)),
    "gpt-neox-parallel": dict(model_type="gpt_neox", hidden_size=32, old=dict(
        rotary_pct=0.375, rotary_emb_base=20000)),
    "opt": dict(model_type="opt", ffn_dim=32),
    "opt-post": dict(model_type="opt", ffn_dim=32, do_layer_norm_before=False, word_embed_proj_dim=8),
}


def tokenizer(folder):
    made = Tokenizer(models.BPE())
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    made.decoder = decoders.ByteLevel()
    made.train_from_iterator(TEXTS, trainers.BpeTrainer(
        vocab_size=300, special_tokens=["<s>", "</s>"], initial_alphabet=pre_tokenizers.ByteLevel.alphabet()))
    PreTrainedTokenizerFast(tokenizer_object=made, bos_token="<s>", eos_token="</s>").save_pretrained(folder)
    return made


def make(name):
    fields = {**SIZES, **VARIANTS[name]}
    old = fields.pop("old", {})
    fields = {key: value for key, value in fields.items() if value is not None}
    folder = Path(name)
    shutil.rmtree(folder, ignore_errors=True)
    if old:
        folder.mkdir()
        (folder / "config.json").write_text(json.dumps({**fields, **old}))
        config = AutoConfig.from_pretrained(folder)
    else:
        config = AutoConfig.for_model(**fields)
    torch.manual_seed(sum(map(ord, name)))
    model = AutoModelForCausalLM.from_config(config, attn_implementation="eager").eval()
    with torch.no_grad():
        for weight in model.parameters():
            weight.add_(torch.randn_like(weight) * (0.25 if weight.dim() > 1 else 0.1))
    model.save_pretrained(folder)
    if old:
        kept = json.loads((folder / "config.json").read_text())
        for key in ("rope_parameters", "layer_types"):
            kept.pop(key, None)
        (folder / "config.json").write_text(json.dumps({**kept, **old}, indent=1))
    made = tokenizer(folder)
    cases = []
    for text in TEXTS:
        ids = made.encode(text).ids
        with torch.no_grad():
            out = model(torch.tensor([ids]), output_attentions=True, output_hidden_states=True)
            logp = torch.log_softmax(out.logits[0], -1)
            greedy = model.generate(
                torch.tensor([ids]), do_sample=False, min_new_tokens=12, max_new_tokens=12, eos_token_id=-1,
                pad_token_id=0)
        top = torch.topk(logp[-1], 5)
        mean = out.hidden_states[-1][0].mean(0)
        cases.append(dict(
            text=text, ids=ids, top5=[[int(i), round(float(v), 5)] for v, i in zip(*top)],
            surprisal_sum=round(float(-logp[:-1].gather(1, torch.tensor(ids[1:])[:, None]).sum()), 4),
            greedy12=greedy[0, len(ids):].tolist(),
            mean=[round(float(v), 6) for v in mean / mean.norm()],
            attention_of_last=[[[round(float(v), 6) for v in head[-1]] for head in layer[0]]
                               for layer in out.attentions]))
    Path(name + ".json").write_text(json.dumps(dict(task="causal", cases=cases)))
    for extra in ("tokenizer_config.json", "special_tokens_map.json"):
        (folder / extra).unlink(missing_ok=True)


if __name__ == "__main__":
    for chosen in sys.argv[1:] or VARIANTS:
        make(chosen)
