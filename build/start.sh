# Sourced by ./coca and ./test: what is missing is installed and built, then the program is started.
# The state of a finished build is one empty file, obj/NAME.built: a start compares time stamps with it and nothing else.

# Names the packages that this machine lacks and installs them when root, else prints the one command and ends with 4.
# Arguments: a probe command and the Debian package that mends it, in pairs.
need() {
  local missing=()
  while [ $# -gt 0 ]; do
    eval "$1" >/dev/null 2>&1 || missing+=("$2")
    shift 2
  done
  [ ${#missing[@]} -eq 0 ] && return
  if ! command -v apt-get >/dev/null; then
    echo "coca: missing: ${missing[*]} (names of Debian packages); install them with this system's package manager" >&2
    exit 4
  fi
  if [ "$(id -u)" != 0 ]; then
    echo "coca: missing: ${missing[*]}. Install with: sudo apt-get install --no-install-recommends ${missing[*]}" >&2
    exit 4
  fi
  echo "coca: installing ${missing[*]}" >&2
  local log
  log=$(mktemp)
  if ! { apt-get install -y --no-install-recommends "${missing[@]}" || { apt-get update && apt-get install -y --no-install-recommends "${missing[@]}"; }; } >"$log" 2>&1; then
    tail -n 5 "$log" >&2
    echo "coca: installing ${missing[*]} failed; the whole output is in $log" >&2
    exit 4
  fi
  rm -f "$log"
}

has_library() { ldconfig -p | grep -q "$1"; }

# Are the sources of a build older than its stamp? Arguments: the stamp, then the folders.
is_fresh() {
  local stamp=$1
  shift
  [ -e "$stamp" ] && [ -z "$(cd "$here" && find "$@" build Directory.* \( -name bin -o -name obj \) -prune -o -newer "$stamp" -type f -print -quit)" ]
}

# What every build needs: the SDK, and what the substitutes of missing packages stand on.
prepare() {
  if ! command -v dotnet >/dev/null; then
    echo "coca: the .NET SDK 10 is missing: https://dotnet.microsoft.com/download (Debian, Ubuntu: apt-get install dotnet-sdk-10.0)" >&2
    exit 4
  fi
  need 'command -v ffmpeg' ffmpeg
  # The first restore finds out which packages the feed lacks (build/Lanes.targets).
  if [ ! "$here/obj/lanes.props" -nt "$here/build/Lanes.props" ]; then
    echo "coca: asking the package feed what it has (once)" >&2
    quietly dotnet restore "$here/src/CoCa.Core" -v:q --nologo
  fi
  if grep -q SixLabors.ImageSharp "$here/obj/lanes.props" || [ "${CocaLane:-}" = substitutes ]; then
    need 'has_library libturbojpeg.so.0' libturbojpeg0 'has_library libwebp.so.7' libwebp7
  fi
  if grep -q SixLabors.Fonts "$here/obj/lanes.props" || [ "${CocaLane:-}" = substitutes ]; then
    need 'has_library libfreetype.so.6' libfreetype6 'has_library libharfbuzz.so.0' libharfbuzz0b
  fi
  # A font for what is drawn over video; whoever has another one needs no package.
  [ "$(id -u)" = 0 ] && need '[ -n "$(find /usr/share/fonts /usr/local/share/fonts -name "*.ttf" -print -quit 2>/dev/null)" ]' fonts-dejavu-core
  if grep -q Microsoft.ML.OnnxRuntime "$here/obj/lanes.props" || [ "${CocaLane:-}" = substitutes ]; then
    need 'command -v npm' npm
    "$here/build/fetch-onnxruntime.sh" >&2 || exit 4
  fi
}

# What the trainer and the tests need besides: libtorch and its C face where the package TorchSharp cannot be used, and MPI.
prepare_training() {
  prepare
  need '[ -e /usr/include/mpi.h ] || [ -e /usr/lib/x86_64-linux-gnu/openmpi/include/mpi.h ]' libopenmpi-dev 'command -v mpirun' openmpi-bin
  if grep -q TorchSharp "$here/obj/lanes.props" || [ "${CocaLane:-}" = substitutes ]; then
    need '[ -e /usr/include/ATen/ATen.h ]' libtorch-dev 'has_library libopenblas.so.0' libopenblas0-pthread 'command -v cmake' cmake 'command -v g++' g++
    "$here/build/build-torch.sh" >&2 || exit 4
  fi
}

# An OpenBLAS older than the processor does not know it and takes the code of 2004: products then cost three times as much. The flags say what it can do.
choose_products() {
  [ -n "${OPENBLAS_CORETYPE:-}" ] || [ ! -r /proc/cpuinfo ] && return
  if grep -qm1 '^flags.* avx512bw' /proc/cpuinfo; then
    export OPENBLAS_CORETYPE=SKYLAKEX
  elif grep -qm1 '^flags.* avx2' /proc/cpuinfo; then
    export OPENBLAS_CORETYPE=HASWELL
  fi
}

# Runs a command without its output, which is shown if it fails.
quietly() {
  local log code
  log=$(mktemp)
  "$@" >"$log" 2>&1 </dev/null || { code=$?; cat "$log" >&2; rm -f "$log"; echo "coca: failed: $*" >&2; exit $code; }
  rm -f "$log"
}

# Builds a program if its sources changed and becomes it. Arguments: what prepares the build, project folder, program name, the
# program's arguments.
start() {
  local prepare=$1 project=$2 name=$3
  shift 3
  local stamp=$here/obj/$name.built
  if ! is_fresh "$stamp" src native; then
    "$prepare"
    echo "coca: building (some seconds; only after a change)" >&2
    mkdir -p "$here/obj"
    : >"$stamp.new"
    quietly dotnet build "$here/$project" -c Release -v:q --nologo
    mv "$stamp.new" "$stamp"
  fi
  exec "$here/$project/bin/Release/net10.0/$name" "$@"
}
