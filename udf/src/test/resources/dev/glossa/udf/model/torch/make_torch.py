"""Makes the files of this folder: weights as torch.save writes them, what is in them, and files that
must be refused. Run with PyTorch 2.x in this folder; equal versions give equal tensors.

expected.json: for each file the tensors by name, each with the type's name in safetensors, its shape
and its elements' bytes in row-major order, in hexadecimal digits.
"""

import collections
import json
import os
import pickle
import zipfile

import torch

torch.manual_seed(7)
TYPES = {
    torch.float64: "F64",
    torch.float32: "F32",
    torch.float16: "F16",
    torch.bfloat16: "BF16",
    torch.complex64: "C64",
    torch.int64: "I64",
    torch.int32: "I32",
    torch.int16: "I16",
    torch.int8: "I8",
    torch.uint8: "U8",
    torch.bool: "BOOL",
}
expected = {}


def described(tensor):
    data = tensor.detach().contiguous().reshape(-1).view(torch.uint8) if tensor.numel() else torch.empty(0)
    return {
        "dtype": TYPES[tensor.dtype],
        "shape": list(tensor.shape),
        "bytes": bytes(data.tolist()).hex() if tensor.numel() else "",
    }


def save(name, tensors, **options):
    torch.save(tensors, name, **options)
    expected[name] = {key: described(value) for key, value in tensors.items()}


module = torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.BatchNorm1d(4))
save("module.bin", module.state_dict())
for protocol in (3, 4, 5):
    save(f"protocol{protocol}.bin", module.state_dict(), pickle_protocol=protocol)
save("legacy.bin", module.state_dict(), _use_new_zipfile_serialization=False)
save("parameters.bin", {"weight": torch.nn.Parameter(torch.randn(2, 3)), "bias": torch.nn.Parameter(torch.randn(2))})

base = torch.randn(6, 8)
cube = torch.arange(60, dtype=torch.float32).reshape(3, 4, 5)
views = collections.OrderedDict(
    whole=base,
    again=base,
    transposed=base.t(),
    rows=base[2:5],
    every_other=base[:, ::2],
    corner=base[1:4, 3:7].t(),
    diagonal=base.diagonal(),
    permuted=cube.permute(2, 0, 1),
    inner=cube[1:, ::2, 3],
    unsqueezed=base[:, 1:2].unsqueeze(0),
    position_ids=torch.arange(5).expand((1, -1)),
    scalar=torch.tensor(2.5),
    empty=torch.empty(0, 4),
)
save("views.bin", views)
save("views-legacy.bin", views, _use_new_zipfile_serialization=False)
save(
    "types.bin",
    {name: torch.arange(6).to(dtype).reshape(2, 3).t() for dtype, name in TYPES.items()},
)

torch.serialization.set_crc32_options(False)
save("without-checksums.bin", module.state_dict())
torch.serialization.set_crc32_options(True)

os.makedirs("shards", exist_ok=True)
state = module.state_dict()
names = list(state)
weight_map = {}
for shard, part in enumerate((names[:3], names[3:]), 1):
    file = f"pytorch_model-{shard:05d}-of-00002.bin"
    torch.save({name: state[name] for name in part}, f"shards/{file}")
    weight_map.update({name: file for name in part})
with open("shards/pytorch_model.bin.index.json", "w") as out:
    json.dump({"metadata": {"total_size": 0}, "weight_map": weight_map}, out, indent=1)
expected["shards"] = {key: described(value) for key, value in state.items()}


# Files that must be refused. What they would run makes a file named "ran" where it is loaded.
class Command:
    def __reduce__(self):
        return os.system, ("touch ran",)


class Evaluated:
    def __reduce__(self):
        return eval, ("open('ran', 'w')",)


os.makedirs("refused", exist_ok=True)
torch.save({"weight": torch.ones(2), "extra": Command()}, "refused/command.bin")
torch.save({"weight": torch.ones(2), "extra": Evaluated()}, "refused/evaluated.bin", pickle_protocol=4)
torch.save({"weight": torch.ones(2), "extra": Command()}, "refused/command-legacy.bin", _use_new_zipfile_serialization=False)
torch.save(torch.nn.Linear(2, 2), "refused/whole-module.bin")
torch.save({"state_dict": module.state_dict(), "epoch": 3}, "refused/training.bin")
torch.save({"steps": {1, 2, 3}}, "refused/set.bin")
torch.save({"rate": 0.5}, "refused/number.bin")
torch.save({"small": torch.tensor([1.0]).expand(1_000_000)}, "refused/expanded.bin")
torch.save({"turned": torch.zeros(2, dtype=torch.complex64).conj()}, "refused/conjugate.bin")
torch.save({"eighths": torch.zeros(2, dtype=torch.float8_e4m3fn)}, "refused/float8.bin")
torch.jit.script(torch.nn.Linear(2, 2)).save("refused/script.bin")
with open("refused/plain-pickle.bin", "wb") as out:
    pickle.dump({"weight": [1.0, 2.0]}, out)
with zipfile.ZipFile("module.bin") as source, zipfile.ZipFile(
    "refused/compressed.bin", "w", zipfile.ZIP_DEFLATED
) as target:
    for entry in source.infolist():
        target.writestr(entry.filename, source.read(entry.filename))
with zipfile.ZipFile("module.bin") as source, zipfile.ZipFile("refused/big-endian.bin", "w") as target:
    for entry in source.infolist():
        content = source.read(entry.filename)
        target.writestr(entry.filename, b"big" if entry.filename.endswith("byteorder") else content)

with open("expected.json", "w") as out:
    json.dump(expected, out, separators=(",", ":"))
