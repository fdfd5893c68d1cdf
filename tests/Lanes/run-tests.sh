#!/usr/bin/env bash
# The second lane, also where the feed has every package: builds the inference tests on the substitutes alone and runs them.
set -u
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$here/../..
log=$(mktemp)
trap 'rm -f "$log"' EXIT

if grep -q Microsoft.ML.OnnxRuntime "$root/obj/lanes.props" 2>/dev/null; then
  echo "Lanes: this feed lacks Microsoft.ML.OnnxRuntime, so every other test ran on its substitute already"
  echo "0 passed, 0 failed"
  exit 0
fi
if ! "$root/build/fetch-onnxruntime.sh" >"$log" 2>&1; then
  tail -n 1 "$log"
  echo "0 passed, 0 failed, 1 skipped"
  exit 0
fi
artifacts=$here/obj/artifacts
if ! dotnet build "$root/tests/CoCa.Inference.Tests" -c Release -v:q --nologo -p:CocaLane=substitutes --artifacts-path "$artifacts" >"$log" 2>&1 </dev/null; then
  cat "$log"
  echo "0 passed, 1 failed"
  exit 1
fi
folder=$artifacts/bin/CoCa.Inference.Tests/release
if [ ! -e "$folder/libonnxruntime.so" ] || ! "$folder/CoCa.Inference.Tests" -noLogo -noColor >"$log" 2>&1 </dev/null; then
  tail -n 60 "$log"
  echo "0 passed, 1 failed"
  exit 1
fi
tail -n 1 "$log"
echo "1 passed, 0 failed"
