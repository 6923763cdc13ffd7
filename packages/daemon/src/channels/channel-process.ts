/** The process of one channel: starts it, talks to it over IPC, and says once how it ended. Never throws. */
import { spawn } from "node:child_process";
import { dirname } from "node:path";
import {
  type ChannelEntry,
  type FromChannel,
  fromChannelSchema,
  type ToChannel,
} from "@tinyagi/channels/process";
import { networkVariables } from "@tinyagi/contracts";

const STDERR_TAIL_CHARS = 2_000;
/** With those about the network, the process gets nothing else of the daemon's environment: no token, no key. */
const PASSED_VARIABLES = ["PATH", "TZ", "LANG", "LC_ALL"] as const;

export interface ChannelProcess {
  readonly pid: number | undefined;
  send(message: ToChannel): void;
  /** Resolves with a description of its end. */
  readonly ended: Promise<string>;
  kill(): void;
}

export interface ChannelProcessOptions {
  readonly entry: ChannelEntry;
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly onMessage: (message: FromChannel) => void;
}

export function startChannelProcess({ entry, variables, onMessage }: ChannelProcessOptions): ChannelProcess {
  const child = spawn(process.execPath, [...entry.flags, entry.file], {
    // A session of its own: Ctrl-C in a terminal reaches the daemon only, which drains first.
    detached: true,
    cwd: dirname(entry.file),
    env: environmentFrom(variables),
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  let tail = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    tail = (tail + text).slice(-STDERR_TAIL_CHARS);
  });
  child.on("message", (raw) => {
    const message = fromChannelSchema.safeParse(raw);
    // A library of a platform could write to the socket, too. What is not ours counts for nothing.
    if (message.success) onMessage(message.data);
  });
  const ended = new Promise<string>((resolve) => {
    child.once("error", (error) => resolve(`it could not be started: ${error.message}`));
    child.once("close", (code, signal) => {
      const how = signal === null ? `it ended with exit code ${code}` : `it was ended by ${signal}`;
      resolve(tail.trim() === "" ? how : `${how}: ${lastError(tail)}`);
    });
  });
  return {
    pid: child.pid,
    ended,
    send(message) {
      // A process that ended meanwhile gets nothing. Its end is what counts.
      if (child.connected) child.send(message, () => {});
    },
    kill: () => void child.kill("SIGKILL"),
  };
}

/** The line that names the error, of a whole stack. */
function lastError(text: string): string {
  const lines = text.trim().split("\n");
  return (lines.find((line) => /^[A-Za-z]*Error\b/.test(line)) ?? lines.at(-1) ?? "").slice(0, 300);
}

function environmentFrom(variables: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const passed = PASSED_VARIABLES.flatMap((name) => {
    const value = variables[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...Object.fromEntries(passed), ...networkVariables(variables) };
}
