# What setup.sh, run.sh and run-tests.sh share: where the root file system is, whether it is whole, what forbids it.
# shellcheck shell=bash
# shellcheck disable=SC2034 # used by those who read this file
root=${COCA_DIRECTML_ROOT:-${XDG_CACHE_HOME:-$HOME/.cache}/coca-realtime/directml-root}
fs=$root/fs

die() { # exit code, message
  local code=$1
  shift
  echo "$(basename "$0"): $*" >&2
  exit "$code"
}

# The bridge is built anew when its sources change.
bridge_stamp=bridge-$(cat "${BASH_SOURCE[0]%/*}"/d3d12/* | sha256sum | cut -c 1-16)

is_complete() {
  local stamp
  for stamp in base packages "$bridge_stamp" prefix; do [ -e "$root/stamps/$stamp" ] || return 1; done
}

# Why this machine cannot hold or enter the root file system; nothing if it can.
obstacle() {
  if [ "$(uname -sm)" != "Linux x86_64" ]; then echo "needs Linux on x86-64, this is $(uname -sm)"
  elif [ "$(id -u)" != 0 ]; then echo "needs root, for chroot: sudo tests/Directml/setup.sh"
  elif ! unshare --mount --pid --fork true 2>/dev/null; then echo "this container forbids mount and process namespaces (unshare)"
  fi
}

# What a process in namespaces of its own does before chroot. $1 is the root file system; what is left are the command's words.
# Its mounts and everything that it starts end with it.
enter='
  set -e
  fs=$1; shift
  mount -t proc proc "$fs/proc"
  mount --rbind /sys "$fs/sys"
  mount --rbind /dev "$fs/dev"
'
