#!/bin/sh
# Checks the OpenWrt package without OpenWrt: the syntax of its scripts, and that settings become the
# right command line, with stand-ins for the functions of procd and UCI.
set -eu

if [ $# -ne 0 ]; then
    echo "usage: openwrt.sh" >&2
    exit 2
fi
repo=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
package=$repo/openwrt
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# The shell of OpenWrt is busybox's; what sh is here will do where that is missing.
if command -v busybox >/dev/null && busybox ash -c true 2>/dev/null; then
    shell='busybox ash'
else
    shell='sh'
fi
for script in "$package/files/dcts-edge.init" "$package/test.sh"; do
    $shell -n "$script"
done
if command -v shellcheck >/dev/null; then
    shellcheck -s dash "$package/files/dcts-edge.init" "$package/test.sh"
fi

cat >"$folder/stubs.sh" <<'STUBS'
# UCI: one section, read from $UCI.
config_load() { [ "$1" = dcts-edge ]; }
config_get() {
    value=$(sed -n "s/^[[:space:]]*option $3 '\(.*\)'$/\1/p" "$UCI")
    eval "$1=\${value:-\${4:-}}"
}
config_get_bool() {
    config_get "$@"
    eval "case \$$1 in 1 | on | true | yes | enabled) $1=1 ;; *) $1=0 ;; esac"
}
# procd: what was said, one line each; words in brackets.
record() {
    for word in "$@"; do printf '[%s] ' "$word"; done
    echo
}
procd_open_instance() { command=''; }
procd_set_param() {
    if [ "$1" = command ]; then
        shift
        command=$(record "$@")
    else
        record "$@"
    fi
}
procd_append_param() {
    shift
    command="$command$(record "$@")"
}
procd_add_jail() { record jail "$@"; }
procd_add_jail_mount() { record mount "$@"; }
procd_add_jail_mount_rw() { record mount_rw "$@"; }
procd_add_reload_trigger() { record reload_on_config "$@"; }
procd_add_reload_mount_trigger() { record reload_on_mount "$@"; }
procd_close_instance() { record command; echo "$command"; }
chown() { record chown "$@"; }
logger() { :; }
STUBS

fail() {
    echo "openwrt: $*" >&2
    cat "$folder/said" >&2
    exit 1
}
# Writes the settings that are shipped with some of them changed: settings OPTION=VALUE...; an empty
# value removes the option.
settings() {
    cp "$package/files/dcts-edge.config" "$folder/uci"
    for setting in "$@"; do
        if [ -n "${setting#*=}" ]; then
            sed -i "s|option ${setting%%=*} '.*'|option ${setting%%=*} '${setting#*=}'|" "$folder/uci"
        else
            sed -i "/option ${setting%%=*} '.*'/d" "$folder/uci"
        fi
    done
}
run() {
    # shellcheck disable=SC2016 # the inner shell expands them
    UCI=$folder/uci MOUNTS=$folder/mounts $shell -c \
        '. "$1"; . "$2"; "$3"' sh "$folder/stubs.sh" "$package/files/dcts-edge.init" "$1" >"$folder/said" 2>&1
}
says() {
    grep -qxF "$1 " "$folder/said" || fail "expected: $1"
}
says_not() {
    if grep -qF "$1" "$folder/said"; then fail "not expected: $1"; fi
}
: >"$folder/mounts"
data=$folder/data

# The options that are shipped.
settings "data=$data"
run start_service || fail "it does not start"
says "[/usr/bin/dcts-edge] [run] [--data] [$data] [--listen] [0.0.0.0:2052] [--log] [warn]"
says '[limits] [nofile=4096 4096] [core=0 0]'
says '[respawn] [3600] [5] [5]'
says '[user] [dcts-edge]'
says '[no_new_privs] [1]'
says '[stderr] [1]'
says '[stdout] [0]'
says '[jail] [dcts-edge] [log] [procfs]'
says "[mount_rw] [$data]"
says "[chown] [-R] [dcts-edge:dcts-edge] [$data]"
[ "$(cat "$data/configs/config.json")" = '{"dcts_edge":{"durability":"normal"}}' ] || fail "durability was not set"

# A configuration of the node's own is changed in this one place; nothing else in it is.
printf '{\n  "name": "full",\n  "dcts_edge": {\n    "durability": "full",\n    "x": 1\n  }\n}\n' >"$data/configs/config.json"
run start_service || fail "it does not start"
[ "$(tr -d ' \n' <"$data/configs/config.json")" = '{"name":"full","dcts_edge":{"durability":"normal","x":1}}' ] ||
    fail "durability was not changed: $(cat "$data/configs/config.json")"
settings "data=$data" durability=
printf '{"dcts_edge":{"durability":"full"}}\n' >"$data/configs/config.json"
run start_service || fail "it does not start"
grep -q full "$data/configs/config.json" || fail "durability was changed although nobody said so"
settings "data=$data" durability=fast
if run start_service; then fail "a wrong durability was accepted"; fi

# Everything can be changed or left out; a path with a blank stays one word.
settings "data=$data with blank" 'listen=[::1]:80' log=dcts_edge=debug nofile=512 jail=0
run start_service || fail "it does not start"
says "[/usr/bin/dcts-edge] [run] [--data] [$data with blank] [--listen] [[::1]:80] [--log] [dcts_edge=debug]"
says '[limits] [nofile=512 512] [core=0 0]'
says_not jail
settings "data=$data" listen= log=
run start_service || fail "it does not start"
says "[/usr/bin/dcts-edge] [run] [--data] [$data]"
settings enabled=0
run start_service || fail "being switched off is no failure"
says_not '[command]'

# A drive that is not there is waited for.
settings data=/mnt/none-such/chat
run start_service || fail "a missing drive is no failure"
says_not '[command]'
if [ -e /mnt/none-such ]; then fail "the folder of a missing drive was made"; fi
run service_triggers || fail "no triggers"
says '[reload_on_config] [dcts-edge]'
says '[reload_on_mount] [/mnt/none-such/chat]'

# The program knows the options.
for option in data listen log; do
    grep -q "^    $option: " "$repo/src/cli.rs" || fail "the program has no option --$option"
done

# The package installs what is in files/, and keeps its settings.
for file in dcts-edge.init dcts-edge.config; do
    grep -q "\./files/$file" "$package/Makefile" || fail "$file is not installed"
done
for feature in sqlite tls; do
    grep -q "^$feature = " "$repo/Cargo.toml" || fail "the program has no feature $feature"
done
version=$(sed -n 's/^version = "\(.*\)"$/\1/p' "$repo/Cargo.toml" | head -n 1)
grep -qx "PKG_VERSION:=$version" "$package/Makefile" || fail "the Makefile has another version than Cargo.toml"
echo "openwrt: passed ($shell)"
