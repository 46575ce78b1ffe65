"""Makes the small tokenizers of this folder and records what transformers gives on them.

Each folder is a tokenizer of one class, in the files in which the class's checkpoints come, trained
on the texts of data/sample. recorded.json beside them holds, for each text, the ids and tokens with
the template's own, spans in code points where the class knows them, and the decoded text.

    pip install transformers==5.24.0 tokenizers==0.23.3 sentencepiece protobuf
    python make_tokenizers.py ../../../../../../../../../data/sample
"""

import json
import os
import pathlib
import shutil
import sys

os.environ["TRANSFORMERS_VERBOSITY"] = "error"

import sentencepiece
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
from tokenizers import AddedToken
from transformers import AutoTokenizer

HERE = pathlib.Path(__file__).parent
WORK = pathlib.Path("/tmp/glossa-tokenizers")

TEXTS = [
    "The harbour pilot reads the tide before the ship does.",
    "Prices rose in March, and the bakers of three towns met.",
    "비가 오는 날에는 시장이 조용하다.",
    "Hi 😀 안녕 🧑‍🌾 end",
    " two  spaces\tand a tab ",
    "line\nbreak\r\n\nand more\n",
    "Crème brûlée, naïve façade; Ångström",
    "ﬁne ½ ㈜ ① ａｂｃ",
    "日本語のテキスト 中文",
    "123456 7.5% 1,000",
    "don't we've I'LL they'd",
    "\u00a0no-break\u3000wide\u200bzero",
    "x" * 120 + " y",
    "▁under_score ▁▁",
    "[brackets] <angles> {braces} ## ##a",
    "a",
    "",
]

# Few rules, so that a model's map of characters has a kilobyte and not a quarter of a megabyte.
RULES = {"ﬁ": "fi", "½": "1⁄2", "㈜": "(주)", "①": "1", "ａ": "a", "ｂ": "b", "\u3000": " ", "\u00a0": " ", "\t": " "}


def corpus(sample):
    lines = []
    for file in sorted(pathlib.Path(sample).rglob("*.txt")) + sorted(pathlib.Path(sample).rglob("*.md")):
        lines += [line.strip() for line in file.read_text("utf-8").split("\n") if line.strip()]
    (WORK / "corpus.txt").write_text("\n".join(lines) + "\n", "utf-8")
    return lines


def write(name, files, tokenizer_config=None, model_type=None, **extra):
    folder = HERE / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for target, source in files.items():
        if isinstance(source, (dict, list)):
            (folder / target).write_text(json.dumps(source, ensure_ascii=False), "utf-8")
        elif isinstance(source, str):
            (folder / target).write_text(source, "utf-8")
        else:
            shutil.copy(source, folder / target)
    if tokenizer_config is not None:
        (folder / "tokenizer_config.json").write_text(json.dumps(tokenizer_config), "utf-8")
    config = {"model_type": model_type, "vocab_size": 4096, **extra}
    (folder / "config.json").write_text(json.dumps(config), "utf-8")
    return folder


def spm(name, **options):
    rules = WORK / "rules.tsv"
    rules.write_text(
        "".join(
            " ".join(f"{ord(c):04X}" for c in key) + "\t" + " ".join(f"{ord(c):04X}" for c in value) + "\n"
            for key, value in RULES.items()
        ),
        "utf-8",
    )
    if options.get("normalization_rule_name") is None:
        options["normalization_rule_tsv"] = str(rules)
    sentencepiece.SentencePieceTrainer.train(
        input=str(WORK / "corpus.txt"), model_prefix=str(WORK / name), minloglevel=2, hard_vocab_limit=False,
        character_coverage=0.98, num_threads=1, **options,
    )
    return WORK / (name + ".model")


def byte_bpe(lines, first, last, size, pattern=None):
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    trainer = trainers.BpeTrainer(
        vocab_size=size, special_tokens=first, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False
    )
    tokenizer.train_from_iterator(lines, trainer)
    model = json.loads(tokenizer.to_str())["model"]
    vocabulary = dict(sorted(model["vocab"].items(), key=lambda item: item[1]))
    for token in last:
        vocabulary[token] = len(vocabulary)
    merges = "#version: 0.2\n" + "".join(
        (merge if isinstance(merge, str) else " ".join(merge)) + "\n" for merge in model["merges"]
    )
    return vocabulary, merges


def word_pieces(lines, special, lowercase, size):
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=lowercase)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    trainer = trainers.WordPieceTrainer(vocab_size=size, special_tokens=special, show_progress=False, limit_alphabet=150)
    tokenizer.train_from_iterator(lines, trainer)
    vocabulary = json.loads(tokenizer.to_str())["model"]["vocab"]
    return "".join(token + "\n" for token, _ in sorted(vocabulary.items(), key=lambda item: item[1]))


def record(folder):
    tokenizer = AutoTokenizer.from_pretrained(folder)
    cases = []
    for text in TEXTS:
        fast = tokenizer.is_fast
        encoded = tokenizer(text, return_offsets_mapping=fast)
        ids = encoded["input_ids"]
        case = {"text": text, "ids": ids, "tokens": tokenizer.convert_ids_to_tokens(ids)}
        if fast:
            case["spans"] = [list(span) for span in encoded["offset_mapping"]]
        # M2M-100's class does not count its languages among the special tokens.
        written = ids[1:] if folder.name == "m2m100" else ids
        case["decoded"] = tokenizer.decode(written, skip_special_tokens=True)
        cases.append(case)
    recorded = {"class": type(tokenizer).__name__, "cases": cases}
    if tokenizer.is_fast:
        pair = tokenizer(TEXTS[0], TEXTS[1])
        types = pair.get("token_type_ids") or tokenizer(TEXTS[0], TEXTS[1], return_token_type_ids=True)["token_type_ids"]
        recorded["pair"] = {"ids": pair["input_ids"], "types": types}
    if hasattr(tokenizer, "src_lang") and folder.name != "marian":
        recorded["languages"] = {}
        for code in {"mbart": ["ko_KR", "ro_RO"], "mbart50": ["ko_KR", "pl_PL"], "nllb": ["kor_Hang", "fra_Latn"], "m2m100": ["ko", "fr"]}[folder.name]:
            tokenizer.src_lang = code
            token = f"__{code}__" if folder.name == "m2m100" else code
            recorded["languages"][code] = {
                "id": tokenizer.get_lang_id(code) if folder.name == "m2m100" else tokenizer.convert_tokens_to_ids(token),
                "ids": tokenizer(TEXTS[2])["input_ids"],
            }
    prefixed = {"t5": "summarize: ", "gpt2": "Q: ", "bert": "query: ", "xlm-roberta": "query: "}
    if folder.name in prefixed:
        recorded["prefix"] = {"text": prefixed[folder.name], "ids": tokenizer(prefixed[folder.name] + TEXTS[0])["input_ids"]}
    lines = json.dumps(recorded, ensure_ascii=False, separators=(",", ":")).replace('{"text"', '\n{"text"')
    (folder / "recorded.json").write_text(lines + "\n", "utf-8")


def main(sample):
    shutil.rmtree(WORK, ignore_errors=True)
    WORK.mkdir()
    lines = corpus(sample)
    made = []

    vocabulary, merges = byte_bpe(lines, [], ["<|endoftext|>"], 420)
    made.append(write("gpt2", {"vocab.json": vocabulary, "merges.txt": merges}, None, "gpt2"))
    made.append(write("opt", {"vocab.json": {**vocabulary, "</s>": len(vocabulary), "<pad>": len(vocabulary) + 1}, "merges.txt": merges,
        "special_tokens_map.json": {"bos_token": {"content": "</s>", "lstrip": False, "normalized": True, "rstrip": False, "single_word": False},
            "eos_token": "</s>", "unk_token": "</s>", "pad_token": "<pad>"}},
        {"add_bos_token": True, "add_prefix_space": False, "tokenizer_class": "GPT2Tokenizer"}, "opt"))
    made.append(write("qwen2", {"vocab.json": vocabulary, "merges.txt": merges},
        {"tokenizer_class": "Qwen2Tokenizer", "added_tokens_decoder": {
            str(len(vocabulary)): {"content": "<|im_start|>", "lstrip": False, "normalized": False, "rstrip": False, "single_word": False, "special": True},
            str(len(vocabulary) + 1): {"content": "<|im_end|>", "lstrip": False, "normalized": False, "rstrip": False, "single_word": False, "special": True},
            str(len(vocabulary) + 2): {"content": "<tool_call>", "lstrip": False, "normalized": False, "rstrip": False, "single_word": False, "special": False}},
         "eos_token": "<|im_end|>", "pad_token": "<|endoftext|>", "add_bos_token": False}, "qwen2"))
    made.append(write("gpt-neox", {"vocab.json": vocabulary, "merges.txt": merges}, {"tokenizer_class": "GPTNeoXTokenizer"}, "gpt_neox"))
    first = ["<s>", "<pad>", "</s>", "<unk>"]
    vocabulary, merges = byte_bpe(lines, first, ["<mask>"], 420)
    made.append(write("bart", {"vocab.json": vocabulary, "merges.txt": merges}, {"model_max_length": 1024}, "bart"))
    made.append(write("roberta", {"vocab.json": vocabulary, "merges.txt": merges, "added_tokens.json": {"<ent>": len(vocabulary)}},
        {"add_prefix_space": True, "trim_offsets": False}, "roberta"))

    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    made.append(write("bert", {"vocab.txt": word_pieces(lines, special, True, 500)}, None, "bert"))
    made.append(write("bert-cased", {"vocab.txt": word_pieces(lines, special, False, 500)},
        {"do_lower_case": False, "strip_accents": True, "tokenize_chinese_chars": False, "tokenizer_class": "BertTokenizerFast"}, "distilbert"))
    made.append(write("mpnet", {"vocab.txt": word_pieces(lines, ["<s>", "<pad>", "</s>", "[UNK]", "<mask>"], True, 400)}, None, "mpnet"))

    plain = spm("unigram", vocab_size=500, model_type="unigram")
    shifted = spm("shifted", vocab_size=500, model_type="unigram", pad_id=0, eos_id=1, unk_id=2, bos_id=-1)
    bytes_bpe = spm("bytes", vocab_size=700, model_type="bpe", byte_fallback=True, normalization_rule_name="identity",
        remove_extra_whitespaces=False, split_digits=True, allow_whitespace_only_pieces=True, user_defined_symbols=["<tool>"])
    bpe = spm("bpe", vocab_size=500, model_type="bpe")
    made.append(write("t5", {"spiece.model": shifted}, {"extra_ids": 7}, "t5"))
    made.append(write("pegasus", {"spiece.model": shifted}, None, "pegasus"))
    made.append(write("xlm-roberta", {"sentencepiece.bpe.model": plain}, None, "xlm-roberta"))
    made.append(write("camembert", {"sentencepiece.bpe.model": plain}, None, "camembert"))
    made.append(write("mbart", {"sentencepiece.bpe.model": plain}, {"tokenizer_class": "MBartTokenizer"}, "mbart"))
    made.append(write("mbart50", {"sentencepiece.bpe.model": plain}, {"tokenizer_class": "MBart50Tokenizer", "src_lang": "ko_KR"}, "mbart"))
    codes = ["ace_Arab", "eng_Latn", "fra_Latn", "kor_Hang"]
    made.append(write("nllb", {"sentencepiece.bpe.model": bpe},
        {"tokenizer_class": "NllbTokenizer", "added_tokens_decoder": {
            str(i): {"content": token, "lstrip": False, "normalized": False, "rstrip": False, "single_word": False, "special": True}
            for i, token in enumerate(codes + ["<mask>"], len(sentencepiece.SentencePieceProcessor(model_file=str(bpe))) + 1)},
         "additional_special_tokens": codes}, "m2m_100"))
    made.append(write("llama", {"tokenizer.model": bytes_bpe}, {"tokenizer_class": "LlamaTokenizer", "add_bos_token": True, "legacy": False}, "llama"))
    made.append(write("llama-legacy", {"tokenizer.model": bytes_bpe}, {"tokenizer_class": "LlamaTokenizer", "add_bos_token": True, "legacy": True}, "llama"))
    made.append(write("mistral", {"tokenizer.model": bytes_bpe}, {"tokenizer_class": "LlamaTokenizer", "add_bos_token": True}, "mistral"))
    made.append(write("gemma", {"tokenizer.model": bytes_bpe},
        {"tokenizer_class": "GemmaTokenizer", "add_bos_token": True, "bos_token": "<s>", "eos_token": "</s>", "pad_token": "<unk>", "mask_token": "<unk>"}, "gemma2"))

    source = sentencepiece.SentencePieceProcessor(model_file=str(plain))
    target = sentencepiece.SentencePieceProcessor(model_file=str(shifted))
    pieces = ["</s>", "<unk>", ">>fra<<", ">>kor<<"]
    for processor in (source, target):
        # A few pieces are left out of the vocabulary, as they are in real ones.
        names = [processor.id_to_piece(i) for i in range(processor.get_piece_size())]
        pieces += [name for i, name in enumerate(names) if name not in pieces and name not in ("<s>", "<pad>") and i % 50 != 49]
    vocabulary = {piece: i for i, piece in enumerate(pieces)}
    vocabulary["<pad>"] = len(vocabulary)
    made.append(write("marian", {"source.spm": plain, "target.spm": shifted, "vocab.json": vocabulary},
        {"tokenizer_class": "MarianTokenizer", "source_lang": "eng", "target_lang": "fra", "separate_vocabs": False}, "marian"))
    names = [sentencepiece.SentencePieceProcessor(model_file=str(bpe)).id_to_piece(i) for i in range(500)]
    vocabulary = {piece: i for i, piece in enumerate(["<s>", "<pad>", "</s>", "<unk>"] + [n for i, n in enumerate(names) if i > 2 and i % 40 != 39])}
    made.append(write("m2m100", {"sentencepiece.bpe.model": bpe, "vocab.json": vocabulary}, {"tokenizer_class": "M2M100Tokenizer"}, "m2m_100"))

    for folder in made:
        record(folder)
        print(folder.name, sum(file.stat().st_size for file in folder.iterdir()))


if __name__ == "__main__":
    main(sys.argv[1])
