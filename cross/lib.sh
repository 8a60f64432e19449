# shellcheck shell=sh disable=SC2034
# What the scripts of this folder share; read by them with `.`, not run.
#
# Everything that is downloaded or built along stays in one cache folder outside of the repository:
#   ${DCTS_EDGE_CROSS_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/dcts-edge-cross}

REPO=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
CACHE=${DCTS_EDGE_CROSS_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/dcts-edge-cross}
# The versions that the table in README.md was measured with.
ZIGLANG='ziglang==0.17.1'
ZIGBUILD='cargo-zigbuild==0.24.1'
TARGETS='armv7 aarch64 i686 i586 x86_64'

say() {
    printf '%s: %s\n' "${0##*/}" "$*" >&2
}

die() {
    say "$*"
    exit 1
}

# Prints the C library that a target is built with unless asked otherwise.
default_libc() {
    case $1 in
        x86_64) echo gnu ;;
        *) echo musl ;;
    esac
}

# Prints Rust's name of a target: triple TARGET LIBC.
triple() {
    case $1-$2 in
        armv7-musl) echo armv7-unknown-linux-musleabihf ;;
        armv7-gnu) echo armv7-unknown-linux-gnueabihf ;;
        aarch64-musl | i686-musl | i586-musl | x86_64-musl | aarch64-gnu | i686-gnu | i586-gnu | x86_64-gnu)
            echo "$1-unknown-linux-$2" ;;
        *) return 1 ;;
    esac
}

# Prints the features that are on by default, one a line.
default_features() {
    sed -n 's/^default = \[\(.*\)\]$/\1/p' "$REPO/Cargo.toml" | tr -d '" ' | tr ',' '\n'
}

# Where build.sh puts a target's artefact: artefact TARGET LIBC.
artefact() {
    echo "$REPO/target/cross/$1-$2/dcts-edge"
}

# Runs a command as root, or says what is missing.
as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        die "this needs root: $*"
    fi
}

# Installs Debian packages unless COMMAND is there: need COMMAND PACKAGE...
need() {
    need_command=$1
    shift
    if command -v "$need_command" >/dev/null; then
        return
    fi
    command -v apt-get >/dev/null || die "$need_command is missing; on Debian it is in: $*"
    say "installing $* (for $need_command)"
    as_root apt-get update -q >/dev/null
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "$@" >/dev/null
}

# Writes a file through COMMAND and only completely: fill FILE COMMAND...
fill() {
    fill_file=$1
    shift
    "$@" >"$fill_file.part"
    mv "$fill_file.part" "$fill_file"
}
