/**
 * Connects a sandbox with its own network to the daemon's API. Inside the sandbox, socat listens at the API's usual
 * address and forwards every connection to the daemon's Unix socket. Nothing else can be reached through it.
 */

/** Path of the daemon's socket inside the sandbox. */
export const RELAY_SOCKET = "/tmp/.tinyagi-api";

/**
 * Starts the relay, waits until it accepts connections or has ended, then replaces itself with the command. It uses only
 * shell built-ins, so a program missing from the agent's PATH cannot make it wait forever.
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

/** Returns an argument list; append the command to it. The relay ends together with its sandbox. */
export function relayCommand({ socat, host, port }: Relay): string[] {
  return ["/bin/sh", "-c", SCRIPT, "sandbox", socat, host, String(port), inProcTable(host, port)];
}

/** The address as in /proc/net/tcp on little-endian machines, the only ones Node runs on: `0100007F:1F90`. */
function inProcTable(host: string, port: number): string {
  const bytes = host.split(".").map((part) => hex(Number(part), 2));
  return `${bytes.reverse().join("")}:${hex(port, 4)}`;
}

function hex(value: number, digits: number): string {
  return value.toString(16).toUpperCase().padStart(digits, "0");
}
