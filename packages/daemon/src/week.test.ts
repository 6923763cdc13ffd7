/**
 * A recorded week on a virtual clock: one person, two providers, five agents, six channels, and what ordinary life does to
 * them. The engine, the schedules and the notices are those of a daemon; agents are functions.
 *
 * @requirement PATIENCE-1
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Clock, createIds, createVirtualClock, NO_FAILPOINTS, SILENT_LOG } from "@tinyagi/base";
import { type JournalEvent, settingsSchema } from "@tinyagi/contracts";
import { createSchedules } from "@tinyagi/features";
import { homePaths } from "@tinyagi/home";
import {
  createJournal,
  createPayloads,
  createRedactor,
  type InvokerPort,
  openStore,
  ownerChat,
} from "@tinyagi/kernel";
import { expect, onTestFinished, test } from "vitest";
import { oneWorkspace } from "../../features/src/workspace/fixture.js";
import { createDice, D, H, SLEEPS, TROUBLES, toFailure, troubleAt, WEEK_START } from "../test/week-world.js";
import { startNotices } from "./channels/notices.js";
import { createEngine } from "./engine.js";
import { recover } from "./recovery.js";

const MESSAGES = 200;
const SCHEDULES = 40;
const CHANNELS = ["telegram", "discord", "whatsapp", "web", "cli", "api"];
const PROVIDER_OF: Readonly<Record<string, string>> = {
  ada: "anthropic",
  ben: "anthropic",
  cleo: "anthropic",
  dan: "openai",
  eve: "openai",
};
const AGENTS = Object.keys(PROVIDER_OF);
const ZONES = ["Europe/Berlin", "UTC", "America/New_York", "Asia/Tokyo"];
const OWNER = { channel: "telegram", senderId: "1" };
/** Everything that waits has ended by then. */
const AFTER_MS = 14 * H;

/** Timers run by the time that the machine was awake. */
function sleepyClock() {
  const awake = createVirtualClock(WEEK_START);
  let slept = 0;
  const clock: Clock = { ...awake, now: () => awake.now() + slept };
  const sleep = (ms: number): void => {
    slept += ms;
  };
  return { clock, advance: awake.advance, sleep };
}

/** A session of a CLI remembers what was done in it: an agent that goes on does nothing twice. */
function createAgents(clock: Clock, messageOf: (runId: string) => number) {
  const dice = createDice(7);
  const sessions = new Map<string, Set<number>>();
  /** How often the effect of each message was made. */
  const effects = new Map<number, number>();
  /** Runs that a sleep of the machine interrupts. */
  const awake = { epoch: 0 };
  const pass = (ms: number) => new Promise<void>((resolve) => void clock.setTimer(ms, resolve));

  const invoker: InvokerPort = {
    resolve: ({ provider }) => ({ harness: "claude", provider }),
    async invoke({ agentId, prompt, runId, sessionId = `session of ${runId}` }, { onEvent }) {
      const done = sessions.get(sessionId) ?? new Set<number>();
      sessions.set(sessionId, done);
      const { epoch } = awake;
      const half = 5_000 + dice() * 60_000;
      const check = () => {
        const trouble = troubleAt(PROVIDER_OF[agentId] ?? "", clock.now());
        if (trouble !== undefined) throw toFailure(trouble, clock.now());
        if (awake.epoch !== epoch) throw toFailure(AFTER_SLEEP, clock.now());
      };
      check();
      onEvent({ type: "session", sessionId });
      await pass(half);
      const message = messageOf(runId);
      // What it does with tools needs its provider only before and after.
      check();
      if (!done.has(message)) {
        done.add(message);
        effects.set(message, (effects.get(message) ?? 0) + 1);
        onEvent({ type: "tool.started", name: "Bash", callId: runId });
        onEvent({ type: "tool.completed", name: "Bash", callId: runId });
      }
      await pass(half);
      check();
      return { text: `done: ${prompt.slice(-100)}`, sessionId, deniedTools: [] };
    },
  };
  const wakeUp = (): void => {
    awake.epoch += 1;
  };
  return { invoker, effects, wakeUp };
}

const AFTER_SLEEP = {
  provider: "",
  from: 0,
  until: 0,
  says: () => ({ text: "read ECONNRESET", name: "ECONNRESET" }),
};

async function openWeek() {
  const folder = mkdtempSync(join(tmpdir(), "tinyagi-week-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const { clock, advance, sleep } = sleepyClock();
  const store = openStore({ path: join(folder, "tinyagi.db"), clock });
  const agents = createAgents(clock, (runId) => store.runs.get(runId)?.message_row_id ?? 0);
  const settings = settingsSchema.parse({
    agents: Object.fromEntries(AGENTS.map((id) => [id, { name: id, provider: PROVIDER_OF[id], model: "m" }])),
    channels: { enabled: ["telegram", "discord", "whatsapp"], notify: OWNER },
  });
  const newId = createIds();
  const journal = createJournal({ store, clock, log: SILENT_LOG });
  const events: JournalEvent[] = [];
  journal.subscribe((event) => events.push(event));
  const engine = createEngine({
    store,
    clock,
    journal,
    newId,
    bootId: "boot_week",
    around: { outbox: (inner) => inner, conversations: (inner) => inner },
    sweep: () => {},
    payloads: createPayloads(createRedactor(), () => settings.traces),
    isPaused: () => false,
    failpoints: NO_FAILPOINTS,
    log: SILENT_LOG,
    paths: homePaths(folder),
    userHome: folder,
    git: { scratch: folder, path: "" },
    folderOfAgent: async () => folder,
    tokenOf: async () => undefined,
    settings: () => settings,
    invoker: agents.invoker,
    workspaceOf: oneWorkspace(folder),
    prepareAgent: async () => ({ workspace: folder, system: { text: "" } }),
    resolveFile: async () => ({ ok: false, why: { code: "file", refusal: "not_there" } }),
    random: () => 0.5,
  });
  const schedules = createSchedules({
    store,
    journal,
    clock,
    newId,
    log: SILENT_LOG,
    prepare: async (inbound) => engine.conversations.prepare(inbound),
    knows: (id) => AGENTS.includes(id),
    ownerChat: () => ownerChat(store, settings),
  });
  const stopNotices = startNotices({
    store,
    journal,
    clock,
    newId,
    log: SILENT_LOG,
    settings: () => settings,
    outbox: engine.outbox,
    isConnected: () => true,
  });
  const { suspects } = await recover({
    store,
    engine,
    agents: { reaper: { reap: async () => {} }, isStray: () => false },
    bootId: "boot_week",
    now: () => clock.now(),
    version: "1",
  });
  await engine.approvals.start();
  await engine.budgets.start();
  engine.dispatcher.start(suspects);
  schedules.start();
  onTestFinished(async () => {
    stopNotices();
    await schedules[Symbol.asyncDispose]();
    await engine.dispatcher[Symbol.asyncDispose]();
    for (const part of [engine.circuits, engine.spawner, engine.budgets, engine.approvals])
      await part[Symbol.asyncDispose]();
    await engine.conversations[Symbol.asyncDispose]();
    await store[Symbol.asyncDispose]();
  });
  return { clock, advance, sleep, store, engine, schedules, events, agents };
}

type Week = Awaited<ReturnType<typeof openWeek>>;

/** Resolves when nothing happens at the clock's time any more. */
async function settle({ store }: Week): Promise<void> {
  for (let turn = 0; turn < 6; turn += 1) {
    await store.idle();
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
}

async function passUntil(week: Week, time: number): Promise<void> {
  const { clock, engine } = week;
  while (clock.now() < time) {
    const step = engine.dispatcher.live() > 0 ? 5_000 : 20_000;
    week.advance(Math.min(step, time - clock.now()));
    await settle(week);
  }
}

interface Sent {
  readonly at: number;
  readonly agent: string;
  readonly channel: string;
  readonly task: string;
}

function toMessages(): Sent[] {
  const dice = createDice(42);
  const isAwake = (time: number) => !SLEEPS.some(({ from, until }) => time >= from && time <= until);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(dice() * list.length)] as T;
  const times = Array.from({ length: 2 * MESSAGES }, () => Math.floor(WEEK_START + dice() * 7 * D));
  const met = TROUBLES.map(({ from, provider }) => ({
    at: from + 1_000,
    agent: pick(AGENTS.filter((id) => PROVIDER_OF[id] === provider)),
  }));
  const others = times
    .filter(isAwake)
    .slice(0, MESSAGES - met.length)
    .map((time) => ({ at: time, agent: pick(AGENTS) }));
  return [...met, ...others]
    .sort((a, b) => a.at - b.at)
    .map((one, i) => ({ ...one, channel: pick(CHANNELS), task: `task m${i}x` }));
}

async function addSchedules({ schedules }: Week): Promise<void> {
  const dice = createDice(3);
  for (let n = 0; n < SCHEDULES; n += 1) {
    const hour = Math.floor(dice() * 24);
    const cron = n % 4 === 0 ? `${n} */6 * * *` : n % 4 === 1 ? `${n} ${hour} * * 1-5` : `${n} ${hour} * * *`;
    const agentId = AGENTS[n % AGENTS.length] ?? "ada";
    const timeZone = ZONES[n % ZONES.length] ?? "UTC";
    await schedules.create(
      { agentId, cron, timeZone, message: `task s${n}x`, label: `s${n}` },
      { actor: "test" },
    );
  }
}

test("a week of outages, limits, logins, updates and sleeps loses nothing and repeats nothing", async () => {
  const week = await openWeek();
  const { store, clock, engine, events, agents } = week;
  await store.write(() =>
    store.pairings.put({
      channel: OWNER.channel,
      sender_id: OWNER.senderId,
      sender: "Owner",
      state: "approved",
      role: "owner",
      code: null,
      created_at: 1,
      last_seen_at: 2,
      expires_at: null,
      approved_at: 1,
      approved_by: "cli",
    }),
  );
  await addSchedules(week);
  const sent = toMessages();
  expect(sent).toHaveLength(MESSAGES);
  const acts = [
    ...sent.map((message) => ({ at: message.at, message })),
    ...SLEEPS.map((sleep) => ({ at: sleep.from, sleep })),
  ].sort((a, b) => a.at - b.at);
  for (const act of acts) {
    await passUntil(week, act.at);
    if ("message" in act) {
      const { agent, channel, task } = act.message;
      await engine.conversations.accept({
        text: `@${agent} ${task}`,
        channel,
        sender: "Owner",
        senderId: OWNER.senderId,
        messageId: task.replace(" ", "_"),
      });
    } else {
      week.sleep(act.sleep.until - clock.now());
      agents.wakeUp();
    }
    await settle(week);
  }
  await passUntil(week, WEEK_START + 7 * D + AFTER_MS);

  // None dead, every message answered.
  const states = store.db.prepare("SELECT status, count(*) AS n FROM messages GROUP BY status").all();
  expect(states).toEqual([{ status: "completed", n: expect.any(Number) }]);
  const unanswered = store.db
    .prepare(
      `SELECT c.inbound_id FROM conversations c WHERE c.channel <> 'schedule'
       AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.conversation_id = c.id AND o.message LIKE '%done: %')`,
    )
    .all();
  expect(unanswered).toEqual([]);
  expect(
    store.db.prepare("SELECT count(*) AS n FROM conversations WHERE inbound_id LIKE 'task_m%'").get(),
  ).toEqual({
    n: MESSAGES,
  });
  // None run twice with effects.
  expect([...agents.effects].filter(([, times]) => times !== 1)).toEqual([]);
  expect(agents.effects.size).toBe(MESSAGES + pickEvents(events, "schedule.fired").length);
  // Order kept: what one person asked of one agent is answered in the order of asking.
  for (const agent of AGENTS)
    expect(listAnswered(store, agent)).toEqual(
      sent.filter((one) => one.agent === agent).map(({ task }) => task.replace(" ", "_")),
    );
  // At most one notice a cause in each chat, and every cause was met.
  expect(repeatedNotices(store, pickEvents(events, "provider.paused"))).toEqual([]);
  const met = TROUBLES.filter(({ provider, from, until }) =>
    getFailures(store).some(
      (run) => run.provider === provider && run.finished_at >= from && run.finished_at < until,
    ),
  );
  expect(met).toHaveLength(TROUBLES.length);
}, 600_000);

function pickEvents(events: readonly JournalEvent[], type: JournalEvent["type"]): JournalEvent[] {
  return events.filter((event) => event.type === type);
}

/** Inbound ids of a person's messages to an agent, in the order in which they were completed. */
function listAnswered({ db }: Week["store"], agent: string): unknown[] {
  return db
    .prepare(
      `SELECT c.inbound_id FROM messages m JOIN conversations c ON c.id = m.conversation_id
       WHERE m.agent_id = ? AND c.inbound_id LIKE 'task_m%' ORDER BY m.finished_at, m.id`,
    )
    .pluck()
    .all(agent);
}

interface FailedRun {
  provider: string;
  finished_at: number;
}

function getFailures({ db }: Week["store"]): FailedRun[] {
  return db.prepare<[], FailedRun>("SELECT provider, finished_at FROM runs WHERE status = 'failed'").all();
}

interface NoticeRow {
  chat: string;
  provider: string;
  created_at: number;
  message: string;
}

/** Notices about the same pause of a provider that a chat got more than once. */
function repeatedNotices({ db }: Week["store"], paused: readonly JournalEvent[]): string[] {
  const rows = db
    .prepare<[], NoticeRow>(
      `SELECT o.channel || ' ' || coalesce(o.sender_id, o.sender) AS chat, o.created_at, o.message,
         (SELECT r.provider FROM runs r JOIN messages m ON m.id = r.message_row_id OR m.agent_id = r.agent_id
          WHERE m.conversation_id = o.conversation_id LIMIT 1) AS provider
       FROM outbox o WHERE o.channel <> 'schedule' AND o.message NOT LIKE '%done: %' ORDER BY o.id`,
    )
    .all();
  const pausesBefore = ({ provider, created_at }: NoticeRow) =>
    paused.filter(({ time, data }) => time <= created_at && "provider" in data && data.provider === provider)
      .length;
  const keys = rows.map((row) => `${row.chat} ${row.provider} pause ${pausesBefore(row)}`);
  return keys.filter((key, i) => keys.indexOf(key) !== i);
}
