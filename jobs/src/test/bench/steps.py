"""Where the time goes when the engine's programs read texts and write tokens on this processor.

For each model: how long reading takes and how long a step, and how much of both are libtorch's matrix products, its
attention (products of queries, keys and values, and softmax), and the rest, which is all that a program could spare.
Random weights, texts of full length, the last of the steps that GPT-2 and BART would write. Times are the shortest of
three readings and of three times 16 steps; products and attention likewise of three others that PyTorch's profiler sees.
usage: steps.py [--models gpt2 distilbart kobart minilm] [--precisions float32 int8] [--threads 2] [--rows 8] [--beams 4]
(needs torch 2.7 and transformers; int8 as processors with bfloat16 have it)
"""

import argparse
import time
from typing import List

import torch

import programs
from models import random_model

STEPS = 16
RUNS = 3
PRODUCTS = {"mkldnn::_linear_pointwise", "onednn::qlinear_pointwise", "aten::addmm", "aten::mm"}
ATTENTION = {
    "aten::bmm", "aten::baddbmm", "aten::_softmax", "aten::_scaled_dot_product_flash_attention_for_cpu"}
# Precision of all else, storage of weights, and type of keys and values.
FORMS = {
    "float32": ("float32", "packed", "float32"),
    "bfloat16": ("bfloat16", "packed", "bfloat16"),
    "int8": ("float32", "mixed", "bfloat16"),
}


class Writing(torch.nn.Module):
    """A program with what its begin gave. Its steps change that, which of Python's own lists they would only copies."""

    state: List[List[torch.Tensor]]

    def __init__(self, program, state):
        super().__init__()
        self.program, self.state = program, state

    def forward(
            self, beams: int, past: int, written: int, entries: torch.Tensor, sizes: List[int], count: int):
        return self.program.step(
            self.state, beams, past, written, entries, sizes, 1.0, beams > 1, beams == 1, count, torch.zeros(0))


class Work:
    """A model and a batch of random texts one behind another."""

    def __init__(self, name, precision, rows, beams):
        self.model = random_model(name, "cpu", False)
        element, storage, attention = FORMS[precision]
        self.program = programs.loaded(
            self.model.family, self.model.weights, element, "cpu", storage, attention=attention)
        self.rows, self.beams = rows, 1 if self.model.family.continues else beams
        self.length = self.model.read
        # As LoadedModel.block has it.
        self.block = 1024 if self.model.weights[self.model.family.table].size(1) <= 512 else 512
        self.texts = self.model.texts(rows).view(1, -1)
        self.begins = [row * self.length for row in range(rows)]
        self.lengths = [self.length] * rows
        self.places = torch.arange(self.length).repeat(rows).view(1, -1)
        self.state, self.writing, self.written = None, None, 0

    def read(self):
        texts = (self.texts, torch.zeros_like(self.texts), self.places, self.begins, self.lengths, self.block)
        if not self.model.written:
            self.program.packed_vectors(*texts, ["mean", "normalize"])
            return
        self.state = self.program.packed_begin(*texts, self.length, self.beams, self.model.written + 1)

    def write(self):
        for _ in range(STEPS):
            self.step()

    def step(self):
        """Every row goes on with the same token, which takes as long as any other."""
        beams = self.rows * self.beams
        parents = torch.arange(beams if self.beams > 1 else 0)
        entries = torch.cat([torch.full([beams], 5), parents])
        past = (self.length if self.model.family.continues else 0) + self.written * self.beams
        count = 2 * self.beams if self.beams > 1 else 1
        self.writing(self.beams, past, self.written, entries, [beams, len(parents), 0, 0], count)
        self.written += 1

    def before_last_steps(self):
        self.read()
        self.writing, self.written = torch.jit.script(Writing(self.program, self.state)), 0
        while self.written < self.model.written - STEPS:
            self.step()


def seconds(work):
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def parts(prepare, work):
    """Seconds of the work, of its products and of its attention."""
    wholes, products, attention = [], [], []
    for _ in range(RUNS):
        prepare()
        wholes.append(seconds(work))
        prepare()
        with torch.profiler.profile() as profile:
            work()
        spent = {event.key: event.self_cpu_time_total / 1e6 for event in profile.key_averages()}
        products.append(sum(spent.get(name, 0) for name in PRODUCTS))
        attention.append(sum(spent.get(name, 0) for name in ATTENTION))
    return min(wholes), min(products), min(attention)


def line(label, count, whole, products, attention):
    of = ((products, "products"), (attention, "attention"), (whole - products - attention, "the rest"))
    print(
        f"{label}: {1e3 * whole / count:.1f} ms, of which "
        + ", ".join(f"{name} {1e3 * s / count:.1f} ({100 * s / whole:.0f} %)" for s, name in of), flush=True)


def main():
    a = argparse.ArgumentParser()
    a.add_argument("--models", nargs="+", default=["gpt2", "distilbart", "kobart", "minilm"])
    a.add_argument("--precisions", nargs="+", default=["float32", "int8"], choices=list(FORMS))
    a.add_argument("--threads", type=int, default=2)
    a.add_argument("--rows", type=int, default=8)
    a.add_argument("--beams", type=int, default=4)
    a = a.parse_args()
    torch.set_num_threads(a.threads)
    torch._C._set_graph_executor_optimize(False)  # as the engine has it on processors
    print(f"torch {torch.__version__}, {a.threads} threads, {a.rows} texts")
    for name in a.models:
        for precision in a.precisions:
            work = Work(name, precision, a.rows, a.beams)
            line(f"{name} in {precision}, reading {work.length} tokens of each", 1, *parts(lambda: None, work.read))
            if work.model.written:
                line(
                    f"{name} in {precision}, a step of {work.rows * work.beams} rows", STEPS,
                    *parts(work.before_last_steps, work.write))


if __name__ == "__main__":
    with torch.inference_mode():
        main()
