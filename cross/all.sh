#!/bin/sh
# Builds every target, runs each under emulation with a real client, and prints a table. Takes long
# the first time: about ten minutes of processor time per target.
set -eu
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname -- "$0")/lib.sh"

if [ $# -ne 0 ]; then
    echo "usage: all.sh" >&2
    exit 2
fi
logs=$REPO/target/cross/logs
mkdir -p "$logs"
failed=0
: >"$logs/table"
for target in $TARGETS; do
    libc=$(default_libc "$target")
    bytes=- built=no smoke=no
    if "$REPO/cross/build.sh" "$target" >"$logs/$target" 2>&1; then
        built=yes
        bytes=$(wc -c <"$(artefact "$target" "$libc")")
        if "$REPO/cross/smoke.sh" "$target" >>"$logs/$target" 2>&1; then
            smoke=$(sed -n 's/^smoke: .* under \(.*\) in .*/\1/p' "$logs/$target" | tail -n 1)
        fi
    fi
    if [ "$smoke" = no ]; then
        failed=1
        tail -n 20 "$logs/$target" >&2
    fi
    printf '%-8s  %-5s  %-5s  %10s  %s\n' "$target" "$libc" "$built" "$bytes" "$smoke" >>"$logs/table"
done
printf '%-8s  %-5s  %-5s  %10s  %s\n' target libc built bytes 'ran under'
cat "$logs/table"
[ "$failed" = 0 ] || die "not everything runs; see $logs"
