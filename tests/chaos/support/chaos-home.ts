/**
 * One home under test with everything around it: agents' executables, settings, daemon, clients and the oracle.
 * Disposing it ends only the processes it started, and removes the home.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  createFakeAgentBin,
  createOracle,
  createTempHome,
  type FakeAgentBin,
  leakCheck,
  type Oracle,
  readRows,
  type TempHome,
  waitFor,
} from "@tinyagi/testkit";
import { createDaemonHost, type DaemonHost, type ServingDaemon } from "./daemon-host.js";
import {
  type Answer,
  CHANNEL,
  type Counters,
  call,
  createSender,
  type Sender,
  startConsumer,
} from "./http-client.js";
import { writeSwarmAgent } from "./swarm-agent.js";

export const SWARM = ["a1", "a2", "a3", "a4", "a5", "a6"] as const;
/** Demo agents, which answer within the daemon without a process: they produce the volume. */
export const VOLUME = ["v1", "v2", "v3", "v4", "v5", "v6"] as const;
/** Plays the full codex: it can hang, ignore signals, leave children behind. */
export const HEAVY = "heavy";
const SETTLE_TIMEOUT_MS = 60_000;
const SETTLE_POLL_MS = 25;
const ORPHAN_GONE_MS = 30_000;

export interface ChaosHome extends AsyncDisposable {
  readonly temp: TempHome;
  readonly dbPath: string;
  readonly host: DaemonHost;
  readonly oracle: Oracle;
  readonly sender: Sender;
  readonly counters: Counters;
  readonly fake: FakeAgentBin;
  /** Texts of the replies that the channel received, with the id of the answered message. */
  readonly replies: () => readonly { readonly message: string; readonly messageId: string }[];
  /** Messages accepted of which no reply has been delivered. */
  readonly outstanding: () => number;
  /** Resolves at the n-th acknowledgement or delivery from now. */
  readonly progress: (count: number) => Promise<void>;
  readonly call: (method: string, path: string, body?: unknown) => Promise<Answer>;
  /** Waits until nothing is open, running or undelivered. */
  readonly settle: (timeoutMs?: number) => Promise<void>;
  /** Queries the database while the daemon runs. */
  readonly query: <T>(sql: string) => T[];
  readonly log: () => string;
  /** Processes of agents that live: those marked by a run of another boot than `bootId`, or all when it is left out. */
  readonly orphans: (bootId?: string) => string[];
  /** Violations, orphans included; empty when every promise was kept. */
  readonly judge: () => Promise<readonly string[]>;
}

export interface ChaosHomeOptions {
  /** Merged over the default settings. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** False: no settings.json, as on a first start. */
  readonly withSettings?: boolean;
}

export async function createChaosHome(options: ChaosHomeOptions = {}): Promise<ChaosHome> {
  const temp = await createTempHome();
  const fake = createFakeAgentBin(temp.bin);
  writeSwarmAgent(temp.bin);
  if (options.withSettings !== false) temp.writeSettings({ ...swarmSettings(temp), ...options.settings });
  const dbPath = join(temp.home, "tinyagi.db");
  const host = createDaemonHost(temp);
  const oracle = createOracle({ dbPath, journal: fake.journalPath, consumedChannels: [CHANNEL] });
  const counters: Counters = {
    accepted: 0,
    acceptedTwice: 0,
    brokenConnections: 0,
    delivered: 0,
    redelivered: 0,
  };
  const progress = createProgress();
  const parts = { host, oracle, counters, onProgress: progress.note };
  const consumer = startConsumer(parts);
  const query = <T>(sql: string): T[] => readRows<T>(dbPath, sql);
  const orphans = (bootId?: string) => listOrphans(temp, query, bootId);
  return {
    temp,
    dbPath,
    host,
    oracle,
    counters,
    fake,
    sender: createSender(parts),
    replies: consumer.replies,
    outstanding: () => counters.accepted - consumer.answered(),
    progress: progress.reach,
    call: (method, path, body) => call(alive(host), method, path, body === undefined ? {} : { body }),
    settle: (timeoutMs) => settle(host, timeoutMs),
    query,
    log: () => readFileSync(join(temp.home, "logs", "daemon.log"), "utf8"),
    orphans,
    judge: async () => {
      const violations = oracle.judge().violations.map(({ rule, detail }) => `${rule}: ${detail}`);
      return [...violations, ...(await lastingOrphans(orphans))];
    },
    async [Symbol.asyncDispose]() {
      await consumer.stop();
      await host[Symbol.asyncDispose]();
      for (const { pid } of leakCheck(temp.root)) killIfAlive(pid);
      await temp.cleanup();
    },
  };
}

/** The end of one process of a namespace is the end of all. */
function killIfAlive(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if (errorCode(error) !== "ESRCH") throw error;
  }
}

function errorCode(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}

/** Several cheap agents in one team, one full fake outside it, and short retry delays. */
export function swarmSettings(temp: TempHome): Record<string, unknown> {
  const swarm = SWARM.map((id) => [id, { name: id.toUpperCase(), provider: "anthropic", model: "" }]);
  const volume = VOLUME.map((id) => [id, { name: id.toUpperCase(), provider: "demo", model: "" }]);
  return {
    workspace: { path: temp.workspace },
    default_agent: "a1",
    agents: {
      ...Object.fromEntries([...swarm, ...volume]),
      [HEAVY]: { name: "Heavy", provider: "openai", model: "" },
    },
    teams: { crew: { name: "Crew", agents: [...SWARM], leader_agent: "a1" } },
    execution: { maxLiveAgents: 12, maxAttempts: 3, retryBaseMs: 20, retryMaxMs: 100 },
    // Longer than any test: a notice about a slow retry would be one reply more than clients expect.
    conversations: { retryNoticeMs: 600_000 },
  };
}

function createProgress() {
  let count = 0;
  const waiting = new Set<{ at: number; resolve: () => void }>();
  return {
    note() {
      count += 1;
      for (const entry of waiting) {
        if (entry.at > count) continue;
        waiting.delete(entry);
        entry.resolve();
      }
    },
    reach: (more: number) =>
      new Promise<void>((resolve) => {
        if (more <= 0) resolve();
        else waiting.add({ at: count + more, resolve });
      }),
  };
}

function alive(host: DaemonHost): ServingDaemon {
  const daemon = host.current();
  if (daemon === undefined) throw new Error("no daemon is serving");
  return daemon;
}

async function settle(host: DaemonHost, timeoutMs = SETTLE_TIMEOUT_MS): Promise<void> {
  let last: unknown;
  const settled = async () => {
    const { body } = await call(alive(host), "GET", "/api/queue/status");
    last = body;
    return body.incoming + body.queued + body.processing + body.outgoing === 0;
  };
  await waitFor(settled, { timeoutMs, intervalMs: SETTLE_POLL_MS, what: "an empty queue" }).catch(
    (cause: unknown) => {
      throw new Error(`the queue did not empty: ${JSON.stringify(last)}`, { cause });
    },
  );
}

function listOrphans(temp: TempHome, query: <T>(sql: string) => T[], bootId?: string): string[] {
  const found = leakCheck(temp.root);
  if (found.length === 0) return [];
  const runs = query<{ id: string; boot_id: string }>("SELECT id, boot_id FROM runs");
  const bootOf = new Map(runs.map((run) => [run.id, run.boot_id]));
  return found
    .filter(({ runId }) => bootId === undefined || (runId !== "" && bootOf.get(runId) !== bootId))
    .map(({ pid, runId, command }) => `orphan: pid ${pid} of run ${runId}: ${command}`);
}

/** A commit does not wait for the clean-up after its run: processes that still live after its grace period are orphans. */
async function lastingOrphans(orphans: () => string[]): Promise<string[]> {
  await waitFor(() => orphans().length === 0, { timeoutMs: ORPHAN_GONE_MS, what: "no orphans" }).catch(
    // Still some: they are the answer.
    () => undefined,
  );
  return orphans();
}
