"""Makes the tiny models with heads for labels beside this file and records what transformers gives on them.

Run with transformers 5.24 and torch 2.15 in this folder: python make_heads.py [NAME ...]
Beside logits, NAME.json has what the pipelines give: text-classification, zero-shot-classification, and
token-classification with each aggregation. Offsets are in code points.
"""

import json
import shutil
import sys
from pathlib import Path

import torch
from make_decoders import TEXTS, tokenizer
from make_others import ENCODER, PAIR, disturb
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
from transformers import (
    AutoConfig, AutoModelForSequenceClassification, AutoModelForTokenClassification, PreTrainedTokenizerFast, pipeline)

PAIRS = [[TEXTS[0], TEXTS[3]], [TEXTS[1], "이 글은 바다에 대한 것이다. 🙂"]]
CANDIDATES = ["the sea", "bees", "날씨"]
TEMPLATES = ["This text is about {}.", "{}?"]
BIO = ["O", "B-PER", "I-PER", "B-LOC", "I-LOC"]
DISTILBERT = dict(
    model_type="distilbert", dim=16, n_layers=3, n_heads=4, hidden_dim=32, vocab_size=300, max_position_embeddings=128,
    pad_token_id=1)
MODERNBERT = dict(
    ENCODER, model_type="modernbert", local_attention=10, global_attn_every_n_layers=2, cls_token_id=0, sep_token_id=1,
    max_position_embeddings=8192)
NLI = ["contradiction", "neutral", "entailment"]
VARIANTS = {
    "bert-classify": (dict(ENCODER, model_type="bert"), NLI, True),
    "roberta-classify": (dict(ENCODER, model_type="roberta", type_vocab_size=1), ["LABEL_0"], True),
    "distilbert-classify": (DISTILBERT, ["NEGATIVE", "POSITIVE"], False),
    "electra-classify": (
        dict(ENCODER, model_type="electra", embedding_size=8, problem_type="multi_label_classification"),
        ["calm", "hope", "fear", "anger"], False),
    "mpnet-classify": (dict(ENCODER, model_type="mpnet", problem_type="regression"), ["warmth", "length"], False),
    "modernbert-classify": (
        dict(MODERNBERT, classifier_pooling="mean", classifier_bias=True, norm_bias=True), ["yes", "no"], False),
    "bart-classify": (dict(PAIR, model_type="bart"), NLI, True),
    "bert-tokens": (dict(ENCODER, model_type="bert"), BIO, False),
    "modernbert-tokens": (MODERNBERT, ["O", "PER", "LOC"], False),
    # Its tokens do not look at each other.
    "words-labels": (MODERNBERT, ["O", "B-PER", "I-PER", "E-PER", "S-PER", "B-LOC", "I-LOC", "E-LOC", "S-LOC"], False),
}


def word_pieces(folder):
    made = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    made.normalizer = normalizers.BertNormalizer(lowercase=True)
    made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    made.decoder = decoders.WordPiece()
    made.train_from_iterator(TEXTS[:3], trainers.WordPieceTrainer(
        vocab_size=140, special_tokens=["<s>", "</s>", "[UNK]"]))
    return made


def with_template(made, types, end):
    second = 1 if types else 0
    middle = [] if types else [end]
    made.post_processor = processors.TemplateProcessing(
        single=f"<s> $A {end}", pair=["<s>", "$A", end, *middle, f"$B:{second}", f"{end}:{second}"],
        special_tokens=[("<s>", 0), ("</s>", 1)])


def rounded(numbers):
    return [round(float(number), 6) for number in numbers]


def texts(folder, name, config, model, fast, pairs):
    cases = []
    classifier = pipeline("text-classification", model=model, tokenizer=fast, device="cpu")
    for text in PAIRS if pairs else TEXTS:
        both = dict(text=text[0], text_pair=text[1]) if pairs else dict(text=text)
        ids = fast(**both, return_tensors="pt", return_offsets_mapping=True)
        offsets = ids.pop("offset_mapping")[0].tolist()
        with torch.no_grad():
            logits = model(**ids).logits[0]
        scores = classifier(both, top_k=None)
        cases.append(dict(text=text, offsets=offsets, logits=rounded(logits),
                          scores={s["label"]: round(s["score"], 6) for s in scores}))
    outputs = dict(task="classify", labels=config.id2label, cases=cases)
    alone = [(text, classifier(text, top_k=None)) for text in TEXTS]
    if model.config.model_type == "modernbert":
        alone.append((LONG, classifier(LONG, top_k=None)))
    outputs["pipeline"] = [
        dict(text=text, scores={s["label"]: round(s["score"], 6) for s in scores}) for text, scores in alone]
    if "entailment" in config.id2label.values():
        zero_shot = pipeline("zero-shot-classification", model=model, tokenizer=fast, device="cpu")
        outputs["zero_shot"] = []
        for several in (False, True):
            for template, labels in zip(TEMPLATES, (CANDIDATES, CANDIDATES[:1])):
                for text in TEXTS:
                    found = zero_shot(text, labels, hypothesis_template=template, multi_label=several)
                    outputs["zero_shot"].append(dict(
                        text=text, candidates=labels, template=template, multi_label=several,
                        scores=dict(zip(found["labels"], rounded(found["scores"])))))
    return outputs


def tokens(folder, name, config, model, fast):
    cases = []
    tagger = pipeline("token-classification", model=model, tokenizer=fast, device="cpu")
    for text in TEXTS:
        ids = fast(text, return_tensors="pt", return_offsets_mapping=True)
        offsets = ids.pop("offset_mapping")[0].tolist()
        with torch.no_grad():
            logits = model(**ids).logits[0]
        cases.append(dict(text=text, offsets=offsets, logits=[rounded(token) for token in logits]))
    outputs = dict(task="tokens", labels=config.id2label, cases=cases, pipeline=[])
    if name == "words-labels":
        # transformers knows no labels that end an entity.
        return dict(outputs, long=LONG)
    for text in TEXTS + ([LONG] if model.config.model_type == "modernbert" else []):
        entities = {}
        for how in ("simple", "first", "average", "max"):
            found = tagger(text, aggregation_strategy=how)
            entities[how] = [
                [e["start"], e["end"], e["entity_group"], round(float(e["score"]), 5)] for e in found]
        outputs["pipeline"].append(dict(text=text, entities=entities))
    return outputs


# More than 5,000 tokens.
LONG = " ".join(TEXTS[i % len(TEXTS)].replace("five", str(i)) for i in range(190))


def make(name):
    fields, labels, pairs = VARIANTS[name]
    config = AutoConfig.for_model(
        **fields, id2label=dict(enumerate(labels)), label2id={label: i for i, label in enumerate(labels)})
    folder = Path(name)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    of_tokens = name.endswith("tokens") or name == "words-labels"
    made = word_pieces(folder) if name == "bert-tokens" else tokenizer(folder)
    types = config.model_type == "bert"
    # These count token 1, which is no padding here, as standing nowhere.
    with_template(made, types, "<s>" if config.model_type in ("roberta", "mpnet") else "</s>")
    known = dict(model_input_names=["input_ids", "token_type_ids", "attention_mask"]) if types else {}
    unknown = dict(unk_token="[UNK]") if name == "bert-tokens" else {}
    fast = PreTrainedTokenizerFast(
        tokenizer_object=made, bos_token="<s>", eos_token="</s>", pad_token="</s>", **known, **unknown)
    kind = AutoModelForTokenClassification if of_tokens else AutoModelForSequenceClassification
    model = disturb(kind.from_config(config), name)
    if of_tokens:
        with torch.no_grad():
            model.classifier.bias[0] += 1.5
    if name == "words-labels":
        with torch.no_grad():
            for layer in model.model.layers:
                layer.attn.Wo.weight.zero_()
    model.save_pretrained(folder)
    outputs = tokens(folder, name, config, model, fast) if of_tokens else texts(
        folder, name, config, model, fast, pairs)
    Path(name + ".json").write_text(json.dumps(outputs))
    fast.save_pretrained(folder)
    for extra in ("tokenizer_config.json", "special_tokens_map.json"):
        (folder / extra).unlink(missing_ok=True)
    if known:
        (folder / "tokenizer_config.json").write_text(json.dumps(known))


if __name__ == "__main__":
    for chosen in sys.argv[1:] or VARIANTS:
        make(chosen)
