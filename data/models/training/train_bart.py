"""Trains bart-mini: from a run of sentences to one sentence that stands for them.

Four kinds of target are mixed from the first step on, because going from one to the next in turn
unlearns the one before (copying comes first, see copying.py, so the first steps have more of `lead`):
  lead    the first sentence of the run;
  gap     the sentence that shares most tokens with the others;
  pick    for true pairs, the sentence of the text that the people's summary overlaps most;
  pair    for true pairs, the people's summary itself (English only; there are no Korean pairs).
The true pairs and the sentences picked from them grow to most of the English part.
"""

import numpy
import torch
from transformers import BartConfig, BartForConditionalGeneration, GenerationConfig

import common
import copying
import texts

BOS, PAD, EOS = 0, 1, 2
# (longest input in tokens, rows), drawn with the weights below.
SHAPES = [(112, 18), (176, 12), (288, 8), (510, 4)]
SHAPE_WEIGHTS = [0.4, 0.35, 0.15, 0.1]
LONGEST_TARGET = 64
TURN = (150, 500)  # steps between which the first mix becomes the last
MIXES = {
    "first": {"en": {"lead": 0.55, "gap": 0.15, "pick": 0.15, "pair": 0.15}, "ko": {"lead": 0.7, "gap": 0.3}},
    "last": {"en": {"lead": 0.15, "gap": 0.15, "pick": 0.5, "pair": 0.2}, "ko": {"lead": 0.3, "gap": 0.7}},
}


def overlap(first, second):
    """F1 of two bags of tokens given as sets."""
    shared = len(first & second)
    return 2 * shared / (len(first) + len(second)) if shared else 0.0


def bag(sentence, tokenizer):
    return set(tokenizer.encode(" " + sentence.lower(), add_special_tokens=False).ids)


def central(sentences, tokenizer):
    """The sentence that shares most tokens with the others, by summed F1."""
    bags = [bag(s, tokenizer) for s in sentences]
    scores = [sum(overlap(b, other) for other in bags if other is not b) for b in bags]
    return sentences[max(range(len(scores)), key=scores.__getitem__)]


def picked(sentences, summaries, tokenizer):
    """The sentence that people's summaries overlap most."""
    wanted = [bag(s, tokenizer) for s in summaries]
    bags = [bag(s, tokenizer) for s in sentences]
    scores = [max(overlap(b, w) for w in wanted) for b in bags]
    return sentences[max(range(len(scores)), key=scores.__getitem__)]


class Examples:
    """Draws (source ids, target ids) of a language and a kind of target."""

    def __init__(self, documents, tokenizer, dice):
        self.tokenizer, self.dice = tokenizer, dice
        self.pairs = [d for d in documents if d.summaries]
        self.documents = {lang: [d for d in documents if d.language == lang] for lang in ("en", "ko")}
        # Long documents give more runs, but a book must not drown the rest; of Korean prose there is little.
        self.weights = {}
        for lang, found in self.documents.items():
            weights = numpy.array([len(d.sentences) ** 0.5 * (6 if d.corpus == "rust-book" else 1) for d in found])
            self.weights[lang] = weights / weights.sum()

    def run(self, lang, longest):
        """Sentences that follow one another and fit into `longest` tokens, between 3 and 24."""
        dice = self.dice
        found = self.documents[lang]
        document = found[dice.choice(len(found), p=self.weights[lang])]
        most = min(24, len(document.sentences))
        start = dice.integers(0, len(document.sentences) - 2)
        run = list(document.sentences[start : start + dice.integers(3, most + 1)])
        return self.ended(run) if lang == "ko" else run

    def ended(self, sentences):
        """Korean sentences whose end can be seen, of every length: reviews are short lines, many without a stop.

        One to four lines become one sentence, as long as three are left.
        """
        found, rest = [], list(sentences)
        while rest:
            count = min(self.dice.integers(1, 5), len(rest), max(1, len(rest) + len(found) - 2))
            line = " ".join(s.rstrip(".!?…~ ") for s in rest[:count])
            found.append(line + (rest[count - 1][-1] if rest[count - 1][-1] in "!?" else "."))
            rest = rest[count:]
        return found

    def draw(self, lang, kind, longest):
        dice = self.dice
        if kind in ("pick", "pair"):
            document = self.pairs[dice.integers(len(self.pairs))]
            sentences = list(document.sentences)
        else:
            document, sentences = None, self.run(lang, longest)
        joint = " " if lang == "en" or dice.random() < 0.6 else "\n"
        source, sentences = self.fit(sentences, joint, longest)
        if kind == "lead":
            target = sentences[0]
        elif kind == "gap":
            target = central(sentences, self.tokenizer)
        elif kind == "pick":
            target = picked(sentences, document.summaries, self.tokenizer)
        else:
            target = document.summaries[dice.integers(len(document.summaries))]
        return source, self.tokenizer.encode(target).ids[:LONGEST_TARGET]

    def fit(self, sentences, joint, longest):
        """Whole sentences from the front, as many as fit; one is cut when it alone is too long."""
        while True:
            ids = self.tokenizer.encode(joint.join(sentences)).ids
            if len(ids) <= longest or len(sentences) == 1:
                return (ids if len(ids) <= longest else ids[: longest - 1] + [EOS]), sentences
            keep = max(1, int(len(sentences) * longest / len(ids)))
            sentences = sentences[: min(keep, len(sentences) - 1)]

    def batch(self, mix, shape):
        longest, count = shape
        rows = []
        for row in range(count):
            lang = ("en", "ko")[row % 2]
            kinds = list(mix[lang])
            kind = kinds[self.dice.choice(len(kinds), p=list(mix[lang].values()))]
            rows.append(self.draw(lang, kind, longest))
        return pack(rows)


def mix(step):
    """The share of every kind of target at a step, by language."""
    turned = min(1.0, max(0.0, (step - TURN[0]) / (TURN[1] - TURN[0])))
    return {
        lang: {kind: (1 - turned) * share + turned * MIXES["last"][lang][kind] for kind, share in kinds.items()}
        for lang, kinds in MIXES["first"].items()
    }


def pack(rows):
    """Padded source, its mask, decoder input (</s> first) and labels (-100 at padding)."""
    sources, targets = zip(*rows)
    width, depth = max(map(len, sources)), max(map(len, targets))
    source = torch.full((len(rows), width), PAD)
    given = torch.full((len(rows), depth), PAD)
    labels = torch.full((len(rows), depth), -100)
    for i, (s, t) in enumerate(rows):
        source[i, : len(s)] = torch.tensor(s)
        given[i, : len(t)] = torch.tensor([EOS] + t[:-1])
        labels[i, : len(t)] = torch.tensor(t)
    return source, (source != PAD).long(), given, labels


def configuration():
    return BartConfig(
        vocab_size=8000, d_model=256, encoder_layers=3, decoder_layers=3, encoder_attention_heads=4,
        decoder_attention_heads=4, encoder_ffn_dim=1024, decoder_ffn_dim=1024, max_position_embeddings=512,
        activation_function="gelu", dropout=0.0, scale_embedding=False, bos_token_id=BOS, pad_token_id=PAD,
        eos_token_id=EOS, decoder_start_token_id=EOS, forced_eos_token_id=EOS, num_labels=1,
    )


def main():
    chosen = common.options("Trains bart-mini", steps=4200, decay=3000, rate=1e-3, check=100)
    folder = f"{chosen.models}/bart-mini"
    tokenizer = common.tokenizer(folder)
    dice = common.dice(folder, chosen.resume)
    training, held_out = texts.split(chosen.assets)
    examples = Examples(training, tokenizer, dice)
    unseen = Examples(held_out, tokenizer, numpy.random.default_rng(common.SEED + 1))
    fixed = {
        f"{lang}-{kind}": [pack([unseen.draw(lang, kind, 224) for _ in range(16)]) for _ in range(2)]
        for lang, kinds in MIXES["last"].items()
        for kind in kinds
    }
    model = BartForConditionalGeneration(configuration())
    copying.prepare_bart(model, common.SEED)
    model.generation_config = GenerationConfig(
        bos_token_id=BOS, pad_token_id=PAD, eos_token_id=EOS, decoder_start_token_id=EOS,
        forced_bos_token_id=BOS, forced_eos_token_id=EOS, num_beams=4, no_repeat_ngram_size=3,
        min_length=20, max_length=80, length_penalty=2.0, early_stopping=True,
    )
    optimizer = common.Optimizer(model, chosen.rate)
    journal = common.Journal(folder, model, {
        "model": "bart-mini", "rate": chosen.rate, "decay_steps": chosen.decay, "targets": MIXES,
        "documents": {lang: len(found) for lang, found in examples.documents.items()},
        "pairs": len(examples.pairs),
    }, chosen.resume)
    schedule = common.Schedule(chosen.steps, chosen.decay, journal.step)

    def loss(batch):
        source, mask, given, labels = batch
        with common.low_precision():
            states = model.model(
                input_ids=source, attention_mask=mask, decoder_input_ids=given, use_cache=False
            ).last_hidden_state
            wanted = labels >= 0  # scores only where there is a label: a third of the step's cost
            logits = model.lm_head(states[wanted])
        return torch.nn.functional.cross_entropy(logits.float(), labels[wanted])

    def check(step):
        model.eval()
        with torch.no_grad():
            losses = {name: sum(loss(b).item() for b in part) / len(part) for name, part in fixed.items()}
        model.train()
        journal.check(step, losses)

    check(journal.step)
    for step in schedule:
        shape = SHAPES[dice.choice(len(SHAPES), p=SHAPE_WEIGHTS)]
        found = loss(examples.batch(mix(step), shape))
        found.backward()
        journal.note(found.item())
        optimizer.step(schedule.share)
        if (step + 1) % chosen.check == 0 or step + 1 == schedule.steps:
            check(step + 1)


if __name__ == "__main__":
    main()
