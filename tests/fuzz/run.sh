#!/bin/sh
# Fuzzes what strangers send: each target for so many seconds, from the seeds and what was found before (target/fuzz). With the
# stable compiler; needs a C++ compiler.
#
#   tests/fuzz/run.sh [SECONDS [TARGET ...]]
set -eu
cd "$(dirname -- "$0")"
seconds=${1:-600}
[ $# -eq 0 ] || shift
[ $# -gt 0 ] || set -- profile canonical envelope host
triple=$(rustc -vV | sed -n 's/^host: //p')
target=$(cd ../.. && pwd)/target/fuzz
# Counters at every edge and at comparisons, as cargo-fuzz asks for. A target of its own leaves build scripts alone.
export RUSTFLAGS="-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table -Cllvm-args=-sanitizer-coverage-trace-compares --cfg fuzzing"
cargo build --release --target "$triple" --target-dir "$target"
for name in "$@"; do
    mkdir -p "$target/corpus/$name"
    "$target/$triple/release/$name" "$target/corpus/$name" "seeds/$name" -max_total_time="$seconds" \
        -max_len=65536 -timeout=10 -rss_limit_mb=1024 -artifact_prefix="$target/$name-" -print_final_stats=1
done
