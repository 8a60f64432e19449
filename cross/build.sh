#!/bin/sh
# Builds dcts-edge for one kind of machine and prints path, size and `file` of the result:
#   target/cross/<target>-<libc>/dcts-edge
#
# Linking and C code (SQLite) go through zig, which brings a C library for every target. The Rust
# standard library comes from the first of these that is there:
#   1. the installed toolchain's own copy for the target (`rustup target add ...`),
#   2. the installed toolchain's sources (`rustup component add rust-src`), built along,
#   3. Debian's packages rustc-web, cargo-web and rust-web-src, unpacked into the cache folder (not
#      installed), built along.
# What is missing is fetched, and said. See README.md.
set -eu
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname -- "$0")/lib.sh"

usage() {
    cat >&2 <<'USAGE'
usage: build.sh <armv7|aarch64|i686|i586|x86_64> [options]
  --libc gnu|musl         C library (default: musl, static; x86_64: gnu)
  --features LIST         as for cargo
  --no-default-features   as for cargo
  --std installed|built   which standard library (default: installed where there is one)
  --opt-level LEVEL       instead of the profile's
  --symbols               keep the symbols (for size.sh)
  --out FILE              where to put the artefact
USAGE
    exit 2
}

[ $# -ge 1 ] || usage
target=$1
shift
libc='' features='' std='' opt_level='' symbols='' out=''
while [ $# -gt 0 ]; do
    case $1 in
        --no-default-features) features="$features --no-default-features" ;;
        --symbols) symbols=yes ;;
        --libc | --features | --std | --opt-level | --out)
            [ $# -ge 2 ] || usage
            case $1 in
                --libc) libc=$2 ;;
                --features) features="$features --features $2" ;;
                --std) std=$2 ;;
                --opt-level) opt_level=$2 ;;
                --out) out=$2 ;;
            esac
            shift ;;
        *) usage ;;
    esac
    shift
done
case $std in '' | installed | built) ;; *) usage ;; esac
[ -n "$libc" ] || libc=$(default_libc "$target")
triple=$(triple "$target" "$libc") || usage
[ -n "$out" ] || out=$(artefact "$target" "$libc")
if [ "$target" = i586 ] && [ -z "$features" ]; then
    # ring, which TLS is made with, needs SSE2: everything else that is on by default.
    features=$(default_features | grep -vx tls | tr '\n' ',')
    features="--no-default-features ${features:+--features $features}"
    say "i586 is built without TLS"
fi

mkdir -p "$CACHE"
exec 9>"$CACHE/lock"
if command -v flock >/dev/null; then
    flock 9
fi

# --- Tools ---------------------------------------------------------------------------------------

# zig and cargo-zigbuild, in a Python environment of their own.
fetch_zig() {
    if [ ! -e "$CACHE/venv/ready-$ZIGLANG-$ZIGBUILD" ]; then
        if ! python3 -c 'import ensurepip, venv' 2>/dev/null; then
            need no-such-command python3 python3-venv
        fi
        say "fetching $ZIGLANG and $ZIGBUILD into $CACHE/venv"
        rm -rf "$CACHE/venv"
        python3 -m venv "$CACHE/venv"
        "$CACHE/venv/bin/pip" install -q "$ZIGLANG" "$ZIGBUILD"
        touch "$CACHE/venv/ready-$ZIGLANG-$ZIGBUILD"
    fi
    PATH=$CACHE/venv/bin:$PATH
    CARGO_ZIGBUILD_ZIG_PATH=$CACHE/venv/bin/python-zig
    CARGO_ZIGBUILD_CACHE_DIR=$CACHE/zigbuild
    ZIG_GLOBAL_CACHE_DIR=$CACHE/zig
    export PATH CARGO_ZIGBUILD_ZIG_PATH CARGO_ZIGBUILD_CACHE_DIR ZIG_GLOBAL_CACHE_DIR
}

# Debian's compiler with the sources of its standard library.
fetch_debian_rust() {
    if [ ! -e "$CACHE/rust/ready" ]; then
        command -v apt-get >/dev/null || die "there is no standard library for $triple: rustup target add $triple"
        say "fetching Debian's rustc-web, cargo-web, rust-web-src into $CACHE/rust"
        as_root apt-get update -q >/dev/null
        rm -rf "$CACHE/rust" "$CACHE/debs"
        mkdir -p "$CACHE/rust" "$CACHE/debs"
        # With everything that they need and this machine does not have.
        packages=$(apt-get -s install --reinstall --no-install-recommends rustc-web cargo-web rust-web-src |
            sed -n 's/^Inst \([^ ]*\) .*(\([^ ]*\) .*/\1=\2/p')
        # shellcheck disable=SC2086 # one word each
        (cd "$CACHE/debs" && apt-get download -q $packages >/dev/null 2>&1) || die "they could not be downloaded"
        for package in "$CACHE"/debs/*.deb; do
            dpkg -x "$package" "$CACHE/rust"
        done
        rm -rf "$CACHE/debs" "$CACHE"/rust/usr/src/rustc-*/compiler "$CACHE/rust/usr/share"
        touch "$CACHE/rust/ready"
    fi
    mkdir -p "$CACHE/bin"
    for tool in cargo rustc rustdoc; do
        # Replaced at once, or a build that is running could read half of it.
        cat >"$CACHE/bin/$tool.part" <<WRAPPER
#!/bin/sh
LD_LIBRARY_PATH=$CACHE/rust/usr/lib/$(uname -m)-linux-gnu\${LD_LIBRARY_PATH:+:\$LD_LIBRARY_PATH}
export LD_LIBRARY_PATH
exec $CACHE/rust/usr/bin/$tool "\$@"
WRAPPER
        chmod +x "$CACHE/bin/$tool.part"
        mv "$CACHE/bin/$tool.part" "$CACHE/bin/$tool"
    done
    PATH=$CACHE/bin:$PATH
    export PATH
    unset RUSTUP_TOOLCHAIN
}

# rustc's version where a compiler is installed at all; rustup chooses by folder.
cd "$REPO"
sysroot=$(rustc --print sysroot 2>/dev/null) || sysroot=
if [ -z "$std" ] && [ -n "$sysroot" ] && [ -d "$sysroot/lib/rustlib/$triple/lib" ]; then
    std=installed
fi
if [ "$std" = installed ]; then
    if [ ! -d "$sysroot/lib/rustlib/$triple/lib" ]; then
        die "the installed toolchain has no standard library for $triple"
    fi
    say "standard library: the installed toolchain's for $triple"
elif [ -n "$sysroot" ] && [ -d "$sysroot/lib/rustlib/src/rust/library" ]; then
    std=built
    say "standard library: built from the installed toolchain's sources"
else
    std=built
    need dpkg dpkg
    fetch_debian_rust
    say "standard library: built from Debian's sources ($(rustc -V))"
fi
sysroot=$(rustc --print sysroot)
need cc gcc libc6-dev
if [ "$std-$triple" = "installed-$(uname -m)-unknown-linux-gnu" ]; then
    zig=
else
    zig=yes
    fetch_zig
fi

# --- Flags ---------------------------------------------------------------------------------------

cargo_home=${CARGO_HOME:-$HOME/.cargo}
# Paths of this machine have no place in the artefact.
flags="--remap-path-prefix=$cargo_home=/cargo --remap-path-prefix=$(realpath "$sysroot")=/rust"
flags="$flags --remap-path-prefix=$(realpath "$sysroot/lib/rustlib/src/rust" 2>/dev/null || echo /rust-src)=/rust-src"
c_flags="-ffile-prefix-map=$cargo_home=/cargo"
# Panics abort, so nobody reads unwind tables; a stripped program has no names for a backtrace.
flags="$flags -C force-unwind-tables=no"
c_flags="$c_flags -fno-asynchronous-unwind-tables -fno-unwind-tables"
set --
if [ "$std" = built ]; then
    RUSTC_BOOTSTRAP=1
    export RUSTC_BOOTSTRAP
    # Its own small ways to sort, search and format in place of the fast ones.
    set -- -Zbuild-std=std,panic_abort -Zbuild-std-features=optimize_for_size
fi
if [ "$std-$target" = built-armv7 ]; then
    # Thumb-2, as Debian's own armhf is: a quarter less code. Every ARMv7-A processor knows it.
    flags="$flags -C target-feature=+thumb-mode"
    # zig makes -Os of every wish for small C code; clang's -Oz is a tenth less, and no slower here.
    c_flags="$c_flags -mthumb -Xclang -Oz"
fi
if [ "$libc" = musl ]; then
    # musl and its start files are zig's.
    flags="$flags -C link-self-contained=no -C target-feature=+crt-static"
    # 64-bit time on 32-bit machines, or the year 2038 ends everything.
    RUST_LIBC_UNSTABLE_MUSL_V1_2_3=1
    export RUST_LIBC_UNSTABLE_MUSL_V1_2_3
    case $std-$target in
        installed-armv7 | installed-i686 | installed-i586)
            say "warning: the installed standard library may have 32-bit time (2038); --std built does not" ;;
    esac
fi
cargo_triple=$triple
if [ -n "$zig" ] && [ "$libc" = gnu ]; then
    # Debian 10 and whatever is newer.
    cargo_triple=$triple.2.28
fi

name=$(echo "$triple" | tr 'a-z-' 'A-Z_')
export "CARGO_TARGET_${name}_RUSTFLAGS=$flags"
export "CFLAGS_$(echo "$triple" | tr - _)=$c_flags"
unset RUSTFLAGS CARGO_ENCODED_RUSTFLAGS CARGO_BUILD_RUSTFLAGS CARGO_TARGET_DIR
[ -z "$opt_level" ] || export "CARGO_PROFILE_RELEASE_OPT_LEVEL=$opt_level"
if SOURCE_DATE_EPOCH=$(git -C "$REPO" log -1 --format=%ct 2>/dev/null); then
    export SOURCE_DATE_EPOCH
fi

# --- Build ---------------------------------------------------------------------------------------

# Dependencies are kept in the cache, the same for every checkout. cargo tells our own files apart by
# their times only, so another checkout than last time starts them afresh.
build_dir=$CACHE/build
mkdir -p "$build_dir"
# The rest of the command line is ours, not the user's: one word each, no spaces.
cargo_args="--release --locked -p dcts-edge --bin dcts-edge --target-dir $build_dir $features"
if [ "$(cat "$build_dir/checkout-$triple" 2>/dev/null)" != "$REPO" ]; then
    cargo clean -q --release --target "$triple" --target-dir "$build_dir" -p dcts-edge 2>/dev/null || true
    echo "$REPO" >"$build_dir/checkout-$triple"
fi
started=$(date +%s)
# After `--`: what is about the last step only, so that everything else stays as it is.
set -- "$@" --
if [ -z "$zig" ]; then
    # Relocations in the packed form keep address randomisation at a fraction of its size. zig's linker
    # does not know them.
    set -- "$@" -C link-arg=-Wl,-z,pack-relative-relocs
fi
if [ "$std-$target" = built-armv7 ]; then
    # Sequences of instructions that occur again and again become functions. LLVM does so by itself for
    # aarch64.
    set -- "$@" -C llvm-args=-enable-machine-outliner=always
fi
[ -z "$symbols" ] || set -- "$@" -C strip=none
# shellcheck disable=SC2086 # see above
if [ -n "$zig" ]; then
    cargo-zigbuild rustc $cargo_args --target "$cargo_triple" "$@"
else
    cargo rustc $cargo_args --target "$triple" "$@"
fi
say "built in $(($(date +%s) - started)) s"

mkdir -p "$(dirname -- "$out")"
cp "$build_dir/$triple/release/dcts-edge" "$out.part"
mv "$out.part" "$out"
need file file
printf '%s\n%s bytes\n' "$out" "$(wc -c <"$out")"
file -b "$out"
