/**
 * A program that makes tunnels: where it is, what it answers, and the one that runs as long as a tunnel is open. What it prints
 * is hostile: it is bounded in time and size, and nothing of it is more than text.
 */
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { promisify } from "node:util";
import { processStartTime } from "@tinyagi/base";

/**
 * `$0` is the program. A shell between holds a pipe of the daemon: when that closes, for whatever reason, the program ends, and
 * is killed when it does not do so soon. So a daemon that is killed leaves no tunnel behind.
 */
const GUARD = `exec 3<&0
"$0" "$@" </dev/null 3<&- &
tunnel=$!
(cat <&3; kill "$tunnel"; sleep 2; kill -9 "$tunnel") >/dev/null 2>&1 &
reader=$!
exec 3<&-
wait "$tunnel"
code=$?
kill "$reader" 2>/dev/null
exit "$code"`;
const ASK_MS = 10_000;
const ASK_MAX_BYTES = 1024 * 1024;
const HEAD_CHARS = 32_768;
const TAIL_CHARS = 4_096;
/** Longer than the shell waits. */
const STOP_MS = 4_000;
/** Nothing else of the daemon's environment: these programs take options and tokens from theirs. */
const PASSED = [
  "PATH",
  "HOME",
  "USER",
  "LANG",
  "TMPDIR",
  "XDG_RUNTIME_DIR",
  "SSL_CERT_FILE",
  "SSL_CERT_DIR",
  ...["HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY"].flatMap((name) => [name, name.toLowerCase()]),
];
const run = promisify(execFile);

export type Variables = Readonly<Record<string, string | undefined>>;

export function tunnelEnvironment(variables: Variables): NodeJS.ProcessEnv {
  return Object.fromEntries(
    PASSED.flatMap((name) => (variables[name] === undefined ? [] : [[name, variables[name]]])),
  );
}

export interface Answer {
  readonly code: number | null;
  readonly stdout: string;
  /** Everything that it printed. */
  readonly said: string;
}

/** Asks a program and waits for its answer. It never rejects for what the program does. */
export async function askProgram(
  program: string,
  args: readonly string[],
  { env, signal }: { env: NodeJS.ProcessEnv; signal: AbortSignal },
): Promise<Answer> {
  try {
    const asked = run(program, [...args], {
      env,
      signal,
      timeout: ASK_MS,
      maxBuffer: ASK_MAX_BYTES,
      killSignal: "SIGKILL",
    });
    asked.child.stdin?.end();
    const { stdout, stderr } = await asked;
    return { code: 0, stdout, said: `${stdout}\n${stderr}` };
  } catch (error) {
    signal.throwIfAborted();
    const { code, stdout = "", stderr = "" } = error as { code?: unknown; stdout?: string; stderr?: string };
    return { code: typeof code === "number" ? code : null, stdout, said: `${stdout}\n${stderr}` };
  }
}

/** The group of processes of a tunnel, as a later daemon finds it again. */
export interface TunnelGroup {
  readonly pid: number;
  readonly startTime: string;
}

export interface RunningTunnel {
  readonly group: TunnelGroup;
  /** The beginning and the end of what it printed. */
  output(): string;
  hasEnded(): boolean;
  readonly ended: Promise<void>;
  /** Ends it and everything that it started. */
  stop(): Promise<void>;
}

/**
 * @param options `shell`: tests pass one that the machine does not have
 * @throws when no process can be started
 */
export async function startTunnel(
  program: string,
  args: readonly string[],
  { env, shell = "/bin/sh" }: { env: NodeJS.ProcessEnv; shell?: string },
): Promise<RunningTunnel> {
  const child = spawn(shell, ["-c", GUARD, program, ...args], {
    env,
    cwd: "/",
    // A group of its own, so that all of it can be ended.
    detached: true,
    stdio: ["pipe", "pipe", "pipe"],
  });
  // First of all: a machine with too many open files or processes reports it as an event, and then there are no pipes.
  await once(child, "spawn");
  const output = keepOutput(child);
  child.stdin.on("error", () => {});
  const ended = untilExit(child).then(() => {
    // Nothing of its group may go on: the shell alone may have been killed.
    killGroup(child.pid);
    child.stdin.destroy();
  });
  const pid = child.pid ?? 0;
  const startTime = (await processStartTime(pid)) ?? "";
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
  return {
    group: { pid, startTime },
    output,
    hasEnded,
    ended,
    async stop() {
      if (hasEnded()) return ended;
      child.stdin.end();
      const late = setTimeout(() => killGroup(pid), STOP_MS);
      await ended;
      clearTimeout(late);
    },
  };
}

/** It may have ended already. */
async function untilExit(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
}

/** Ends a group at once. Only for a group whose leader is known to be the right one, or a child of this process. */
export function killGroup(pid: number | undefined): void {
  if (pid === undefined || pid <= 1) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // Nothing of it is left.
  }
}

/** A program that prints without end costs no more than these two parts. */
function keepOutput({ stdout, stderr }: ChildProcess): () => string {
  let head = "";
  let tail = "";
  const note = (chunk: Buffer) => {
    const text = chunk.toString("utf8");
    const room = HEAD_CHARS - head.length;
    head += text.slice(0, Math.max(0, room));
    if (text.length > room) tail = (tail + text.slice(Math.max(0, room))).slice(-TAIL_CHARS);
  };
  stdout?.on("data", note);
  stderr?.on("data", note);
  return () => (tail === "" ? head : `${head}\n${tail}`);
}
