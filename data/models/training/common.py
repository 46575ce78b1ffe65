"""What the three training scripts share: the schedule, the optimizer and the journal."""

import argparse
import json
import math
import random
import signal
import time
from pathlib import Path

import numpy
import torch
from tokenizers import Tokenizer

SEED = 20240501


def options(description, **defaults):
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--assets", default="../shared/assets")
    parser.add_argument("--models", default="data/models")
    parser.add_argument("--steps", type=int, default=defaults["steps"])
    parser.add_argument("--decay", type=int, default=defaults["decay"], help="last steps, in which the rate falls to 0")
    parser.add_argument("--rate", type=float, default=defaults["rate"])
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--check", type=int, default=defaults.get("check", 200), help="steps between held-out losses")
    parser.add_argument("--resume", action="store_true", help="go on from the folder's checkpoint and training.json")
    chosen = parser.parse_args()
    torch.set_num_threads(chosen.threads)
    torch.manual_seed(SEED)
    random.seed(SEED)
    numpy.random.seed(SEED)
    return chosen


def tokenizer(folder):
    return Tokenizer.from_file(str(Path(folder, "tokenizer.json")))


def dice(folder, resume):
    """The draws of a run: seeded, and others when the run goes on from a checkpoint."""
    before = json.loads(Path(folder, "training.json").read_text())["best_step"] if resume else 0
    return numpy.random.default_rng([SEED, before])


def low_precision():
    """bfloat16 where it is safe; the weights themselves stay in float32."""
    return torch.autocast("cpu", torch.bfloat16)


class Optimizer:
    """Muon for the matrices inside the layers, AdamW for embeddings, norms and biases."""

    def __init__(self, model, rate):
        inside, rest = [], []
        for name, p in model.named_parameters():
            matrix = p.ndim == 2 and "embed" not in name and "wte" not in name and "wpe" not in name
            (inside if matrix else rest).append(p)
        self.parts = [
            torch.optim.Muon(inside, lr=rate, momentum=0.95, weight_decay=0.05, adjust_lr_fn="match_rms_adamw"),
            torch.optim.AdamW(rest, lr=rate, betas=(0.9, 0.98), weight_decay=0.01),
        ]
        self.model, self.rate = model, rate

    def step(self, share):
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        for part in self.parts:
            for group in part.param_groups:
                group["lr"] = self.rate * share
            part.step()
            part.zero_grad(set_to_none=True)


class Schedule:
    """Warm-up, constant, then a linear fall to 0. The signal USR1 begins the fall at once."""

    def __init__(self, steps, decay, first=0, warmup=40):
        self.steps, self.decay, self.warmup, self.first, self.step = steps, decay, warmup, first, first
        if first:
            self.warmup = 20  # the weights are warm, only the optimizer is not
        signal.signal(signal.SIGUSR1, self._finish)

    def _finish(self, *_):
        self.steps = min(self.steps, self.step + self.decay)

    def __iter__(self):
        while self.step < self.steps:
            yield self.step
            self.step += 1

    @property
    def share(self):
        return min(1.0, (self.step - self.first + 1) / self.warmup, (self.steps - self.step) / self.decay)


class Journal:
    """Keeps the best checkpoint by held-out loss and writes training.json beside it."""

    def __init__(self, folder, model, facts, resume=False):
        self.folder, self.model = Path(folder), model
        self.best, self.history, self.recent = math.inf, [], []
        self.hours, self.processor_hours, self.step = 0, 0, 0
        self.facts = {
            "seed": SEED,
            "machine": f"CPU cores, {torch.get_num_threads()} thread(s)",
            "parameters": sum(p.numel() for p in model.parameters()),
            **facts,
        }
        self.wall, self.cpu = time.time(), time.process_time()
        if resume:
            self._resume(json.loads(Path(folder, "training.json").read_text()))

    def _resume(self, before):
        """Goes on from the checkpoint; steps after it, which it has forgotten, still count as hours."""
        self.step = before["best_step"]  # its loss is measured again: the held-out examples may have changed
        self.history = [row for row in before["history"] if row["step"] < self.step]
        self.hours, self.processor_hours = before["hours"], before["processor_hours"]
        self.facts.update(best_step=self.step, resumed_at=before.get("resumed_at", []) + [self.step])
        self.model.load_state_dict(
            {k: v.float() for k, v in type(self.model).from_pretrained(self.folder).state_dict().items()}, strict=False
        )

    def note(self, loss):
        self.recent.append(loss)

    def check(self, step, losses):
        """`losses`: held-out loss by name, nats per token; their mean decides."""
        mean = sum(losses.values()) / len(losses)
        row = {"step": step, "training": sum(self.recent) / max(1, len(self.recent)), "held_out": mean, **losses}
        self.recent = []
        self.history.append({k: v if k == "step" else round(v, 4) for k, v in row.items()})
        print(json.dumps(self.history[-1]), f"{(time.time() - self.wall) / 60:.1f} min", flush=True)
        better = mean < self.best
        if better:
            self.best = mean
            self.facts.update(best_step=step, best_held_out_loss=round(mean, 4))
            self.save()
        self.write(step)

    def save(self):
        """The folder's weights in float16, configuration beside them; the tokenizer stays as it is."""
        state = {k: v.clone() for k, v in self.model.state_dict().items()}
        self.model.half()
        self.model.save_pretrained(self.folder)
        self.model.float()
        self.model.load_state_dict(state)

    def write(self, step):
        facts = {
            **self.facts,
            "steps": step,
            "hours": round(self.hours + (time.time() - self.wall) / 3600, 3),
            "processor_hours": round(self.processor_hours + (time.process_time() - self.cpu) / 3600, 3),
            "losses": "nats per token; held_out is the mean of the named held-out losses",
            "history": self.history,
        }
        Path(self.folder, "training.json").write_text(json.dumps(facts, indent=1) + "\n")
