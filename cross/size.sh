#!/bin/sh
# Prints how large dcts-edge is: target x features x bytes. Ends with 1 if something is above its ceiling.
set -eu
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname -- "$0")/lib.sh"

usage() {
    echo "usage: size.sh [--crates] [--built FILE] [armv7|aarch64|i686|i586|x86_64]..." >&2
    echo "  --crates      also the ten largest crates of the first target; takes a build of its own" >&2
    echo "  --built FILE  everything of the first target is built already: the release of this machine" >&2
    exit 2
}

# The budget, for armv7.
CEILING_EVERYTHING=$((50 * 1024 * 1024 / 10))
CEILING_SQLITE=$((38 * 1024 * 1024 / 10))
# Other instruction sets need more bytes for the same program: in percent of armv7, a little above what
# was measured (README.md).
percent() {
    case $1 in
        x86_64) echo 145 ;;
        aarch64 | i586 | i686) echo 120 ;;
        *) echo 100 ;;
    esac
}

with_crates='' built=''
while [ $# -gt 0 ]; do
    case $1 in
        --crates) with_crates=yes ;;
        --built)
            [ $# -gt 1 ] || usage
            built=$2
            shift
            ;;
        *) break ;;
    esac
    shift
done
[ $# -gt 0 ] || set -- x86_64 armv7
for target in "$@"; do
    triple "$target" "$(default_libc "$target")" >/dev/null || usage
done
need nm binutils
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
trap 'exit 1' HUP INT TERM

# Prints the crates of an executable with symbols, largest first.
crates() {
    # What generic code of another crate was made for counts for the crate that wrote it.
    nm --demangle --print-size --radix=d "$1" 2>/dev/null | awk '
        $2 ~ /^[0-9]+$/ && $3 ~ /^[TtRrDdWwVvuB]$/ {
            size = $2 + 0
            name = $4
            for (i = 5; i <= NF; i++) name = name " " $i
            while (sub(/^(<|&|\*const |\*mut |mut |dyn |\[|\()/, "", name)) {}
            if (name ~ /^[a-z_][a-z0-9_]*(\[[0-9a-f]+\])?::/) {
                sub(/(\[[0-9a-f]+\])?::.*/, "", name)
            } else if (name ~ /^(sqlite3|fts5|fts3|rtree|json|btree|vdbe|pager|wal|unix|pcache|where|select|expr|alter)/) {
                name = "SQLite (C)"
            } else {
                name = "other C and constants"
            }
            total[name] += size
        }
        END { for (name in total) printf "%9d  %s\n", total[name], name }' | sort -rn
}

above=0
measure() { # measure TARGET NAME CEILING OPTION...
    measure_target=$1 measure_name=$2
    ceiling=$(($3 * $(percent "$1") / 100))
    shift 3
    if [ -n "$built" ]; then
        cp "$built" "$folder/program"
        built=
    else
        "$REPO/cross/build.sh" "$measure_target" "$@" --out "$folder/program" >"$folder/log" 2>&1 ||
            { cat "$folder/log" >&2; die "$measure_target: it cannot be built"; }
    fi
    bytes=$(wc -c <"$folder/program")
    verdict=good
    if [ "$bytes" -gt "$ceiling" ]; then
        verdict='TOO LARGE'
        above=1
    fi
    printf '%-8s  %-15s  %10d  %10d  %s\n' "$measure_target" "$measure_name" "$bytes" "$ceiling" "$verdict"
}

printf '%-8s  %-15s  %10s  %10s\n' target features bytes ceiling
for target in "$@"; do
    measure "$target" everything "$CEILING_EVERYTHING"
    measure "$target" 'only SQLite' "$CEILING_SQLITE" --no-default-features --features sqlite
done

if [ -n "$with_crates" ]; then
    printf '\nThe largest crates of %s, bytes of code and constants:\n' "$1"
    "$REPO/cross/build.sh" "$1" --symbols --out "$folder/program" >"$folder/log" 2>&1 || { cat "$folder/log" >&2; exit 1; }
    crates "$folder/program" >"$folder/crates"
    head -n 10 "$folder/crates"
fi
[ "$above" = 0 ] || die "above the ceiling"
