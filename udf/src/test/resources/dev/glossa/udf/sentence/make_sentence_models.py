"""Makes the sentence-transformers' files beside this file and records what that library gives with them.

The checkpoint under all of them is ../hub/distilbert. Run with sentence-transformers 6.2 and torch 2.15 in this folder:
python make_sentence_models.py
"""

import json
import shutil
import sys
import tempfile
from pathlib import Path

import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.base.modules import Dense, Normalize, Transformer
from sentence_transformers.sentence_transformer.modules import Pooling

HERE = Path(__file__).parent
CHECKPOINT = HERE.parent / "hub" / "distilbert"
WIDTH = 16
PROMPTS = {"query": "query: ", "document": "passage: "}
MODELS = {
    "cls-dense": dict(modules=lambda: [Pooling(WIDTH, "cls"), Dense(WIDTH, 12), Normalize()], prompts=PROMPTS,
                      default_prompt_name="document"),
    "max-dense": dict(modules=lambda: [
        Pooling(WIDTH, "max"), Dense(WIDTH, 20, bias=False, activation_function=torch.nn.Identity()),
        Dense(20, 8, activation_function=torch.nn.ReLU())]),
    "mean-sqrt": dict(modules=lambda: [
        Pooling(WIDTH, "mean_sqrt_len_tokens"), Normalize(), Dense(WIDTH, 5, activation_function=torch.nn.GELU())],
        safe=False, prompts=PROMPTS),
    "lasttoken": dict(modules=lambda: [Pooling(WIDTH, "lasttoken")]),
}
sys.path.insert(0, str(HERE.parent / "hub"))
from make_decoders import TEXTS  # noqa: E402


def make(name, modules, safe=True, **prompts):
    torch.manual_seed(sum(map(ord, name)))
    with tempfile.TemporaryDirectory() as folder:
        checkpoint, saved = Path(folder, "checkpoint"), Path(folder, "saved")
        shutil.copytree(CHECKPOINT, checkpoint)
        # Without it the library would take the family's own tokenizer.
        (checkpoint / "tokenizer_config.json").write_text(json.dumps(dict(
            tokenizer_class="PreTrainedTokenizerFast", pad_token="</s>", model_max_length=128)))
        model = SentenceTransformer(modules=[Transformer(str(checkpoint)), *modules()], device="cpu", **prompts)
        for module in list(model)[1:]:
            for weight in module.parameters():
                torch.nn.init.normal_(weight, std=0.5)
        model.save_pretrained(str(saved), safe_serialization=safe, create_model_card=False)
        model = SentenceTransformer(str(saved), device="cpu")
        shutil.rmtree(HERE / name, ignore_errors=True)
        (HERE / name).mkdir()
        for path in sorted(saved.iterdir()):
            if path.is_dir():
                shutil.copytree(path, HERE / name / path.name)
            elif "sentence" in path.name or path.name == "modules.json":
                shutil.copy(path, HERE / name)
    cases = []
    for prompt in [None, *(["query"] if prompts else [])]:
        vectors = model.encode(TEXTS, prompt_name=prompt)
        cases.append(dict(prompt=prompt, vectors=[[round(float(v), 6) for v in vector] for vector in vectors]))
    (HERE / (name + ".json")).write_text(json.dumps(dict(texts=TEXTS, cases=cases)) + "\n", "utf-8")


for name, how in MODELS.items():
    make(name, **how)
