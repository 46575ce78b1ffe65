"""Measures the three models on texts they never saw and writes measurements.json.

Figures: bits per byte of gpt2-mini beside a unigram and a trigram model; ROUGE of bart-mini beside
sentences picked by simple rules; how often bert-mini finds the two halves of a document nearer than
halves of two documents, beside TF-IDF; and ten samples of each model that nobody picked.
"""

import argparse
import json
import math
import re
from collections import Counter
from pathlib import Path

import numpy
import torch
from rouge_score import rouge_scorer
from sklearn.feature_extraction.text import TfidfVectorizer
from transformers import AutoModelForCausalLM, AutoModelForSeq2SeqLM, AutoTokenizer, BertModel

import texts
from teacher import Trigram
from train_gpt2 import stream

SEED = 20240502
TRIALS = 2000
MOST = 1500  # characters of each held-out document whose surprisal is measured
HALF_WORDS = {"en": 100, "ko": 60}  # of one half in the trials


def load(kind, folder):
    """A model in float32 whatever its file's precision, and its tokenizer."""
    return kind.from_pretrained(folder, dtype=torch.float32).eval(), AutoTokenizer.from_pretrained(folder)


# --- gpt2-mini: bits per byte -------------------------------------------------------------------


def surprisal(model, ids, width=512, stride=256):
    """Nats of every token after the first; each is seen with at least 255 tokens before it, or all."""
    found = []
    for start in range(0, max(1, len(ids) - stride), stride):
        window = torch.tensor([ids[start : start + width]])
        with torch.no_grad():
            logs = torch.log_softmax(model(input_ids=window).logits[0, :-1].float(), -1)
        nats = -logs.gather(1, window[0, 1:, None])[:, 0]
        found += nats[0 if start == 0 else width - stride - 1 :].tolist()
    assert len(found) == len(ids) - 1
    return sum(found)


def bits_per_byte(models, training, held_out):
    model, tokenizer = load(AutoModelForCausalLM, models / "gpt2-mini")
    end = tokenizer.eos_token_id
    found = {}
    for lang in ("en", "ko"):
        seen = stream([d for d in training if d.language == lang], tokenizer.backend_tokenizer)
        trigram = Trigram(seen, len(tokenizer))
        nats, size = Counter(), 0
        part = [d.text[:MOST] for d in held_out if d.language == lang]
        for text in part:
            ids = [end, *tokenizer(text)["input_ids"]]
            size += len(text.encode())
            nats["gpt2-mini"] += surprisal(model, ids)
            nats["unigram"] += float(trigram.unigram_nats(numpy.array(ids[1:])).sum())
            nats["trigram"] += float(trigram.nats(numpy.array([end, *ids])).sum())
        found[lang] = {name: round(n / math.log(2) / size, 4) for name, n in nats.items()}
        found[lang] |= {"held_out_documents": len(part), "held_out_bytes": size}
        print(lang, found[lang], flush=True)
    return found


# --- bart-mini: ROUGE ---------------------------------------------------------------------------


class Syllables:
    """Every Hangul syllable one token, runs of Latin letters and digits one token."""

    def tokenize(self, text):
        return re.findall(r"[가-힣]|[a-z0-9]+", text.lower())


class Words:
    """What stands between spaces, without punctuation: no analysis of Korean endings."""

    def tokenize(self, text):
        return re.findall(r"[가-힣a-z0-9]+", text.lower())


def words(text):
    return re.findall(r"\w+", text.lower())


def lexrank(sentences, weights):
    """Index of the sentence most central by continuous LexRank (Erkan and Radev 2004)."""
    bags = [{w: n * weights.get(w, weights[""]) for w, n in Counter(words(s)).items()} for s in sentences]
    norms = [math.sqrt(sum(v * v for v in b.values())) or 1.0 for b in bags]
    size = len(bags)
    near = numpy.array(
        [[sum(v * y.get(w, 0) for w, v in x.items()) / (a * b) for y, b in zip(bags, norms)] for x, a in zip(bags, norms)]
    )
    near /= numpy.maximum(near.sum(1, keepdims=True), 1e-9)
    rank = numpy.full(size, 1 / size)
    for _ in range(50):
        rank = 0.15 / size + 0.85 * rank @ near
    return int(rank.argmax())


def idf(documents):
    seen = Counter(w for d in documents for w in set(words(d.text)))
    return {"": math.log(len(documents) + 1), **{w: math.log((len(documents) + 1) / (n + 1)) for w, n in seen.items()}}


def summarize(model, tokenizer, sources, rows=8):
    """The model's own settings (generation_config.json); what is longer than 512 tokens is cut."""
    order = sorted(range(len(sources)), key=lambda i: len(sources[i]))
    found = [""] * len(sources)
    for start in range(0, len(order), rows):
        part = order[start : start + rows]
        given = tokenizer([sources[i] for i in part], padding=True, truncation=True, max_length=512, return_tensors="pt")
        ids = model.generate(input_ids=given["input_ids"], attention_mask=given["attention_mask"])
        for i, row in zip(part, ids):
            found[i] = tokenizer.decode(row, skip_special_tokens=True).strip()
    return found


def rouge(outputs, references, tokenizer=None):
    """F1 in percent; with several references the best one counts, per measure."""
    scorer = rouge_scorer.RougeScorer(["rouge1", "rouge2", "rougeL"], use_stemmer=tokenizer is None, tokenizer=tokenizer)
    total = Counter()
    for output, wanted in zip(outputs, references):
        scores = [scorer.score(reference, output) for reference in wanted]
        for name in ("rouge1", "rouge2", "rougeL"):
            total[name] += max(s[name].fmeasure for s in scores)
    return {name: round(100 * n / len(outputs), 2) for name, n in total.items()}


def most_central(encoder, tokenizer, sentences):
    vectors = embed(encoder, tokenizer, sentences)
    return int((vectors @ vectors.T).sum(1).argmax())


def summaries(models, assets, training, pairs):
    model, tokenizer = load(AutoModelForSeq2SeqLM, models / "bart-mini")
    encoder, encoder_tokenizer = load_encoder(models)
    dice = numpy.random.default_rng(SEED)
    english = [r for r in texts.rows(Path(assets, "pairs/en-scitldr-dev.jsonl.gz")) if r["text"].strip()][:pairs]
    korean = texts.rows(Path(assets, "pairs/ko-sci-news.jsonl.gz"))
    stop = [[s if s[-1] in ".!?" else s + "." for s in r["sentences"]] for r in korean]
    sets = {
        "en scitldr-dev": ([texts.english_sentences(r["text"]) for r in english], [r["summaries"] for r in english], "en"),
        "ko sci-news": (stop, [[" ".join(s[i] for i in r["summaries"])] for s, r in zip(stop, korean)], "ko"),
    }
    found = {}
    for name, (documents, references, lang) in sets.items():
        weights = idf([d for d in training if d.language == lang])
        systems = {
            "bart-mini": summarize(model, tokenizer, [" ".join(d) for d in documents]),
            "first sentence": [d[0] for d in documents],
            "random sentence": [d[dice.integers(len(d))] for d in documents],
            "LexRank": [d[lexrank(d, weights)] for d in documents],
            "bert-mini, most central": [d[most_central(encoder, encoder_tokenizer, d)] for d in documents],
        }
        tokenizers = {"": None} if lang == "en" else {" (words)": Words(), " (syllables)": Syllables()}
        found[name] = {"pairs": len(documents)}
        for suffix, chosen in tokenizers.items():
            found[name]["rouge" + suffix] = {system: rouge(out, references, chosen) for system, out in systems.items()}
        copied = [any(texts_equal(o, s) for s in d) for o, d in zip(systems["bart-mini"], documents)]
        found[name]["bart-mini outputs that copy a whole sentence, share"] = round(sum(copied) / len(copied), 3)
        print(name, json.dumps(found[name], indent=1), flush=True)
    return found


def texts_equal(first, second):
    return words(first) == words(second)


# --- bert-mini: halves of documents -------------------------------------------------------------


def load_encoder(models):
    model = BertModel.from_pretrained(models / "bert-mini", dtype=torch.float32, add_pooling_layer=False).eval()
    return model, AutoTokenizer.from_pretrained(models / "bert-mini")


def embed(model, tokenizer, passages, rows=16):
    """Mean over all positions of the last layer, then L2: [passages, 256]."""
    found = []
    for start in range(0, len(passages), rows):
        given = tokenizer(passages[start : start + rows], padding=True, truncation=True, max_length=512, return_tensors="pt")
        with torch.no_grad():
            states = model(input_ids=given["input_ids"], attention_mask=given["attention_mask"]).last_hidden_state
        mask = given["attention_mask"].unsqueeze(-1).float()
        found.append(torch.nn.functional.normalize((states * mask).sum(1) / mask.sum(1), dim=-1))
    return torch.cat(found).numpy()


def halves(document):
    """The document's first sentences, at most twice HALF_WORDS, cut at the sentence nearest the middle."""
    most = 2 * HALF_WORDS[document.language]
    taken, count = [], 0
    for s in document.sentences:
        if count >= most and len(taken) >= 4:
            break
        taken.append(s)
        count += len(s.split())
    sizes = numpy.cumsum([len(s.split()) for s in taken])
    cut = int(numpy.abs(sizes[:-1] - sizes[-1] / 2).argmin()) + 1
    return " ".join(taken[:cut]), " ".join(taken[cut:])


def trials(documents, same):
    """Seeded pairs (A, B) of different documents; `same` gives what A and B must share."""
    dice = numpy.random.default_rng(SEED)
    found = []
    while len(found) < TRIALS:
        a, b = dice.integers(len(documents), size=2)
        if a != b and same(documents[a]) == same(documents[b]):
            found.append((a, b))
    return found


def half_documents(models, training, held_out):
    model, tokenizer = load_encoder(models)
    documents = [d for d in held_out if len(d.sentences) >= 4]
    first, second = zip(*map(halves, documents))
    vectors = {"bert-mini": (embed(model, tokenizer, list(first)), embed(model, tokenizer, list(second)))}
    kinds = {"TF-IDF, words": {}, "TF-IDF, bert-mini's own tokens": {"tokenizer": tokenizer.tokenize, "token_pattern": None, "lowercase": False}}
    for name, settings in kinds.items():
        fitted = TfidfVectorizer(sublinear_tf=True, **settings).fit(d.text for d in training)
        vectors[name] = (fitted.transform(first), fitted.transform(second))
    found = {"documents": dict(Counter(d.corpus for d in documents)), "trials": TRIALS}
    for kind, same in {
        "any two documents": lambda d: 0,
        "same language": lambda d: d.language,
        "same corpus": lambda d: d.corpus,
    }.items():
        drawn = trials(documents, same)
        found[kind] = {}
        for name, (left, right) in vectors.items():
            near = numpy.asarray((left @ right.T) if isinstance(left, numpy.ndarray) else (left @ right.T).todense())
            # d(A1, A2) < d(A1, B2); a tie is no success.
            found[kind][name] = round(100 * sum(near[a, a] > near[a, b] for a, b in drawn) / len(drawn), 2)
    print(json.dumps(found, indent=1), flush=True)
    return found, (documents, first, second, vectors["bert-mini"])


# --- samples ------------------------------------------------------------------------------------


def first_ten(held_out):
    """The held-out documents of the four corpora in turn, each in its file's order."""
    queues = [[d for d in held_out if d.corpus == corpus] for corpus in texts.HELD_OUT_SHARE]
    return [queue[i] for i in range(3) for queue in queues][:10]


def samples(models, held_out, halved):
    ten = first_ten(held_out)
    found = {"gpt2-mini": [], "bart-mini": [], "bert-mini": []}
    model, tokenizer = load(AutoModelForCausalLM, models / "gpt2-mini")
    for number, d in enumerate(ten):
        prompt = " ".join(d.text.split()[:8])
        torch.manual_seed(SEED + number)
        ids = tokenizer(prompt, return_tensors="pt")["input_ids"]
        out = model.generate(input_ids=ids, attention_mask=torch.ones_like(ids))
        text = tokenizer.decode(out[0, ids.shape[1] :], skip_special_tokens=True)
        found["gpt2-mini"].append({"id": d.id, "prompt": prompt, "output": text})
    model, tokenizer = load(AutoModelForSeq2SeqLM, models / "bart-mini")
    sources = [" ".join(d.sentences[:8]) for d in ten]
    for d, source, out in zip(ten, sources, summarize(model, tokenizer, sources)):
        whole = any(texts_equal(out, s) for s in d.sentences[:8])
        found["bart-mini"].append({"id": d.id, "first_sentence": d.sentences[0], "output": out, "copies_a_sentence": whole})
    documents, first, second, (left, right) = halved
    for d in ten:
        row = next((i for i, other in enumerate(documents) if other.id == d.id), None)
        if row is None:
            continue
        near = left[row] @ right.T
        best = int(near.argmax())
        found["bert-mini"].append({
            "id": d.id, "own_other_half": round(float(near[row]), 3), "rank_of_own": int((near > near[row]).sum()) + 1,
            "of": len(documents), "nearest": documents[best].id, "nearest_score": round(float(near[best]), 3),
        })
    return found


def main():
    parser = argparse.ArgumentParser(description="Measures the models")
    parser.add_argument("--assets", default="../shared/assets")
    parser.add_argument("--models", default="data/models", type=Path)
    parser.add_argument("--only", default="gpt2,bart,bert,samples")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--pairs", type=int, default=200, help="how many of the English pairs, from the first on")
    chosen = parser.parse_args()
    torch.set_num_threads(chosen.threads)
    training, held_out = texts.split(chosen.assets)
    path = chosen.models / "measurements.json"
    found = json.loads(path.read_text()) if path.exists() else {}
    only = chosen.only.split(",")
    if "bert" in only or "samples" in only:
        found["bert-mini"], halved = half_documents(chosen.models, training, held_out)
    if "gpt2" in only:
        found["gpt2-mini"] = {"bits_per_byte": bits_per_byte(chosen.models, training, held_out)}
    if "bart" in only:
        found["bart-mini"] = summaries(chosen.models, chosen.assets, training, chosen.pairs)
    if "samples" in only:
        found["samples"] = samples(chosen.models, held_out, halved)
    path.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
