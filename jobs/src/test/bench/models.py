"""Models with random weights, and the same work done with them by the engine's programs and by transformers.

They have the sizes of Glossa's benchmark, whose configurations are read, or tiny ones.
"""

import json
from typing import NamedTuple

import torch
import transformers

from programs import FAMILIES, ROOT, Family

CONFIGS = ROOT / "jobs/src/main/resources/dev/glossa/jobs/benchmark"

# What a text has, and what is written after it, in tokens; the first are multiples of 16.
WORK = {"gpt2": (128, 64), "minilm": (128, 0), "llama1b": (128, 64), "distilbart": (512, 64), "kobart": (512, 64)}
SMALL_WORK = {"gpt2": (32, 8), "minilm": (32, 0), "llama1b": (32, 8), "distilbart": (48, 8), "kobart": (48, 8)}

SMALL_BART = dict(
    d_model=64, encoder_layers=3, encoder_attention_heads=4, encoder_ffn_dim=128, decoder_layers=2,
    decoder_attention_heads=4, decoder_ffn_dim=128, max_position_embeddings=128, vocab_size=999)
SMALL = {
    "gpt2": dict(n_layer=3, n_head=4, n_embd=64, n_inner=256, n_positions=128, vocab_size=999),
    "minilm": dict(
        num_hidden_layers=3, num_attention_heads=4, hidden_size=64, intermediate_size=128, max_position_embeddings=64,
        vocab_size=999),
    "llama1b": dict(
        num_hidden_layers=3, num_attention_heads=8, num_key_value_heads=2, head_dim=16, hidden_size=128,
        intermediate_size=256, max_position_embeddings=128, vocab_size=999),
    "distilbart": SMALL_BART,
    "kobart": dict(SMALL_BART, encoder_layers=2, max_position_embeddings=98),
}


class Model(NamedTuple):
    """weights: in main memory, by the names of family. start: what a decoder beside an encoder reads first."""

    name: str
    family: Family
    weights: dict
    vocabulary: int
    start: int
    read: int
    written: int
    peer: torch.nn.Module

    def texts(self, rows):
        """Random tokens [rows, read]."""
        return torch.randint(5, self.vocabulary, (rows, self.read), generator=torch.Generator().manual_seed(rows))

    def counted(self, rows):
        """Tokens that a rate counts: what is written, or where nothing is, what is read."""
        return rows * (self.written or self.read)


def random_model(name, device, small):
    config = json.loads((CONFIGS / f"{name}.json").read_text(encoding="utf-8"))
    config.update(SMALL[name] if small else {})
    config.pop("dtype", None)
    own = transformers.AutoConfig.for_model(**config)
    torch.manual_seed(0)
    with torch.device(device):
        peer = getattr(transformers, config["architectures"][0])(own).eval()
    for parameter in peer.parameters():
        # Biases begin as zeros and norms as ones, which would hide one that is left out.
        if parameter.dim() == 1:
            parameter.add_(torch.randn_like(parameter), alpha=0.1)
    family = FAMILIES[config["model_type"]](config)
    weights = {key.removeprefix(family.prefix): w.cpu() for key, w in peer.state_dict().items()}
    start = getattr(own, "decoder_start_token_id", None)
    return Model(name, family, weights, config["vocab_size"], start, *(SMALL_WORK if small else WORK)[name], peer)


def number_tensor(numbers, device):
    return torch.tensor(numbers, dtype=torch.int64).to(device)


# Answers: what a search sees of texts of unequal lengths, two beams for each.

LENGTHS = [48, 33, 20, 7]
STEPS = 8
# What the beams continue at every other step: two of them change places, and of the last text one is dropped.
PARENTS = [1, 0, 2, 3, 5, 4, 6, 6]


def unequal_texts(model):
    """Tokens [texts, longest] and what the steps append [STEPS, beams]."""
    generator = torch.Generator().manual_seed(1)
    tokens = torch.randint(5, model.vocabulary, (len(LENGTHS), max(LENGTHS)), generator=generator)
    for row, length in enumerate(LENGTHS):
        tokens[row, length:] = 1
    return tokens, torch.randint(5, model.vocabulary, (STEPS, len(PARENTS)), generator=generator)


def answers(program, model, device):
    """Logits [places, V] of what follows the texts and each step after them; of an encoder, vectors [texts, D]."""
    tokens, steps = (x.to(device) for x in unequal_texts(model))
    lengths = number_tensor(LENGTHS, device)
    if not model.written:
        return program.vectors(tokens, lengths, ["mean", "normalize"]).cpu()
    state = program.begin(tokens, lengths, 2, STEPS + 1)
    none, prompt, written, found = number_tensor([], device), 0, 0, []
    if model.family.continues:
        prompt = tokens.size(1)
        found.append(program.first(state, 2))
    else:
        steps = [number_tensor([model.start] * len(PARENTS), device), *steps]
    for step in steps:
        parents = number_tensor(PARENTS, device) if written % 2 else none
        found.append(program.next(state, 2, prompt + 2 * written, written, step, parents))
        written += 1
    return torch.cat(found).float().cpu()


def peer_answers(model, device):
    """The first of these answers, by transformers: of what follows the texts alone."""
    tokens, lengths = unequal_texts(model)[0].to(device), number_tensor(LENGTHS, device)
    mask = (torch.arange(tokens.size(1), device=device)[None] < lengths[:, None]).long()
    inputs = dict(input_ids=tokens, attention_mask=mask)
    if not model.written:
        return mean_vectors(model.peer, inputs).cpu()
    if model.family.continues:
        logits = model.peer(**inputs).logits[torch.arange(len(tokens), device=device), lengths - 1]
    else:
        starts = torch.full((len(tokens), 1), model.start, device=device)
        logits = model.peer(**inputs, decoder_input_ids=starts).logits[:, 0]
    return logits.repeat_interleave(2, 0).cpu()


def mean_vectors(peer, inputs):
    mask = inputs["attention_mask"]
    h = peer(**inputs).last_hidden_state * mask[..., None]
    return torch.nn.functional.normalize(h.sum(1) / mask.sum(1, keepdim=True))


# Work: greedy search behind texts of equal lengths, or vectors of them.


def work(program, model, tokens, device):
    """As jobs do it: each step's tokens come from main memory, and what it chooses goes there."""
    rows, length = tokens.shape
    lengths = number_tensor([length] * rows, device)
    if not model.written:
        return program.vectors(tokens.to(device), lengths, ["mean", "normalize"]).cpu()
    ids, past, room = [model.start] * rows, 0, model.written
    if model.family.continues:
        # The prompt's end gives the first token, and the last one is never read.
        ids, past, room = [], length, model.written - 1
    state = program.begin(tokens.to(device), lengths, 1, room)
    appended, no_mask = 0, torch.zeros(0, device=device)
    for _ in range(model.written):
        entries, sizes = number_tensor(ids, device), [len(ids), 0, 0, 0]
        best = program.step(state, 1, past + appended, appended, entries, sizes, 1.0, False, True, 1, no_mask).cpu()
        appended += 1 if ids else 0
        ids = best[:, 1].long().tolist()
    return ids


@torch.inference_mode()
def peer_work(model, tokens, device):
    """The same by transformers as it is."""
    return generated(model, tokens, device) if model.written else mean_vectors(model.peer, masked(tokens, device)).cpu()


def compiled_peer_work(model, tokens, device):
    """A function that does it compiled: an encoder as a whole, and the steps of a decoder as generate compiles them."""
    if not model.written:
        whole = torch.compile(model.peer, mode="reduce-overhead")
        return lambda: mean_vectors(whole, masked(tokens, device)).cpu()
    options = dict(cache_implementation="static")
    if device == "cpu":
        # On processors generate compiles nothing unless it is told so, which is of use only to try this function.
        options["compile_config"] = transformers.CompileConfig()
        options["compile_config"]._compile_all_devices = True
    return lambda: generated(model, tokens, device, **options)


def masked(tokens, device):
    x = tokens.to(device)
    return dict(input_ids=x, attention_mask=torch.ones_like(x))


def generated(model, tokens, device, **options):
    """Lengths are forced, so that all do the same work."""
    return model.peer.generate(
        **masked(tokens, device), do_sample=False, num_beams=1, pad_token_id=1, min_new_tokens=model.written,
        max_new_tokens=model.written, **options).cpu()
