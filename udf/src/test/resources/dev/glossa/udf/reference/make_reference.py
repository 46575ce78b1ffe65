"""Writes the small checkpoints beside this file, and what Hugging Face transformers gives on each.

Every folder is a checkpoint as the hub has it (random weights from a fixed seed, a tokenizer of
numbered words) with cases.json: for a few sequences of ids the outputs of transformers in float32.
Numbers have six digits after the point; sequences are exact. Run with torch and transformers:

    python make_reference.py            # all models
    python make_reference.py gpt2 bert  # some

A new family gets an entry in MODELS.
"""

import json
import pathlib
import sys

import torch
import transformers

HERE = pathlib.Path(__file__).parent
VOCABULARY = 160
POSITIONS = 64
NEW_TOKENS = 16
LENGTHS = [6, 17, 40]


def gpt2(**changes):
    fields = dict(
        vocab_size=VOCABULARY, n_embd=16, n_head=2, n_layer=2, n_positions=POSITIONS,
        bos_token_id=0, eos_token_id=0)
    return transformers.GPT2LMHeadModel(transformers.GPT2Config(**{**fields, **changes}))


def bart(**changes):
    fields = dict(
        vocab_size=VOCABULARY, d_model=16, encoder_layers=2, decoder_layers=2, encoder_attention_heads=2,
        decoder_attention_heads=4, encoder_ffn_dim=32, decoder_ffn_dim=24, max_position_embeddings=POSITIONS)
    return transformers.BartForConditionalGeneration(transformers.BartConfig(**{**fields, **changes}))


def bert(**changes):
    fields = dict(
        vocab_size=VOCABULARY, hidden_size=16, num_hidden_layers=2, num_attention_heads=2, intermediate_size=32,
        max_position_embeddings=POSITIONS)
    return transformers.BertModel(transformers.BertConfig(**{**fields, **changes}))


MODELS = {
    "gpt2": gpt2,
    "gpt2-scaled": lambda: gpt2(
        tie_word_embeddings=False, scale_attn_by_inverse_layer_idx=True, n_inner=24, activation_function="relu"),
    "bart": bart,
    "bart-scaled": lambda: bart(scale_embedding=True, activation_function="swish", decoder_start_token_id=5),
    "bert": bert,
    "bert-tanh": lambda: bert(hidden_act="gelu_new", type_vocab_size=1, layer_norm_eps=1e-6),
}


def randomize(model, seed):
    """Weights so large that outputs differ from token to token, unlike those of a fresh network."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, weight in sorted(model.named_parameters()):
            noise = torch.randn(weight.shape, generator=generator)
            if weight.dim() > 1:
                weight.copy_(0.3 * noise)
            else:
                weight.copy_((0 if name.endswith("bias") else 1) + 0.2 * noise)


def rounded(tensor):
    return json.loads(json.dumps(torch.as_tensor(tensor).tolist()), parse_float=lambda s: round(float(s), 6))


def pairs(values, count):
    best = torch.topk(values, count)
    return [[int(i), round(float(v), 6)] for v, i in zip(best.values, best.indices)]


def statistics(attentions):
    """Per layer and head, over the queries of the only row: means, but for the largest weight."""
    fields = {}
    for layer in attentions:
        weights = layer[0].double()
        queries, keys = weights.shape[1:]
        distance = (torch.arange(queries)[:, None] - torch.arange(keys)[None]).abs()
        logs = torch.where(weights > 0, weights.log(), torch.zeros_like(weights))
        each = {
            "attention_entropy_nats": -(weights * logs).sum(-1).mean(-1),
            "attention_mean_distance": (weights * distance).sum(-1).mean(-1),
            "attention_max_weight": weights.amax((1, 2)),
            "attention_self_share": weights.diagonal(dim1=1, dim2=2).mean(-1),
            "attention_first_token_share": weights[:, :, 0].mean(-1),
        }
        for name, value in each.items():
            fields.setdefault(name, []).append(rounded(value))
    return fields


def written(model, ids, settings, causal):
    """The entry of cases.json for one call of generate()."""
    result = model.generate(
        ids, attention_mask=torch.ones_like(ids), return_dict_in_generate=True, output_scores=True,
        do_sample=False, **settings)
    begin = ids.shape[1] if causal else 0
    sequences = [sequence[begin:].tolist() for sequence in result.sequences]
    entry = {"settings": settings, "sequences": sequences}
    if settings.get("num_beams", 1) > 1:
        entry["scores"] = rounded(result.sequences_scores)
    return entry


def searches(length, end):
    """Ways of writing texts of at most so many tokens, of which some end at a token that comes early."""
    plain = {**length, "num_beams": 1}
    return {
        "greedy": plain,
        "penalty": {**plain, "repetition_penalty": 1.3},
        "ngram": {**plain, "no_repeat_ngram_size": 2},
        "beam4": {**length, "num_beams": 4},
        "beam3_early": {**length, "num_beams": 3, "length_penalty": 2.0, "early_stopping": True},
        "beam4_return3": {**length, "num_beams": 4, "num_return_sequences": 3},
        "greedy_eos": {**plain, **end},
        "beam4_eos": {**length, "num_beams": 4, **end},
        "beam3_eos_never": {
            **length, "num_beams": 3, "early_stopping": "never", "length_penalty": 0.3, **end},
    }


def causal(model, ids, case):
    output = model(ids, output_attentions=True)
    logits = output.logits[0, -1]
    logs = torch.log_softmax(output.logits[0], -1)
    case["last_logits_first8"] = rounded(logits[:8])
    case["logsumexp"] = rounded(torch.logsumexp(logits, 0))
    case["top15"] = pairs(logs[-1], 15)
    case["mean_surprisal_nats"] = rounded(-logs[:-1].gather(1, ids[0, 1:, None]).mean())
    case["temperature"] = {
        str(t): pairs(torch.softmax(logits / t, 0), 15) for t in (0.3, 1, 2)}
    probabilities, order = torch.sort(torch.softmax(logits / 0.8, 0), descending=True)
    top = probabilities[:20] / probabilities[:20].sum()
    kept = int(((top.cumsum(0) - top) < 0.9).sum())
    top = top[:kept] / top[:kept].sum()
    case["temperature0.8_top_k20_top_p0.9"] = [[int(i), round(float(p), 6)] for i, p in zip(order, top)]
    if ids.shape[1] < 10:
        case["attentions"] = rounded(torch.stack([layer[0] for layer in output.attentions]))
    trace, sequence = [], ids
    for _ in range(8):
        step = torch.softmax(model(sequence).logits[0, -1], 0)
        trace.append(pairs(step, 5))
        sequence = torch.cat([sequence, torch.argmax(step).view(1, 1)], 1)
    case["trace"] = trace
    length = {"max_new_tokens": NEW_TOKENS}
    greedy = written(model, ids, length, True)["sequences"][0]
    end = {"eos_token_id": greedy[3], "pad_token_id": model.config.eos_token_id}
    for name, settings in searches(length, end).items():
        case[name] = written(model, ids, settings, True)


def seq2seq(model, ids, case):
    start = model.generation_config.decoder_start_token_id
    targets = torch.tensor([[start, 3 if start != 3 else 4]])
    output = model(ids, decoder_input_ids=targets, output_attentions=True)
    encoded = output.encoder_last_hidden_state[0]
    case["decoder_ids"] = targets[0].tolist()
    case["encoder_first8"] = rounded(encoded[0, :8])
    case["encoder_last8"] = rounded(encoded[-1, -8:])
    case["encoder_norm"] = rounded(encoded.norm())
    case["decoder_step2_top10"] = pairs(torch.log_softmax(output.logits[0, -1], -1), 10)
    case["cross_attention_layer0_head0_row0_first8"] = rounded(output.cross_attentions[0][0, 0, 0, :8])
    length = {"max_length": NEW_TOKENS}
    greedy = written(model, ids, length, False)["sequences"][0]
    end = {"eos_token_id": greedy[4]}
    for name, settings in searches(length, end).items():
        case[name] = written(model, ids, settings, False)


def encoder(model, ids, case):
    output = model(ids, output_attentions=True)
    hidden = output.last_hidden_state[0]
    case["embedding_mean_l2"] = rounded(torch.nn.functional.normalize(hidden.mean(0), dim=0))
    case["hidden_first_token_first8"] = rounded(hidden[0, :8])
    case["hidden_last_token_first8"] = rounded(hidden[-1, :8])
    if getattr(output, "pooler_output", None) is not None:
        case["pooler_first8"] = rounded(output.pooler_output[0, :8])
    case.update(statistics(output.attentions))


def record(name, seed):
    folder = HERE / name
    model = MODELS[name]().eval()
    randomize(model, seed)
    model.set_attn_implementation("eager")
    model.save_pretrained(folder)
    words = {f"w{i}": i for i in range(VOCABULARY)}
    tokenizer = {
        "version": "1.0", "added_tokens": [], "normalizer": None, "pre_tokenizer": {"type": "Whitespace"},
        "post_processor": None, "decoder": None, "model": {"type": "WordLevel", "vocab": words, "unk_token": "w0"}}
    (folder / "tokenizer.json").write_text(json.dumps(tokenizer) + "\n")
    generator = torch.Generator().manual_seed(seed)
    cases = []
    with torch.no_grad():
        for length in LENGTHS:
            ids = torch.randint(6, VOCABULARY, (1, length), generator=generator)
            case = {"ids": ids[0].tolist()}
            if getattr(model.config, "is_encoder_decoder", False):
                seq2seq(model, ids, case)
            elif hasattr(model, "lm_head") or model.can_generate():
                causal(model, ids, case)
            else:
                encoder(model, ids, case)
            cases.append(case)
    reference = f"transformers {transformers.__version__}, torch {torch.__version__}, float32"
    text = json.dumps({"reference": reference, "cases": cases})
    (folder / "cases.json").write_text(text + "\n")
    print(name, sum(file.stat().st_size for file in folder.iterdir()), "bytes")


if __name__ == "__main__":
    torch.set_num_threads(1)
    for number, model_name in enumerate(MODELS):
        if len(sys.argv) == 1 or model_name in sys.argv[1:]:
            record(model_name, number + 1)
