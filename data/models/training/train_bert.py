"""Trains bert-mini: sentence vectors by mean pooling and L2.

The embeddings start from latent semantic analysis of the training passages (Deerwester and others
1990), turned so that a token's share in the mean follows its rarity; from there every step takes two
passages from each of many documents and asks, by the passages' vectors, which two belong together
(in-batch contrast, both ways). A tenth of the tokens are hidden, so that no single word decides.
"""

import numpy
import torch
from scipy import sparse
from scipy.sparse import linalg
from sklearn.utils.extmath import randomized_svd
from torch import nn
from transformers import BertConfig, BertModel

import common
import texts

PAD, UNK, CLS, SEP, MASK = range(5)
TEMPERATURE = 0.05
HIDDEN_SHARE = 0.1
# (longest passage in tokens, documents), drawn with the weights below.
SHAPES = [(48, 60), (96, 36), (192, 18), (384, 10)]
SHAPE_WEIGHTS = [0.3, 0.4, 0.2, 0.1]
CORPORA = {"scitldr": 0.3, "speeches": 0.15, "reviews": 0.45, "rust-book": 0.1}
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
    """The same ids with a tenth of the text's tokens replaced by [MASK]."""
    chosen = (torch.rand(ids.shape, generator=generator) < HIDDEN_SHARE) & (ids > MASK)
    return ids.masked_fill(chosen, MASK)


def first_embeddings(passages, tokenizer, words=8000, width=256):
    """Every token's direction from the SVD of the passages' TF-IDF matrix: [words, width], norm 1.

    The layer norm after the embeddings gives all tokens one length. A common last direction, long
    for frequent tokens and short for rare ones, leaves each token's own direction a share that is
    proportional to its inverse document frequency (centre() takes the common part out
    again). A
    rotation spreads this over all dimensions.
    """
    texts_ = []
    for part in passages.blocks.values():
        for block in part:
            texts_ += [" ".join(block[i : i + 8]) for i in range(0, len(block), 8)]
    rows, columns = [], []
    for row, encoding in enumerate(tokenizer.encode_batch(texts_, add_special_tokens=False)):
        rows += [row] * len(encoding.ids)
        columns += encoding.ids
    counts = sparse.csr_matrix((numpy.ones(len(rows), "f"), (rows, columns)), (len(texts_), words))
    seen = numpy.bincount(counts.indices, minlength=words)
    rarity = numpy.log((len(texts_) + 1) / (seen + 1)).astype("f")
    counts.data = numpy.log1p(counts.data)
    table = counts @ sparse.diags(rarity)
    table = sparse.diags(1 / numpy.maximum(linalg.norm(table, axis=1), 1e-6)) @ table
    own = randomized_svd(table.astype("f"), width - 1, n_iter=3, random_state=common.SEED)[2].T
    own = own / numpy.maximum(numpy.linalg.norm(own, axis=1, keepdims=True), 1e-9)
    share = rarity[:, None] / rarity.max()
    both = numpy.concatenate([own * share, numpy.sqrt(1 - share**2)], axis=1)
    turn = numpy.linalg.qr(numpy.random.default_rng(common.SEED).normal(size=(width, width)))[0]
    return torch.from_numpy((both @ turn).astype("f"))


def vectors(states, ids, norm=True):
    """Mean over the text's positions (the two round it included), then L2: [B, 256]."""
    mask = (ids != PAD).unsqueeze(-1).float()
    mean = (states.float() * mask).sum(1) / mask.sum(1)
    return nn.functional.normalize(mean, dim=-1) if norm else mean


def contrast(pooled):
    """Cross-entropy of finding each passage's partner among all others in the batch."""
    half = len(pooled) // 2
    scores = pooled @ pooled.T / TEMPERATURE
    scores.fill_diagonal_(-1e4)
    partner = torch.cat([torch.arange(half, 2 * half), torch.arange(half)])
    return nn.functional.cross_entropy(scores, partner)


def configuration():
    return BertConfig(
        vocab_size=8000, hidden_size=256, num_hidden_layers=3, num_attention_heads=4, intermediate_size=1024,
        max_position_embeddings=512, hidden_act="gelu", hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0,
        pad_token_id=PAD, type_vocab_size=2,
    )


def main():
    chosen = common.options("Trains bert-mini", steps=650, decay=450, rate=5e-4, check=50)
    folder = f"{chosen.models}/bert-mini"
    tokenizer = common.tokenizer(folder)
    dice = common.dice(folder, chosen.resume)
    training, held_out = texts.split(chosen.assets)
    chance = torch.Generator().manual_seed(int(dice.integers(2**31)))
    passages = Passages(training, tokenizer, dice)
    unseen = Passages(held_out, tokenizer, numpy.random.default_rng(common.SEED + 1))
    fixed = {corpus: [unseen.batch(128, 32, corpus) for _ in range(2)] for corpus in CORPORA}

    model = BertModel(configuration(), add_pooling_layer=False)
    if not chosen.resume:
        with torch.no_grad():
            model.embeddings.word_embeddings.weight.copy_(first_embeddings(passages, tokenizer))
    optimizer = common.Optimizer(model, chosen.rate)
    journal = common.Journal(folder, model, {
        "model": "bert-mini", "rate": chosen.rate, "decay_steps": chosen.decay, "temperature": TEMPERATURE,
        "hidden_share": HIDDEN_SHARE, "blocks": {c: len(b) for c, b in passages.blocks.items()},
    }, chosen.resume)
    schedule = common.Schedule(chosen.steps, chosen.decay, journal.step)

    def states(ids):
        with common.low_precision():
            return model(input_ids=ids, attention_mask=(ids != PAD).long()).last_hidden_state

    def centre():
        """Takes what all texts share out of the vectors, by the bias of the last layer norm."""
        with torch.no_grad():
            means = [vectors(states(ids), ids, norm=False) for ids in (passages.batch(128, 16, c) for c in CORPORA for _ in "12")]
            model.encoder.layer[-1].output.LayerNorm.bias -= torch.cat(means).mean(0)

    def check(step):
        model.eval()
        with torch.no_grad():
            losses = {
                corpus: sum(contrast(vectors(states(ids), ids)).item() for ids in part) / len(part)
                for corpus, part in fixed.items()
            }
        model.train()
        journal.check(step, losses)

    if not chosen.resume:
        centre()
    check(journal.step)
    for step in schedule:
        longest, count = SHAPES[dice.choice(len(SHAPES), p=SHAPE_WEIGHTS)]
        ids = passages.batch(longest, count)
        loss = contrast(vectors(states(hide(ids, chance)), ids))
        loss.backward()
        journal.note(loss.item())
        optimizer.step(schedule.share)
        if (step + 1) % chosen.check == 0 or step + 1 == schedule.steps:
            check(step + 1)


if __name__ == "__main__":
    main()
