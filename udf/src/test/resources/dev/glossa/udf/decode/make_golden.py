"""Makes generate.jsonl, stop.jsonl, filter.jsonl and random.jsonl, against which the decode tests compare.

Run by hand where `transformers` and `torch` are installed: `python make_golden.py` in this folder.
The models are tables: the logit of token v after tokens (.., b, a) is a hash of (table, document,
b, a, v), which TableModel.java computes too, bit for bit. Every document goes through
`model.generate` alone, without padding; the tests put a case's documents into one batch.
"""

import hashlib
import json
import math
import random
import struct
import warnings

import numpy as np
import tokenizers
import torch
import transformers
from transformers import GenerationConfig, GenerationMixin, PreTrainedModel, PretrainedConfig
from transformers.generation import logits_process as lp
from transformers.modeling_outputs import BaseModelOutput, CausalLMOutput, Seq2SeqLMOutput

warnings.filterwarnings("ignore")
transformers.logging.set_verbosity_error()
CASES = 330


def mix(z):
    with np.errstate(over="ignore"):
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


def logits(table, document, history, vocabulary):
    """[vocabulary], in [-4, 4), exact in float32"""
    a = history[-1] if len(history) > 0 else vocabulary
    b = history[-2] if len(history) > 1 else vocabulary
    with np.errstate(over="ignore"):
        h = np.uint64(table)
        for part in (document, b, a):
            h = mix(h + np.uint64(part) + np.uint64(0x9E3779B97F4A7C15))
        h = mix(h + np.arange(vocabulary, dtype=np.uint64) + np.uint64(0x9E3779B97F4A7C15))
    return ((h >> np.uint64(40)).astype(np.float64) * 2.0**-21 - 4.0).astype(np.float32)


class Config(PretrainedConfig):
    model_type = "table"

    def __init__(self, table=0, vocab_size=10, max_position_embeddings=100, **kw):
        self.table = table
        self.vocab_size = vocab_size
        self.max_position_embeddings = max_position_embeddings
        self.hidden_size = self.num_attention_heads = self.num_hidden_layers = 1
        super().__init__(**kw)


class Base(PreTrainedModel, GenerationMixin):
    config_class = Config
    main_input_name = "input_ids"

    def __init__(self, config):
        super().__init__(config)
        self.weight = torch.nn.Parameter(torch.zeros(1))
        self.document = 0

    def _init_weights(self, module):
        pass

    def scores(self, ids):
        rows = [logits(self.config.table, self.document, r.tolist(), self.config.vocab_size) for r in ids]
        return torch.tensor(np.stack(rows))[:, None, :]


class Causal(Base):
    def forward(self, input_ids=None, attention_mask=None, **kw):
        return CausalLMOutput(logits=self.scores(input_ids))


class Encoder(torch.nn.Module):
    main_input_name = "input_ids"

    def forward(self, input_ids=None, attention_mask=None, **kw):
        return BaseModelOutput(last_hidden_state=input_ids[:, :, None].float())


class Seq2Seq(Base):
    def __init__(self, config):
        super().__init__(config)
        self.encoder = Encoder()

    def get_encoder(self, modality=None):
        return self.encoder

    def forward(self, input_ids=None, attention_mask=None, decoder_input_ids=None, encoder_outputs=None, **kw):
        return Seq2SeqLMOutput(
            logits=self.scores(decoder_input_ids), encoder_last_hidden_state=encoder_outputs[0]
        )


def settings(rng, vocabulary, seq2seq):
    s = {}
    beams = rng.choice([1, 1, 2, 2, 3, 4, 4, 5, 6])
    if beams > 1:
        s["num_beams"] = beams
        if rng.random() < 0.75:
            s["length_penalty"] = rng.choice([-2.0, -1.0, -0.5, 0.0, 0.3, 0.6, 1.0, 1.7, 2.0, 4.0])
        if rng.random() < 0.8:
            s["early_stopping"] = rng.choice([True, False, "never"])
        if rng.random() < 0.5:
            s["num_return_sequences"] = rng.randint(1, beams)
    ends = rng.choice([0, 1, 1, 1, 2, 3])
    if ends == 1:
        s["eos_token_id"] = rng.randrange(vocabulary)
    elif ends > 1:
        s["eos_token_id"] = rng.sample(range(vocabulary), ends)
    s["pad_token_id"] = rng.randrange(vocabulary)
    limit = rng.random()
    if limit < 0.5:
        s["max_new_tokens"] = rng.randint(1, 18)
    if 0.4 < limit < 0.9:
        s["max_length"] = rng.randint(8, 24)
    if rng.random() < 0.35:
        s["min_length"] = rng.randint(0, 12)
    if rng.random() < 0.25:
        s["min_new_tokens"] = rng.randint(1, 10)
    if rng.random() < 0.35:
        s["no_repeat_ngram_size"] = rng.choice([1, 2, 2, 3])
    if rng.random() < 0.35:
        s["repetition_penalty"] = rng.choice([0.7, 1.2, 1.5, 2.5])
    if rng.random() < 0.3:
        s["forced_bos_token_id"] = rng.randrange(vocabulary)
    if rng.random() < 0.3:
        s["forced_eos_token_id"] = rng.choice([rng.randrange(vocabulary), s.get("eos_token_id")])
        if s["forced_eos_token_id"] is None:
            del s["forced_eos_token_id"]
        elif beams > 1 and isinstance(s["forced_eos_token_id"], list):
            # Several forced tokens score alike, and torch.topk leaves open which of them a beam takes.
            s["forced_eos_token_id"] = s["forced_eos_token_id"][0]
    if seq2seq:
        s["decoder_start_token_id"] = rng.randrange(vocabulary)
    return s


def case(number):
    rng = random.Random(number)
    seq2seq = rng.random() < 0.5
    vocabulary = rng.choice([13, 17, 29, 40, 60])
    positions = rng.choice([15, 100])
    chosen = settings(rng, vocabulary, seq2seq)
    start = chosen.get("decoder_start_token_id")
    checkpoint, overrides = {}, {}
    for k, v in chosen.items():
        (checkpoint if rng.random() < 0.5 else overrides)[k] = v
    if "num_beams" in overrides and rng.random() < 0.3:
        checkpoint["num_beams"] = rng.randint(1, 6)
    config = Config(table=number, vocab_size=vocabulary, max_position_embeddings=positions,
                    is_encoder_decoder=seq2seq)
    model = (Seq2Seq if seq2seq else Causal)(config).eval()
    model.generation_config = GenerationConfig(**checkpoint)
    documents = []
    for d in range(rng.randint(1, 4)):
        model.document = d
        prompt = [rng.randrange(vocabulary) for _ in range(rng.randint(1, 7))]
        out = model.generate(torch.tensor([prompt]), attention_mask=torch.ones(1, len(prompt), dtype=torch.long),
                             use_cache=False, return_dict_in_generate=True, output_scores=True, **overrides)
        begin = 1 if seq2seq else len(prompt)
        result = {"prompt": [start] if seq2seq else prompt, "sequences": []}
        if "sequences_scores" in out:
            result["scores"] = [round(x, 6) for x in out.sequences_scores.tolist()]
            lengths = (out.beam_indices >= 0).sum(1).tolist()
        else:
            ends = chosen.get("eos_token_id", [])
            ends = ends if isinstance(ends, list) else [ends]
            new = out.sequences[0, begin:].tolist()
            lengths = [next((i + 1 for i, t in enumerate(new) if t in ends), len(new))]
            steps = model.compute_transition_scores(out.sequences, out.scores, normalize_logits=True)
            result["scores"] = [round(steps[0, : lengths[0]].sum().item(), 6)]
        for row, length in zip(out.sequences.tolist(), lengths):
            result["sequences"].append(row[begin : begin + length])
        if any(not math.isfinite(x) or x <= -1e8 for x in result["scores"]) or 0 in lengths:
            raise ValueError("dead end")
        documents.append(result)
    return {"number": number, "vocabulary": vocabulary, "positions": positions, "seq2seq": seq2seq,
            "checkpoint": checkpoint, "overrides": overrides, "documents": documents}


def strings(vocabulary):
    """What each token stands for: big letters, in which prompts are, then small ones, alone and in pairs."""
    small = "abcdef"
    texts = list("ABCDEFGH") + list(small) + [a + b for a in small for b in small]
    return texts[:vocabulary]


def stop_case(number):
    rng = random.Random(number)
    vocabulary = 8 + 6 + 36
    tokenizer = transformers.PreTrainedTokenizerFast(tokenizer_object=tokenizers.Tokenizer(
        tokenizers.models.BPE(vocab={text: i for i, text in enumerate(strings(vocabulary))}, merges=[])))
    tokenizer.backend_tokenizer.decoder = tokenizers.decoders.Fuse()
    settings = {"max_new_tokens": rng.randint(6, 24), "pad_token_id": 0}
    settings["stop_strings"] = ["".join(rng.choice("abcdef") for _ in range(rng.choice([1, 2, 2, 3])))
                                for _ in range(rng.choice([1, 1, 2]))]
    if rng.random() < 0.5:
        settings["eos_token_id"] = rng.randrange(vocabulary)
    if rng.random() < 0.4:
        settings["num_beams"] = rng.choice([2, 3])
        settings["early_stopping"] = rng.choice([True, False, "never"])
    model = Causal(Config(table=number, vocab_size=vocabulary)).eval()
    model.generation_config = GenerationConfig()
    documents = []
    for d in range(3):
        model.document = d
        prompt = [rng.randrange(8) for _ in range(rng.randint(1, 4))]
        out = model.generate(torch.tensor([prompt]), attention_mask=torch.ones(1, len(prompt), dtype=torch.long),
                             use_cache=False, tokenizer=tokenizer, **settings)
        documents.append({"prompt": prompt, "sequences": [out[0, len(prompt):].tolist()]})
    return {"number": number, "vocabulary": vocabulary, "strings": strings(vocabulary), "overrides": settings,
            "documents": documents}


def filter_case(number):
    rng = random.Random(number)
    size = rng.choice([5, 20, 50])
    grain = rng.choice([2, 1000])  # coarse ones give ties
    scores = torch.tensor([[round(rng.gauss(0, 2) * grain) / grain for _ in range(size)]])
    for i in rng.sample(range(size), size // 5):
        scores[0, i] = -math.inf
    temperature, k, p = rng.choice([1.0, 0.3, 0.8, 2.0]), rng.choice([0, 1, 3, 10, 70]), rng.choice([1.0, 0.9, 0.6, 0.05])
    kept = scores
    if temperature != 1.0:
        kept = lp.TemperatureLogitsWarper(temperature)(None, kept)
    if k:
        kept = lp.TopKLogitsWarper(k)(None, kept)
    if p < 1.0:
        kept = lp.TopPLogitsWarper(p)(None, kept)
    # The first cases are older than min_p.
    least = rng.choice([0.02, 0.1, 0.3, 1.0]) if number >= 60 else 0.0
    if least > 0.0:
        kept = lp.MinPLogitsWarper(least)(None, kept)
    probabilities = kept.softmax(-1)[0]
    return {"scores": [None if x == -math.inf else x for x in scores[0].tolist()], "temperature": temperature,
            "top_k": k, "top_p": p, **({"min_p": least} if least > 0.0 else {}),
            "probabilities": [round(x, 7) for x in probabilities.tolist()]}


def draw(seed, key, sample, step):
    digest = hashlib.sha256(struct.pack(">qi", seed, sample) + key.encode()).digest()
    begin, stream = (int.from_bytes(digest[i : i + 8], "big") for i in (0, 8))
    with np.errstate(over="ignore"):
        z = mix(np.uint64(begin) + np.uint64(step + 1) * np.uint64(0x9E3779B97F4A7C15))
        z = mix(z ^ np.uint64(stream))
    return int(z >> np.uint64(11))


def write(name, rows):
    with open(name, "w") as f:
        for row in rows:
            f.write(json.dumps(row, separators=(",", ":")) + "\n")
    print(name, len(rows))


if __name__ == "__main__":
    cases, skipped = [], {}
    for n in range(CASES):
        try:
            cases.append(case(n))
        except ValueError as e:
            skipped[str(e)[:60]] = skipped.get(str(e)[:60], 0) + 1
    print("transformers", transformers.__version__, "skipped", skipped)
    write("generate.jsonl", cases)
    write("filter.jsonl", [filter_case(n) for n in range(100)])
    write("stop.jsonl", [stop_case(n) for n in range(40)])
    rng = random.Random(1)
    rows = []
    for _ in range(40):
        seed, key = rng.getrandbits(63) * rng.choice([1, -1]), hashlib.sha256(rng.randbytes(4)).hexdigest()
        sample, step = rng.randrange(5), rng.randrange(300)
        rows.append({"seed": seed, "key": key, "sample": sample, "step": step, "bits": draw(seed, key, sample, step)})
    write("random.jsonl", rows)
