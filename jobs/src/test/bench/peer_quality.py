"""What the peers of compare.sh for vectors lose in a lower precision, by the measures of quality.py.

    python jobs/src/test/bench/peer_quality.py --model FOLDER --input FILE.jsonl[.gz] --limit 600 --max-input 256

FOLDER is a BERT checkpoint whose weights mean something. Prints for each peer the mean cosine of its vectors with those
of transformers in float32, and the share of the documents whose nearest neighbor is the same. Files of the peers are
kept beside the checkpoint. Wants what peer_openvino.py and peer_ort.py want.
"""

import pathlib

import numpy as np

import peer_openvino
import peer_ort
from peers import hidden_states, parser, token_rows, vectors


def exact(folder):
    import torch

    states = hidden_states(folder)

    def states_of(inputs):
        with torch.inference_mode():
            return states(*[torch.from_numpy(inputs[name]) for name in ("input_ids", "attention_mask")]).numpy()

    return states_of


def units(found):
    found = np.array(found)
    return found / np.linalg.norm(found, axis=1, keepdims=True)


def neighbors(units_of_all):
    cosines = units_of_all @ units_of_all.T
    np.fill_diagonal(cosines, -2)
    return cosines.argmax(1)


def main():
    o = parser().parse_args()
    folder = pathlib.Path(o.model)
    rows = token_rows(o, folder)
    peers = {
        "OpenVINO, int8": peer_openvino.opened(folder, "int8", o.threads, rows[::4]),
        "OpenVINO, bfloat16": peer_openvino.opened(folder, "bfloat16", o.threads, []),
        "ONNX Runtime, int8": peer_ort.opened(folder, "int8", o.threads),
    }
    base = units(vectors(rows, o.batch, exact(folder)))
    for name, states_of in peers.items():
        own = units(vectors(rows, o.batch, states_of))
        same = (neighbors(base) == neighbors(own)).mean()
        print(f"{name}: mean cosine {(base * own).sum(1).mean():.5f}, same nearest neighbor {100 * same:.1f} %")


if __name__ == "__main__":
    main()
