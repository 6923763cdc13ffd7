/** For tests: a whole engine over a real SQLite file, with functions as agents and a clock the test controls. */
import { copyFileSync, existsSync, mkdtempSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createIds, createVirtualClock, NO_FAILPOINTS, SILENT_LOG } from "@tinyagi/base";
import {
  type BackgroundEnded,
  HarnessError,
  type InvokeRequest,
  type JournalEvent,
  type Settings,
  settingsSchema,
  type Usage,
} from "@tinyagi/contracts";
import { createReplyGate } from "@tinyagi/features";
import {
  type Approvals,
  createApprovals,
  createCodes,
  createJournal,
  createLanes,
  createOutbox,
  createPayloads,
  createQueue,
  createRedactor,
  type InvokerPort,
  openStore,
  renderPrompt,
  type Suspect,
  stopColumns,
} from "@tinyagi/kernel";
import { afterEach } from "vitest";
import { oneWorkspace } from "../../../features/src/workspace/fixture.js";
import { placeEmptyDatabase } from "../../../kernel/src/store/fixture.js";
import { plannedAttempts } from "../spawn/parts.js";
import { createMessageFlow } from "./message-flow.js";
import { presentMessage } from "./present.js";

/** Returns the answer of an agent to a prompt; throws to fail. */
export type AgentScript = (request: InvokeRequest, signal: AbortSignal) => string | Promise<string>;
/** The same for an agent that reports what its run used so far. */
export type MeteredScript = (
  request: InvokeRequest,
  signal: AbortSignal,
  use: (usage: Usage) => void,
) => string | Promise<string>;

export interface EngineFixtureOptions {
  /** Of all agents. Default: `demo`, which never fails. */
  provider?: string;
  /** Decides on plans for sub-agents. Default: they wait in `approvals`. */
  decide?: Approvals["request"];
  settings?: Record<string, unknown>;
  /** What each run left in the background. Default: nothing. */
  background?: BackgroundEnded;
  agents: Record<string, MeteredScript>;
  /** Agents have sessions, as those of a CLI; a new one is named after its run. Default: they have none. */
  sessions?: boolean;
  /** Agents read where a message comes from, as in a daemon. Default: its text alone. */
  presents?: boolean;
  teams?: Settings["teams"];
  files?: Record<string, string>;
  /** Opens the existing database in this folder, as after a restart. The caller deletes the folder. */
  folder?: string;
  startAt?: number;
}

const START = Date.UTC(2026, 0, 1);
const EXPIRY_MS = 3_600_000;

/** The parts below the engine. */
async function createBase(options: EngineFixtureOptions) {
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), "tinyagi-teams-")));
  const clock = createVirtualClock(options.startAt ?? START);
  // As in a daemon with a plugin: each write that queues replies runs twice, and no reply may bypass the gate.
  const gate = createReplyGate({
    isActive: () => true,
    transform: async ({ message, metadata }) => ({ message, metadata }),
  });
  const path = join(folder, "tinyagi.db");
  placeEmptyDatabase(path);
  const store = openStore({ path, clock });
  store.passWrites(gate.writes);
  const newId = createIds();
  const bootId = newId("boot");
  const current = { settings: getSettings(options, {}), paused: false };
  const journal = createJournal({ store, clock, log: SILENT_LOG });
  const queue = createQueue({
    store,
    journal,
    clock,
    bootId,
    present: (message) =>
      options.presents === true ? presentMessage({ store, now: clock.now }, message) : renderPrompt(message),
    random: () => 0.5,
    maxAttempts: (message) => plannedAttempts(store, message),
    policy: () => {
      const { maxAttempts, retryBaseMs, retryMaxMs, patience } = current.settings.execution;
      return { maxAttempts, baseMs: retryBaseMs, maxMs: retryMaxMs, patienceMs: patience };
    },
  });
  const outbox = gate.outbox(
    createOutbox({ store, journal, clock, newId, filesOut: folder, failpoints: NO_FAILPOINTS }),
  );
  return { folder, clock, store, newId, bootId, current, journal, queue, outbox };
}

/** As a daemon does at its start: the work of one that was killed begins again. */
function recover(
  { store, queue, clock, bootId }: Awaited<ReturnType<typeof createBase>>,
  { conversations }: Pick<ReturnType<typeof createEngine>, "conversations">,
): Promise<readonly Suspect[]> {
  return store.write(() => {
    for (const run of store.runs.stray(bootId))
      store.runs.end(run.id, { status: "interrupted", ...stopColumns("run.daemon_died"), now: clock.now() });
    const { dead, suspects } = queue.recover();
    conversations.recovered(dead);
    return suspects;
  });
}

/**
 * What `kill -9` at this moment would leave of an engine's folder, as a new folder. The caller deletes it. The engine goes
 * on, but nothing it does from now on is in there.
 */
export function copyAsKilled(folder: string): string {
  const copy = mkdtempSync(join(tmpdir(), "tinyagi-killed-"));
  // SQLite builds the third file of a store again.
  for (const name of ["tinyagi.db", "tinyagi.db-wal"])
    if (existsSync(join(folder, name))) copyFileSync(join(folder, name), join(copy, name));
  return copy;
}

function getSettings(options: EngineFixtureOptions, changed: Record<string, unknown>): Settings {
  const agents = Object.fromEntries(
    Object.keys(options.agents).map((id) => [id, { name: id, provider: "demo", model: "" }]),
  );
  return settingsSchema.parse({ agents, teams: options.teams ?? {}, ...options.settings, ...changed });
}

/** Functions as agents; records each call. */
function createScripts(options: EngineFixtureOptions) {
  const prompts: { agentId: string; prompt: string; runId: string }[] = [];
  const invoker: InvokerPort = {
    resolve: () => ({ harness: "demo", provider: options.provider ?? "demo", permissions: "ask" }),
    async invoke(request, { signal, onEvent }) {
      prompts.push({ agentId: request.agentId, prompt: request.prompt, runId: request.runId });
      const script = options.agents[request.agentId];
      if (script === undefined) throw new HarnessError("not_found", "no script");
      if (options.sessions === true)
        onEvent({ type: "session", sessionId: request.sessionId ?? `session of ${request.runId}` });
      const use = (usage: Usage) => onEvent({ type: "usage", usage });
      const { background } = options;
      const left = background === undefined ? {} : { backgroundEnded: background };
      return { text: await script(request, signal, use), deniedTools: [], ...left };
    },
  };
  return { prompts, invoker };
}

function createEngine(
  options: EngineFixtureOptions,
  base: Awaited<ReturnType<typeof createBase>>,
  invoker: InvokerPort,
) {
  const shared = { ...base, log: SILENT_LOG, failpoints: NO_FAILPOINTS };
  const lanes = createLanes();
  const approvals = createApprovals({
    ...shared,
    newCode: createCodes(),
    defaultExpiryMs: () => EXPIRY_MS,
    wake: lanes.wake,
  });
  const flow = createMessageFlow({
    ...shared,
    lanes,
    settings: () => base.current.settings,
    resolveFile: async (_agentId, requested) => {
      if (requested === "explodes") throw new Error("EIO /secret/path");
      const path = options.files?.[requested];
      return path === undefined
        ? { ok: false, why: { code: "file", refusal: "not_there" } }
        : { ok: true, path };
    },
    agents: { get: (id) => base.current.settings.agents[id] },
    approvals: {
      ...approvals,
      request: options.decide ?? ((request) => approvals.request(request)),
    },
    invoker,
    workspaceOf: oneWorkspace(base.folder),
    prepareAgent: async () => ({ workspace: base.folder, system: { text: "" } }),
    processStart: async () => undefined,
    payloads: createPayloads(createRedactor(), () => ({ payloads: "redacted", maxPayloadChars: 16_000 })),
    sweep: () => {},
    maxLive: () => (base.current.paused ? 0 : base.current.settings.execution.maxLiveAgents),
  });
  return { ...flow, approvals };
}

export async function createEngineFixture(options: EngineFixtureOptions) {
  const base = await createBase(options);
  const { store, clock, current, journal, queue, outbox, folder } = base;
  const events: JournalEvent[] = [];
  journal.subscribe((event) => events.push(event));
  const { prompts, invoker } = createScripts(options);
  const engine = createEngine(options, base, invoker);
  const { conversations, dispatcher, spawner, steering, approvals, budgets } = engine;
  const suspects = await recover(base, engine);
  await approvals.start();
  await budgets.start();
  spawner.resume();
  dispatcher.start(suspects);
  return {
    folder,
    store,
    clock,
    journal,
    queue,
    outbox,
    conversations,
    dispatcher,
    steering,
    spawner,
    approvals,
    budgets,
    prompts,
    events,
    settings: () => current.settings,
    /** Messages of the replies, in the order they were queued. */
    replies: () =>
      store.outbox
        .newest(1_000, null)
        .reverse()
        .map((row) => row.message),
    listPrompts: (agentId: string) =>
      prompts.filter((entry) => entry.agentId === agentId).map((entry) => entry.prompt),
    pickEvents: <T extends JournalEvent["type"]>(type: T) => events.filter((event) => event.type === type),
    send: (text: string, extra: Partial<Parameters<typeof conversations.accept>[0]> = {}) =>
      conversations.accept({ text, channel: "api", sender: "tester", ...extra }),
    /** Replaces top-level settings, as a hot reload does. */
    setSettings(changed: Record<string, unknown>): void {
      current.settings = getSettings(options, changed);
    },
    /** While it is paused, nothing is dispatched. */
    setPaused(paused: boolean): void {
      current.paused = paused;
    },
    /** Resolves when nothing runs and nothing is due at the clock's time. */
    async settled(): Promise<void> {
      // A graph of sub-agents takes several turns between two writes.
      for (let quiet = 0; quiet < 20; ) {
        await store.idle();
        await new Promise<void>((resolve) => setImmediate(resolve));
        quiet = dispatcher.live() === 0 ? quiet + 1 : 0;
      }
    },
    async [Symbol.asyncDispose]() {
      await dispatcher[Symbol.asyncDispose]();
      await spawner[Symbol.asyncDispose]();
      await budgets[Symbol.asyncDispose]();
      await approvals[Symbol.asyncDispose]();
      await conversations[Symbol.asyncDispose]();
      await store[Symbol.asyncDispose]();
      if (options.folder === undefined) await rm(folder, { recursive: true, force: true });
    },
  };
}

export type EngineFixture = Awaited<ReturnType<typeof createEngineFixture>>;

/** Creates engines for the tests of one file and closes them after each test. */
export function engines(): (options: EngineFixtureOptions) => Promise<EngineFixture> {
  const open: EngineFixture[] = [];
  afterEach(async () => {
    for (const fixture of open.splice(0)) await fixture[Symbol.asyncDispose]();
  });
  return async (options) => {
    const fixture = await createEngineFixture(options);
    open.push(fixture);
    return fixture;
  };
}

/** A team of the given members; the first one leads it. */
export function team(...members: [string, ...string[]]): Settings["teams"][string] {
  return { name: "Dev", agents: members, leader_agent: members[0] };
}

/** An agent that never answers and ends when it is aborted. */
export const hang: AgentScript = (_request, signal) =>
  new Promise((_resolve, reject) => {
    signal.addEventListener("abort", () => reject(new Error("aborted")));
  });

/** An agent that answers when the test calls `open`. */
export function gate(): { script: AgentScript; open: (text: string) => void } {
  let open: (text: string) => void = () => {};
  const answer = new Promise<string>((resolve) => {
    open = resolve;
  });
  return { script: () => answer, open };
}
