"""How long libtorch's matrix products take in each form of weights, beside each other in one process.

Plain float32 is what transformers calls; the others, all packed, are what Glossa's programs may choose from.
Milliseconds, the median of all runs with the shortest; weights come from memory, as those of a model do, and not from a
processor's caches.
usage: products.py [--threads 2] [--rows 1 8 32 512] [--shapes 2048x8192 8192x2048]     (needs torch 2.7)
"""
import argparse
import time

import torch

RUNS = 30
COPIES = 6  # of each weight, used in turn
GROUP = 32  # int4 weights that share a scale and a middle

a = argparse.ArgumentParser()
a.add_argument("--threads", type=int, default=2)
a.add_argument("--rows", type=int, nargs="+", default=[1, 8, 32, 512])
a.add_argument("--shapes", nargs="+", default=["2048x8192", "8192x2048"], help="inputs x outputs")
a = a.parse_args()
torch.set_num_threads(a.threads)
mkldnn, onednn, aten = torch.ops.mkldnn, torch.ops.onednn, torch.ops.aten


def packed(x, w):
    return mkldnn._linear_pointwise(x, w, None, "none", [], "")


def int8(x, w):
    weight, scales, zeros = w
    return onednn.qlinear_pointwise(
        x, 1.0, 0, weight, scales, zeros, None, 1.0, 0, torch.float32, "none", [], "")


def int4(x, w):
    weight, scales_and_zeros = w
    return aten._weight_int4pack_mm_for_cpu(x, weight, GROUP, scales_and_zeros)


def int8_weight(inputs, outputs):
    numbers = torch.randint(-127, 128, (outputs, inputs), dtype=torch.int8)
    return onednn.qlinear_prepack(numbers, None), torch.rand(outputs), torch.zeros(outputs, dtype=torch.long)


def int4_weight(inputs, outputs):
    numbers = torch.randint(0, 16, (outputs, inputs), dtype=torch.int32)
    scales_and_zeros = torch.randn(inputs // GROUP, outputs, 2).bfloat16()
    return aten._convert_weight_to_int4pack_for_cpu(numbers, 2), scales_and_zeros


def float_weight(kind):
    return lambda inputs, outputs: mkldnn._reorder_linear_weight(torch.randn(outputs, inputs).to(kind))


# Name: what makes a weight, what multiplies with it, and the inputs [rows, inputs].
FORMS = {
    "float32, plain": (lambda inputs, outputs: torch.randn(outputs, inputs), torch.nn.functional.linear, torch.randn),
    "float32": (float_weight(torch.float32), packed, torch.randn),
    "bfloat16": (float_weight(torch.bfloat16), packed, lambda *shape: torch.randn(shape).bfloat16()),
    "int8": (int8_weight, int8, lambda *shape: torch.randint(0, 256, shape, dtype=torch.uint8)),
    "int4": (int4_weight, int4, lambda *shape: torch.randn(shape).bfloat16()),
}

with torch.inference_mode():
    print(f"torch {torch.__version__}, {a.threads} threads: ms, the median (the shortest)")
    for shape in a.shapes:
        inputs, outputs = map(int, shape.split("x"))
        weights = {name: [make(inputs, outputs) for _ in range(COPIES)] for name, (make, _, _) in FORMS.items()}
        for rows in a.rows:
            texts = {name: make(rows, inputs) for name, (_, _, make) in FORMS.items()}
            seconds = {name: [] for name in FORMS}
            for run in range(2 + RUNS):
                for name, (_, product, _) in FORMS.items():
                    begin = time.perf_counter()
                    product(texts[name], weights[name][run % COPIES])
                    if run >= 2:
                        seconds[name].append(time.perf_counter() - begin)
            found = (f"{name} {1e3 * sorted(s)[RUNS // 2]:.2f} ({1e3 * min(s):.2f})" for name, s in seconds.items())
            print(f"{shape}, {rows} rows: " + ", ".join(found), flush=True)
