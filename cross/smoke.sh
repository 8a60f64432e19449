#!/bin/sh
# Starts a cross-built dcts-edge under emulation (qemu-user-static; what this machine can run itself
# runs without) and lets a real Socket.IO client use it: see smoke.mjs. The emulated processor is the
# oldest that the target is meant for.
set -eu
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname -- "$0")/lib.sh"

usage() {
    echo "usage: smoke.sh <armv7|aarch64|i686|i586|x86_64> [--libc gnu|musl] [--cpu MODEL]" >&2
    exit 2
}

[ $# -ge 1 ] || usage
target=$1
shift
libc='' cpu=''
while [ $# -gt 0 ]; do
    [ $# -ge 2 ] || usage
    case $1 in
        --libc) libc=$2 ;;
        --cpu) cpu=$2 ;;
        *) usage ;;
    esac
    shift 2
done
[ -n "$libc" ] || libc=$(default_libc "$target")
triple "$target" "$libc" >/dev/null || usage
binary=$(artefact "$target" "$libc")
[ -x "$binary" ] || die "$binary is not there; build.sh $target makes it"

case $target in
    armv7) emulator=qemu-arm-static cpu=${cpu:-cortex-a7} ;;
    aarch64) emulator=qemu-aarch64-static cpu=${cpu:-cortex-a53} ;;
    i686) emulator=qemu-i386-static cpu=${cpu:-n270} ;;
    i586) emulator=qemu-i386-static cpu=${cpu:-pentium} ;;
    x86_64) emulator=qemu-x86_64-static cpu=${cpu:-qemu64} ;;
esac
# A machine's own programs need no emulation, unless a processor was asked for.
if [ "$(uname -m)" = "$target" ]; then
    emulator=
fi

need node nodejs
need npm npm
# The clients' code needs Node 20.11; Debian 12 has an older one, so npm brings one along.
PATH=$REPO/target/node/node_modules/.bin:$PATH
if ! node -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 20 || (a == 20 && b >= 11) ? 0 : 1)'; then
    say "fetching node 22"
    npm install --silent --no-fund --no-audit --prefix "$REPO/target/node" node@22 >/dev/null
fi
if [ ! -d "$REPO/tests/js/node_modules/socket.io-client" ]; then
    say "fetching the clients (npm ci)"
    (cd "$REPO/tests/js" && npm ci --silent)
fi

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
trap 'exit 1' HUP INT TERM
if [ -n "$emulator" ]; then
    need "$emulator" qemu-user-static
    libraries=
    if [ "$libc" = gnu ]; then
        # Debian's packages libc6-<arch>-cross hold the loader and the libraries.
        case $target in
            armv7) libraries=/usr/arm-linux-gnueabihf package=libc6-armhf-cross ;;
            aarch64) libraries=/usr/aarch64-linux-gnu package=libc6-arm64-cross ;;
            i686 | i586) libraries=/usr/i686-linux-gnu package=libc6-i386-cross ;;
            *) libraries=/ package= ;;
        esac
        [ -d "$libraries/lib" ] || need "$libraries/lib" "$package" "$(echo "$package" | sed 's/libc6/libgcc-s1/')"
        libraries="-L $libraries"
    fi
    fill "$folder/dcts-edge" printf '#!/bin/sh\nexec %s -cpu %s %s "%s" "$@"\n' "$emulator" "$cpu" "$libraries" "$binary"
    chmod +x "$folder/dcts-edge"
    how="$emulator -cpu $cpu"
    if [ "$emulator" = qemu-i386-static ]; then
        # After a signal this emulator (7.2) runs the main thread with the thread-local storage of
        # another one, so nothing ends there in order. Below, on the machine itself, it does.
        export SMOKE_STOP=SIGKILL
    fi
else
    ln -s "$binary" "$folder/dcts-edge"
    how="this machine"
fi

started=$(date +%s)
DCTS_EDGE_BIN=$folder/dcts-edge node "$REPO/cross/smoke.mjs"
if [ -n "${SMOKE_STOP:-}" ] && "$binary" --version >/dev/null 2>&1; then
    unset SMOKE_STOP
    DCTS_EDGE_BIN=$binary node "$REPO/cross/smoke.mjs"
    how="$how, and this machine"
fi
echo "smoke: $target-$libc passed under $how in $(($(date +%s) - started)) s"
