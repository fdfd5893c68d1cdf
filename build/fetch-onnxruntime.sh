#!/usr/bin/env bash
# Fetches what the substitute for Microsoft.ML.OnnxRuntime builds on, where the NuGet feed lacks the package: two npm packages,
# into $XDG_CACHE_HOME/coca-realtime/npm (or ~/.cache). The DirectML test needs the Windows libraries of the first one too.
set -euo pipefail
cache=${XDG_CACHE_HOME:-$HOME/.cache}/coca-realtime/npm

fetch() { # name, version, folders to keep
  local name=$1 version=$2 target=$cache/$1-$2
  shift 2
  [ -e "$target/package.json" ] && return
  command -v npm >/dev/null || { echo "npm is missing: apt-get install npm" >&2; exit 4; }
  echo "fetching the npm package $name $version"
  local work
  work=$(mktemp -d "$cache/.fetch.XXXXXX")
  trap 'rm -rf "$work"' RETURN
  (cd "$work" && npm pack --silent "$name@$version" >/dev/null && tar xzf ./*.tgz --wildcards "$@" package/package.json)
  rm -rf "$target"
  mv "$work/package" "$target"
}

mkdir -p "$cache"
fetch onnxruntime-node 1.30.0 'package/bin/*/linux/x64/libonnxruntime.so.1' 'package/bin/*/win32/x64/onnxruntime.dll' 'package/bin/*/win32/x64/DirectML.dll'
fetch com.github.asus4.onnxruntime 0.4.9 'package/Runtime/*'
