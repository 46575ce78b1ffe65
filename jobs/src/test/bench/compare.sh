#!/usr/bin/env bash
# Runs Glossa's benchmark and a peer's, Hugging Face's if not told otherwise, in turn on the same checkpoint and documents,
# and prints how many times as fast Glossa is: a line for each pair, then the median with the lowest and highest.
# usage: PYTHON=/path/to/python [PAIRS=3] compare.sh {gpt2|distilbart|kobart|minilm|llama1b|t5base|xlmr} MODELS FILE.jsonl[.gz] [options]
# options go to both: --limit, --max-input, --batch, --threads, --new-tokens, --beams. PEER names the peer's script,
# SUBMIT Glossa's. PRECISION (float32, bfloat16, int8) is for Glossa, and for a peer that takes --quantization, or --dtype
# and the precision is none of whole numbers. CLOCK=cpu compares the seconds that each computes, not those that pass, for
# machines that others use: with --threads 1, since of several threads only one would be counted, or their waiting too.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../../.." && pwd)
peer=${PEER:-$root/../shared/bench/peer_hf.py}
submit=${SUBMIT:-$root/submit.sh}
(($# >= 3)) || {
  sed -n '2,8s/^# //p' "${BASH_SOURCE[0]}" >&2
  exit 2
}
[[ -x ${PYTHON:-} ]] || {
  echo "compare.sh: Cannot run the peer: PYTHON=${PYTHON:-} (no program; set it to a Python with torch and transformers)" >&2
  exit 2
}
model=$1 models=$2 documents=$3
shift 3
options=("$@")
kind=()
precision=${PRECISION:-float32}
grep -q -e '--quantization' "$peer" && kind+=(--quantization "$precision")
grep -q -e '"--dtype"' "$peer" && [[ $precision != int8 ]] && kind+=(--dtype "$precision")
[[ $model == minilm || $model == xlmr ]] && kind+=(--embed)
[[ " ${options[*]-} " == *" --threads "* ]] || options+=(--threads 2)
[[ " ${options[*]-} " == *" --beams "* || " ${kind[*]-} " == *" --embed "* ]] || options+=(--beams 1)

# What a peer imports stands beside it, also where a copy of it runs.
export PYTHONPATH=${peer%/*}${PYTHONPATH:+:$PYTHONPATH}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
clock=()
if [[ ${CLOCK:-wall} == cpu ]]; then
  clock=(--cpu-time)
  sed 's/perf_counter/thread_time/' "$peer" >"$scratch/peer.py"
  peer=$scratch/peer.py
fi

# run NAME PROGRAM COMMAND...: what the Python program makes of the last line that the command prints.
run() {
  local name=$1 program=$2
  shift 2
  "$@" >"$scratch/out" 2>"$scratch/err" || {
    cat "$scratch/out" "$scratch/err" >&2
    echo "compare.sh: Cannot run $name: it failed (its messages stand above)" >&2
    exit 3
  }
  tail -n 1 "$scratch/out" | "$PYTHON" -c "import json; r = json.loads(input()); $program"
}

# The last stage is the whole: prefill or encode and decode, or embed.
ours='s = r["stages"][-1]; print("%.3f %.0f" % (s["seconds"], 100 * s["share_of_floor"]))'
theirs='print(r["model_s"])'
ratios=()
for ((pair = 1; pair <= ${PAIRS:-3}; pair++)); do
  glossa=$(run Glossa "$ours" "$submit" benchmark --only "$model" --models "$models" --documents "$documents" \
    --precision "$precision" "${options[@]}" "${clock[@]}")
  read -r glossa share <<<"$glossa"
  hf=$(run "$peer" "$theirs" "$PYTHON" "$peer" --model "$models/$model" --input "$documents" "${options[@]}" "${kind[@]}")
  ratio=$("$PYTHON" -c "print(f'{$hf / $glossa:.2f}')")
  ratios+=("$ratio")
  echo "pair $pair: Glossa in $precision $glossa s ($share % of the floor's speed), ${peer##*/} $hf s: $ratio times as fast"
done
"$PYTHON" -c '
import statistics, sys
r = sorted(map(float, sys.argv[2:]))
print(f"{sys.argv[1]}: median {statistics.median(r):.2f} times as fast, {r[0]:.2f} to {r[-1]:.2f} in {len(r)} pairs")' \
  "$model" "${ratios[@]}"
