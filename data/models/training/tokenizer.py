"""Trains one byte-level BPE tokenizer per model, over both languages.

gpt2-mini has 3,000 tokens: it scores every token at every position, and with so few texts a small
vocabulary is learnt sooner. The other two have 8,000, so that more text fits into 512 positions.

English and Korean are given the same number of characters. Each model has its own special tokens
and, where it wants them, a template that puts them round every text.
"""

import argparse
import json
from pathlib import Path

from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers, processors, trainers

import texts

VOCABULARY = {"gpt2-mini": 3000, "bart-mini": 8000, "bert-mini": 8000}
SPECIAL = {
    "gpt2-mini": ["<|endoftext|>"],
    "bart-mini": ["<s>", "<pad>", "</s>", "<unk>", "<mask>"],
    "bert-mini": ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"],
}
ROUND = {"bart-mini": ("<s>", "</s>"), "bert-mini": ("[CLS]", "[SEP]")}
NAMED = {
    "gpt2-mini": {"bos_token": "<|endoftext|>", "eos_token": "<|endoftext|>", "unk_token": "<|endoftext|>"},
    "bart-mini": {
        "bos_token": "<s>", "eos_token": "</s>", "pad_token": "<pad>", "unk_token": "<unk>",
        "mask_token": "<mask>", "cls_token": "<s>", "sep_token": "</s>",
    },
    "bert-mini": {
        "pad_token": "[PAD]", "unk_token": "[UNK]", "cls_token": "[CLS]", "sep_token": "[SEP]",
        "mask_token": "[MASK]",
    },
}


def balanced(training):
    """Texts of both languages, about as many characters of each."""
    sizes = {lang: sum(len(d.text) for d in training if d.language == lang) for lang in ("en", "ko")}
    least = min(sizes.values())
    for d in training:
        if texts.unit(texts.SEED, "tokenizer", d.id) < least / sizes[d.language]:
            yield d.text
            yield from d.summaries


def train(name, training):
    special = SPECIAL[name]
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=VOCABULARY[name],
        special_tokens=[AddedToken(token, special=True, normalized=False) for token in special],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(balanced(training), trainer)
    if name in ROUND:
        first, last = ROUND[name]
        ids = [(token, tokenizer.token_to_id(token)) for token in (first, last)]
        tokenizer.post_processor = processors.TemplateProcessing(
            single=f"{first}:0 $A:0 {last}:0",
            pair=f"{first}:0 $A:0 {last}:0 $B:1 {last}:1",
            special_tokens=ids,
        )
    else:
        tokenizer.post_processor = processors.ByteLevel(trim_offsets=False)
    return tokenizer


def save(tokenizer, name, folder):
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(folder / "tokenizer.json"))
    config = {
        "added_tokens_decoder": {
            str(tokenizer.token_to_id(token)): {
                "content": token, "lstrip": False, "normalized": False, "rstrip": False,
                "single_word": False, "special": True,
            }
            for token in SPECIAL[name]
        },
        "clean_up_tokenization_spaces": False,
        "model_max_length": 512,
        "tokenizer_class": "PreTrainedTokenizerFast",
        **NAMED[name],
    }
    if name == "bert-mini":
        config["model_input_names"] = ["input_ids", "token_type_ids", "attention_mask"]
    path = folder / "tokenizer_config.json"
    path.write_text(json.dumps(config, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Trains the tokenizers")
    parser.add_argument("--assets", default="../shared/assets")
    parser.add_argument("--models", default="data/models")
    parser.add_argument("--only", default=",".join(SPECIAL))
    options = parser.parse_args()
    training, held_out = texts.split(options.assets)
    for name in options.only.split(","):
        tokenizer = train(name, training)
        save(tokenizer, name, Path(options.models, name))
        for lang in ("en", "ko"):
            part = [d.text for d in held_out if d.language == lang]
            tokens = sum(len(e.ids) for e in tokenizer.encode_batch(part, add_special_tokens=False))
            print(f"{name} {lang}: {sum(map(len, part)) / tokens:.2f} characters per token, held out")
