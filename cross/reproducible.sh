#!/bin/sh
# Builds the last commit twice and compares: once with the cache as it is, once with nothing but the
# tools, in other folders and with another cargo home. Ends with 0 if not one byte differs.
set -eu
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname -- "$0")/lib.sh"

usage() {
    echo "usage: reproducible.sh <armv7|aarch64|i686|i586|x86_64> [--libc gnu|musl]" >&2
    exit 2
}

[ $# -eq 1 ] || [ $# -eq 3 ] || usage
target=$1
libc=$(default_libc "$target")
if [ $# -eq 3 ]; then
    [ "$2" = --libc ] || usage
    libc=$3
fi
triple "$target" "$libc" >/dev/null || usage

# Beside the cache, so that the tools can be linked instead of copied.
mkdir -p "$CACHE"
folder=$(mktemp -d "$CACHE/reproducible.XXXXXX")
trap 'rm -rf "$folder"' EXIT
trap 'exit 1' HUP INT TERM

for number in first second; do
    git clone -q "$REPO" "$folder/$number/checkout"
done
"$folder/first/checkout/cross/build.sh" "$target" --libc "$libc" --out "$folder/first/dcts-edge"

other=$folder/second/cache
mkdir -p "$other"
for tool in rust venv; do
    [ ! -d "$CACHE/$tool" ] || cp -al "$CACHE/$tool" "$other/$tool"
done
registry=${CARGO_HOME:-$HOME/.cargo}/registry
mkdir -p "$folder/second/cargo/registry"
for part in index cache; do
    [ ! -d "$registry/$part" ] || cp -r "$registry/$part" "$folder/second/cargo/registry/"
done
CARGO_HOME=$folder/second/cargo DCTS_EDGE_CROSS_CACHE=$other \
    "$folder/second/checkout/cross/build.sh" "$target" --libc "$libc" --out "$folder/second/dcts-edge"

sha256sum "$folder/first/dcts-edge" "$folder/second/dcts-edge" | sed "s|$folder/||"
if ! cmp "$folder/first/dcts-edge" "$folder/second/dcts-edge"; then
    die "$target-$libc: the builds differ"
fi
echo "reproducible: $target-$libc: two builds are byte-identical"
