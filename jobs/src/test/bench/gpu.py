"""Runs the engine's programs on a GPU: how exact they are there, and how fast beside transformers and the card itself.

    python jobs/src/test/bench/gpu.py

It wants a checkout, a GPU, and a Python with transformers and torch for that GPU; takes less than six minutes and ends
with one table in Markdown. With --small it takes tiny models and the processor, which shows only that it works.

The programs are those of the jar (see programs.py), and their linear layers are plain and texts in rows, as on any GPU.
An error is the root mean square of the difference between answers (see models.py) and those in float32 on the
processor, as a share of the root mean square of the latter, logits less their mean. The processor's own are compared
with transformers'. An error beyond LIMITS ends the run with 1.

Rates are measured with greedy search, in float16 for each size of batch. The roofline is the time that the arithmetic
and the memory traffic take at the highest rates of the card, which are measured first. Transformers run in float16 as
they are, and compiled for one size of batch, since compiling takes long: what there was no time for says so.
"""

import argparse
import re
import signal
import statistics
import sys
import time
from typing import NamedTuple

import torch
import transformers

import programs
from models import WORK, answers, compiled_peer_work, peer_answers, peer_work, random_model, work

# Errors that are still rounding, by the type of weights and activations.
LIMITS = {"float32": 1e-4, "bfloat16": 5e-2, "float16": 1e-2}


def error(found, expected, logits):
    if logits:
        found, expected = (x - x.mean(1, keepdim=True) for x in (found, expected))
    return ((found - expected).norm() / expected.norm()).item()


class OutOfTime(BaseException):
    """Ends all measurements; no library takes it for an error of its own."""


class Clock:
    """The time of the whole run."""

    def __init__(self, minutes):
        self.begin = time.monotonic()
        self.minutes = minutes
        signal.signal(signal.SIGALRM, self.ring)
        signal.setitimer(signal.ITIMER_REAL, 60 * minutes)

    def ring(self, number, frame):
        raise OutOfTime

    def stop(self):
        signal.setitimer(signal.ITIMER_REAL, 0)

    def passed(self):
        return time.monotonic() - self.begin

    def left(self):
        return 60 * self.minutes - self.passed()

    def say(self, text):
        print(f"{self.passed():6.1f} s  {text}", file=sys.stderr, flush=True)


def seconds(run, device):
    begin = time.perf_counter()
    run()
    if device != "cpu":
        torch.cuda.synchronize()
    return time.perf_counter() - begin


def timed(run, device):
    """Seconds of the first run, and the median of up to three, fewer where they take long, after one more.

    The first two runs compile: TorchScript optimizes in the second what it saw in the first, and torch.compile may
    compile again for what changed.
    """
    first = seconds(run, device)
    seconds(run, device)
    runs = []
    while len(runs) < 3 and sum(runs) < 4:
        runs.append(seconds(run, device))
    return first, statistics.median(runs)


class Rates(NamedTuple):
    """Floating-point operations and bytes in a second."""

    flops: float
    bandwidth: float

    def seconds(self, flops, size):
        return max(flops / self.flops, size / self.bandwidth)


def highest_rates(precision, device, small):
    """What the benchmark's own program measures."""
    program = programs.compiled("rates", {}, precision, "plain")
    anywhere = torch.zeros(1, device=device)
    n, count = (256, 1 << 22) if small else (8192, 1 << 28)
    factors, numbers = program.factors(n, n, n, anywhere), program.numbers(count, anywhere)

    def fastest(run):
        return min(seconds(lambda: run().cpu(), device) for _ in range(10))

    size = count * getattr(torch, precision).itemsize
    copy, read = 2 * size / fastest(lambda: program.copy(numbers)), size / fastest(lambda: program.read(numbers))
    return Rates(2 * n ** 3 / fastest(lambda: program.multiply(factors)), max(copy, read))


def floor(model, rows, precision, device, rates):
    """Seconds below which the work cannot be done: Floor.java counts the same."""
    family, read, element = model.family, model.read, getattr(torch, precision).itemsize

    def matrices(layers, crossing):
        return sum(
            w.numel() for name, w in model.weights.items() if name.startswith(layers) and w.dim() == 2
            and bool(re.search(r"encoder_attn\.[kv]_proj", name)) == crossing)

    reading, attention = matrices(family.reading, False), 4 * family.queries
    crossing = matrices(family.writing, True) if model.written else 0
    pairs = read * (read + 1) / 2 if family.continues else read * read
    flops = 2 * (reading + crossing) * read + attention * family.attributes["layers"] * pairs
    total = rates.seconds(rows * flops, (reading + crossing) * element)
    if not model.written:
        return total
    head, writing = model.weights[family.table].numel(), matrices(family.writing, False)
    layers = family.attributes.get("decoder_layers", family.attributes["layers"])
    steps = model.written
    if family.continues:
        total += rates.seconds(2 * head * rows, head * element)
        steps -= 1
    # On a processor caches are float32.
    cached = 2 * layers * family.keys * (4 if device == "cpu" else element)
    for step in range(1, steps + 1):
        flops = 2 * (writing + head) + attention * layers * (read + step)
        total += rates.seconds(rows * flops, (writing + head) * element + rows * cached * (read + step))
    return total


class Line:
    """A line of the table."""

    HEADERS = [
        "model", "numbers", "error", "rows", "Glossa, tokens/s", "of the roofline", "first batch",
        "transformers, tokens/s", "times as fast", "compiled, tokens/s", "times as fast as compiled"]

    def __init__(self, model, numbers, found, rows=None, rate="-"):
        """found: the error, as text. rate: tokens/s, or a word, as all rates."""
        self.model, self.numbers, self.rows, self.rate = model, numbers, rows, rate
        self.cells = [model, numbers, found, str(rows or "-"), self.text(rate)] + ["-"] * 6

    @staticmethod
    def text(rate):
        return rate if isinstance(rate, str) else f"{rate:,.0f}"

    def put_glossa(self, share, first):
        self.cells[5:7] = [f"{100 * share:.1f} %", f"{first:.1f} s"]

    def put_peer(self, rate):
        self.put(7, rate)

    def put_compiled(self, rate):
        self.put(9, rate)

    def put(self, column, rate):
        self.cells[column] = self.text(rate)
        if not isinstance(rate, str) and not isinstance(self.rate, str):
            self.cells[column + 1] = f"{self.rate / rate:.2f}"


class Run:
    """All measurements on one device."""

    def __init__(self, args):
        self.args = args
        self.device = "cpu" if args.small else "cuda"
        self.clock = Clock(args.minutes)
        self.middle = args.rows[len(args.rows) // 2]
        self.rates, self.lines, self.faults, self.to_compile = {}, [], [], []

    def all(self):
        done = []
        try:
            for precision in programs.ELEMENTS:
                rates = self.rates[precision] = highest_rates(precision, self.device, self.args.small)
                self.clock.say(f"{precision}: {rates.flops / 1e12:.3g} TFLOP/s, {rates.bandwidth / 1e9:.0f} GB/s")
            for name in self.args.only:
                self.must(name, "all", lambda: self.model(name))
                done.append(name)
            for model, line in self.to_compile:
                self.compiled(model, line)
        except OutOfTime:
            self.clock.say("the time is over")
            self.faults += [f"{name}: no time for all" for name in self.args.only if name not in done]
        finally:
            self.clock.stop()

    def attempt(self, what, needed, measure):
        """What measure gives, or in a word why there is nothing; needed: seconds that must be left."""
        if self.clock.left() < needed:
            return "no time"
        try:
            return measure()
        except Exception as e:
            self.clock.say(f"{what} failed: {type(e).__name__}: {str(e)[-500:]}")
            word = "no memory" if "out of memory" in str(e) else "failed"
        torch.cuda.empty_cache()
        return word

    def must(self, name, numbers, measure):
        """Measures what is a fault where there is nothing."""
        word = self.attempt(f"{name} {numbers}", 5, measure)
        if word:
            self.lines.append(Line(name, numbers, word))
            self.faults.append(f"{name} {numbers}: {word}")

    def rate(self, what, model, rows, needed, measure):
        """Tokens/s and seconds of the first run; or a word, and nothing."""
        found = self.attempt(what, needed, measure)
        first, rate = (None, found) if isinstance(found, str) else (found[0], model.counted(rows) / found[1])
        self.clock.say(f"{what}, {rows} rows: {Line.text(rate)} tokens/s")
        return first, rate

    def error(self, name, numbers, precision, found, expected, logits):
        """The error, as text."""
        distance = error(found, expected, logits)
        text = f"{distance:.1e}"
        if not distance <= LIMITS[precision]:
            text += f", above {LIMITS[precision]:.0e}"
            self.faults.append(f"{name} {numbers}: error {text}")
        self.clock.say(f"{name} {numbers}: error {text}")
        return text

    def model(self, name):
        model = random_model(name, self.device, self.args.small)
        reference = programs.loaded(model.family, model.weights, "float32", "cpu", "packed")
        expected = answers(reference, model, "cpu")
        del reference
        peer, numbers = peer_answers(model, self.device), "float32 on the processor"
        found = self.error(name, numbers, "float32", expected[:len(peer)], peer, bool(model.written))
        self.lines.append(Line(name, numbers, found))
        for precision in programs.ELEMENTS:
            self.must(name, precision, lambda: self.program(model, precision, expected))
        model.peer.to(torch.float16)
        for line in self.lines:
            if line.model == name and line.numbers == "float16" and line.rows:
                tokens = model.texts(line.rows)
                line.put_peer(self.rate(
                    f"{name} transformers", model, line.rows, 5,
                    lambda: timed(lambda: peer_work(model, tokens, self.device), self.device))[1])
                if line.rows == self.middle and self.args.compile:
                    self.to_compile.append((model._replace(weights={}), line))

    def program(self, model, precision, expected):
        """A program's error in one precision, and its speed: in float16 by batch, otherwise of one size."""
        program = programs.loaded(model.family, model.weights, precision, self.device, "plain")
        found = self.error(
            model.name, precision, precision, answers(program, model, self.device), expected, bool(model.written))
        for rows in self.args.rows if precision == "float16" else [self.middle]:
            tokens = model.texts(rows)
            first, rate = self.rate(
                f"{model.name} {precision}", model, rows, 5,
                lambda: timed(lambda: work(program, model, tokens, self.device), self.device))
            line = Line(model.name, precision, found, rows, rate)
            if first:
                least = floor(model, rows, precision, self.device, self.rates[precision])
                line.put_glossa(least * rate / model.counted(rows), first)
            self.lines.append(line)

    def compiled(self, model, line):
        def measure():
            torch._dynamo.reset()
            counts = torch._dynamo.utils.counters["stats"]
            before = counts["unique_graphs"]
            found = timed(compiled_peer_work(model, model.texts(line.rows), self.device), self.device)
            return found if counts["unique_graphs"] > before else "not compiled"

        needed = 5 if self.args.small else 60
        line.put_compiled(self.rate(f"{model.name} transformers compiled", model, line.rows, needed, measure)[1])

    def print_table(self):
        device = "the processor" if self.device == "cpu" else torch.cuda.get_device_name()
        rates = ", ".join(
            f"{precision} {rates.flops / 1e12:.3g} TFLOP/s and {rates.bandwidth / 1e9:,.0f} GB/s"
            for precision, rates in self.rates.items())
        print(f"\nOn {device}, torch {torch.__version__}, transformers {transformers.__version__}; at most {rates}.")
        print("Tokens/s count what is written, the time of reading included; those of minilm what is read. "
              "A first batch is the first of its size, with what it compiles.\n")
        print("| " + " | ".join(Line.HEADERS) + " |\n" + "|---" * len(Line.HEADERS) + "|")
        for line in self.lines:
            print("| " + " | ".join(line.cells) + " |")
        for fault in self.faults:
            print(f"\nFAULT: {fault}")


def main():
    parser = argparse.ArgumentParser(description="Errors and speed of the engine's programs on a GPU.")
    parser.add_argument("--small", action="store_true", help="tiny models on the processor")
    parser.add_argument("--only", nargs="+", choices=WORK, default=list(WORK), help="models")
    parser.add_argument("--rows", nargs="+", type=int, help="sizes of batches: 8 32 128 512, with --small 2 4 8")
    parser.add_argument("--minutes", type=float, default=5.5, help="time of all measurements: 5.5")
    parser.add_argument("--threads", type=int, help="threads of PyTorch on the processor")
    parser.add_argument("--no-compile", dest="compile", action="store_false", help="leave out compiled transformers")
    args = parser.parse_args()
    args.rows = args.rows or ([2, 4, 8] if args.small else [8, 32, 128, 512])
    if args.threads:
        torch.set_num_threads(args.threads)
    if not args.small and not torch.cuda.is_available():
        print("gpu.py: Cannot use a GPU: PyTorch finds none (give --small to try the processor)", file=sys.stderr)
        sys.exit(2)
    transformers.logging.set_verbosity_error()
    run = Run(args)
    # DJL calls programs without gradients, too, and not in inference mode.
    with torch.no_grad():
        run.all()
    run.print_table()
    sys.exit(1 if run.faults else 0)


if __name__ == "__main__":
    main()
