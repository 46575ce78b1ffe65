"""Makes the tiny encoders and encoder-decoders beside this file and records what transformers gives on them.

Run with transformers 5.24 and torch 2.15 in this folder: python make_others.py [NAME ...]
"""

import json
import shutil
import sys
from pathlib import Path

import torch
from make_decoders import TEXTS, tokenizer
from transformers import AutoConfig, AutoModel, AutoModelForSeq2SeqLM

ENCODER = dict(
    hidden_size=16, num_hidden_layers=3, num_attention_heads=4, intermediate_size=32, vocab_size=300,
    max_position_embeddings=128, pad_token_id=1, bos_token_id=0, eos_token_id=1)
PAIR = dict(
    d_model=16, encoder_layers=2, decoder_layers=2, encoder_attention_heads=4, decoder_attention_heads=2,
    encoder_ffn_dim=32, decoder_ffn_dim=24, vocab_size=300, max_position_embeddings=128, bos_token_id=0,
    eos_token_id=1, pad_token_id=2, decoder_start_token_id=2, forced_eos_token_id=1)
# A width that sines and cosines do not share equally.
ODD = dict(d_model=15, encoder_attention_heads=3, decoder_attention_heads=3)
T5 = dict(
    d_model=16, num_layers=2, num_decoder_layers=2, num_heads=4, d_kv=6, d_ff=32, vocab_size=300, n_positions=128,
    eos_token_id=1, pad_token_id=0, decoder_start_token_id=0, relative_attention_num_buckets=8,
    relative_attention_max_distance=20)
VARIANTS = {
    "roberta": dict(ENCODER, model_type="roberta", type_vocab_size=1),
    "xlm-roberta": dict(ENCODER, model_type="xlm-roberta", pad_token_id=2),
    "electra": dict(ENCODER, model_type="electra", embedding_size=8),
    "mpnet": dict(ENCODER, model_type="mpnet"),
    "distilbert": dict(
        model_type="distilbert", dim=16, n_layers=3, n_heads=4, hidden_dim=32, vocab_size=300,
        max_position_embeddings=128, pad_token_id=1),
    "modernbert": dict(
        ENCODER, model_type="modernbert", local_attention=10, global_attn_every_n_layers=2, norm_bias=True,
        attention_bias=True, mlp_bias=True, cls_token_id=0, sep_token_id=1),
    "mbart": dict(PAIR, model_type="mbart", scale_embedding=True),
    "m2m100": dict({**PAIR, **ODD}, model_type="m2m_100", scale_embedding=True, decoder_start_token_id=1),
    "marian": dict({**PAIR, **ODD}, model_type="marian", activation_function="swish", scale_embedding=True),
    "pegasus": dict(PAIR, model_type="pegasus", scale_embedding=True),
    "t5": dict(T5, model_type="t5", feed_forward_proj="relu"),
    "mt5": dict(T5, model_type="mt5", feed_forward_proj="gated-gelu", tie_word_embeddings=False),
}


def disturb(model, name):
    torch.manual_seed(sum(map(ord, name)))
    with torch.no_grad():
        for key, weight in model.named_parameters():
            if "embed_positions" not in key or name not in ("marian", "pegasus"):
                weight.add_(torch.randn_like(weight) * (0.25 if weight.dim() > 1 else 0.1))
    return model.eval()


def encoder(folder, config, made):
    model = disturb(AutoModel.from_config(config), folder.name)
    model.save_pretrained(folder)
    vectors = []
    for text in TEXTS:
        with torch.no_grad():
            mean = model(torch.tensor([made.encode(text).ids])).last_hidden_state[0].mean(0)
        vectors.append([round(float(v), 6) for v in mean / mean.norm()])
    return dict(task="embed", pooling="mean", normalized=True, texts=TEXTS, vectors=vectors)


def pair(folder, config, made):
    model = disturb(AutoModelForSeq2SeqLM.from_config(config), folder.name)
    model.save_pretrained(folder)
    settings = dict(num_beams=3, max_new_tokens=12, no_repeat_ngram_size=2, length_penalty=0.8)
    cases = []
    for text in TEXTS:
        ids = made.encode(text).ids
        with torch.no_grad():
            output = model.generate(torch.tensor([ids]), do_sample=False, **settings)[0].tolist()
        cases.append(dict(text=text, ids=ids, output=output, text_out=made.decode(output[1:])))
    return dict(task="seq2seq", settings=settings, cases=cases)


def make(name):
    config = AutoConfig.for_model(**VARIANTS[name])
    folder = Path(name)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    made = tokenizer(folder)
    outputs = (pair if config.is_encoder_decoder else encoder)(folder, config, made)
    Path(name + ".json").write_text(json.dumps(outputs))
    for extra in ("tokenizer_config.json", "special_tokens_map.json"):
        (folder / extra).unlink(missing_ok=True)


if __name__ == "__main__":
    for chosen in sys.argv[1:] or VARIANTS:
        make(chosen)
