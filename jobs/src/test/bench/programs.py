"""The engine's programs as the jar would load them: archives around their sources, and weights as each family has them.

Sources are in udf/src/main/resources, which the jar holds as they are. ProgramArchive.java puts them into archives of
TorchScript, and the classes of udf/src/main/java/dev/glossa/udf/model/family say which attributes a program gets, and
which of its methods load which weights. This file does the same for the models of Glossa's benchmark.
"""

import io
import re
import struct
import zipfile
from pathlib import Path
from typing import NamedTuple

import torch

ROOT = Path(__file__).resolve().parents[4]
SOURCES = ROOT / "udf/src/main/resources/dev/glossa/udf/engine"
# PyTorch's numbers of the types of weights and activations (c10/core/ScalarType.h).
ELEMENTS = {"float32": 6, "bfloat16": 15, "float16": 5}


# Archives, as ProgramArchive.java writes them.


def source(name):
    """A program's text without comments, in TorchScript's own spelling."""
    text = (SOURCES / f"{name}.ts.py").read_text(encoding="utf-8")
    text = re.sub(r"(?m)^ *#.*\n|  #.*$", "", text)
    text = re.sub(r"(def \w+\(\s*self)\b", r"\1: __torch__.Program", text)
    return re.sub(r"(?<![\w.])common\.", "__torch__.common.", text)


def members(name):
    """Types of attributes, and texts of methods, by name: those of the class in brackets first."""
    text = source(name)
    header = re.search(r"class \w+\((\w+)\):\n", text)
    attributes, methods = ({}, {}) if header[1] == "Module" else members(header[1].lower())
    for part in re.split(r"(?m)^(?=  \w)", text[header.end():]):
        if method := re.match(r"  def (\w+)\(", part):
            methods[method[1]] = part.rstrip() + "\n\n"
        elif attribute := re.match(r"  (\w+) : (\S+)\n", part):
            attributes[attribute[1]] = attribute[2]
    return attributes, methods


def pickled(value, kind=""):
    """A value in pickle protocol 2; lists of numbers are made by a function of their type."""
    if isinstance(value, bool):
        return b"\x88" if value else b"\x89"
    if isinstance(value, int):
        return b"J" + struct.pack("<i", value)
    if isinstance(value, float):
        return b"G" + struct.pack(">d", value)
    if isinstance(value, str):
        return b"X" + struct.pack("<I", len(value)) + value.encode("ascii")
    builder = {"List[int]": b"build_intlist", "List[float]": b"build_doublelist"}.get(kind)
    if builder is None:
        return b"]"
    return b"ctorch.jit._pickle\n" + builder + b"\n(](" + b"".join(map(pickled, value)) + b"etR"


def archive(name, values):
    """A file of the class Program with these attributes."""
    attributes, methods = members(name)
    code = ["class Program(Module):\n  __parameters__ = []\n  __buffers__ = []\n  training : bool\n",
            "  _is_full_backward_hook : Optional[bool]\n"]
    data = [b"\x80\x02c__torch__\nProgram\nq\x00)\x81}(", pickled("training"), pickled(False),
            pickled("_is_full_backward_hook"), b"N"]
    for attribute, kind in attributes.items():
        code.append(f"  {attribute} : {kind}\n")
        value = values.get(attribute, []) if kind.startswith("List[") else values[attribute]
        data += [pickled(attribute), pickled(value, kind)]
    entries = {
        "data.pkl": b"".join(data) + b"ub.",
        "code/__torch__.py": "".join(code + list(methods.values())),
        "code/__torch__/common.py": source("common"),
        "constants.pkl": b"\x80\x02).",
        "version": "10\n",
    }
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_STORED) as file:
        for entry, text in entries.items():
            file.writestr("program/" + entry, text)
    content.seek(0)
    return content


def compiled(name, values, precision, storage, attention=None):
    """A program without weights. Lists of attributes that have no value start empty: load methods fill them.

    attention: the type of keys and values, the precision's own if not told otherwise.
    """
    return torch.jit.load(archive(name, dict(
        values, element=ELEMENTS[precision], storage=storage, attention_element=ELEMENTS[attention or precision])))


# Families, as the classes of the same names give them.


class Family(NamedTuple):
    """A model as Glossa loads it.

    groups: a method of the program, names of weights without the prefix ("" for none), and arguments.
    table: the table of tokens, which is the head of a model that writes. reading, writing: beginnings of the names of
    the layers that read and of those that write, "" for a model that writes nothing. keys, queries: numbers of all of
    a token's keys and queries in a layer.
    """

    program: str
    prefix: str
    attributes: dict
    groups: list
    table: str
    reading: str
    writing: str
    keys: int
    queries: int

    @property
    def continues(self):
        """Whether it writes by continuing what it has read, and not beside it."""
        return self.writing == self.reading


def both(prefix, names):
    """The weights and biases of layers."""
    return [f"{prefix}{name}.{end}" for name in names.split() for end in ("weight", "bias")]


def gpt2(c):
    names = "ln_1 attn.c_attn attn.c_proj ln_2 mlp.c_fc mlp.c_proj"
    return Family(
        "gpt2", "transformer.",
        dict(layers=c["n_layer"], heads=c["n_head"], max_positions=c["n_positions"], epsilon=1e-5,
             activation="gelu_tanh"),
        [("load", ["wte.weight", "wpe.weight", *both("", "ln_f"), ""], [])]
        + [("load_layer", both(f"h.{i}.", names), [1.0]) for i in range(c["n_layer"])],
        "wte.weight", "h.", "h.", c["n_embd"], c["n_embd"])


def bart(c):
    names = ("self_attn.q_proj self_attn.k_proj self_attn.v_proj self_attn.out_proj self_attn_layer_norm fc1 fc2 "
             "final_layer_norm")
    cross = ("encoder_attn.q_proj encoder_attn.k_proj encoder_attn.v_proj encoder_attn.out_proj "
             "encoder_attn_layer_norm")
    groups = [
        ("load", ["shared.weight", "final_logits_bias"], []),
        ("load_positions", ["encoder.embed_positions.weight", "decoder.embed_positions.weight"], [2]),
        ("load_embedding_norms", both("", "encoder.layernorm_embedding decoder.layernorm_embedding"), [])]
    groups += [("load_layer", both(f"encoder.layers.{i}.", names), []) for i in range(c["encoder_layers"])]
    groups += [("load_layer", both(f"decoder.layers.{i}.", f"{names} {cross}"), []) for i in range(c["decoder_layers"])]
    return Family(
        "bart", "model.",
        dict(layers=c["encoder_layers"], decoder_layers=c["decoder_layers"], encoder_heads=c["encoder_attention_heads"],
             decoder_heads=c["decoder_attention_heads"], max_positions=c["max_position_embeddings"], epsilon=1e-5,
             embedding_scale=1.0, norm_first=False, first_position=0, activation="gelu", classifier_activation="tanh"),
        groups, "shared.weight", "encoder.layers.", "decoder.layers.", c["d_model"], c["d_model"])


def bert(c):
    names = ("attention.self.query attention.self.key attention.self.value attention.output.dense "
             "attention.output.LayerNorm intermediate.dense output.dense output.LayerNorm")
    tables = ["embeddings.word_embeddings.weight", "embeddings.position_embeddings.weight"]
    return Family(
        "bert", "",
        dict(layers=c["num_hidden_layers"], heads=c["num_attention_heads"], epsilon=1e-12, activation="gelu",
             classifier_activation="tanh", farthest=128),
        [("load", tables + both("", "embeddings.LayerNorm"), [0]),
         ("load_types", ["embeddings.token_type_embeddings.weight"], []),
         ("load_pooler", both("", "pooler.dense"), [])]
        + [("load_layer", both(f"encoder.layer.{i}.", names), []) for i in range(c["num_hidden_layers"])],
        tables[0], "encoder.layer.", "", c["hidden_size"], c["hidden_size"])


def llama(c):
    layers, size = range(c["num_hidden_layers"]), c["head_dim"]

    def weights(i, names):
        return [f"layers.{i}.{name}.weight" for name in names.split()]

    return Family(
        "llama", "model.",
        dict(layers=len(layers), heads=c["num_attention_heads"], kv_heads=c["num_key_value_heads"],
             max_positions=c["max_position_embeddings"], epsilon=c["rms_norm_eps"], activation="swish", window=0,
             rotation_kinds=[0] * len(layers), rotation_factors=[1.0],
             frequencies=[c["rope_theta"] ** (-2 * pair / size) for pair in range(size // 2)],
             embedding_scale=1.0, score_cap=0.0, logit_cap=0.0),
        [("load", ["embed_tokens.weight", "norm.weight", ""], [0.0])]
        + [("load_norms", weights(i, "input_layernorm post_attention_layernorm"), [0.0]) for i in layers]
        + [("load_attention", weights(i, "self_attn.q_proj self_attn.k_proj self_attn.v_proj self_attn.o_proj"), [1.0])
           for i in layers]
        + [("load_mlp", weights(i, "mlp.gate_proj mlp.up_proj mlp.down_proj"), []) for i in layers],
        "embed_tokens.weight", "layers.", "layers.", c["num_key_value_heads"] * size, c["num_attention_heads"] * size)


FAMILIES = {"gpt2": gpt2, "bart": bart, "bert": bert, "llama": llama}


def loaded(family, weights, precision, device, storage, attention=None):
    """The program with its weights, by their names, which come from main memory as a checkpoint's do."""
    program = compiled(family.program, family.attributes, precision, storage, attention)
    anywhere = torch.zeros(0, device=device)
    for method, names, arguments in family.groups:
        tensors = [weights[name].to(device) if name else torch.zeros(0, device=device) for name in names]
        getattr(program, method)(tensors, anywhere, *arguments)
    return program
