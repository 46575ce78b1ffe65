"""A trigram model of the training text: second teacher of gpt2-mini, and its measure.

The text says at every position which one token came next; a trigram model says how often each
token comes next after the two before it, over all the text. Learning from both saves most of the
steps a small model needs to learn what follows what. Counts and discount are those of interpolated
Kneser-Ney (Chen and Goodman 1999), as in measure.py, kept as arrays.
"""

import numpy
import torch

DISCOUNT = 0.75


class Trigram:
    def __init__(self, ids, words):
        """`ids`: the training text as one run, int64."""
        self.words = words
        self.once = numpy.bincount(ids, minlength=words) + 1
        keys, counts = numpy.unique((ids[:-2] * words + ids[1:-1]) * words + ids[2:], return_counts=True)
        self.contexts, self.starts, kinds = numpy.unique(keys // words, return_index=True, return_counts=True)
        totals = numpy.add.reduceat(counts, self.starts)
        self.kinds, self.keys = kinds, keys
        self.next = torch.from_numpy(keys % words)
        self.shares = torch.from_numpy(((counts - DISCOUNT) / numpy.repeat(totals, kinds)).astype(numpy.float32))
        self.left = torch.from_numpy((DISCOUNT * kinds / totals).astype(numpy.float32))
        pairs = numpy.bincount(keys % words**2, minlength=words**2).reshape(words, words).astype(numpy.float64)
        one = pairs.sum(0) + 0.1
        sums = numpy.maximum(pairs.sum(1, keepdims=True), 1e-9)
        two = numpy.maximum(pairs - DISCOUNT, 0) / sums
        two += (1 - two.sum(1, keepdims=True)) * one / one.sum()
        self.two = torch.from_numpy(two.astype(numpy.float32))  # [word, next]

    def nats(self, ids):
        """Surprisal of every token of `ids` (a numpy run) after the first two."""
        a, b, c = ids[:-2], ids[1:-1], ids[2:]
        context = a * self.words + b
        row = numpy.minimum(numpy.searchsorted(self.contexts, context), len(self.contexts) - 1)
        known = self.contexts[row] == context
        key = context * self.words + c
        entry = numpy.minimum(numpy.searchsorted(self.keys, key), len(self.keys) - 1)
        share = numpy.where(self.keys[entry] == key, self.shares.numpy()[entry], 0)
        two = self.two.numpy()[b, c]
        return -numpy.log(numpy.where(known, share + self.left.numpy()[row] * two, two))

    def unigram_nats(self, ids):
        """The same by add-one smoothed frequency, for all of `ids`."""
        return -numpy.log(self.once[ids] / self.once.sum())

    def loss(self, logs, ids):
        """Mean cross-entropy of the teacher's distribution and `logs` ([rows, width - 1, words]).

        The first position has one token before it and is left to the text itself. Every pair of
        tokens in `ids` ([rows, width]) must stand in the training text.
        """
        logs = logs[:, 1:].reshape(-1, self.words)
        a, b = ids[:, :-2].reshape(-1), ids[:, 1:-1].reshape(-1)
        found = numpy.searchsorted(self.contexts, (a * self.words + b).numpy())
        dense = ((logs * self.two[b]).sum(-1) * self.left[found]).sum()
        lengths = self.kinds[found]
        inside = numpy.arange(lengths.sum()) - numpy.repeat(lengths.cumsum() - lengths, lengths)
        entries = torch.from_numpy(numpy.repeat(self.starts[found], lengths) + inside)
        rows = torch.from_numpy(numpy.repeat(numpy.arange(len(found)), lengths))
        sparse = (logs[rows, self.next[entries]] * self.shares[entries]).sum()
        return -(dense + sparse) / len(found)
