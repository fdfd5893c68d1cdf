#!/usr/bin/env bash
# Makes the place where Windows' onnxruntime.dll and DirectML.dll run on Linux, without a GPU: a Debian root file system in one
# folder (Wine, Mesa's software Vulkan driver, vkd3d, and the bridge between them, d3d12/), entered with chroot. Nothing of the
# machine outside that folder changes, except that debootstrap is installed where it is missing.
#
#   tests/Directml/setup.sh         makes what is not there yet; cut off, it goes on where it stopped; a second run takes no time
#   COCA_DIRECTML_ROOT=DIR          the folder; default: coca-realtime/directml-root in $XDG_CACHE_HOME or ~/.cache
#   DEBIAN_MIRROR=URL               default: the Debian archive that this machine's own apt uses
#   DEBIAN_SUITE=sid                the bridge needs vkd3d 2.x, Wine 10 and a Mesa with Vulkan 1.3
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=common.sh
. "$here/common.sh"
suite=${DEBIAN_SUITE:-sid}
log=$root/setup.log

say() { printf '[%4d s] %s\n' "$SECONDS" "$*"; }
# Runs quietly; where it fails, the end of what it said is shown.
quiet() {
  "$@" >>"$log" 2>&1 || { echo "--- the last lines of $log:" >&2; tail -n 15 "$log" >&2; die 1 "failed: $*"; }
}
# A step is done once, and its stamp is set after it is whole. A stamp's name may carry what the step depends on.
step() { # stamp, what it does, function
  [ -e "$root/stamps/$1" ] && return
  say "$2"
  "$3"
  mkdir -p "$root/stamps"
  touch "$root/stamps/$1"
}
# In namespaces of its own: whatever happens to this script, nothing that it started goes on.
apart() {
  setpriv --pdeathsig KILL nice unshare --mount --pid --fork --kill-child --mount-proc -- "$@"
}
# In the root file system. The shell stays as the first process of its namespaces: apt-get changes its user for a moment, and
# with that forgets that it is to die with its parent.
inside() {
  # shellcheck disable=SC2016 # the variables are the inner shell's
  apart bash -c "$enter"'
    chroot "$fs" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive "$@"
    exit $?' inside "$fs" "$@"
}

archive() {
  local url=${DEBIAN_MIRROR:-}
  [ -n "$url" ] || url=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 2>/dev/null | grep -E '/debian/?$' | head -n 1 || true)
  [ -n "$url" ] || die 4 "this machine's apt knows no Debian archive: set DEBIAN_MIRROR to the address of one"
  printf '%s' "$url"
}

base() {
  local url keyring=/usr/share/keyrings/debian-archive-keyring.gpg wanted=()
  url=$(archive)
  command -v debootstrap >/dev/null || wanted+=(debootstrap)
  [ -e "$keyring" ] || wanted+=(debian-archive-keyring)
  if [ ${#wanted[@]} -gt 0 ]; then
    say "  installing ${wanted[*]}"
    quiet apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends "${wanted[@]}"
  fi
  # Moved aside first: what a killed run was still writing does not get into the new one.
  rm -rf "$root/stamps"
  if [ -e "$fs" ]; then mv "$fs" "$root/old.$$"; fi
  rm -rf --one-file-system "$root"/old.* 2>/dev/null || true
  quiet apart debootstrap --variant=minbase --keyring="$keyring" --include=ca-certificates "$suite" "$fs" "$url"
  # Small: no recommended packages, no documentation, nothing of Wine's 32-bit half. An archive whose lists are some weeks old
  # is taken as it is; its signatures are checked all the same.
  printf '%s\n' 'APT::Install-Recommends "false";' 'APT::Install-Suggests "false";' 'Acquire::Check-Valid-Until "false";' \
    'Acquire::Retries "3";' >"$fs/etc/apt/apt.conf.d/90small"
  printf 'path-exclude=%s\n' '/usr/share/doc/*' '/usr/share/man/*' '/usr/share/locale/*' '/usr/share/gtk-doc/*' \
    '/usr/lib/x86_64-linux-gnu/wine/i386-windows/*' >"$fs/etc/dpkg/dpkg.cfg.d/90small"
  mkdir -p "$fs/host"
}

packages() {
  quiet inside dpkg --configure -a
  quiet inside apt-get update
  quiet inside apt-get install -y wine wine64 libvulkan1 mesa-vulkan-drivers xvfb \
    libxcomposite1 libxcursor1 libxi6 libxrandr2 libxrender1 libxfixes3 \
    libvkd3d1 libvkd3d-dev wine64-tools libwine-dev gcc libc6-dev
  quiet inside apt-get clean
  rm -rf "$fs"/var/lib/apt/lists/*
}

# The bridge takes the place of Wine's d3d12.dll: one half is Linux code (.dll.so), the other a Windows file that names it.
bridge() {
  rm -rf "$fs/opt/d3d12"
  mkdir -p "$fs/opt/d3d12"
  cp "$here"/d3d12/* "$fs/opt/d3d12/"
  # shellcheck disable=SC2016 # the variables are the inner shell's
  quiet inside bash -ec '
    cd /opt/d3d12
    gcc -O2 -Wall -Wextra -Werror -fPIC -fvisibility=hidden -fno-strict-aliasing -DCONST_VTABLE= -isystem /usr/include/vkd3d -c d3d12.c
    winegcc -m64 -shared -o d3d12.dll.so d3d12.spec d3d12.o -lvkd3d -lkernel32
    winebuild -m64 --fake-module --dll -E d3d12.spec -F d3d12.dll -o d3d12.dll
    wine=/usr/lib/x86_64-linux-gnu/wine
    install -m 644 d3d12.dll $wine/x86_64-windows/d3d12.dll
    install -m 644 d3d12.dll.so $wine/x86_64-unix/d3d12.dll.so'
}

prefix() {
  rm -rf "$fs/opt/prefix"
  # Neither .NET nor a web browser of Wine's own, and no window: wineboot would ask for them.
  # shellcheck disable=SC2016 # the variables are the inner shell's
  quiet inside WINEPREFIX=/opt/prefix WINEDEBUG=-all DISPLAY= WINEDLLOVERRIDES='mscoree,mshtml=' \
    sh -c 'wineboot -i && /usr/lib/x86_64-linux-gnu/wine/wineserver -w'
}

reason=$(obstacle)
[ -z "$reason" ] || die 4 "$reason"
mkdir -p "$root"
exec 9>"$root/setup.lock"
flock -n 9 || { say "another set-up is under way: waiting for it"; flock 9; }
if is_complete; then exit 0; fi
: >"$log"
say "making $root, once (about 2.5 GB, 3 minutes on 2 cores)"
step base "Debian $suite, a minimal system" base
step packages "Wine, the software Vulkan driver, vkd3d, an X server and a C compiler" packages
step "$bridge_stamp" "the bridge: d3d12.dll over vkd3d" bridge
step prefix "Wine's own folder of Windows" prefix
is_complete || die 1 "a step is missing although all went well: remove $root and try again"
say "done: $(inside dpkg-query -W -f '${Package} ${Version}, ' wine mesa-vulkan-drivers libvkd3d1)$(du -sxh "$root" | cut -f 1)"
