"""Trains gpt2-mini: next-token prediction, half of every batch English and half Korean.

At first 0.6 of the loss comes from a trigram model of the same text (see teacher.py); its share
falls to 0.25, so that what a trigram cannot know is learnt from the text. The rest stays to the end,
for it keeps the model from learning by heart a text of which it sees every part several times.
"""

import numpy
import torch
from transformers import GenerationConfig, GPT2Config, GPT2LMHeadModel

import common
import copying
import texts
from teacher import Trigram

TAUGHT = (400, 2000)  # steps between which the teacher's share falls
TEACHER = (0.6, 0.25)  # the share before and after
# (tokens per row, rows), drawn by weight: mostly short rows, some that fill every position.
SHAPES = [((256, 8), 0.7), ((512, 4), 0.3)]


def stream(documents, tokenizer):
    """All documents in one run of ids, <|endoftext|> after each."""
    end = tokenizer.token_to_id("<|endoftext|>")
    ids = []
    for encoding in tokenizer.encode_batch([d.text for d in documents]):
        ids += encoding.ids + [end]
    return numpy.array(ids, dtype=numpy.int64)


def draw(streams, shape, dice):
    width, count = shape
    picked = []
    for row in range(count):
        ids = streams[("en", "ko")[row % 2]]
        start = dice.integers(0, len(ids) - width)
        picked.append(ids[start : start + width])
    return torch.from_numpy(numpy.stack(picked))


def configuration():
    return GPT2Config(
        vocab_size=3000, n_positions=512, n_embd=256, n_layer=4, n_head=4, activation_function="gelu_new",
        embd_pdrop=0.0, attn_pdrop=0.0, resid_pdrop=0.0, bos_token_id=0, eos_token_id=0,
    )


def main():
    chosen = common.options("Trains gpt2-mini", steps=5600, decay=4000, rate=3e-3, check=100)
    folder = f"{chosen.models}/gpt2-mini"
    tokenizer = common.tokenizer(folder)
    dice = common.dice(folder, chosen.resume)
    training, held_out = texts.split(chosen.assets)

    def streams(part):
        return {lang: stream([d for d in part if d.language == lang], tokenizer) for lang in ("en", "ko")}

    seen, unseen = streams(training), streams(held_out)
    fixed = {
        lang: torch.from_numpy(ids[: 256 * 40].reshape(40, 256)) for lang, ids in unseen.items()
    }
    model = GPT2LMHeadModel(configuration())
    copying.prepare_gpt2(model, common.SEED)
    model.generation_config = GenerationConfig(
        bos_token_id=0, eos_token_id=0, pad_token_id=0, do_sample=True, temperature=0.8, top_k=40,
        top_p=0.95, repetition_penalty=1.1, max_new_tokens=96,
    )
    optimizer = common.Optimizer(model, chosen.rate)
    journal = common.Journal(folder, model, {
        "model": "gpt2-mini", "rate": chosen.rate, "decay_steps": chosen.decay, "tokens_per_step": 2048,
        "training_tokens": {lang: len(ids) for lang, ids in seen.items()},
    }, chosen.resume)
    schedule = common.Schedule(chosen.steps, chosen.decay, journal.step)

    teacher = Trigram(numpy.concatenate(list(seen.values())), 3000)

    def loss(ids, taught=0.0):
        with common.low_precision():
            logits = model(input_ids=ids).logits[:, :-1]
        logs = torch.log_softmax(logits.float(), -1)
        told = torch.nn.functional.nll_loss(logs.flatten(0, 1), ids[:, 1:].flatten())
        return told + taught * (teacher.loss(logs, ids) - told) if taught else told

    def check(step):
        model.eval()
        with torch.no_grad():
            losses = {
                lang: sum(loss(ids[i : i + 8]).item() for i in range(0, 40, 8)) / 5 for lang, ids in fixed.items()
            }
        model.train()
        journal.check(step, losses)

    check(journal.step)
    for step in schedule:
        shape = SHAPES[dice.random() < SHAPES[1][1]][0]
        taught = float(numpy.interp(step, TAUGHT, TEACHER))
        found = loss(draw(seen, shape, dice), taught)
        found.backward()
        journal.note(found.item())
        optimizer.step(schedule.share)
        if (step + 1) % chosen.check == 0 or step + 1 == schedule.steps:
            check(step + 1)


if __name__ == "__main__":
    main()
