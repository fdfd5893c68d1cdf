#!/usr/bin/env bash
# The DirectML proof: the Windows build of coca verifies every tiny reference model in fp32, fp16 and int8 on the DirectML provider with
# CPU fallback forbidden, and the tests that need an adapter run there. docs/directml.md says what that shows.
#
#   run-tests.sh              where its root file system is there, or can be made within COCA_TEST_BUDGET_S seconds (900)
#   run-tests.sh --make       makes it, however long that takes; that it cannot be made is a failure then, not a skip
#   run-tests.sh --only WORD  the models whose name-precision contains WORD, and nothing else
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
    --only) only=${2:?run-tests.sh: --only needs a word}; shift ;;
    *) die 2 "unknown argument $1 (--make, --only WORD)" ;;
  esac
  shift
done
passed=0 failed=0 skipped=0
log=$(mktemp)
work=$(mktemp -d)
trap 'rm -rf "$log" "$work"' EXIT

finish() {
  echo "$passed passed, $failed failed$([ $skipped = 0 ] || echo ", $skipped skipped")"
  [ $failed = 0 ]
  exit
}
# Why nothing is run. Where it was asked for by name, that is a failure.
cannot() {
  echo "DirectML: $*"
  if [ -n "$make" ]; then failed=1; else skipped=1; fi
  finish
}
verdict() { # exit code, name; the log holds what was said
  if [ "$1" = 0 ]; then
    passed=$((passed + 1))
    echo "  ok    $2 (${3:-0} s)"
  else
    failed=$((failed + 1))
    echo "  FAIL  $2 (exit code $1)"
    tail -n 5 "$log" | cut -c 1-400
  fi
}

reason=$(obstacle)
[ -z "$reason" ] || cannot "$reason"
if ! is_complete; then
  limit=${COCA_TEST_BUDGET_S:-900}
  [ -z "$make" ] || limit=3600
  [ "$limit" -ge 240 ] || cannot "its root file system (2.5 GB) takes about 3 minutes to make, $limit s are left: ./test --directml makes it"
  timeout "$limit" "$here/setup.sh" </dev/null || cannot "its root file system could not be made within $limit s; ./test --directml goes on from there"
fi
"$repo/build/fetch-onnxruntime.sh" >"$log" 2>&1 || cannot "$(tail -n 1 "$log")"

# Into a tree of its own: the same projects are built for this machine elsewhere.
publish() { # project
  nice dotnet publish "$repo/$1" -c Release -r win-x64 --self-contained -v:q --nologo -p:CocaLane=substitutes -p:NativeRuntime=win-x64 \
    --artifacts-path "$repo/obj/directml" >"$log" 2>&1 </dev/null || { tail -n 30 "$log"; echo "$1 does not publish for Windows"; failed=1; finish; }
}
echo "DirectML: building for Windows"
publish src/CoCa.Cli
windows=$repo/obj/directml/publish
coca() { RUN_TIMEOUT=${limit:-240} "$here/run.sh" "$windows/CoCa.Cli/release_win-x64/coca.exe" "$@" >"$log" 2>"$log.err"; }
import() { # folder of a reference model, precision, bundle
  timeout 240 "$repo/coca" import "$1/model.safetensors" --config "$1/config.json" --tokenizer none --precision "$2" --out "$3" >"$log" 2>&1 </dev/null
}
limit=240

# The adapter's LUID is what names it for certain.
coca devices --json
luid=$(grep -oE '0x[0-9a-f]{8}:0x[0-9a-f]{8}' "$log" | head -n 1)
[ -n "$luid" ] || { cat "$log" "$log.err"; echo "no adapter is listed"; failed=1; finish; }
grep -oE '"name":"[^"]*","vendor":"[^"]*","kind":"[^"]*","provider":"DirectML"' "$log" | head -n 1

fixtures=$repo/../shared/fixtures/coca
if [ ! -d "$fixtures" ]; then
  [ "${CI:-}" != true ] || { failed=1; echo "CI needs ../shared/fixtures/coca"; }
  fixtures=$repo/tests/Fixtures/coca
fi
for folder in "$fixtures"/*/; do
  name=$(basename "$folder")
  for precision in fp32 fp16 int8; do
    case $name-$precision in *"$only"*) ;; *) continue ;; esac
    started=$SECONDS
    bundle=$work/$name-$precision.coca
    import "$folder" $precision "$bundle" && coca verify "$bundle" --io "$folder/io.safetensors" --device "$luid" --no-cpu-fallback --json
    code=$?
    [ $code = 0 ] || cat "$log.err" >>"$log" 2>/dev/null
    verdict $code "$name in $precision" $((SECONDS - started))
    video=$(dirname "$fixtures")/video/$name
    if [ $code = 0 ] && [ $precision = fp32 ] && [ -d "$video" ]; then
      started=$SECONDS
      coca verify "$bundle" --io "$video/io.safetensors" --device "$luid" --no-cpu-fallback --json
      code=$?
      [ $code = 0 ] || cat "$log.err" >>"$log" 2>/dev/null
      verdict $code "$name: windows of a video, and an action head" $((SECONDS - started))
    fi
    rm -rf "$bundle"
  done
done

if [ -z "$only" ]; then
  # The command by itself.
  folder=$repo/tests/Fixtures/coca/openclip
  started=$SECONDS
  import "$folder" fp32 "$work/openclip.coca" && { coca doctor --model "$work/openclip.coca" --device "$luid" --json || true; } &&
    grep -qE '"name":"model","ok":true,"detail":"[^"]*DirectML' "$log" && grep -q '"name":"self-test","ok":true' "$log"
  verdict $? "doctor opens the model on DirectML, which passes the self-test" $((SECONDS - started))
  started=$SECONDS
  coca verify "$work/openclip.coca" --io "$folder/io.safetensors" --device "Voodoo 2"
  [ $? = 3 ] && [ "$(wc -l <"$log.err")" = 1 ] && grep -q "$luid" "$log.err"
  verdict $? "a device that is not there is refused in one line that lists those that are" $((SECONDS - started))

  publish tests/Directml/CoCa.Directml.Tests
  RUN_TIMEOUT=600 "$here/run.sh" "$windows/CoCa.Directml.Tests/release_win-x64/CoCa.Directml.Tests.exe" -noLogo -noColor >"$log" 2>&1
  code=$?
  line=$(grep -oE 'Total: [0-9]+, Errors: [0-9]+, Failed: [0-9]+, Skipped: [0-9]+.*Time: [0-9.]+' "$log" | tail -n 1)
  if [ -z "$line" ]; then
    verdict $code "the tests that need an adapter ended before they could say how they went"
  else
    read -r total errors fails skips <<<"$(sed -E 's/Total: ([0-9]+), Errors: ([0-9]+), Failed: ([0-9]+), Skipped: ([0-9]+).*/\1 \2 \3 \4/' <<<"$line")"
    [ $code = 0 ] || [ $((errors + fails)) != 0 ] || fails=1
    [ $((errors + fails)) = 0 ] || grep -vE '^ *(at |$)' "$log" | head -n 60 | cut -c 1-300
    passed=$((passed + total - errors - fails - skips)) failed=$((failed + errors + fails)) skipped=$((skipped + skips))
    echo "  the tests that need an adapter: $line s"
  fi
fi
finish
