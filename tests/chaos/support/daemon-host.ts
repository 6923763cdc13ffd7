/**
 * Starts the built daemon like on a user's machine: as a separate process, known only by its pid and its files.
 * It never ends a process it did not start.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type TempHome, waitFor } from "@tinyagi/testkit";
import { OTHER_DAEMON, OTHER_NODE } from "./knobs.js";

export const DAEMON_MAIN =
  OTHER_DAEMON ?? fileURLToPath(new URL("../../../packages/cli/dist/daemon/src/main.js", import.meta.url));
/** Far more than the half second of a start, because two cores may be fully loaded. */
const READY_TIMEOUT_MS = 30_000;
const READY_POLL_MS = 10;
const STDERR_MAX_CHARS = 64 * 1024;

export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stderr: string;
}

/** A started process, serving or not. */
export interface DaemonProcess {
  readonly pid: number;
  /** Milliseconds since the epoch. */
  readonly spawnedAt: number;
  readonly exited: Promise<Ending>;
  readonly isAlive: () => boolean;
  readonly signal: (name: NodeJS.Signals) => void;
}

/** A daemon that wrote its runtime file, which it does once it serves. */
export interface ServingDaemon extends DaemonProcess {
  readonly url: string;
  readonly token: string;
  readonly bootId: string;
}

export interface StartOptions {
  /** Value of TINYAGI_FAILPOINTS. */
  readonly failpoints?: string;
  readonly env?: Readonly<Record<string, string>>;
}

export interface DaemonHost extends AsyncDisposable {
  /** Starts a process without waiting for it to serve. */
  readonly launch: (options?: StartOptions) => DaemonProcess;
  /** @throws with the end of its output when the process ends before it serves */
  readonly start: (options?: StartOptions) => Promise<ServingDaemon>;
  /** Waits until a launched process serves; undefined when it ended before. */
  readonly serving: (daemon: DaemonProcess) => Promise<ServingDaemon | undefined>;
  /** The daemon that clients currently reach. */
  readonly current: () => ServingDaemon | undefined;
  /** Lets clients reach a daemon that the test started itself, and ends itself. */
  readonly adopt: (facts: { pid: number; port: number; bootId: string }) => void;
}

export function createDaemonHost(temp: TempHome): DaemonHost {
  if (!existsSync(DAEMON_MAIN)) throw new Error("The daemon is not built: run `pnpm build` first.");
  const started: DaemonProcess[] = [];
  let current: ServingDaemon | undefined;

  function launch(options: StartOptions = {}): DaemonProcess {
    const daemon = spawnDaemon(temp, options);
    started.push(daemon);
    void daemon.exited.then(() => {
      if (current?.pid === daemon.pid) current = undefined;
    });
    return daemon;
  }

  async function serving(daemon: DaemonProcess): Promise<ServingDaemon | undefined> {
    const facts = await waitFor(() => (daemon.isAlive() ? getRuntime(temp, daemon.pid) : { gone: true }), {
      timeoutMs: READY_TIMEOUT_MS,
      intervalMs: READY_POLL_MS,
      what: "a serving daemon",
    });
    if ("gone" in facts) return undefined;
    const token = readFileSync(join(temp.home, "auth", "token"), "utf8").trim();
    const { port, bootId } = facts;
    current = { ...daemon, url: `http://127.0.0.1:${port}`, token, bootId };
    return current;
  }

  return {
    launch,
    serving,
    async start(options) {
      const daemon = launch(options);
      const ready = await serving(daemon);
      if (ready !== undefined) return ready;
      const { code, signal, stderr } = await daemon.exited;
      throw new Error(`the daemon ended before it served (${code ?? signal}): ${stderr}`);
    },
    adopt({ pid, port, bootId }) {
      const token = readFileSync(join(temp.home, "auth", "token"), "utf8").trim();
      const isAlive = () => existsSync(`/proc/${pid}`);
      const signal = (name: NodeJS.Signals) => void process.kill(pid, name);
      const exited = new Promise<never>(() => {});
      const url = `http://127.0.0.1:${port}`;
      current = { pid, spawnedAt: Date.now(), exited, isAlive, signal, url, token, bootId };
    },
    current: () => (current?.isAlive() === true ? current : undefined),
    async [Symbol.asyncDispose]() {
      for (const daemon of started) if (daemon.isAlive()) daemon.signal("SIGKILL");
      await Promise.all(started.map(({ exited }) => exited));
    },
  };
}

function spawnDaemon(temp: TempHome, { failpoints = "", env = {} }: StartOptions): DaemonProcess {
  const spawnedAt = Date.now();
  const child = spawn(OTHER_NODE ?? process.execPath, [DAEMON_MAIN], {
    cwd: temp.root,
    stdio: ["ignore", "ignore", "pipe"],
    env: {
      ...temp.env,
      TINYAGI_API_PORT: "0",
      TINYAGI_WORKSPACE: temp.workspace,
      ...(OTHER_NODE === undefined ? {} : { TINYAGI_SQLITE: "node" }),
      ...(failpoints === "" ? {} : { TINYAGI_FAILPOINTS: failpoints }),
      ...env,
    },
  });
  const { pid } = child;
  if (pid === undefined) throw new Error("the daemon's process could not be started");
  const exited = getEnding(child);
  let alive = true;
  void exited.then(() => {
    alive = false;
  });
  return {
    pid,
    spawnedAt,
    exited,
    isAlive: () => alive && child.exitCode === null && child.signalCode === null,
    signal: (name) => void child.kill(name),
  };
}

function getEnding(child: ChildProcess): Promise<Ending> {
  let stderr = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    stderr = (stderr + text).slice(-STDERR_MAX_CHARS);
  });
  return new Promise((resolve) => {
    // `exit`, not `close`: an agent that outlives the daemon must not delay the test.
    child.once("exit", (code, signal) => setImmediate(() => resolve({ code, signal, stderr })));
  });
}

function getRuntime(temp: TempHome, pid: number): { port: number; bootId: string } | undefined {
  const path = join(temp.home, "daemon.json");
  if (!existsSync(path)) return undefined;
  const facts: { pid: number; port: number; bootId: string } = JSON.parse(readFileSync(path, "utf8"));
  return facts.pid === pid ? facts : undefined;
}
