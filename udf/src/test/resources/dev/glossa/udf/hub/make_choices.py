"""Records how probable transformers finds given continuations, in choices.jsonl.

usage: python make_choices.py   (needs torch and transformers)

Each line is a case: a checkpoint of this folder, what it reads, from 2 to 50 continuations of which
some begin with others, and the sum of the log-probabilities of each one's tokens.
"""

import json
import pathlib
import random

import torch
from transformers import AutoModelForCausalLM, AutoModelForSeq2SeqLM

HERE = pathlib.Path(__file__).parent
CASES = 50


def log_probabilities(logits, tokens):
    logs = torch.log_softmax(logits.double(), -1)
    return sum(logs[at, token].item() for at, token in enumerate(tokens))


def causal(model, prompt, choice):
    logits = model(input_ids=torch.tensor([prompt + choice])).logits[0]
    return log_probabilities(logits[len(prompt) - 1 :], choice)


def seq2seq(model, source, choice):
    start = model.config.decoder_start_token_id
    logits = model(
        input_ids=torch.tensor([source]), decoder_input_ids=torch.tensor([[start] + choice])
    ).logits[0]
    return log_probabilities(logits, choice)


def main():
    draw = random.Random(5)
    with open(HERE / "choices.jsonl", "w", encoding="utf-8") as out, torch.no_grad():
        for name, kind, score in (
            ("llama", AutoModelForCausalLM, causal),
            ("gemma3", AutoModelForCausalLM, causal),
            ("t5", AutoModelForSeq2SeqLM, seq2seq),
            ("m2m100", AutoModelForSeq2SeqLM, seq2seq),
        ):
            model = kind.from_pretrained(HERE / name, dtype=torch.float32).eval()
            vocabulary = model.config.get_text_config().vocab_size
            for case in range(CASES):
                # Models with padding leave it out of attention, so it is not drawn.
                token = lambda: draw.randrange(8, vocabulary)
                read = [token() for _ in range(draw.randint(1, 20))]
                choices = []
                for _ in range(2 if case == 0 else 50 if case == 1 else draw.randint(2, 12)):
                    begin = draw.choice(choices) if choices and draw.random() < 0.3 else []
                    choices.append(begin + [token() for _ in range(draw.randint(1, 4))])
                line = {
                    "model": name,
                    "read": read,
                    "choices": choices,
                    "sums": [round(score(model, read, choice), 6) for choice in choices],
                }
                out.write(json.dumps(line, separators=(",", ":")) + "\n")


main()
