/**
 * The way from a sandbox with a network of its own to the daemon's API: inside of it socat listens at the address the
 * API has outside, and passes every connection on to the daemon's Unix socket. Nothing else is reached by it.
 */

/** Where the sandbox shows the daemon's socket. */
export const RELAY_SOCKET = "/tmp/.tinyagi-api";

/**
 * Starts the relay, waits until it takes connections or has ended, then becomes the command. Built-ins alone: whatever
 * is missing on an agent's PATH, it cannot wait for ever.
 */
const SCRIPT = `"$1" "TCP-LISTEN:$3,bind=$2,fork" UNIX-CONNECT:${RELAY_SOCKET} </dev/null >/dev/null 2>&1 &
listens() { while read -r _ relay_at _; do [ "$relay_at" = "$1" ] && return; done </proc/net/tcp; return 1; }
until listens "$4" || ! kill -0 $! 2>/dev/null; do :; done
shift 4
exec "$@"`;

export interface Relay {
  /** Absolute path of the program. */
  readonly socat: string;
  /** An IPv4 address of the loopback network. */
  readonly host: string;
  readonly port: number;
}

/** An argument list to which the command's own is appended. The relay ends with the sandbox it runs in. */
export function relayCommand({ socat, host, port }: Relay): string[] {
  return ["/bin/sh", "-c", SCRIPT, "sandbox", socat, host, String(port), inProcTable(host, port)];
}

/** As /proc/net/tcp writes it on the machines Node runs on, which are little-endian: `0100007F:1F90`. */
function inProcTable(host: string, port: number): string {
  const bytes = host.split(".").map((part) => hex(Number(part), 2));
  return `${bytes.reverse().join("")}:${hex(port, 4)}`;
}

function hex(value: number, digits: number): string {
  return value.toString(16).toUpperCase().padStart(digits, "0");
}
