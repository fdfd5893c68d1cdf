#!/usr/bin/env bash
# The DirectML proof: the Windows build of coca verifies every tiny reference model in fp32, fp16 and int8 on the DirectML provider with
# CPU fallback forbidden, and the tests that need an adapter run there. docs/directml.md says what that shows.
#
#   run-tests.sh [--make] [--only WORD]     --make insists on the root file system instead of skipping without it
#
# The last line is "N passed, N failed" (", N skipped").
set -u
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
repo=$(cd "$here/../.." && pwd)
# shellcheck source=common.sh
. "$here/common.sh"
make= only=
while [ $# -gt 0 ]; do
  case $1 in
    --make) make=1 ;;
    --only) only=$2; shift ;;
    *) echo "run-tests.sh: unknown argument $1"; exit 2 ;;
  esac
  shift
done
passed=0 failed=0
log=$(mktemp)
work=$(mktemp -d)
trap 'rm -rf "$log" "$work"' EXIT

skip() { # a reason; with --make it is a failure
  echo "DirectML: $*"
  if [ -n "$make" ]; then echo "0 passed, 1 failed"; exit 1; fi
  echo "0 passed, 0 failed, 1 skipped"
  exit 0
}
verdict() { # exit code, name
  if [ "$1" = 0 ]; then passed=$((passed + 1)); echo "  ok    $2"; else failed=$((failed + 1)); echo "  FAIL  $2"; tail -n 5 "$log" | cut -c 1-400; fi
}

reason=$(obstacle)
[ -z "$reason" ] || skip "$reason"
if ! is_complete; then
  echo "DirectML: making the root file system (once, some minutes)"
  timeout 1500 "$here/setup.sh" >"$log" 2>&1 </dev/null || { tail -n 5 "$log"; skip "the root file system could not be made"; }
fi
"$repo/build/fetch-onnxruntime.sh" >"$log" 2>&1 || skip "$(tail -n 1 "$log")"

publish() { # project
  dotnet publish "$repo/$1" -c Release -r win-x64 --self-contained -v:q --nologo -p:CocaLane=substitutes -p:NativeRuntime=win-x64 \
    --artifacts-path "$repo/obj/directml" >"$log" 2>&1 </dev/null || { cat "$log"; echo "publishing $1 for Windows failed"; echo "0 passed, 1 failed"; exit 1; }
}
publish src/CoCa.Cli
publish tests/Directml/CoCa.Directml.Tests
coca=$repo/obj/directml/publish/CoCa.Cli/release_win-x64/coca.exe

# The adapter's LUID is what names it for certain.
RUN_TIMEOUT=120 "$here/run.sh" "$coca" devices --json >"$log" 2>&1
luid=$(grep -oE '0x[0-9a-f]{8}:0x[0-9a-f]{8}' "$log" | head -n 1)
[ -n "$luid" ] || { cat "$log"; echo "no DirectML adapter is listed"; echo "0 passed, 1 failed"; exit 1; }

fixtures=$repo/../shared/fixtures/coca
[ -d "$fixtures" ] || fixtures=$repo/tests/Fixtures/coca
for folder in "$fixtures"/*/; do
  name=$(basename "$folder")
  for precision in fp32 fp16 int8; do
    case $name-$precision in *"$only"*) ;; *) continue ;; esac
    bundle=$work/$name-$precision.coca
    "$repo/coca" import "$folder/model.safetensors" --config "$folder/config.json" --tokenizer none --precision $precision --out "$bundle" >"$log" 2>&1 </dev/null &&
      RUN_TIMEOUT=240 "$here/run.sh" "$coca" verify "$bundle" --io "$folder/io.safetensors" --device "$luid" --no-cpu-fallback --json >"$log" 2>&1
    verdict $? "$name in $precision"
    rm -rf "$bundle"
  done
done

# Disposing shared tensors from the adapter thread can still crash under Wine (CoCa.Directml.Tests): run on request until that is mended.
if [ -z "$only" ] && [ -n "$make" ]; then
  RUN_TIMEOUT=600 "$here/run.sh" "$repo/obj/directml/publish/CoCa.Directml.Tests/release_win-x64/CoCa.Directml.Tests.exe" -noLogo -noColor >"$log" 2>&1
  code=$?
  line=$(grep -oE 'Total: [0-9]+, Errors: [0-9]+, Failed: [0-9]+, Skipped: [0-9]+' "$log" | tail -n 1)
  if [ $code = 0 ] && [ -n "$line" ]; then
    passed=$((passed + $(grep -oE '[0-9]+' <<<"$line" | head -n 1)))
    echo "  ok    the tests that need an adapter ($line)"
  else
    verdict 1 "the tests that need an adapter"
    grep -A 6 'FAIL' "$log" | head -n 40
  fi
fi
echo "$passed passed, $failed failed"
[ $failed = 0 ]
