/**
 * A daemon like a user's: the built program in a separate process, found through `daemon.json`, used over HTTP and
 * stopped by signals to its pid.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Client, createClient } from "@tinyagi/client";
import { waitFor } from "@tinyagi/testkit";
import { type Answer, type CallOptions, call } from "./answer.js";

const PROGRAM = fileURLToPath(new URL("../../../packages/cli/dist/daemon/src/main.js", import.meta.url));
/** More than the 10 seconds that a plugin may take to load. */
const START_TIMEOUT_MS = 40_000;
const STOP_TIMEOUT_MS = 20_000;

/** The content of `<home>/daemon.json`. */
export interface RuntimeFile {
  readonly pid: number;
  readonly port: number;
  readonly bootId: string;
}

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface Daemon {
  readonly pid: number;
  readonly port: number;
  readonly bootId: string;
  readonly token: string;
  readonly client: Client;
  /** A raw request with the operator's token. */
  call<T = unknown>(method: string, path: string, options?: CallOptions): Promise<Answer<T>>;
  /** The output of the process on stdout and stderr. */
  output(): string;
  signal(signal: NodeJS.Signals): void;
  readonly exited: Promise<Exit>;
  /** SIGTERM, then its exit; `hurry` does not wait for agents that still work. @throws when it has to be killed */
  stop(options?: { hurry: boolean }): Promise<Exit>;
}

export interface DaemonPlace {
  readonly home: string;
  readonly env: Readonly<Record<string, string>>;
  /** The Node that runs it. Default: this one. */
  readonly node?: string;
  /** Options of Node. */
  readonly nodeFlags?: readonly string[];
}

/** Starts a daemon and waits until it serves. @throws with its output when it ends instead */
export async function startDaemon(place: DaemonPlace): Promise<Daemon> {
  const { child, output, exited } = launch(place);
  let exit: Exit | undefined;
  void exited.then((value) => {
    exit = value;
  });
  const runtime = await waitFor(
    () => {
      if (exit !== undefined) return "ended" as const;
      const file = readRuntimeFile(place.home);
      return file?.pid === child.pid ? file : undefined;
    },
    { timeoutMs: START_TIMEOUT_MS, what: "the daemon to serve" },
  );
  if (runtime === "ended") throw new Error(`the daemon ended with ${JSON.stringify(exit)}: ${output()}`);
  return attach(place, { runtime, output, exited });
}

/** Runs a daemon that is expected to end by itself. */
export async function runToExit(place: DaemonPlace): Promise<Exit & { output: string }> {
  const { child, output, exited } = launch(place);
  const timer = setTimeout(() => child.kill("SIGKILL"), START_TIMEOUT_MS);
  const exit = await exited;
  clearTimeout(timer);
  return { ...exit, output: output() };
}

/** A daemon that already runs, such as one that replaced another. */
export function attachDaemon(place: DaemonPlace): Daemon {
  const runtime = readRuntimeFile(place.home);
  if (runtime === undefined) throw new Error("no daemon runs in this home");
  const exited = waitFor(() => !isAlive(runtime.pid), { timeoutMs: 600_000 }).then(
    (): Exit => ({ code: null, signal: null }),
  );
  return attach(place, { runtime, exited, output: () => "" });
}

export function readRuntimeFile(home: string): RuntimeFile | undefined {
  try {
    return JSON.parse(readFileSync(join(home, "daemon.json"), "utf8"));
  } catch {
    // Not written yet, or removed at a clean shutdown.
    return undefined;
  }
}

/** A zombie counts as dead: its parent has not reaped it yet, which in a container may take a while. */
export function isAlive(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.charAt(stat.lastIndexOf(")") + 2) !== "Z";
  } catch {
    // No such process.
    return false;
  }
}

function launch(place: DaemonPlace): { child: ChildProcess; output: () => string; exited: Promise<Exit> } {
  if (!existsSync(PROGRAM)) throw new Error("the daemon is not built: run `pnpm build` first");
  let text = "";
  const child = spawn(place.node ?? process.execPath, [...(place.nodeFlags ?? []), PROGRAM], {
    env: place.env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (chunk) => {
      text += String(chunk);
    });
  }
  const exited = new Promise<Exit>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => resolve({ code, signal }));
  });
  return { child, output: () => text, exited };
}

interface Attached {
  readonly runtime: RuntimeFile;
  readonly output: () => string;
  readonly exited: Promise<Exit>;
}

function attach(place: DaemonPlace, { runtime, output, exited }: Attached): Daemon {
  const { pid, port, bootId } = runtime;
  const token = readFileSync(join(place.home, "auth", "token"), "utf8").trim();
  const signal = (name: NodeJS.Signals) => {
    if (isAlive(pid)) process.kill(pid, name);
  };
  return {
    pid,
    port,
    bootId,
    token,
    client: createClient({ baseUrl: `http://127.0.0.1:${port}`, token }),
    call: (method, path, options = {}) =>
      call(
        port,
        { method, path },
        { ...options, headers: { authorization: `Bearer ${token}`, ...options.headers } },
      ),
    output,
    signal,
    exited,
    async stop({ hurry } = { hurry: false }) {
      signal("SIGTERM");
      if (hurry) signal("SIGINT");
      let forced = false;
      const timer = setTimeout(() => {
        forced = true;
        signal("SIGKILL");
      }, STOP_TIMEOUT_MS);
      const exit = await exited;
      clearTimeout(timer);
      if (forced) throw new Error(`the daemon did not stop within ${STOP_TIMEOUT_MS} ms: ${output()}`);
      return exit;
    },
  };
}
