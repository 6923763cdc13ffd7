#!/bin/sh
# What the container runs: `start` is the daemon in the foreground, everything else a command of tinyagi.
# Guarantees: keys from secret files reach the daemon's environment and nothing else; a volume that cannot be written is
# one clear line. It ends as the program that it started: signals and exit codes are those of tinyagi.
set -eu

fail() {
  printf 'tinyagi: %s\n' "$2" >&2
  exit "$1"
}

# ANTHROPIC_API_KEY_FILE=/run/secrets/x becomes ANTHROPIC_API_KEY with the content of that file.
file='' given=''
for name in $(env | sed -n -e 's/^\([A-Z][A-Z0-9_]*_KEY\)_FILE=.*/\1/p' -e 's/^\([A-Z][A-Z0-9_]*_TOKEN\)_FILE=.*/\1/p'); do
  eval "file=\${${name}_FILE}"
  eval "given=\${${name}:-}"
  [ -z "$given" ] || fail 78 "set $name or ${name}_FILE, not both"
  [ -r "$file" ] || fail 78 "${name}_FILE names $file, which is missing or not readable"
  value=$(cat "$file")
  [ -n "$value" ] || fail 78 "$file, named by ${name}_FILE, is empty"
  export "$name=$value"
  unset "${name}_FILE"
done

home=${TINYAGI_HOME:-$HOME/.tinyagi}
place=$home
while [ ! -e "$place" ]; do place=$(dirname "$place"); done
[ -w "$place" ] || fail 74 "$place is not writable for user $(id -u): give the volume to that user with chown, or run the container as its owner"

if [ "${1:-start}" = start ]; then
  [ $# -eq 0 ] || shift
  # The command restarts the daemon itself when the daemon asks for it (exit code 75).
  exec tinyagi start --foreground "$@"
fi
exec tinyagi "$@"
