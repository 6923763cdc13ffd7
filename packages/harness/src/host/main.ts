/**
 * Entry of the agent host: `node main.js`, started by the daemon with a socket as descriptor 3. See `entry.ts`.
 *
 * It ignores the signals that reach a whole process group or service: the daemon drains first, and the host ends when its
 * socket does. Node closes inherited descriptors on exec, so that agents do not get the socket.
 */
import { readFileSync } from "node:fs";
import { Socket } from "node:net";
import { serveDaemon } from "./host-server.js";

const SOCKET_FD = 3;

const { version }: { version: string } = JSON.parse(
  readFileSync(new URL("../../package.json", import.meta.url), "utf8"),
);
for (const name of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(name, () => {});

const socket = new Socket({ fd: SOCKET_FD, readable: true, writable: true });
const { groups } = serveDaemon(socket, {
  version,
  exit: (code) => process.exit(code),
  complain: (text) => void process.stderr.write(`${text}\n`),
});

// Also after an error nobody expected: no agent may outlive the process that watches it.
process.on("exit", () => {
  for (const group of groups()) {
    try {
      process.kill(-group, "SIGKILL");
    } catch {
      // It has ended already.
    }
  }
});
