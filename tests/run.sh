#!/usr/bin/env bash
# Installs what the tests need on a Debian machine that has Rust, then runs them all: a line per
# suite, and last `N passed, N failed`. A suite that ran no test has failed.
#
#   tests/run.sh              all suites
#   tests/run.sh SUITE ...    only these; `tests/run.sh list` names them
# What stands in single quotes is expanded where it runs.
# shellcheck disable=SC2016
set -u
cd "$(dirname "$0")/.." || exit
root=$PWD
logs=$root/target/test-logs
mkdir -p "$logs"
export CARGO_TERM_COLOR=never NO_COLOR=1
unset DCTS_EDGE_WEB

SUITES="format clippy unit web-types web-unit web-dist budget integration integration-mariadb protocol browser scenes memory cross packaging"

# --- What is needed -----------------------------------------------------------------------------

has() { command -v "$1" >/dev/null 2>&1; }

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

# install PACKAGE ...: Debian packages, the index fetched once.
install() {
  echo "installing: $*"
  if [ ! -e "$logs/apt-updated" ]; then
    as_root apt-get update -qq >"$logs/apt.log" 2>&1 || true
    touch "$logs/apt-updated"
  fi
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@" >>"$logs/apt.log" 2>&1 || {
    tail -n 20 "$logs/apt.log"
    echo "0 passed, 1 failed"
    exit 1
  }
}

# The tests' runner needs Node 20.14 or later; Debian 12 has an older one, so npm brings one along.
node_is_new_enough() {
  has node && node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 14) ? 0 : 1)'
}

prepare() {
  rm -f "$logs/apt-updated"
  has cargo || { echo "Rust is needed: https://rustup.rs"; exit 1; }
  has cc || install build-essential
  has npm || install nodejs npm
  PATH="$root/target/node/node_modules/.bin:$PATH"
  if ! node_is_new_enough; then
    echo "installing: node 22"
    npm install --silent --no-fund --no-audit --prefix "$root/target/node" node@22 >"$logs/node.log" 2>&1 || { cat "$logs/node.log"; exit 1; }
    node_is_new_enough || { echo "Node 20.14 or later is needed"; exit 1; }
  fi
  has chromium || install chromium
  has sqlite3 || install sqlite3
  has strace || install strace
  # Sets the clock of a node forward.
  ls /usr/lib/*/faketime/libfaketimeMT.so.1 >/dev/null 2>&1 || install libfaketime
  # The server without the service that the package mariadb-server starts.
  if ! has mariadbd || ! has mariadb; then install mariadb-server-core mariadb-client; fi
  rustup component add rustfmt clippy >/dev/null 2>&1 || true
}

# npm_ci FOLDER: the locked packages, if they are not there yet.
npm_ci() {
  if [ ! "$1/node_modules/.package-lock.json" -nt "$1/package-lock.json" ]; then
    (cd "$1" && npm ci --no-fund --no-audit) || return 1
    touch "$1/node_modules/.package-lock.json"
  fi
}

build() {
  cargo build --release --locked
}

# --- Suites: each prints its own log and, last, a line `#count PASSED FAILED` ---------------------

# check COMMAND ...: a suite that is one check.
check() {
  if "$@"; then echo "#count 1 0"; else echo "#count 0 1"; fi
}

# each COMMAND ...: a suite of several checks, each of them a line.
each() {
  local passed=0 failed=0 command
  for command in "$@"; do
    echo "--- $command"
    if eval "$command"; then
      passed=$((passed + 1))
    else
      failed=$((failed + 1))
      echo "not ok $command"
    fi
  done
  echo "#count $passed $failed"
}

suite_format() { check cargo fmt --all -- --check; }

suite_clippy() { check cargo clippy --all-targets --locked -- -D warnings; }

suite_unit() {
  cargo test --locked -p dcts-edge -p crypto-primes --lib --bins --tests 2>&1 | tee "$logs/unit.out"
  local status=${PIPESTATUS[0]}
  local passed failed
  passed=$(sed -n 's/^test result: .* \([0-9]*\) passed; .*/\1/p' "$logs/unit.out" | paste -sd+ | bc)
  failed=$(sed -n 's/^test result: .* \([0-9]*\) failed; .*/\1/p' "$logs/unit.out" | paste -sd+ | bc)
  [ "$status" = 0 ] || [ "${failed:-0}" != 0 ] || failed=1
  echo "#count ${passed:-0} ${failed:-1}"
}

suite_web-types() { check eval 'npm_ci web && npm --prefix web run check'; }

suite_web-unit() {
  npm_ci web
  (cd web && npx vitest run --reporter=json --outputFile="$logs/web-unit.json") || true
  node -e '
    const report = JSON.parse(require("fs").readFileSync(process.argv[1], "utf8"));
    for (const file of report.testResults) for (const test of file.assertionResults) console.log(test.status, test.fullName, test.failureMessages.join("\n"));
    console.log(`#count ${report.numPassedTests} ${report.numFailedTests + (report.numFailedTestSuites && !report.numFailedTests ? 1 : 0)}`);
  ' "$logs/web-unit.json"
}

# The committed client is exactly what its source builds to.
suite_web-dist() {
  npm_ci web
  check eval '(cd web && npx vite build --outDir "$root/target/web-dist" --emptyOutDir) && diff -r web-dist target/web-dist'
}

# What the client weighs, file by file; the log shows it.
suite_budget() {
  build || { echo "#count 0 1"; return; }
  node_tests tests/js/budget.mjs
}

# node_tests FILE ...: node's own runner, two files at a time: they wait more than they compute. With AGAIN=yes a file in which
# something failed is run once more, alone, and that is said: a browser on a busy machine may be late.
node_tests() {
  npm_ci tests/js
  rm -rf "$logs/files" && mkdir -p "$logs/files/again"
  printf '%s\n' "$@" | xargs -P 2 -n 1 "$root/tests/run.sh" --file "$logs/files"
  local file passed failed
  touch "$logs/files/failed"
  [ "${AGAIN:-}" = yes ] || : >"$logs/files/failed"
  while read -r file; do
    sed -n 's/^ *not ok [0-9]* - \(.*\)/#again \1/p' "$logs/files/$(basename "$file")"
    "$root/tests/run.sh" --file "$logs/files/again" "$file" </dev/null
    mv "$logs/files/again/$(basename "$file")" "$logs/files/"
  done <"$logs/files/failed"
  cat "$logs"/files/*.mjs >"$logs/node.out"
  passed=$(sed -n 's/^# pass \([0-9]*\)$/\1/p' "$logs/node.out" | paste -sd+ | bc)
  failed=$(sed -n 's/^# \(fail\|cancelled\|skipped\|todo\) \([0-9]*\)$/\2/p' "$logs/node.out" | paste -sd+ | bc)
  # A file that ended before it counted.
  failed=$((${failed:-0} + $# - $(grep -c '^# pass ' "$logs/node.out")))
  echo "#count ${passed:-0} $failed"
}

# one_file LOGS FILE: the tests of a file.
one_file() {
  local log
  log=$1/$(basename "$2")
  node --test --test-force-exit --test-timeout="${FILE_TIMEOUT_MS:-600000}" --test-reporter=tap "$2" >"$log" 2>&1 || echo "$2" >>"$1/failed"
  cat "$log"
  echo "# $2 $((SECONDS))"
}

INTEGRATION="tests/js/leaks.test.mjs tests/js/wire.test.mjs tests/js/session.test.mjs tests/js/dcts-client.test.mjs tests/js/dcts-home.test.mjs tests/js/chat.test.mjs tests/js/messages.test.mjs tests/js/search.test.mjs tests/js/fanout.test.mjs tests/js/accounts.test.mjs tests/js/desktop.test.mjs tests/js/keys.test.mjs tests/js/dsync.test.mjs tests/js/dsync-bans.test.mjs tests/js/dsync-time.test.mjs tests/js/messenger.test.mjs tests/js/direct.test.mjs tests/js/direct-rooms.test.mjs tests/js/reports.test.mjs tests/js/tickets.test.mjs tests/js/articles.test.mjs tests/js/private.test.mjs tests/js/signing.test.mjs tests/js/holes.test.mjs tests/js/control.test.mjs tests/js/structure.test.mjs tests/js/media.test.mjs tests/js/uploads.test.mjs tests/js/previews.test.mjs tests/js/http.test.mjs tests/js/cli.test.mjs tests/js/operations.test.mjs tests/js/resilience.test.mjs tests/js/crash.test.mjs tests/js/upkeep.test.mjs tests/js/faults.test.mjs tests/js/voice-sdk.test.mjs tests/js/voice.test.mjs tests/js/voice-ends.test.mjs tests/js/voice-operations.test.mjs"

suite_integration() {
  build || { echo "#count 0 1"; return; }
  rm -rf "$logs/coverage"
  # shellcheck disable=SC2086
  DCTS_EDGE_COVERAGE=$logs/coverage node_tests $INTEGRATION
}

# The same on a MariaDB that each test file starts for itself, and with the client version of DCTS's own pages.
suite_integration-mariadb() {
  build || { echo "#count 0 1"; return; }
  mariadbd --version
  npm_ci tests/js
  rm -rf "$logs/coverage-mariadb" "$logs/mariadb-data"
  node -e 'import(process.argv[1]).then(({ installData }) => installData(process.argv[2]))' "$root/tests/js/mariadb.mjs" "$logs/mariadb-data"
  # shellcheck disable=SC2086
  DCTS_EDGE_COVERAGE=$logs/coverage-mariadb DCTS_EDGE_MARIADB_DATA=$logs/mariadb-data DCTS_EDGE_STORE=mariadb DCTS_EDGE_CLIENT=3 node_tests $INTEGRATION tests/js/mariadb.test.mjs
}

# Every event and route is answered and refused by some test on each database; makes the tables of it.
suite_protocol() {
  [ -d "$logs/coverage" ] || suite_integration
  [ -d "$logs/coverage-mariadb" ] || suite_integration-mariadb
  local passed=0 failed=0 counted store
  for store in "" -mariadb; do
    node tests/protocol_coverage/check.mjs "$logs/coverage$store" "$logs/protocol-coverage$store.md" | tee "$logs/protocol.out"
    counted=$(sed -n 's/^#count //p' "$logs/protocol.out")
    passed=$((passed + ${counted% *}))
    failed=$((failed + ${counted#* }))
  done
  echo "#count $passed $failed"
}

suite_browser() {
  build || { echo "#count 0 1"; return; }
  # Its bundler makes the library of keys for its own test.
  npm_ci web
  AGAIN=yes node_tests tests/js/browser*.test.mjs tests/js/isolation.test.mjs
}

# All that the web client can show, one after the other.
suite_scenes() {
  build || { echo "#count 0 1"; return; }
  FILE_TIMEOUT_MS=1800000 AGAIN=yes node_tests tests/js/scenes-*.test.mjs
}

# What the node may hold in memory, fresh and for each member; times are shown and judge nothing.
suite_memory() {
  build || { echo "#count 0 1"; return; }
  # The release itself; what measures it need not be one.
  check cargo bench --locked --profile dev --bench load -- --node target/release/dcts-edge --quick --check
}

# What systemd, OpenWrt and dpkg get.
suite_packaging() {
  has shellcheck || install shellcheck
  each tests/systemd.sh tests/openwrt.sh 'shellcheck tests/*.sh tests/fuzz/*.sh cross/*.sh .ci/run' \
    'cross/build.sh armv7' 'cross/deb.sh armv7' 'tests/deb.sh target/cross/dcts-edge_*_armhf.deb'
}

# A 32-bit ARM build really runs, under emulation, and both are as small as they must be. The other
# targets: cross/all.sh.
suite_cross() {
  each 'cross/build.sh armv7' 'cross/smoke.sh armv7' 'build && cross/size.sh --built target/release/dcts-edge x86_64 armv7'
}

# --- The run --------------------------------------------------------------------------------------

if [ "${1:-}" = list ]; then
  echo "$SUITES"
  exit
fi
if [ "${1:-}" = --file ]; then
  one_file "$2" "$3"
  exit
fi
wanted=${*:-$SUITES}
prepare
has bc || install bc
rm -f "$logs"/*.counted

# run_suite SUITE: its line, and why if it failed; all at once, for another may run beside it.
run_suite() {
  local suite=$1 start=$SECONDS log=$logs/$1.log counted passed failed
  "suite_$suite" >"$log" 2>&1
  counted=$(sed -n 's/^#count //p' "$log" | tail -n 1)
  passed=${counted% *}
  failed=${counted#* }
  passed=${passed:-0}
  failed=${failed:-1}
  if [ "$passed" = 0 ] && [ "$failed" = 0 ]; then failed=1; fi
  echo "$passed $failed" >"$logs/$suite.counted"
  {
    printf '%-20s %4d passed, %d failed (%d s)\n' "$suite" "$passed" "$failed" $((SECONDS - start))
    if [ "$suite" = budget ]; then grep ' KiB ' "$log"; fi
    sed -n 's/^#again /  passed or failed at a second try: /p' "$log"
    if [ "$failed" != 0 ]; then
      grep -E -A 16 '^ *not ok|^test .* FAILED|^failed ' "$log" | head -n 120
      echo "--- the end of $suite"
      tail -n 20 "$log"
      echo "---"
    fi
  } >"$logs/$suite.said"
  cat "$logs/$suite.said"
}

# What compiles for long runs beside everything up to the browser's tests, which need the processors, with the time that is
# left.
beside=
case " $wanted " in *" cross "*) beside=cross ;; esac
if [ -n "$beside" ]; then
  (renice -n 15 "$BASHPID" >/dev/null && run_suite "$beside") &
fi
for suite in $wanted; do
  [ "$suite" != "$beside" ] || continue
  case $suite in browser | scenes | memory | packaging) wait ;; esac
  run_suite "$suite"
done
wait
total_passed=0
total_failed=0
for suite in $wanted; do
  read -r passed failed <"$logs/$suite.counted" || failed=1
  total_passed=$((total_passed + ${passed:-0}))
  total_failed=$((total_failed + failed))
done
echo "$total_passed passed, $total_failed failed"
[ "$total_failed" = 0 ]
