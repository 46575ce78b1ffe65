#!/usr/bin/env bash
# Prints this machine's GPUs as Spark wants to know them: {"name": "gpu", "addresses": ["0", "1"]}.
# Spark runs it for spark.{driver,executor,worker}.resource.gpu.discoveryScript.
set -euo pipefail

if ! command -v nvidia-smi >/dev/null; then
  echo "Cannot find GPUs: nvidia-smi (not on the PATH; install NVIDIA's driver, or run without spark.*.resource.gpu.* settings)" >&2
  exit 1
fi

if ! indices=$(nvidia-smi --query-gpu=index --format=csv,noheader); then
  echo "Cannot find GPUs: nvidia-smi failed (${indices:-no message}; check NVIDIA's driver)" >&2
  exit 1
fi

addresses=""
for index in $indices; do
  addresses+="${addresses:+, }\"$index\""
done

if [ -z "$addresses" ]; then
  echo "Cannot find GPUs: none (nvidia-smi lists no device; run without spark.*.resource.gpu.* settings)" >&2
  exit 1
fi

echo "{\"name\": \"gpu\", \"addresses\": [$addresses]}"
