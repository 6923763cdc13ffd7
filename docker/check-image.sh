#!/bin/sh
# Builds the image on a Debian machine and runs it as a container engine would: sudo sh docker/check-image.sh
# Guarantees: it needs no registry of images (Debian's packages and Node from npm make the base image), it changes nothing
# outside its own folder, and exit code 0 means that every line with "ok" was seen in the container.
set -eu

NODE_MAJOR=22
NPM_MAJOR=10
SUITE=bookworm
# As in the Dockerfile.
BASE=docker.io/library/node:$NODE_MAJOR-$SUITE-slim
USER_ID=1000
LIMIT_SECONDS=120

fail() {
  printf 'check-image: %s\n' "$*" >&2
  exit 1
}

[ "$(id -u)" -eq 0 ] || fail "run it as root: it makes the file system of an image"
for tool in buildah runc debootstrap nsenter npm; do
  command -v "$tool" >/dev/null || fail "$tool is missing: apt-get install buildah runc debootstrap util-linux npm"
done

cd "$(dirname "$0")/.."
work=$(mktemp -d "${TMPDIR:-/var/tmp}/tinyagi-image-XXXXXX")
mkdir "$work/packages" "$work/bundles"
runner=''

image() {
  buildah --root "$work/storage" --runroot "$work/run" "$@"
}

clean_up() {
  [ -z "$runner" ] || kill -KILL "$(init_pid)" 2>/dev/null || true
  image rm --all >/dev/null 2>&1 || true
  image rmi --all --force >/dev/null 2>&1 || true
  rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

# Puts a package of npm into a folder.
unpack() {
  file=$(cd "$work/packages" && npm pack --silent "$1")
  mkdir -p "$2"
  tar -xzf "$work/packages/$file" -C "$2" --strip-components=1 --no-same-owner
}

make_base() {
  arch=$(node -p process.arch)
  base=$(image from scratch)
  root=$(image mount "$base")
  debootstrap --variant=minbase --include=ca-certificates "$SUITE" "$root" >"$work/debootstrap.log" 2>&1 ||
    fail "debootstrap failed: $(tail -n 1 "$work/debootstrap.log")"
  unpack "node-linux-$arch@$NODE_MAJOR" "$root/usr/local"
  unpack "npm@$NPM_MAJOR" "$root/usr/local/lib/node_modules/npm"
  ln -s ../lib/node_modules/npm/bin/npm-cli.js "$root/usr/local/bin/npm"
  ln -s ../lib/node_modules/npm/bin/npx-cli.js "$root/usr/local/bin/npx"
  chroot "$root" groupadd --gid "$USER_ID" node
  chroot "$root" useradd --uid "$USER_ID" --gid node --create-home node
  # A proxy that reads TLS has a certificate of its own.
  if ls /usr/local/share/ca-certificates/*.crt >/dev/null 2>&1; then
    cp /usr/local/share/ca-certificates/*.crt "$root/usr/local/share/ca-certificates/"
    chroot "$root" update-ca-certificates >"$work/certificates.log" 2>&1 ||
      fail "the certificates of this machine do not fit: $(tail -n 1 "$work/certificates.log")"
    image config --env NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt "$base"
  fi
  image umount "$base" >/dev/null
  image commit --quiet --rm "$base" "$BASE" >/dev/null
}

build_image() {
  image build --isolation chroot --pull-never --format docker --file docker/Dockerfile --tag tinyagi . \
    >"$work/build.log" 2>&1 || {
    tail -n 40 "$work/build.log" >&2
    fail "the build failed"
  }
}

# A field of the image's settings as one line of words.
setting() {
  image inspect --type image --format "{{range .Docker.Config.$1}}{{.}} {{end}}" tinyagi
}

# run_image VOLUME WORDS...: what `docker run` does: the image's entrypoint, user and volume; no capabilities.
run_image() {
  volume=$1
  shift
  # shellcheck disable=SC2046 # the words of the entrypoint
  TMPDIR="$work/bundles" image run --isolation oci --runtime runc --network none --cap-drop all --volume "$volume:/data" \
    "$container" -- $(setting Entrypoint) "$@"
}

init_pid() {
  cat "$work"/bundles/buildah*/pid
}

# As `docker exec`: in all namespaces of the container, with its user and environment.
inside() {
  pid=$(init_pid)
  # shellcheck disable=SC2046 # one word for each variable; no value of the image has a blank
  nsenter --target "$pid" --all --setgid "$USER_ID" --setuid "$USER_ID" -- \
    env -i $(tr '\0' '\n' <"/proc/$pid/environ") "$@"
}

# until_true WHAT COMMAND...
until_true() {
  what=$1 tries=0
  shift
  until "$@" >"$work/last.log" 2>&1; do
    tries=$((tries + 1))
    [ "$tries" -lt "$LIMIT_SECONDS" ] || fail "$what: not within $LIMIT_SECONDS s: $(tail -n 3 "$work/last.log" "$work/container.log")"
    sleep 1
  done
  ok "$what"
}

# expect WHAT WANTED ACTUAL
expect() {
  case $3 in
    *"$2"*) ok "$1" ;;
    *) fail "$1: expected '$2' in: $3" ;;
  esac
}

ok() {
  printf 'ok  %s\n' "$1"
}

is_healthy() {
  # shellcheck disable=SC2046 # the words of the health check, without CMD
  inside $(setting Healthcheck.Test | sed 's/^CMD //')
}

start_container() {
  rm -rf "$work"/bundles/*
  run_image "$work/volume" start >"$work/container.log" 2>&1 &
  runner=$!
  until_true "the container becomes healthy, by its own health check" is_healthy
}

# Signals process 1, as engines do.
stop_container() {
  kill -TERM "$(init_pid)"
  code=0
  wait "$runner" || code=$?
  runner=''
  expect "SIGTERM ends the container with exit code 0" 0 "$code"
}

daemon_pid() {
  inside tinyagi status --json | node -p 'JSON.parse(require("node:fs").readFileSync(0, "utf8")).pid'
}

check_running() {
  expect "it runs as an ordinary user" "uid=$USER_ID(node)" "$(inside id)"
  expect "a command in the container reaches the daemon" 'is running' "$(inside tinyagi status)"
  expect "a message is answered" 'Demo answer' "$(inside tinyagi run '@demo hello from the image' 2>/dev/null)"
  expect "TinyOffice is served" 'text/html' "$(inside curl -s -o /dev/null -w '%{content_type}' http://127.0.0.1:3777/)"
  expect "doctor finds no error" '"ok":true' "$(inside tinyagi doctor --json 2>/dev/null | tr -d ' \n')"
  expect "update says what updates an image" 'docker compose' "$(inside tinyagi update 2>&1 || true)"
  old=$(daemon_pid)
  # The image has no program of that name.
  inside sh -c "kill -KILL $old"
  until_true "a daemon that was killed runs again" is_healthy
  [ "$(daemon_pid)" != "$old" ] || fail "the daemon that was killed still answers"
}

check_refusals() {
  mkdir "$work/foreign"
  chmod 700 "$work/foreign"
  code=0
  said=$(run_image "$work/foreign" status 2>&1) || code=$?
  expect "a volume of another user is refused in words" "/data is not writable for user $USER_ID" "$said"
  expect "the code of that is 74" 74 "$code"
}

make_base
ok "the base image is made"
build_image
ok "the image is built"
container=$(image from --pull-never tinyagi)
mkdir "$work/volume"
chown "$USER_ID:$USER_ID" "$work/volume"
start_container
check_running
stop_container
start_container
expect "the volume keeps what was said" 'hello from the image' "$(inside tinyagi search image)"
stop_container
check_refusals
