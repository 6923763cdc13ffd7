/**
 * An ordinary week in twenty minutes of real time: the real claude and codex, a daemon like a user's, two providers that are
 * down, limited and logged out, a program that is replaced, connections that break, and a machine that sleeps. The same week on
 * a virtual clock, with its hours and days, is `packages/daemon/src/week.test.ts`.
 *
 * `pnpm test:soak` runs it; `npm test` does not.
 *
 * @requirement PATIENCE-1
 */
import { existsSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import {
  createMockModelServer,
  leakCheck,
  type MockRequest,
  type MockScript,
  type NetworkPath,
  openNetworkPath,
  readRows,
  waitFor,
} from "@tinyagi/testkit";
import { expect, test } from "vitest";
import { createRandom } from "../chaos/support/random.js";
import { agentCliPath } from "../e2e/support/agent-clis.js";
import type { Daemon } from "../e2e/support/daemon.js";
import { openStage, type Stage } from "../e2e/support/stage.js";
import { commandCall } from "../e2e/support/tool-user.js";
import { ABSENT, CUTS, END_S, LOGGED_IN, type Provider, SLEEPS, troubleAt, UPDATE } from "./support/world.js";

const MESSAGES = 200;
const SCHEDULES = 40;
const CHANNELS = ["cli", "web", "api", "pager", "kiosk", "fax"];
const PROVIDER_OF: Readonly<Record<string, Provider>> = {
  ada: "anthropic",
  ben: "anthropic",
  cleo: "anthropic",
  dan: "openai",
  eve: "openai",
};
const AGENTS = Object.keys(PROVIDER_OF);
const PROGRAMS = ["claude", "codex"];
const MARKER = /### You\n- `@([\w-]+)`/;
const TASK = /task ([ms]\d+)x/;
/** Everything that waits has ended by then. */
const AFTER_MS = 30 * 60_000;

interface Act {
  /** Seconds after the start. */
  readonly at: number;
  readonly act: () => unknown;
}

/** Each task is one line in a file, which the agent's own tool for commands writes. A session that did it answers at once. */
function buildScript(second: () => number): MockScript {
  return (request) => {
    const agent = MARKER.exec(request.system)?.[1] ?? "";
    const error = troubleAt(PROVIDER_OF[agent] ?? "anthropic", second());
    if (error !== undefined) return { error };
    const task = TASK.exec(request.lastUserText)?.[1];
    if (task === undefined) return { text: "no task" };
    if (wasDone(request, task)) return { text: `done: ${task}` };
    return { toolCalls: [commandCall(`echo ${task} >> effects.txt && echo wrote ${task}.`, request)] };
  };
}

function wasDone({ messages, toolResults }: MockRequest, task: string): boolean {
  return [...messages, ...toolResults].some(
    ({ text }) => text.includes(`wrote ${task}.\n`) || text.endsWith(`wrote ${task}.`),
  );
}

function getSettings(relays: Readonly<Record<Provider, NetworkPath>>): object {
  const agent = (id: string) =>
    PROVIDER_OF[id] === "anthropic"
      ? { name: id, provider: "custom:anthropic", model: "claude-sonnet-4-6" }
      : { name: id, provider: "custom:openai", model: "gpt-5.4" };
  const provider = (harness: string, path: string, { port }: NetworkPath) => ({
    name: harness,
    harness,
    base_url: `http://127.0.0.1:${port}${path}`,
    api_key: "sk-mock-0123456789",
  });
  return {
    default_agent: "ada",
    agents: Object.fromEntries(AGENTS.map((id) => [id, agent(id)])),
    custom_providers: {
      anthropic: provider("claude", "", relays.anthropic),
      openai: provider("codex", "/v1", relays.openai),
    },
  };
}

test("a real week of outages, limits, logins, an update and sleeps loses nothing and repeats nothing", async () => {
  let started = 0;
  const second = (): number => (started === 0 ? 0 : (Date.now() - started) / 1_000);
  await using model = await createMockModelServer({ script: buildScript(second) });
  const relays = { anthropic: await openNetworkPath(model.port), openai: await openNetworkPath(model.port) };
  await using stage = await openStage({ settings: getSettings(relays) });
  const programs = agentCliPath();
  for (const name of PROGRAMS) symlinkSync(join(programs, name), join(stage.place.bin, name));
  const daemon = await stage.start();
  try {
    const fires = await addSchedules(daemon);
    started = Date.now();
    const sent = sentTasks();
    await live(second, [
      ...sent.map(({ at, agent, channel, task }) => ({
        at,
        act: () => send(daemon, { agent, channel, task }),
      })),
      ...troubles(stage, daemon, { relays, programs }),
    ]);
    await waitFor(() => openMessages(stage) === 0, {
      timeoutMs: AFTER_MS,
      intervalMs: 2_000,
      what: "every message to be answered",
    });

    expect(rows(stage, "SELECT status, count(*) AS n FROM messages GROUP BY status")).toEqual([
      { status: "completed", n: MESSAGES + fires },
    ]);
    expect(listEffects(stage)).toEqual([
      ...[...sent.map(({ task }) => task), ...Array.from({ length: fires }, (_, n) => `s${n}`)].sort(),
    ]);
    for (const agent of AGENTS)
      expect(answeredBy(stage, agent)).toEqual(
        sent.filter((one) => one.agent === agent).map(({ task }) => task),
      );
    report(stage);
  } finally {
    for (const relay of Object.values(relays)) await relay.leave();
  }
}, 4_000_000);

/** Schedules that fire once each while the week goes on. @returns how many */
async function addSchedules({ client }: Daemon): Promise<number> {
  const start = Date.now();
  for (let n = 0; n < SCHEDULES; n += 1) {
    const at = new Date(start + 30_000 + ((END_S - 60) * 1_000 * n) / SCHEDULES).toISOString();
    const agent = AGENTS[n % AGENTS.length] ?? "ada";
    await client.call("createSchedule", {
      body: { agentId: agent, runAt: at, message: `task s${n}x`, label: `s${n}` },
    });
  }
  return SCHEDULES;
}

interface Sent {
  readonly at: number;
  readonly agent: string;
  readonly channel: string;
  readonly task: string;
}

function sentTasks(): Sent[] {
  const random = createRandom(42);
  const isAwake = (time: number) => !SLEEPS.some(({ from, until }) => time >= from - 2 && time <= until + 2);
  const times: number[] = [];
  while (times.length < MESSAGES) {
    const time = random.next() * END_S;
    if (isAwake(time)) times.push(time);
  }
  return times
    .sort((a, b) => a - b)
    .map((at, n) => ({ at, agent: random.pick(AGENTS), channel: random.pick(CHANNELS), task: `m${n}` }));
}

async function send({ client }: Daemon, { agent, channel, task }: Omit<Sent, "at">): Promise<void> {
  await client.call("sendMessage", {
    body: { message: `task ${task}x`, agent, channel, sender: "Owner", senderId: "1", messageId: task },
  });
}

interface Around {
  readonly relays: Readonly<Record<Provider, NetworkPath>>;
  /** The folder of the real programs. */
  readonly programs: string;
}

function troubles(stage: Stage, daemon: Daemon, { relays, programs }: Around): Act[] {
  const claude = join(stage.place.bin, "claude");
  return [
    { at: ABSENT.from, act: () => relays[ABSENT.provider].leave() },
    { at: ABSENT.until, act: () => relays[ABSENT.provider].comeBack() },
    { at: LOGGED_IN, act: () => stage.cli(["provider", "resume", "custom:anthropic"]) },
    { at: UPDATE.from, act: () => rmSync(claude) },
    { at: UPDATE.until, act: () => symlinkSync(join(programs, "claude"), claude) },
    ...SLEEPS.flatMap(({ from, until }) => {
      const asleep: number[] = [];
      const fallAsleep = async () => {
        asleep.push(...(await listProcesses(stage, daemon)));
        signal(asleep, "SIGSTOP");
      };
      return [
        { at: from, act: fallAsleep },
        { at: until, act: () => signal(asleep, "SIGCONT") },
      ];
    }),
    ...CUTS.map((at) => ({
      at,
      act: () => {
        for (const relay of Object.values(relays)) relay.cut();
      },
    })),
  ];
}

async function listProcesses({ place }: Stage, { pid, client }: Daemon): Promise<number[]> {
  const { agentHost } = await client.call("status");
  const host = typeof agentHost?.pid === "number" ? [agentHost.pid] : [];
  return [...new Set([pid, ...host, ...leakCheck(place.root).map((one) => one.pid)])].filter(
    (one) => one !== process.pid,
  );
}

/** One that ended meanwhile needs no signal. */
function signal(pids: readonly number[], name: NodeJS.Signals): void {
  for (const pid of pids) if (existsSync(`/proc/${pid}`)) process.kill(pid, name);
}

/** Does each act at its second, in their order. */
async function live(second: () => number, acts: readonly Act[]): Promise<void> {
  for (const { at, act } of [...acts].sort((a, b) => a.at - b.at)) {
    await waitFor(() => second() >= at, { timeoutMs: END_S * 1_000, intervalMs: 50, what: `second ${at}` });
    await act();
  }
}

function rows<Row = unknown>({ place }: Stage, sql: string): Row[] {
  return readRows<Row>(join(place.home, "tinyagi.db"), sql);
}

function openMessages(stage: Stage): number {
  return (
    rows<{ n: number }>(
      stage,
      "SELECT count(*) AS n FROM messages WHERE status IN ('pending', 'processing')",
    )[0]?.n ?? -1
  );
}

function listEffects({ place }: Stage): string[] {
  return AGENTS.flatMap((id) => {
    const file = join(place.workspace, id, "effects.txt");
    return existsSync(file) ? readFileSync(file, "utf8").trim().split("\n") : [];
  }).sort();
}

/** The tasks of the person in the order in which an agent completed them. */
function answeredBy(stage: Stage, agent: string): string[] {
  return rows<{ inbound_id: string }>(
    stage,
    `SELECT c.inbound_id FROM messages m JOIN conversations c ON c.id = m.conversation_id
     WHERE m.agent_id = '${agent}' AND c.inbound_id LIKE 'm%' ORDER BY m.finished_at, m.id`,
  ).map(({ inbound_id }) => inbound_id);
}

/** For the person who runs it: what the week met. */
function report(stage: Stage): void {
  const failures = rows(
    stage,
    "SELECT error_class AS failed, count(*) AS runs FROM runs WHERE status <> 'completed' GROUP BY 1",
  );
  const notices = rows(
    stage,
    "SELECT channel, count(*) AS n FROM outbox WHERE message NOT LIKE '%done: %' GROUP BY 1",
  );
  console.log(JSON.stringify({ failures, notices }, null, 1));
}
