"""Trains bert-mini: sentence vectors by mean pooling and L2.

Every step takes two passages from each of many documents, hides 15 % of their tokens and asks for
two things at once: the hidden tokens back (masked language modelling), and, by the passages'
vectors, which two belong together (in-batch contrast, both ways). The head for the hidden tokens
shares the embeddings and is not kept.
"""

import numpy
import torch
from torch import nn
from transformers import BertConfig, BertModel

import common
import texts

PAD, UNK, CLS, SEP, MASK = range(5)
TEMPERATURE = 0.05
MASKED_SHARE = 0.15
# (longest passage in tokens, documents), drawn with the weights below.
SHAPES = [(48, 64), (96, 40), (192, 22), (384, 10)]
SHAPE_WEIGHTS = [0.35, 0.4, 0.2, 0.05]
CORPORA = {"scitldr": 0.35, "speeches": 0.13, "reviews": 0.42, "rust-book": 0.1}
BLOCK = 20  # sentences of a long text that count as one document


def blocks(documents):
    """Speeches and chapters in blocks, abstracts and reviews whole: (corpus, sentences)."""
    found = {corpus: [] for corpus in CORPORA}
    for d in documents:
        if d.corpus in ("speeches", "rust-book"):
            for start in range(0, max(1, len(d.sentences) - BLOCK // 2), BLOCK):
                found[d.corpus].append(d.sentences[start : start + BLOCK])
        else:
            found[d.corpus].append(d.sentences)
    return {corpus: [b for b in part if len(b) >= 4] for corpus, part in found.items()}


class Passages:
    """Two passages of a document that share no sentence."""

    def __init__(self, documents, tokenizer, dice):
        self.tokenizer, self.dice, self.blocks = tokenizer, dice, blocks(documents)
        self.corpora = list(CORPORA)

    def ids(self, sentences, joint, longest):
        ids = self.tokenizer.encode(joint.join(sentences)).ids
        return ids if len(ids) <= longest else ids[: longest - 1] + [SEP]

    def two(self, sentences, joint, longest):
        cut = int(self.dice.integers(1 + len(sentences) // 4, len(sentences) - len(sentences) // 4))
        halves = [sentences[:cut], sentences[cut:]]
        taken = []
        for half in halves:
            start = int(self.dice.integers(0, max(1, len(half) - longest // 24)))
            taken.append(self.ids(half[start:], joint, longest))
        return taken if self.dice.random() < 0.5 else taken[::-1]

    def batch(self, longest, count, corpus=None):
        """Passages of one corpus, so that the contrast is about content and not about the source."""
        corpus = corpus or self.corpora[self.dice.choice(len(CORPORA), p=list(CORPORA.values()))]
        part = self.blocks[corpus]
        chosen = self.dice.permutation(len(part))[:count]
        joint = " " if corpus in ("scitldr", "speeches") or self.dice.random() < 0.5 else "\n"
        rows = [self.two(part[i], joint, longest) for i in chosen]
        return pad([r[0] for r in rows] + [r[1] for r in rows])


def pad(rows):
    ids = torch.full((len(rows), max(map(len, rows))), PAD)
    for i, row in enumerate(rows):
        ids[i, : len(row)] = torch.tensor(row)
    return ids


def hide(ids, generator):
    """80 % of the chosen tokens become [MASK], 10 % another token, 10 % stay; (ids, chosen)."""
    chance = torch.rand(ids.shape, generator=generator)
    chosen = (chance < MASKED_SHARE) & (ids > MASK)
    ids = ids.clone()
    ids[chosen & (chance < 0.8 * MASKED_SHARE)] = MASK
    other = chosen & (chance > 0.9 * MASKED_SHARE)
    ids[other] = torch.randint(MASK + 1, 8000, ids.shape, generator=generator)[other]
    return ids, chosen


def vectors(states, ids):
    """Mean over the text's positions (the two round it included), then L2: [B, 256]."""
    mask = (ids != PAD).unsqueeze(-1).float()
    return nn.functional.normalize((states.float() * mask).sum(1) / mask.sum(1), dim=-1)


def contrast(pooled):
    """Cross-entropy of finding each passage's partner among all others in the batch."""
    half = len(pooled) // 2
    scores = pooled @ pooled.T / TEMPERATURE
    scores.fill_diagonal_(-1e4)
    partner = torch.cat([torch.arange(half, 2 * half), torch.arange(half)])
    return nn.functional.cross_entropy(scores, partner)


class Head(nn.Module):
    def __init__(self, width, words):
        super().__init__()
        self.dense, self.norm = nn.Linear(width, width), nn.LayerNorm(width)
        self.bias = nn.Parameter(torch.zeros(words))

    def forward(self, states, table):
        return self.norm(nn.functional.gelu(self.dense(states))) @ table.T + self.bias


def configuration():
    return BertConfig(
        vocab_size=8000, hidden_size=256, num_hidden_layers=3, num_attention_heads=4, intermediate_size=1024,
        max_position_embeddings=512, hidden_act="gelu", hidden_dropout_prob=0.05, attention_probs_dropout_prob=0.0,
        pad_token_id=PAD, type_vocab_size=2,
    )


def main():
    chosen = common.options("Trains bert-mini", steps=3000, decay=500, rate=1e-3)
    folder = f"{chosen.models}/bert-mini"
    tokenizer = common.tokenizer(folder)
    dice = common.dice(folder, chosen.resume)
    training, held_out = texts.split(chosen.assets)
    chance = torch.Generator().manual_seed(int(dice.integers(2**31)))
    passages = Passages(training, tokenizer, dice)
    unseen = Passages(held_out, tokenizer, numpy.random.default_rng(common.SEED + 1))
    fixed = {corpus: [unseen.batch(128, 32, corpus) for _ in range(2)] for corpus in CORPORA}

    model = BertModel(configuration(), add_pooling_layer=False)
    head = Head(256, 8000)
    both = nn.ModuleDict({"model": model, "head": head})
    optimizer = common.Optimizer(both, chosen.rate)
    journal = common.Journal(folder, model, {
        "model": "bert-mini", "rate": chosen.rate, "decay_steps": chosen.decay, "temperature": TEMPERATURE,
        "masked_share": MASKED_SHARE, "blocks": {c: len(b) for c, b in passages.blocks.items()},
    }, chosen.resume)
    schedule = common.Schedule(chosen.steps, chosen.decay, journal.step)

    def states(ids):
        with common.low_precision():
            return model(input_ids=ids, attention_mask=(ids != PAD).long()).last_hidden_state

    def check(step):
        model.eval()
        with torch.no_grad():
            losses = {
                corpus: sum(contrast(vectors(states(ids), ids)).item() for ids in part) / len(part)
                for corpus, part in fixed.items()
            }
        model.train()
        journal.check(step, losses)

    for step in schedule:
        longest, count = SHAPES[dice.choice(len(SHAPES), p=SHAPE_WEIGHTS)]
        ids = passages.batch(longest, count)
        hidden, which = hide(ids, chance)
        found = states(hidden)
        near = contrast(vectors(found, ids))
        with common.low_precision():
            words = head(found[which], model.embeddings.word_embeddings.weight)
        loss = near + 0.3 * nn.functional.cross_entropy(words.float(), ids[which])
        loss.backward()
        journal.note(near.item())
        optimizer.step(schedule.share)
        if (step + 1) % chosen.check == 0 or step + 1 == schedule.steps:
            check(step + 1)


if __name__ == "__main__":
    main()
