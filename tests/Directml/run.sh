#!/usr/bin/env bash
# Runs a self-contained win-x64 program, unchanged, under Wine with DirectML on a software GPU, in the place that setup.sh made.
#
#   tests/Directml/run.sh PROGRAM.exe [ARGUMENT…]
#
# The program sees this machine's files under Z:\host: an absolute path among the arguments is rewritten so, and one with a / or
# a dot that names an existing file or folder. Variables that begin with COCA_ or DOTNET_ are handed on. It runs in namespaces
# of its own with its own X server (Wine's DXGI finds no adapter without one; nothing is drawn): whatever it starts ends with it.
# Its exit code is this script's; 137: it ran past RUN_TIMEOUT seconds (default 300). Runs wait for one another.
#   VKD3D_DEBUG=warn, WINEDEBUG=…   say more
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=common.sh
. "$here/common.sh"
[ $# -ge 1 ] || die 2 "usage: run.sh PROGRAM.exe [ARGUMENT…]"
reason=$(obstacle)
[ -z "$reason" ] || die 4 "$reason"
is_complete || die 4 "the root file system is not there: run $here/setup.sh"

windows_path() { # an absolute path of this machine, as the program sees it
  local path="/host$1"
  printf '%s' "Z:${path//\//\\}"
}
argument() {
  case $1 in
    /*) windows_path "$(realpath -m "$1")" ;;
    */* | *.*) if [ -e "$1" ]; then windows_path "$(realpath "$1")"; else printf '%s' "$1"; fi ;;
    *) printf '%s' "$1" ;;
  esac
}
program=$(realpath "$1")
[ -f "$program" ] || die 3 "$1: no such program"
shift
arguments=()
for a in "$@"; do arguments+=("$(argument "$a")"); done
passed=()
while IFS= read -r -d '' variable; do
  case $variable in COCA_* | DOTNET_*) passed+=("$variable") ;; esac
done </proc/self/environ

# Two Wine servers on one prefix would overwrite each other's registry.
exec 9>"$root/run.lock"
flock 9

# The first process of the namespaces: when it ends, the kernel ends all others in them.
# shellcheck disable=SC2016 # the variables are the inner shells'
first=$enter'
  mount --rbind / "$fs/host"
  mount -t tmpfs tmpfs "$fs/tmp"
  mkdir -m 700 "$fs/tmp/run"
  exec chroot "$fs" /usr/bin/env -i PATH=/usr/bin:/bin HOME=/root LANG=C.UTF-8 XDG_RUNTIME_DIR=/tmp/run \
    WINEPREFIX=/opt/prefix WINE_D3D_CONFIG=renderer=vulkan VK_DRIVER_FILES=/usr/share/vulkan/icd.d/lvp_icd.json \
    "$@"'
# shellcheck disable=SC2016
inner='
  exec 3<>/tmp/display.fifo
  Xvfb -displayfd 3 -screen 0 640x480x24 -nolisten tcp >/dev/null 2>&1 &
  read -r -t 20 display <&3 || { echo "run.sh: the X server did not start" >&2; exit 1; }
  exec 3>&-
  export DISPLAY=":$display"
  wine "$@" </dev/null'
# Each dies with the one before it, so that nobody who ends this script leaves something running.
setpriv --pdeathsig KILL timeout --foreground -s KILL "${RUN_TIMEOUT:-300}" \
  setpriv --pdeathsig KILL nice unshare --mount --pid --fork --kill-child -- bash -c "$first" first "$fs" \
  WINEDEBUG="${WINEDEBUG:--all}" VKD3D_DEBUG="${VKD3D_DEBUG:-err}" VKD3D_SHADER_DEBUG="${VKD3D_SHADER_DEBUG:-err}" \
  ${passed[@]+"${passed[@]}"} \
  bash -c "mkfifo /tmp/display.fifo; $inner" inner "/host$program" ${arguments[@]+"${arguments[@]}"} &
inside=$!
trap 'kill -KILL "$inside" 2>/dev/null' INT TERM HUP EXIT
code=0
{ wait "$inside" || code=$?; } 2>/dev/null # bash would report the death of a killed child
[ "$code" != 137 ] || echo "run.sh: ended: it ran for ${RUN_TIMEOUT:-300} s" >&2
trap - EXIT
exit "$code"
