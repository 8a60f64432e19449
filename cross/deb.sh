#!/bin/sh
# Makes a Debian package of a cross-built dcts-edge:
#   target/cross/dcts-edge_<version>_<architecture>.deb (i586: _i586.deb)
# The static artefacts depend on nothing; a glibc one depends on the newest libc6 that it asks for.
# Two packages of one commit are byte-identical.
set -eu
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname -- "$0")/lib.sh"

usage() {
    echo "usage: deb.sh <armv7|aarch64|i686|i586|x86_64> [--libc gnu|musl]" >&2
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
case $target in
    armv7) architecture=armhf ;;
    aarch64) architecture=arm64 ;;
    i686 | i586) architecture=i386 ;;
    x86_64) architecture=amd64 ;;
esac
binary=$(artefact "$target" "$libc")
[ -x "$binary" ] || die "$binary is not there; build.sh $target makes it"
need dpkg-deb dpkg

version=$(sed -n 's/^version = "\(.*\)"$/\1/p' "$REPO/Cargo.toml" | head -n 1)
description=$(sed -n 's/^description = "\(.*\)"$/\1/p' "$REPO/Cargo.toml" | head -n 1)
SOURCE_DATE_EPOCH=$(git -C "$REPO" log -1 --format=%ct 2>/dev/null) || SOURCE_DATE_EPOCH=0
export SOURCE_DATE_EPOCH
depends=
if [ "$libc" = gnu ]; then
    need objdump binutils
    # Packed relocations are a version of their own; glibc has known them since 2.36.
    glibc=$(objdump -p "$binary" | sed -n 's/.* GLIBC_ABI_DT_RELR$/2.36/p; s/.* GLIBC_\([0-9.]*\)$/\1/p' |
        sort -u -V | tail -n 1)
    depends="libc6 (>= $glibc), libgcc-s1"
fi

stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT
umask 022
put() { # put MODE FROM TO
    mkdir -p "$(dirname -- "$stage/$3")"
    install -m "$1" "$2" "$stage/$3"
}
put 755 "$binary" usr/bin/dcts-edge
put 644 "$REPO/systemd/dcts-edge.service" lib/systemd/system/dcts-edge.service
put 644 "$REPO/systemd/dcts-edge.socket" lib/systemd/system/dcts-edge.socket
put 644 "$REPO/cross/debian/dcts-edge.default" etc/default/dcts-edge
put 644 "$REPO/cross/debian/copyright" usr/share/doc/dcts-edge/copyright
put 644 "$REPO/config.example.json" usr/share/doc/dcts-edge/examples/config.json
mkdir -p "$stage/usr/share/man/man1" "$stage/usr/share/lintian/overrides"
{
    echo '# One program for every distribution; the project has no mail host.'
    [ -n "$depends" ] || echo 'dcts-edge: statically-linked-binary *'
    echo 'dcts-edge: bogus-mail-host *'
    echo 'dcts-edge: bogus-mail-host-in-debian-changelog *'
} >"$stage/usr/share/lintian/overrides/dcts-edge"
chmod 644 "$stage/usr/share/lintian/overrides/dcts-edge"
sed "s/@VERSION@/$version/" "$REPO/cross/dcts-edge.1" | gzip -9n >"$stage/usr/share/man/man1/dcts-edge.1.gz"
printf 'dcts-edge (%s) unstable; urgency=medium\n\n  * See the history of the project.\n\n -- The dcts-edge authors <dcts-edge@localhost>  %s\n' \
    "$version" "$(LC_ALL=C date -u -R -d "@$SOURCE_DATE_EPOCH")" |
    gzip -9n >"$stage/usr/share/doc/dcts-edge/changelog.gz"

mkdir "$stage/DEBIAN"
for script in postinst prerm postrm; do
    put 755 "$REPO/cross/debian/$script" "DEBIAN/$script"
done
echo /etc/default/dcts-edge >"$stage/DEBIAN/conffiles"
(cd "$stage" && find usr lib -type f | LC_ALL=C sort | xargs md5sum) >"$stage/DEBIAN/md5sums"
{
    echo "Package: dcts-edge"
    echo "Version: $version"
    echo "Architecture: $architecture"
    echo "Maintainer: The dcts-edge authors <dcts-edge@localhost>"
    echo "Installed-Size: $(du -k -s --apparent-size "$stage/usr" | cut -f 1)"
    echo "Section: net"
    echo "Priority: optional"
    [ -z "$depends" ] || echo "Depends: $depends"
    echo "Description: $(echo "$description" | sed 's/^A //; s/^\(.\)/\l\1/')"
    echo " dcts-edge serves a chat: the web client, the protocol of DCTS for other"
    echo " clients, and the database are in one program that needs a few megabytes of"
    echo " memory. It runs on anything from an old PC or a Raspberry Pi upwards."
} >"$stage/DEBIAN/control"
# Times of the commit, so that the same commit is the same package.
find "$stage" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
# Both kinds of 32-bit x86 are i386 for Debian; the file says which.
suffix=$architecture
[ "$target" != i586 ] || suffix=i586
package=$REPO/target/cross/dcts-edge_${version}_$suffix.deb
dpkg-deb --root-owner-group -Zxz -b "$stage" "$package" >/dev/null
printf '%s\n%s bytes\n' "$package" "$(wc -c <"$package")"
