#!/usr/bin/env bash
# Compiles the libraries that the plugin links to native code, without a warning, and runs the result.
set -u
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
log=$(mktemp)
trap 'rm -f "$log"' EXIT
command -v gcc >/dev/null && [ -e /usr/include/zlib.h ] || {
  echo "AOT: needs gcc and zlib1g-dev (apt-get install gcc zlib1g-dev)"
  echo "0 passed, 0 failed, 1 skipped"
  exit 0
}
if dotnet publish "$here" -c Release -v:q --nologo -o "$here/obj/publish" >"$log" 2>&1 && [ "$("$here/obj/publish/aot-check")" = native ]; then
  echo "1 passed, 0 failed"
else
  cat "$log"
  echo "0 passed, 1 failed"
  exit 1
fi
