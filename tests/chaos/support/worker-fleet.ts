/**
 * A daemon, an engine and workers that really joined, each in a process of its own, and what kills them. Every agent is on
 * a worker. The agents of all workers write one journal.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  createTempHome,
  type EngineServer,
  startEngineServer,
  type TempHome,
  waitFor,
} from "@tinyagi/testkit";
import { execa } from "execa";
import { type ChaosHome, createChaosHome } from "./chaos-home.js";
import { DAEMON_MAIN, type ServingDaemon } from "./daemon-host.js";
import { writePlacedAgent } from "./placed-agent.js";

const CLI = fileURLToPath(new URL("../../../packages/cli/bin/tinyagi.mjs", import.meta.url));
const WORKER_MAIN = join(DAEMON_MAIN, "..", "worker", "main.js");
const AGENTS_OF_EACH = 4;

export interface FleetWorker {
  readonly name: string;
  readonly agents: readonly string[];
  start(): void;
  /** SIGKILL. Resolves when it has ended; at once when it does not run. */
  kill(): Promise<void>;
  signal(name: NodeJS.Signals): void;
}

export interface WorkerFleet extends AsyncDisposable {
  readonly chaos: ChaosHome;
  readonly engine: EngineServer;
  readonly workers: readonly FleetWorker[];
  /** Of all workers. */
  readonly agents: readonly string[];
  readonly workerOf: (agent: string) => string;
  /** Resolves when the daemon hears every worker. */
  allOnline(): Promise<void>;
}

/** @returns a fleet that works: the daemon serves, and every worker is online */
export async function openFleet(names: readonly string[]): Promise<WorkerFleet> {
  const undo = createUndo();
  try {
    return await open(names, undo);
  } catch (error) {
    await undo.close();
    throw error;
  }
}

async function open(names: readonly string[], undo: Undo): Promise<WorkerFleet> {
  const engine = undo.use(await startEngineServer());
  const agentsOf = (name: string) => Array.from({ length: AGENTS_OF_EACH }, (_, at) => `${name}-${at + 1}`);
  const agents = names.flatMap(agentsOf);
  const chaos = undo.use(await createChaosHome({ settings: settingsOf(engine.url, { names, agentsOf }) }));
  writePlacedAgent(chaos.temp.bin);
  const daemon = await chaos.host.start();
  const workers: FleetWorker[] = [];
  for (const name of names) workers.push(await enroll(daemon, { name, agents: agentsOf(name), chaos, undo }));
  const fleet: WorkerFleet = {
    chaos,
    engine,
    workers,
    agents,
    workerOf: (agent) => agent.slice(0, agent.lastIndexOf("-")),
    async allOnline() {
      const isOnline = async () => {
        const { body } = await chaos.call("GET", "/api/workers");
        return body.workers.every(({ online }: { online: boolean }) => online);
      };
      await waitFor(isOnline, { what: "all workers", timeoutMs: 60_000 });
    },
    [Symbol.asyncDispose]: () => undo.close(),
  };
  for (const worker of workers) worker.start();
  await fleet.allOnline();
  return fleet;
}

function settingsOf(
  url: string,
  { names, agentsOf }: { names: readonly string[]; agentsOf: (name: string) => readonly string[] },
): Record<string, unknown> {
  const agent = (id: string, place: string) => ({
    ...{ name: id, provider: "anthropic", model: "", live: false },
    place,
  });
  const placed = names.flatMap((name) => agentsOf(name).map((id) => [id, agent(id, name)] as const));
  const ids = placed.map(([id]) => id);
  return {
    default_agent: ids[0],
    agents: Object.fromEntries(placed),
    teams: { crew: { name: "Crew", agents: ids, leader_agent: ids[0] } },
    execution: {
      ...{ maxLiveAgents: 12, maxAttempts: 3, retryBaseMs: 20, retryMaxMs: 100 },
      engine: { url },
      workers: Object.fromEntries(names.map((name) => [name, { slots: AGENTS_OF_EACH }])),
    },
  };
}

interface Joining {
  readonly name: string;
  readonly agents: readonly string[];
  readonly chaos: ChaosHome;
  readonly undo: Undo;
}

/** As a person does it: an invitation, and the command that it names. */
async function enroll(daemon: ServingDaemon, { name, agents, chaos, undo }: Joining): Promise<FleetWorker> {
  const { body } = await chaos.call("POST", "/api/workers", { name, slots: AGENTS_OF_EACH });
  if (typeof body.code !== "string")
    throw new Error(`no invitation of ${daemon.url}: ${JSON.stringify(body)}`);
  const home = undo.use(await createTempHome());
  // A leak of an agent is found by the root of the daemon's home, which is in the path of its program.
  const env = { ...home.env, PATH: `${chaos.temp.bin}:${process.env.PATH ?? ""}` };
  const words = ["worker", "join", "--no-start", body.code];
  await execa(process.execPath, [CLI, ...words], { env, extendEnv: false, stdin: "ignore" });
  const worker = createWorker({ name, agents, home, env });
  undo.use({ [Symbol.asyncDispose]: worker.kill });
  return worker;
}

function createWorker({
  name,
  agents,
  home,
  env,
}: Pick<Joining, "name" | "agents"> & { home: TempHome; env: NodeJS.ProcessEnv }): FleetWorker {
  let child: ChildProcess | undefined;
  const isAlive = () => child !== undefined && child.exitCode === null && child.signalCode === null;
  return {
    name,
    agents,
    start() {
      if (isAlive()) return;
      child = spawn(process.execPath, [WORKER_MAIN], { cwd: home.root, env, stdio: "ignore" });
    },
    async kill() {
      if (child === undefined || !isAlive()) return;
      const ended = once(child, "exit");
      child.kill("SIGKILL");
      await ended;
    },
    signal: (signal) => void child?.kill(signal),
  };
}

interface Undo {
  use<T extends AsyncDisposable>(one: T): T;
  /** What was opened last is closed first. */
  close(): Promise<void>;
}

function createUndo(): Undo {
  const opened: AsyncDisposable[] = [];
  return {
    use(one) {
      opened.push(one);
      return one;
    },
    async close() {
      for (const one of opened.toReversed()) await one[Symbol.asyncDispose]();
    },
  };
}
