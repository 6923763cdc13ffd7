/**
 * The process of an engine. A shell between holds a pipe of the daemon: when that closes, for whatever reason, the server
 * ends, and is killed when it does not do so soon. A server that dies is started again after a growing wait.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import type { Log } from "@tinyagi/base";
import { AppError } from "@tinyagi/contracts";

/** `$0` is the program and `$1` its configuration. The reader ends when the daemon does. */
const GUARD = `exec 3<&0
"$0" "$1" </dev/null 3<&- &
server=$!
(cat <&3; kill "$server"; sleep 3; kill -9 "$server") >/dev/null 2>&1 &
reader=$!
exec 3<&-
wait "$server"
code=$?
kill "$reader" 2>/dev/null
exit "$code"`;
const START_MS = 15_000;
const LOOK_MS = 50;
const FIRST_WAIT_MS = 200;
const MAX_WAIT_MS = 10_000;
/** One that ran for so long was well: the next wait is short again. */
const WELL_MS = 60_000;
/** Longer than the shell waits for the server. */
const STOP_MS = 5_000;
/** A server of a daemon that was killed may have the port for so long. */
const HELD_MS = 6_000;
/** Of what it says last. */
const SAID_CHARS = 300;

export interface EngineProcess {
  readonly program: string;
  readonly configFile: string;
  readonly port: number;
  readonly searchPath: string;
  readonly log: Log;
}

/** Resolves when it answers. @throws AppError when it does not start */
export async function keepServer(options: EngineProcess): Promise<{ stop(): Promise<void> }> {
  const { port, log } = options;
  await untilFree(port);
  let isStopped = false;
  let waitMs = FIRST_WAIT_MS;
  let timer: NodeJS.Timeout | undefined;
  let running = startServer(options);

  function watch(): void {
    running.child.once("exit", () => {
      if (isStopped) return;
      log.warn({ said: running.said() }, "the engine has ended; it is started again");
      const wait = nextWait(waitMs, performance.now() - running.since);
      waitMs = 2 * wait;
      timer = setTimeout(() => {
        running = startServer(options);
        watch();
      }, wait);
    });
  }

  async function stop(): Promise<void> {
    isStopped = true;
    clearTimeout(timer);
    const { child } = running;
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.stdin?.end();
    const late = setTimeout(() => endGroup(child), STOP_MS);
    await ended;
    clearTimeout(late);
  }

  if (!(await answers(running.child, port))) {
    const said = running.said();
    await stop();
    throw new AppError("UNAVAILABLE", `The engine did not start on port ${port}: ${said}`);
  }
  watch();
  return { stop };
}

/** @param grown what the waits before have grown to @param livedMs how long the one that died ran */
export function nextWait(grown: number, livedMs: number): number {
  return livedMs >= WELL_MS ? FIRST_WAIT_MS : Math.min(grown, MAX_WAIT_MS);
}

/** @throws AppError when somebody else has the port */
async function untilFree(port: number): Promise<void> {
  const until = performance.now() + HELD_MS;
  while (await isOpen(port)) {
    if (performance.now() > until)
      throw new AppError(
        "UNAVAILABLE",
        `Another program uses port ${port} of the engine. End it, or choose another port: tinyagi config set execution.engine.port <port>`,
      );
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

/** The shell and the server. */
function endGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // It has just ended.
  }
}

interface Running {
  readonly child: ChildProcess;
  readonly said: () => string;
  /** When it was started, in milliseconds of a clock that never goes back. */
  readonly since: number;
}

function startServer({ program, configFile, searchPath }: EngineProcess): Running {
  const child = spawn("/bin/sh", ["-c", GUARD, program, configFile], {
    env: { PATH: searchPath },
    stdio: ["pipe", "pipe", "pipe"],
    // In our process group a Ctrl-C would end it before the daemon has ended its runs over it.
    detached: true,
  });
  let said = "";
  const note = (chunk: Buffer) => {
    said = (said + chunk.toString("utf8")).slice(-SAID_CHARS);
  };
  child.stdout.on("data", note);
  child.stderr.on("data", note);
  // The pipe of a server that has ended is closed: its reader goes with it.
  child.stdin.on("error", () => {});
  child.once("exit", () => child.stdin.destroy());
  return { child, said: () => said.trim(), since: performance.now() };
}

/** @returns false when it ends first, or takes too long */
async function answers(child: ChildProcess, port: number): Promise<boolean> {
  const until = performance.now() + START_MS;
  while (performance.now() < until && child.exitCode === null && child.signalCode === null) {
    if (await isOpen(port)) return child.exitCode === null;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
  return false;
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    const end = (isThere: boolean) => {
      socket.destroy();
      resolve(isThere);
    };
    socket.once("connect", () => end(true));
    socket.once("error", () => end(false));
  });
}
