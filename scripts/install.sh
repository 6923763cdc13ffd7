#!/bin/sh
# Installs the tinyagi command for this machine, or for this user where the machine's own folder may not be written.
# Guarantees: it never calls sudo, changes nothing outside npm's prefix, and can be repeated. Run it with --help.
set -eu

OLDEST_MAJOR=20
OLDEST_MINOR=20

usage() {
  cat <<'TEXT'
Usage: install.sh [options]

Installs TinyAGI with npm: for the whole machine if you may write there, else into ~/.local.

Options:
  --from FILE|DIR   install a packed tinyagi, or the one in a folder that fits this machine; needs no network
  --version V       install this version from npm (default: latest)
  --prefix DIR      install into DIR/lib and DIR/bin
  --dry-run         show what would be done and change nothing
  -h, --help        show this help

Needs Node 20.20 or newer with npm. Exit codes: 0 done, 2 wrong options, 65 damaged file, 69 npm failed,
73 folder not writable, 78 Node or npm missing or too old.
TEXT
}

say() { printf 'install: %s\n' "$*" >&2; }

# fail CODE MESSAGE [WHAT TO DO]
fail() {
  say "$2"
  [ $# -lt 3 ] || say "$3"
  exit "$1"
}

from='' version='latest' prefix='' dry_run=''

while [ $# -gt 0 ]; do
  case $1 in
    --from | --version | --prefix)
      [ -n "${2:-}" ] || fail 2 "$1 needs a value" "see: install.sh --help"
      case $1 in
        --from) from=$2 ;;
        --version) version=$2 ;;
        --prefix) prefix=$2 ;;
      esac
      shift 2
      ;;
    --dry-run)
      dry_run=yes
      shift
      ;;
    -h | --help)
      usage
      exit 0
      ;;
    *) fail 2 "unknown option: $1" "see: install.sh --help" ;;
  esac
done

case $version in
  '' | *[!0-9A-Za-z.+-]* | -*) fail 2 "--version is no version" "for example: --version 1.2.3" ;;
esac

check_node() {
  command -v node >/dev/null 2>&1 ||
    fail 78 "Node is missing" "install Node $OLDEST_MAJOR.$OLDEST_MINOR or newer from https://nodejs.org, then run this again"
  node_version=$(node -p 'process.versions.node') || fail 78 "node does not run" "install it again from https://nodejs.org"
  major=${node_version%%.*}
  minor=${node_version#*.}
  minor=${minor%%.*}
  if [ "$major" -lt "$OLDEST_MAJOR" ] || { [ "$major" -eq "$OLDEST_MAJOR" ] && [ "$minor" -lt "$OLDEST_MINOR" ]; }; then
    fail 78 "Node $node_version is too old" "install Node $OLDEST_MAJOR.$OLDEST_MINOR or newer from https://nodejs.org"
  fi
  command -v npm >/dev/null 2>&1 ||
    fail 78 "npm is missing" "install it, for example: apt-get install npm, or with Node from https://nodejs.org"
}

# The tarball in a folder: the one with a database module for this machine first.
find_tarball() {
  # shellcheck disable=SC2016 # the braces are for Node
  target=$(node -p '[process.platform, process.arch, `node${process.versions.modules}`].join("-")')
  found=''
  for file in "$1"/tinyagi-[0-9]*-"$target".tgz; do
    [ ! -f "$file" ] || found=$file
  done
  if [ -z "$found" ]; then
    for file in "$1"/tinyagi-[0-9]*.tgz; do
      case $file in
        *-node[0-9]*.tgz) ;;
        *) [ ! -f "$file" ] || found=$file ;;
      esac
    done
  fi
  [ -n "$found" ] || fail 2 "no tarball of tinyagi for $target in $1" "name the file itself: --from FILE"
  printf '%s\n' "$found"
}

check_sum() {
  sums=$(dirname "$1")/SHA256SUMS
  if [ ! -f "$sums" ]; then
    say "there is no SHA256SUMS beside the file, so its content was compared with nothing"
    return 0
  fi
  # Node is here in any case; sha256sum is not on macOS.
  # shellcheck disable=SC2016 # the braces are for Node
  node -e '
    const { createHash } = require("node:crypto");
    const { readFileSync } = require("node:fs");
    const { basename } = require("node:path");
    const [file, sums] = process.argv.slice(1);
    const digest = createHash("sha256").update(readFileSync(file)).digest("hex");
    const lines = readFileSync(sums, "utf8").split("\n");
    process.exit(lines.some((line) => line === `${digest}  ${basename(file)}`) ? 0 : 1);
  ' "$1" "$sums" || fail 65 "$1 differs from its checksum in SHA256SUMS" "download it again; nothing was changed"
}

absolute() {
  case $1 in
    /*) printf '%s\n' "$1" ;;
    *) printf '%s/%s\n' "$(pwd)" "$1" ;;
  esac
}

# Whether files may be made in a folder, or in the nearest parent that exists.
may_write() {
  folder=$1
  while [ ! -e "$folder" ]; do folder=$(dirname "$folder"); done
  [ -d "$folder" ] && [ -w "$folder" ]
}

may_install() {
  may_write "$1/lib/node_modules" && may_write "$1/bin"
}

choose_prefix() {
  if [ -n "$prefix" ]; then
    prefix=$(absolute "$prefix")
    may_install "$prefix" ||
      fail 73 "you may not write to $prefix" "choose another folder: --prefix DIR"
    return 0
  fi
  prefix=$(npm prefix --global 2>/dev/null) || prefix=''
  [ -n "$prefix" ] || fail 78 "npm does not run" "see why: npm prefix --global"
  if may_install "$prefix"; then return 0; fi
  say "you may not write to $prefix, so TinyAGI is installed only for you"
  [ -n "${HOME:-}" ] || fail 73 "HOME is not set" "choose a folder: --prefix DIR"
  prefix=$HOME/.local
  may_install "$prefix" ||
    fail 73 "you may not write to $prefix" "choose another folder: --prefix DIR"
}

check_node
what=tinyagi@$version
offline=''
if [ -n "$from" ]; then
  from=$(absolute "$from")
  if [ -d "$from" ]; then what=$(find_tarball "$from"); else what=$from; fi
  [ -f "$what" ] || fail 2 "$what does not exist" "name a packed tinyagi: --from FILE"
  check_sum "$what"
  case $what in
    *-node[0-9]*.tgz) offline=--offline ;;
  esac
fi
choose_prefix

if [ -n "$dry_run" ]; then
  say "would run: npm install --global --prefix $prefix $what"
  say "nothing was changed"
  exit 0
fi

say "installing $what into $prefix"
mkdir -p "$prefix/lib" "$prefix/bin"
# shellcheck disable=SC2086 # empty, or one option
npm install --global --prefix "$prefix" $offline --no-audit --no-fund --no-update-notifier --loglevel=error "$what" >&2 ||
  fail 69 "npm could not install it" "read its message above"

command=$prefix/bin/tinyagi
installed=$("$command" version) || fail 69 "$command does not run" "see why: $command version"
say "$installed is installed: $command"
case :${PATH:-}: in
  *":$prefix/bin:"*) found=$(command -v tinyagi || true) ;;
  *) found='' ;;
esac
if [ -z "$found" ]; then
  say "its folder is not in your PATH. Add this line to ~/.profile, then open a new terminal:"
  say "  export PATH=\"$prefix/bin:\$PATH\""
elif [ "$found" != "$command" ]; then
  say "another tinyagi comes first in your PATH: $found"
fi
say "start it: tinyagi"
