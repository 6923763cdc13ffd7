/**
 * Messages for agents on workers, and kills of workers, engine and daemon in any order, several down at the same time. What
 * it finds is judged by the oracle, by the agents' own journals, and by the kills that it made.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { readFakeJournal, waitFor } from "@tinyagi/testkit";
import type { ChaosHome } from "./chaos-home.js";
import { readDone, readOverlaps } from "./placed-agent.js";
import { createRandom, type Random } from "./random.js";
import type { WorkerFleet } from "./worker-fleet.js";

const SENDERS = 8;
/** Accepted and not yet answered. */
const OUTSTANDING_MAX = 60;
/** A victim is down for at most this long. */
const DOWN_MS = 1_500;
const SLOW_SHARE = 0.4;
const HAND_SHARE = 0.1;
/** A process that was started says hello within this time. */
const HELLO_MS = 5_000;
const ANSWERED = { timeoutMs: 300_000, what: "an answer to every message" };
/** Of a kill: out of ten. */
const DAEMON_SHARE = 3;
const ENGINE_SHARE = 2;

export interface Campaign {
  readonly messages: number;
  readonly kills: number;
  readonly seed: number;
}

export interface CampaignFigures {
  readonly seconds: number;
  readonly killed: Readonly<Record<string, number>>;
  readonly runs: number;
  /** Whose agent had begun. */
  readonly repeated: number;
  /** That were interrupted before their agent began. */
  readonly unbegun: number;
  readonly processes: number;
  readonly dead: number;
}

interface Kill {
  /** `daemon`, `engine`, or the name of a worker. */
  readonly what: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** When it was started again. */
  backAt: number;
}

/** @returns what was found wrong, and figures */
export async function runCampaign(
  fleet: WorkerFleet,
  { messages, kills, seed }: Campaign,
): Promise<{ violations: readonly string[]; figures: CampaignFigures }> {
  const { chaos } = fleet;
  const began = performance.now();
  const load = sendAll(fleet, messages, createRandom(seed + 1));
  // Awaited below; until then a failure must not end the process.
  load.catch(() => undefined);
  const answered = load.then(() => waitFor(() => chaos.outstanding() === 0, ANSWERED));
  answered.catch(() => undefined);
  const killed = await killAll(fleet, { messages, kills, answered }, createRandom(seed));
  await answered;
  await fleet.allOnline();
  await chaos.settle(300_000);
  const violations = [
    ...(await chaos.judge()),
    ...readOverlaps(chaos.temp.bin),
    ...unexplainedRepeats(fleet, killed),
    ...repeatedAfterItsEnd(fleet),
  ];
  return { violations, figures: measure(fleet, killed, began) };
}

async function sendAll({ chaos, agents }: WorkerFleet, messages: number, random: Random): Promise<void> {
  let next = 0;
  const sender = async () => {
    while (next < messages) {
      while (chaos.outstanding() >= OUTSTANDING_MAX) await chaos.progress(1);
      if (next >= messages) return;
      next += 1;
      const id = `m-${next}`;
      const agent = random.pick(agents);
      await chaos.sender.send({ id, agent, text: textOf(random, agents, agent), replies: 1 });
    }
  };
  await Promise.all(Array.from({ length: SENDERS }, sender));
}

function textOf(random: Random, agents: readonly string[], agent: string): string {
  if (random.chance(HAND_SHARE)) return `#hand:${random.pick(agents.filter((one) => one !== agent))}#`;
  return random.chance(SLOW_SHARE) ? "work #slow#" : "work";
}

/** A victim is started again while the next ones are killed already. */
async function killAll(
  fleet: WorkerFleet,
  { messages, kills, answered }: Pick<Campaign, "messages" | "kills"> & { answered: Promise<unknown> },
  random: Random,
): Promise<Kill[]> {
  const { chaos } = fleet;
  const killed: Kill[] = [];
  const returns = new Map<string, Promise<void>>();
  // Each message is progress twice: when it is accepted, and when it is answered.
  const pace = Math.max(1, Math.floor((2 * messages) / (kills + 2)));
  for (let count = 0; count < kills; count += 1) {
    // Some seeds ask for more progress than there is, and more goes on while a victim is away: the last kills find no work.
    await Promise.race([chaos.progress(random.between(1, 2 * pace - 1)), answered]);
    const what = drawVictim(random, fleet);
    await returns.get(what);
    const one: Kill = { what, at: Date.now(), backAt: Number.POSITIVE_INFINITY };
    killed.push(one);
    const back = await kill(fleet, what);
    const downMs = random.between(0, DOWN_MS);
    const comeBack = async () => {
      // The time of being away is the fault itself: nothing is waited for.
      await sleep(downMs);
      await back();
      one.backAt = Date.now();
    };
    returns.set(what, comeBack());
  }
  await Promise.all(returns.values());
  return killed;
}

function drawVictim(random: Random, { workers }: WorkerFleet): string {
  const roll = random.between(1, 10);
  if (roll <= DAEMON_SHARE) return "daemon";
  return roll <= DAEMON_SHARE + ENGINE_SHARE ? "engine" : random.pick(workers).name;
}

/** @returns what brings it back */
async function kill({ chaos, engine, workers }: WorkerFleet, what: string): Promise<() => Promise<void>> {
  if (what === "engine") {
    await engine.kill();
    return engine.start;
  }
  if (what === "daemon") {
    const daemon = chaos.host.current();
    daemon?.signal("SIGKILL");
    await daemon?.exited;
    return async () => void (await chaos.host.start());
  }
  const worker = workers.find(({ name }) => name === what);
  await worker?.kill();
  return async () => worker?.start();
}

interface RunRow {
  readonly id: string;
  readonly agent_id: string;
  readonly created_at: number;
  readonly finished_at: number | null;
  readonly error: string | null;
}

/**
 * Only what was killed itself loses a run whose agent had begun: the daemon, or the worker of the agent, which gets runs until
 * it is missed. The engine loses none.
 */
function unexplainedRepeats({ chaos, workerOf }: WorkerFleet, killed: readonly Kill[]): string[] {
  const interrupted = chaos.query<RunRow>(
    "SELECT id, agent_id, created_at, finished_at, error FROM runs WHERE status = 'interrupted'",
  );
  const isExplained = ({ agent_id, created_at, finished_at }: RunRow) =>
    killed.some(
      ({ what, at, backAt }) =>
        (what === "daemon" || what === workerOf(agent_id)) &&
        created_at <= backAt + HELLO_MS &&
        at <= (finished_at ?? Number.POSITIVE_INFINITY),
    );
  const begun = begunRuns(chaos);
  return interrupted
    .filter((run) => begun.has(run.id) && !isExplained(run))
    .map(
      ({ id, agent_id, error }) => `repeat: run ${id} of ${agent_id}, and nothing of it was killed: ${error}`,
    );
}

/** By the agents' own journal. */
function begunRuns({ fake }: ChaosHome): ReadonlySet<string> {
  return new Set(readFakeJournal(fake.journalPath).map(({ runId }) => runId));
}

/** A run whose end the daemon has is the last one of its message, and its agent did its work once. */
function repeatedAfterItsEnd({ chaos }: WorkerFleet): string[] {
  const later = chaos.query<{ id: string; next: string }>(
    `SELECT r.id, n.id AS next FROM runs r JOIN runs n ON n.message_row_id = r.message_row_id AND n.rowid > r.rowid
     WHERE r.status = 'completed'`,
  );
  const done = readDone(chaos.temp.bin);
  const twice = done.filter((id, at) => done.indexOf(id) !== at);
  return [
    ...later.map(({ id, next }) => `repeat: run ${id} had ended, and ${next} ran`),
    ...twice.map((id) => `repeat: run ${id} did its work twice`),
  ];
}

function measure({ chaos }: WorkerFleet, killed: readonly Kill[], began: number): CampaignFigures {
  const one = (sql: string) => chaos.query<{ n: number }>(sql)[0]?.n ?? 0;
  const interrupted = chaos.query<{ id: string }>("SELECT id FROM runs WHERE status = 'interrupted'");
  const begun = begunRuns(chaos);
  const counts: Record<string, number> = {};
  for (const { what } of killed) counts[what] = (counts[what] ?? 0) + 1;
  return {
    seconds: Math.round((performance.now() - began) / 1_000),
    killed: counts,
    runs: one("SELECT count(*) AS n FROM runs"),
    repeated: interrupted.filter(({ id }) => begun.has(id)).length,
    unbegun: interrupted.filter(({ id }) => !begun.has(id)).length,
    processes: readDone(chaos.temp.bin).length,
    dead: one("SELECT count(*) AS n FROM messages WHERE status = 'dead'"),
  };
}
