#!/bin/sh
# Installs a Debian package of dcts-edge into a test root, looks at what is there, removes it, purges
# it. Nothing outside of the test root is touched, and no service is started.
set -eu

if [ $# -ne 1 ] || [ ! -f "$1" ]; then
    echo "usage: deb.sh <package.deb>" >&2
    exit 2
fi
package=$1
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT

fail() {
    echo "deb: $*" >&2
    exit 1
}
is_there() {
    [ -e "$root$1" ] || [ -L "$root$1" ] || fail "$1 is not there $2"
}
is_gone() {
    if [ -e "$root$1" ] || [ -L "$root$1" ]; then fail "$1 is there $2"; fi
}
in_root() {
    dpkg --root="$root" --force-script-chrootless --force-depends --force-architecture --force-confold --force-not-root \
        --log="$root/log" "$@" >"$root/output" 2>&1 || { cat "$root/output"; fail "dpkg $*"; }
}

mkdir -p "$root/var/lib/dpkg/info" "$root/var/lib/dpkg/updates" "$root/etc"
: >"$root/var/lib/dpkg/status"

in_root -i "$package"
for file in /usr/bin/dcts-edge /lib/systemd/system/dcts-edge.service /lib/systemd/system/dcts-edge.socket \
    /etc/default/dcts-edge /usr/share/man/man1/dcts-edge.1.gz /usr/share/doc/dcts-edge/copyright; do
    is_there "$file" "after installing"
done
[ "$(stat -c %a "$root/usr/bin/dcts-edge")" = 755 ] || fail "the program cannot be executed by all"
if find "$root/usr" "$root/lib" "$root/etc" -perm /022 ! -type l | grep .; then fail "others may write these"; fi
gzip -cd "$root/usr/share/man/man1/dcts-edge.1.gz" | grep -q '^.TH DCTS-EDGE 1' || fail "the manual page is none"
dpkg --root="$root" -s dcts-edge | grep -q '/etc/default/dcts-edge' || fail "the options are no conffile"
[ "$(dpkg --root="$root" --verify dcts-edge)" = "" ] || fail "files differ from their sums"

# What an administrator has changed survives an upgrade and a removal; so does the data.
echo 'DCTS_EDGE_OPTIONS="--log debug"' >"$root/etc/default/dcts-edge"
mkdir -p "$root/var/lib/private/dcts-edge/configs"
ln -s private/dcts-edge "$root/var/lib/dcts-edge"
in_root -i "$package"
grep -q 'log debug' "$root/etc/default/dcts-edge" || fail "an upgrade overwrote the options"
in_root -r dcts-edge
is_gone /usr/bin/dcts-edge "after removing"
is_there /etc/default/dcts-edge "after removing"
is_there /var/lib/private/dcts-edge/configs "after removing"

in_root -P dcts-edge
is_gone /etc/default/dcts-edge "after purging"
is_gone /var/lib/dcts-edge "after purging"
is_gone /var/lib/private/dcts-edge "after purging"
left=$(find "$root" -path "$root/var/lib/dpkg" -prune -o \( -type f -o -type l \) ! -name log ! -name output -print)
[ -z "$left" ] || fail "this is left after purging: $left"
echo "deb: $(basename -- "$package") passed"
