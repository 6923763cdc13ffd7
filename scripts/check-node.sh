#!/bin/sh
# Installs the packed tinyagi under another version of Node and uses it: sh scripts/check-node.sh 24
# Guarantees: Node comes from npm; no compiled database module can be had, so that the one of Node is used; nothing is
# changed outside a temporary folder; exit code 0 means that every line with "ok" was seen.
set -eu

fail() {
  printf 'check-node: %s\n' "$*" >&2
  exit 1
}

ok() {
  printf 'ok  %s\n' "$*"
}

[ $# -eq 1 ] || fail "name the version, for example: sh scripts/check-node.sh 24"
wanted=$1
cd "$(dirname "$0")/.."
[ -f packages/cli/dist/cli/src/main.js ] || fail "build first: npm run setup"

work=$(mktemp -d "${TMPDIR:-/tmp}/tinyagi-node-XXXXXX")
# The commands below have a home of their own.
clean_up() {
  [ ! -x "$work/prefix/bin/tinyagi" ] || run "$work/prefix/bin/tinyagi" stop --force >/dev/null 2>&1 || true
  rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

run() {
  env -u TINYAGI_HOME PATH="$work/node/bin:$PATH" HOME="$work/home" TINYAGI_API_PORT=0 NO_COLOR=1 \
    npm_config_cache="$work/cache" "$@"
}

# expect WHAT TEXT COMMAND...: the command succeeds, and its output holds the text
expect() {
  what=$1 text=$2
  shift 2
  said=$(run "$@" 2>"$work/stderr") || fail "$what: $(cat "$work/stderr")"
  case $said in
    *"$text"*) ok "$what" ;;
    *) fail "$what: no '$text' in: $said" ;;
  esac
}

platform=$(node -p '[process.platform, process.arch].join("-")')
mkdir "$work/node" "$work/home" "$work/packed"
file=$(cd "$work" && npm pack --silent "node-$platform@$wanted") || fail "npm has no Node $wanted for $platform"
tar -xzf "$work/$file" -C "$work/node" --strip-components=1
ok "Node $("$work/node/bin/node" --version)"

npm run --silent pack-set -- "$work/packed" >/dev/null
for file in "$work"/packed/tinyagi-[0-9]*.tgz; do
  case $file in
    *-node[0-9]*.tgz) ;;
    *) plain=$file ;;
  esac
done
run npm install --global --prefix "$work/prefix" --no-audit --no-fund --loglevel=error "$plain" >/dev/null ||
  fail "npm could not install it"
# A module that fits may be published.
rm -rf "$work/prefix/lib/node_modules/tinyagi/node_modules"
ok "npm installs it"

tinyagi=$work/prefix/bin/tinyagi
expect "version" "tinyagi " "$tinyagi" version
expect "the database is that of Node" '"name":"node"' \
  node "$work/prefix/lib/node_modules/tinyagi/dist/base/src/sqlite/main.js"
expect "the daemon starts" "started (pid" "$tinyagi" start --no-open
expect "a message is answered" "Demo answer" "$tinyagi" run '@demo hello'
expect "the database is searched" "hello" "$tinyagi" search hello
expect "doctor finds no error" '"ok": true' "$tinyagi" doctor --json
port=$(sed -n 's/.*"port":[ ]*\([0-9]*\).*/\1/p' "$work/home/.tinyagi/daemon.json")
expect "TinyOffice is served" "TinyOffice" curl -s "http://127.0.0.1:$port/"
expect "a backup is made" "tinyagi" "$tinyagi" backup
expect "the daemon stops" "stopped in" "$tinyagi" stop
