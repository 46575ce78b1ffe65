"""First weights for bart-mini and gpt2-mini with which they can copy before their first step.

A small model spends most of a short training on discovering how to copy. The circuit it discovers
is known ("induction heads", Olsson and others 2022), so it is written into the first weights, and
training goes on from there with every weight free. For that, width 256 is divided: 128 for the
token, 64 for a note, 64 for the position.

bart-mini: heads of encoder layer 0 look one and two positions back and note which tokens they saw;
the decoder notes its own last two tokens and takes the current one out of the stream; two heads
look at the source positions whose notes agree and bring their tokens. So after "the old" it finds
the source position that follows "the old".

gpt2-mini: layer 0 notes the last two tokens; two heads of layer 2 look at the earlier positions that
followed the current token and bring what stood there, two take the current token out.
"""

import math

import torch

TOKEN, NOTE, PLACE = slice(0, 128), slice(128, 192), slice(192, 256)
HEAD = 64


def projection(rows, columns, generator):
    """Random orthonormal rows."""
    return torch.linalg.qr(torch.randn(columns, rows, generator=generator))[0].T.contiguous()


def places(count):
    """[count, 64]: unit vectors of which no two are alike, a step is the same turn everywhere."""
    speeds = math.pi * (torch.arange(32) + 0.5) / 32
    angles = torch.arange(count)[:, None] * speeds
    return torch.cat([angles.cos(), angles.sin()], 1) / math.sqrt(32)


def turn(steps):
    """[64, 64]: takes the place of position i to that of i + steps."""
    angles = steps * math.pi * (torch.arange(32) + 0.5) / 32
    cosine, sine = angles.cos().diag(), angles.sin().diag()
    return torch.cat([torch.cat([cosine, -sine], 1), torch.cat([sine, cosine], 1)], 0)


def matrices(attention):
    """Query, key, value and output as views of shape [out, in]; GPT-2 keeps them joined and turned."""
    if hasattr(attention, "c_attn"):
        return [*attention.c_attn.weight.T.split(256), attention.c_proj.weight.T]
    return [part.weight for part in (attention.q_proj, attention.k_proj, attention.v_proj, attention.out_proj)]


def rewrite(attention, head, query, key, value, output):
    """Each of the four is (columns or rows it uses, matrix); the rest of the head becomes 0."""
    rows = slice(head * HEAD, (head + 1) * HEAD)
    *reading, writing = matrices(attention)
    for weight, (place, matrix) in zip(reading, (query, key, value)):
        weight[rows] = 0
        weight[rows, place] = matrix
    writing[:, rows] = 0
    writing[output[0], rows] = output[1]


def look(attention, head, steps, read, write, matrix, gain=1.0):
    """A head that looks `steps` positions away and adds gain * matrix * what it read."""
    eye = torch.eye(HEAD)
    rewrite(attention, head, (PLACE, turn(steps)), (PLACE, eye), (read, matrix), (write, gain * eye))


def bring(attention, half, query, gain):
    """A head that looks where notes agree with the query and adds one half of the token found."""
    eye = torch.eye(HEAD)
    part = slice(half * HEAD, (half + 1) * HEAD)
    rewrite(attention, half, query, (NOTE, eye), (part, eye), (part, gain * eye))


def forget(attention, head, half, gain):
    """A head that takes one half of the current token out of the stream."""
    part = slice(half * HEAD, (half + 1) * HEAD)
    look(attention, head, 0, part, part, torch.eye(HEAD), -gain)


def embed(words, tables, dice):
    words[:, TOKEN] = torch.randn(len(words), 128, generator=dice) / math.sqrt(128)
    words[:, 128:] *= 0.5
    for table in tables:
        table[:, PLACE] = places(len(table))
        table[:, :192] *= 0.5


@torch.no_grad()
def prepare_bart(model, seed):
    dice = torch.Generator().manual_seed(seed)
    one, two = projection(HEAD, 128, dice), projection(HEAD, 128, dice)
    encoder, decoder = model.model.encoder, model.model.decoder
    embed(model.model.shared.weight, [encoder.embed_positions.weight, decoder.embed_positions.weight], dice)
    model.model.shared.weight[model.config.pad_token_id] = 0
    look(encoder.layers[0].self_attn, 0, -1, TOKEN, NOTE, one)
    look(encoder.layers[0].self_attn, 1, -2, TOKEN, NOTE, two)
    look(decoder.layers[0].self_attn, 0, -1, TOKEN, NOTE, two)
    look(decoder.layers[1].self_attn, 0, 0, TOKEN, NOTE, one)
    for half in (0, 1):
        forget(decoder.layers[1].self_attn, 1 + half, half, 1.0)
        bring(decoder.layers[1].encoder_attn, half, (NOTE, 2.0 * torch.eye(HEAD)), 2.5)


@torch.no_grad()
def prepare_gpt2(model, seed):
    """Gains are small here because GPT-2 adds to a stream it has not normalised."""
    dice = torch.Generator().manual_seed(seed)
    one, two = projection(HEAD, 128, dice), projection(HEAD, 128, dice)
    layers = model.transformer.h
    embed(model.transformer.wte.weight, [model.transformer.wpe.weight], dice)
    look(layers[0].attn, 0, -1, TOKEN, NOTE, one, 1 / 8)
    look(layers[0].attn, 1, -2, TOKEN, NOTE, two, 1 / 8)
    for half in (0, 1):
        bring(layers[2].attn, half, (TOKEN, 2.0 * one), 1 / 16)
        forget(layers[2].attn, 2 + half, half, 1 / 8)
