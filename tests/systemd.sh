#!/bin/sh
# Checks the systemd units without a running systemd: that they are understood in full, that the
# service is closed off (`systemd-analyze security`: exposure at most 1.5), and that the options of
# its command line are the program's.
set -eu

if [ $# -ne 0 ]; then
    echo "usage: systemd.sh" >&2
    exit 2
fi
repo=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
service=$repo/systemd/dcts-edge.service
socket=$repo/systemd/dcts-edge.socket

if ! command -v systemd-analyze >/dev/null; then
    apt-get update -q >/dev/null
    DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends systemd >/dev/null
fi

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
# The program that ExecStart names must exist, the manual page cannot be looked up without man.
cp /bin/true "$folder/dcts-edge"
for unit in "$service" "$socket"; do
    sed "s|/usr/bin/dcts-edge|$folder/dcts-edge|; /^Documentation=man:/d" "$unit" >"$folder/${unit##*/}"
done
systemd-analyze verify --man=no --recursive-errors=no "$folder/dcts-edge.service" "$folder/dcts-edge.socket" \
    >"$folder/verify" 2>&1 || { cat "$folder/verify"; exit 1; }
# Keys that systemd does not know are only warnings.
if [ -s "$folder/verify" ]; then
    cat "$folder/verify"
    exit 1
fi
echo "systemd: the units are understood"

# Exposure times ten.
systemd-analyze security --offline=true --no-pager --threshold=15 "$folder/dcts-edge.service" >"$folder/security" ||
    { cat "$folder/security"; exit 1; }
tail -n 1 "$folder/security"

sed -n 's/^ExecStart=//p' "$service" | grep -o -e '--[a-z]*' | while read -r option; do
    if ! grep -q "^    ${option#--}: " "$repo/src/cli.rs"; then
        echo "systemd: the program has no option $option" >&2
        exit 1
    fi
done
echo "systemd: passed"
