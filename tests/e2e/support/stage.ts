/**
 * The environment of one test: a home, its daemons and commands, and their clean-up. Guarantees: no process of the home
 * survives the test; an agent process that outlived its daemon fails the test.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { createTempHome, leakCheck, type TempHome, waitFor } from "@tinyagi/testkit";
import { execa } from "execa";
import { attachDaemon, type Daemon, type Exit, runToExit, startDaemon } from "./daemon.js";

export const CLI = fileURLToPath(new URL("../../../packages/cli/bin/tinyagi.mjs", import.meta.url));
const CLI_TIMEOUT_MS = 60_000;
const LEAK_WAIT_MS = 15_000;

export interface CliResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly input?: string | Readable;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** When it is killed. Default: after a minute. */
  readonly timeoutMs?: number;
}

export interface Stage extends AsyncDisposable {
  readonly place: TempHome;
  /** Starts a daemon. It is stopped with the stage at the latest. */
  start(env?: Readonly<Record<string, string>>): Promise<Daemon>;
  /** The daemon that `daemon.json` names now. */
  current(): Daemon;
  /** Runs a daemon that is expected to end by itself. */
  startInVain(env?: Readonly<Record<string, string>>): Promise<Exit & { output: string }>;
  /** Runs the built `tinyagi` command to its end. */
  cli(words: readonly string[], options?: RunOptions): Promise<CliResult>;
  /** Runs any program to its end, in the environment of the home. */
  run(file: string, args: readonly string[], options?: RunOptions): Promise<CliResult>;
}

export interface StageOptions {
  /** Written to settings.json; without it the daemon writes those of a first run. */
  readonly settings?: object | ((place: TempHome) => object);
  /** For every daemon and command. */
  readonly env?: Readonly<Record<string, string>>;
  /** The Node that runs every daemon and command. Default: this one. */
  readonly node?: string;
  /** Options of Node for every daemon. */
  readonly nodeFlags?: readonly string[];
  /** Folders in front of PATH. */
  readonly path?: readonly string[];
}

/** Opens a stage; use it with `await using`. */
export async function openStage(options: StageOptions = {}): Promise<Stage> {
  const place = await createTempHome();
  const { settings, node = process.execPath } = options;
  if (settings !== undefined)
    place.writeSettings(typeof settings === "function" ? settings(place) : settings);
  const base: Record<string, string> = {
    ...place.env,
    PATH: [...(options.path ?? []), place.env.PATH].join(":"),
    TINYAGI_API_PORT: "0",
    TINYAGI_WORKSPACE: place.workspace,
    ...options.env,
  };
  const daemons: Daemon[] = [];
  const at = (env: Readonly<Record<string, string>> = {}) => ({
    home: place.home,
    env: { ...base, ...env },
    node,
    nodeFlags: options.nodeFlags ?? [],
  });
  async function run(file: string, args: readonly string[], more: RunOptions = {}) {
    const { input, env, cwd, timeoutMs = CLI_TIMEOUT_MS } = more;
    const result = await execa(file, args, {
      env: { ...base, ...env },
      extendEnv: false,
      reject: false,
      timeout: timeoutMs,
      ...(cwd === undefined ? {} : { cwd }),
      ...(input === undefined ? { stdin: "ignore" as const } : { input }),
    });
    return { code: result.exitCode ?? -1, stdout: result.stdout, stderr: result.stderr };
  }

  return {
    place,
    async start(env) {
      const daemon = await startDaemon(at(env));
      daemons.push(daemon);
      return daemon;
    },
    current: () => attachDaemon(at()),
    startInVain: (env) => runToExit(at(env)),
    run,
    cli: (words, more) => run(node, [CLI, ...words], more),
    async [Symbol.asyncDispose]() {
      try {
        for (const daemon of daemons.toReversed()) await daemon.stop({ hurry: true });
        for (const pid of listProcesses(place.home)) process.kill(pid, "SIGTERM");
        await waitFor(() => listProcesses(place.home).length === 0, { what: "daemons of this home to end" });
        await expectNoAgents(place.root);
      } finally {
        for (const pid of [...listProcesses(place.home), ...leakCheck(place.root).map(({ pid }) => pid)])
          end(pid);
        await place.cleanup();
      }
    },
  };
}

async function expectNoAgents(mark: string): Promise<void> {
  try {
    await waitFor(() => leakCheck(mark).length === 0, { timeoutMs: LEAK_WAIT_MS });
  } catch (cause) {
    throw new Error(`agent processes were left behind: ${JSON.stringify(leakCheck(mark))}`, { cause });
  }
}

/** Daemons and commands that use a home, found by an environment variable that agents do not have. */
function listProcesses(home: string): number[] {
  return readdirSync("/proc").flatMap((name) => {
    if (!/^\d+$/.test(name) || Number(name) === process.pid) return [];
    try {
      const environ = readFileSync(join("/proc", name, "environ"), "utf8").split("\0");
      return environ.includes(`TINYAGI_HOME=${home}`) ? [Number(name)] : [];
    } catch {
      // It ended meanwhile, or belongs to another user.
      return [];
    }
  });
}

function end(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It ended by itself.
  }
}
