#!/usr/bin/env bash
# Builds native/torch (the C face of libtorch) into obj/native/torch, if its sources are newer than what is there.
# Needs libtorch-dev, cmake and g++; only where build/Lanes.targets put the substitute in TorchSharp's place.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
out=$here/obj/native/torch
library=$out/libcoca_torch.so
[ -e "$library" ] && [ -z "$(find "$here/native/torch" /usr/include/ATen/ATen.h -newer "$library" -type f -print -quit)" ] && exit 0

echo "building the C face of libtorch (once, half a minute)"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! { cmake -S "$here/native/torch" -B "$out" -DCMAKE_BUILD_TYPE=Release && cmake --build "$out" --parallel "$(nproc)"; } >"$log" 2>&1; then
  cat "$log" >&2
  echo "native/torch does not build; it needs: apt-get install libtorch-dev cmake g++ libopenblas0-pthread" >&2
  exit 4
fi
touch "$library"
