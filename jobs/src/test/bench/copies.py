"""Counts what the engine's programs copy between a GPU and main memory. It needs no GPU.

    python jobs/src/test/bench/copies.py

The programs are those of the jar (see programs.py), with tiny models, in float16 and bfloat16. Their tensors have a
device, a shape and a type, and no numbers (PyTorch's FakeTensorMode): an operation on two devices fails, and each one is
seen. A step of a generation must read nothing from the GPU but its result, which whoever asked for it copies, and get
nothing from main memory but its arguments. Weights come as the file has them, and the tables that are made of none.
"""

import collections
import re
import sys
import warnings

import torch
from torch._subclasses.fake_tensor import FakeTensorMode
from torch.utils._python_dispatch import TorchDispatchMode

import programs
from models import SMALL, random_model

# What waits for the GPU because numbers decide what it gives.
WAITING = re.compile(r"aten\.(_local_scalar_dense|is_nonzero|nonzero|masked_select|unique)\b")
ROWS, LENGTH, BEAMS, ROOM = 3, 32, 2, 8


class Watch(TorchDispatchMode):
    """Notes each copy from one device to another, and what waits for one."""

    def __init__(self):
        super().__init__()
        self.found = collections.Counter()

    def __torch_dispatch__(self, function, types, args=(), kwargs=None):
        if str(function) == "aten.equal.default":
            # TorchScript's compiler compares constants with each other. Programs never ask (TestPrograms).
            return False
        if WAITING.match(str(function)):
            self.found[str(function)] += 1
        result = function(*args, **(kwargs or {}))
        if isinstance(result, torch.Tensor):
            for x in args:
                if isinstance(x, torch.Tensor) and x.device.type != result.device.type:
                    self.found[f"{x.device.type} to {result.device.type}"] += 1
        return result


def source(name, original=programs.source):
    # A tensor of numbers would write them, and has no memory here.
    return re.sub(r"torch\.tensor\((\S*frequencies), dtype=6\)", r"torch.ones([len(\1)])", original(name))


def counts(name, precision):
    """For each call, what was found."""
    model = random_model(name, "cpu", True)
    family = model.family
    program = programs.compiled(family.program, family.attributes, precision, "plain")
    found = {}
    with FakeTensorMode(allow_non_fake_inputs=True), Watch() as watch:
        def call(what, run):
            watch.found.clear()
            result = run()
            found[what] = dict(watch.found)
            return result

        def numbers(*shape):
            return torch.zeros(shape, dtype=torch.int64, device="cuda")

        def load():
            for method, names, arguments in family.groups:
                weights = [
                    torch.empty(model.weights[n].shape if n else 0, dtype=torch.bfloat16, device="cuda") for n in names]
                getattr(program, method)(weights, torch.zeros(0, device="cuda"), *arguments)

        call("load", load)
        tokens, lengths, none = numbers(ROWS, LENGTH), numbers(ROWS), torch.zeros(0, device="cuda")
        call("vectors", lambda: program.vectors(tokens, lengths, ["mean", "normalize"]))
        call("attention", lambda: program.attention(tokens, lengths, tokens, lengths))
        if model.written:
            beams = ROWS * BEAMS
            state = call("begin", lambda: program.begin(tokens, lengths, BEAMS, ROOM))
            prompt = LENGTH if family.continues else 0
            sizes = [beams, beams, 2, 2]
            mask = torch.zeros(beams, model.vocabulary, device="cuda")
            call("step", lambda: program.step(
                state, BEAMS, prompt, 0, numbers(beams), [beams, 0, 0, 0], 1.0, False, True, 1, none))
            call("step with all", lambda: program.step(
                state, BEAMS, prompt + BEAMS, 1, numbers(sum(sizes)), sizes, 1.2, True, False, 5, mask))
            call("weigh", lambda: program.weigh(
                state, BEAMS, prompt + 2 * BEAMS, 2, numbers(beams), numbers(beams)))
    return found


def main():
    warnings.filterwarnings("ignore")
    programs.source = source
    torch.set_grad_enabled(False)
    # Compiling for a GPU would need one.
    torch._C._jit_override_can_fuse_on_gpu(False)
    torch._C._jit_set_texpr_fuser_enabled(False)
    faults = 0
    for name in SMALL:
        for precision in ("float16", "bfloat16"):
            for what, found in counts(name, precision).items():
                # While weights are loaded, tables and empty biases go to the GPU.
                bad = {k: n for k, n in found.items() if what != "load" or k != "cpu to cuda"}
                faults += bool(bad)
                print(f"{name:12} {precision:9} {what:14} {found or 'none'}{'  FAULT' if bad else ''}")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
