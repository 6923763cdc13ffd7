/**
 * The home of a demo: a temporary folder with a team of demo agents and a daemon of its own. It works offline and needs no
 * key. Disposing it ends the daemon and removes the folder, also after an interruption.
 */
import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isSameProcess } from "@tinyagi/base/process-table";
import type { Client } from "@tinyagi/client";
import { type CliContext, createContext } from "../context/context.js";
import { readLivingDaemon } from "../context/daemon-file.js";
import { startDaemon } from "../control/start-daemon.js";
import { stopDaemon } from "../control/stop-daemon.js";
import { CliError } from "../error/cli-error.js";

const START_MS = 60_000;
const STOP_MS = 10_000;
const LOOK_EVERY_MS = 20;
/** Tokens that the analyst may use in a day. */
export const ANALYST_TOKENS = 300;

const member = (name: string, role: string) => ({ name, role, provider: "demo", model: "" });
const SETTINGS = {
  agents: {
    lead: member("Lead", "plans the work and hands it out"),
    writer: member("Writer", "drafts texts"),
    reviewer: member("Reviewer", "checks what the writer wrote"),
    analyst: { ...member("Analyst", "reads figures"), budget: { tokens: ANALYST_TOKENS } },
  },
  teams: {
    studio: { name: "Studio", agents: ["lead", "writer", "reviewer"], leader_agent: "lead", join: "leader" },
  },
  // Each plan waits for a person, so that the demo can show it.
  spawn: { approval: "always" },
  channels: { enabled: [] },
  backup: { daily: false },
};

export interface DemoHome extends AsyncDisposable {
  readonly folder: string;
  /** Of the daemon that runs now. */
  client(): Client;
  pid(): Promise<number>;
  /** Ends the daemon with SIGKILL, as a crash or a power cut would. */
  kill(): Promise<void>;
  start(): Promise<void>;
}

export async function openDemoHome(outer: CliContext): Promise<DemoHome> {
  const folder = await mkdtemp(join(await realpath(tmpdir()), "tinyagi-demo-"));
  const home = join(folder, "home");
  const workspace = join(folder, "workspace");
  const context = innerContext(outer, { home, workspace });
  let client: Client | undefined;
  const stage: DemoHome = {
    folder,
    client: () => client ?? unstarted(),
    pid: async () => (await living(context)).pid,
    async kill() {
      const daemon = await living(context);
      process.kill(daemon.pid, "SIGKILL");
      while (await isSameProcess(daemon.pid, daemon.startTime)) await wait(LOOK_EVERY_MS, outer.signal);
    },
    async start() {
      await startDaemon(context, START_MS);
      client = await context.connect();
    },
    async [Symbol.asyncDispose]() {
      // Without the signal: an interruption is why it is disposed.
      const { signal } = new AbortController();
      await stopDaemon({ ...context, signal }, { deadlineMs: STOP_MS, force: true });
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
  try {
    await mkdir(home, { mode: 0o700 });
    await mkdir(workspace);
    const settings = { ...SETTINGS, workspace: { path: workspace } };
    await writeFile(join(home, "settings.json"), JSON.stringify(settings), { mode: 0o600 });
    await stage.start();
    return stage;
  } catch (error) {
    await stage[Symbol.asyncDispose]();
    throw error;
  }
}

/** The same command in another home. Nothing of the person's home, and no other daemon, is reached. */
function innerContext(outer: CliContext, place: { home: string; workspace: string }): CliContext {
  const { TINYAGI_HOST: _host, TINYAGI_TOKEN_FILE: _token, ...env } = outer.env;
  const { output, stdin, signal, now, version, daemonMain } = outer;
  return createContext({
    ...{ output, stdin, signal, now, version, daemonMain },
    env: {
      ...env,
      TINYAGI_HOME: place.home,
      TINYAGI_WORKSPACE: place.workspace,
      TINYAGI_API_PORT: "0",
    },
  });
}

async function living(context: CliContext) {
  const daemon = await readLivingDaemon(context.paths.daemonFile);
  if (daemon === undefined) throw new CliError("UNAVAILABLE", "The daemon of the demo ended.");
  return daemon;
}

function unstarted(): never {
  throw new CliError("UNAVAILABLE", "The daemon of the demo has not started.");
}

/** @throws the reason of the signal */
export async function wait(ms: number, signal: AbortSignal): Promise<void> {
  const { setTimeout: sleep } = await import("node:timers/promises");
  await sleep(ms, undefined, { signal });
}
