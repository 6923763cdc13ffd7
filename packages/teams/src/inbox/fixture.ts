/** For tests: the inbox on top of a whole engine. */

import { createIds, SILENT_LOG } from "@tinyagi/base";
import {
  AppError,
  EXPOSE_OFF,
  type Exposure,
  type ProviderPause,
  type RecallHit,
  type TaskChanges,
  type TaskPull,
} from "@tinyagi/contracts";
import {
  createArtifactParts,
  createAsk,
  createPairing,
  createSchedules,
  type RecallQuestion,
} from "@tinyagi/features";
import { createApprovals, createCodes, createConfirmations } from "@tinyagi/kernel";
import { expect, vi } from "vitest";
import {
  createEngineFixture,
  type EngineFixture,
  type EngineFixtureOptions,
} from "../conversation/fixture.js";
import type { Desk } from "./desk.js";
import { createInbox, type Received } from "./inbox.js";
import type { InboxCaller } from "./inbox-caller.js";

const USAGE = [{ provider: "anthropic", login: "work", windows: [{ name: "5 hours", used: 0.42 }] }];

type Extra = Partial<Parameters<EngineFixture["conversations"]["accept"]>[0]>;

export async function createInboxFixture(options: EngineFixtureOptions) {
  const engine = await createEngineFixture(options);
  const { store, journal, clock, outbox, conversations } = engine;
  const decisions = createDecisions(engine);
  const schedules = createSchedules({
    store,
    journal,
    clock,
    log: SILENT_LOG,
    newId: createIds(),
    knows: (id) => Object.hasOwn(engine.settings().agents, id),
    ownerChat: () => undefined,
    prepare: conversations.prepare,
  });
  /** Who changed a model. */
  const authors: string[] = [];
  const pauses: ProviderPause[] = [];
  /** What `/recall` finds, and what it was asked. */
  const hits: RecallHit[] = [];
  const asked: RecallQuestion[] = [];
  const remote = createRemote();
  const { host, ...hostState } = createHost();
  const inbox = createInbox({
    store,
    outbox,
    clock,
    conversations,
    ...decisions,
    steering: engine.steering,
    newId: createIds(),
    settings: engine.settings,
    directory: () => conversations.directory(),
    desk: {
      tasks: { list: (filter) => store.tasks.list(filter) },
      schedules,
      budgets: engine.budgets,
      circuits: { list: () => pauses, resume: () => [] },
      async recall(question) {
        asked.push(question);
        return [...hits];
      },
      ask: createAsk({
        store,
        settings: engine.settings,
        masked: engine.settings,
        load: () => ({ live: engine.dispatcher.live(), maxLive: 1, now: clock.now() }),
        redact: (text) => text,
      }),
      ...createArtifactParts({ store, journal, clock, newId: createIds(), filesOut: engine.folder }),
      ...remote.parts,
      load: () => ({ live: engine.dispatcher.live(), maxLive: 1 }),
      async setModel({ by }, { agent, model }) {
        const { agents } = engine.settings();
        authors.push(by);
        engine.setSettings({ agents: { ...agents, [agent]: { ...agents[agent], model } } });
        return engine.settings();
      },
      loginUsage: () => USAGE,
    },
    host,
  });
  const from =
    (caller: InboxCaller, base: Extra) =>
    (text: string, extra: Extra = {}): Promise<Received> =>
      inbox.receive({ text, channel: "cli", sender: "cli", ...base, ...extra }, caller);
  return {
    ...engine,
    inbox,
    ...decisions,
    schedules,
    authors,
    pauses,
    hits,
    asked,
    remote: remote.state,
    ...hostState,
    /** Resolves when exactly this many agents run. */
    settledWith: (live: number) => vi.waitFor(() => expect(engine.dispatcher.live()).toBe(live)),
    /** The operator at the terminal. */
    operator: from("operator", {}),
    /** A person on Telegram, handed in with the channel's own token. */
    person: (senderId: string, sender = senderId) =>
      from("channel", { channel: "telegram", sender, senderId }),
    /** A page in a browser. */
    page: from("page", { channel: "web", sender: "web" }),
    agentRun: from("run", {}),
    async [Symbol.asyncDispose]() {
      await engine[Symbol.asyncDispose]();
      await decisions.approvals[Symbol.asyncDispose]();
    },
  };
}

/** What waits for a person. */
function createDecisions(engine: EngineFixture) {
  const { store, journal, clock, outbox } = engine;
  const pairing = createPairing({ store, journal, clock, newCode: createCodes() });
  const approvals = createApprovals({
    store,
    journal,
    clock,
    outbox,
    log: SILENT_LOG,
    newCode: createCodes(),
    defaultExpiryMs: () => 3_600_000,
    wake: (lane) => engine.dispatcher.wake(lane),
  });
  const confirmations = createConfirmations({
    clock,
    newCode: createCodes(),
    record: ({ type, data }) => void store.write(() => journal.append(type, data)),
  });
  return { pairing, approvals, confirmations };
}

/** The work of one task, `T-1`, and what was published of it. */
function createRemote() {
  const state: { changes: TaskChanges | undefined; pull: TaskPull | undefined; acts: string[] } = {
    changes: undefined,
    pull: undefined,
    acts: [],
  };
  const found = <T>(ref: string, value: T | undefined): T => {
    if (ref !== "T-1" || value === undefined) throw new AppError("NOT_FOUND", "There is no such task.");
    return value;
  };
  const parts: Pick<Desk, "taskBranches" | "taskRemotes"> = {
    taskBranches: { read: async (ref) => found(ref, state.changes) },
    taskRemotes: {
      refresh: async (ref) => found(ref, state.pull),
      async publish(ref, tree, { name }) {
        state.acts.push(`${name} publishes ${tree}`);
        return found(ref, state.pull);
      },
      async merge(ref, commit, { name }) {
        state.acts.push(`${name} merges ${commit}`);
        return { commit, target: found(ref, state.pull).target };
      },
    },
  };
  return { state, parts };
}

/** The daemon around the inbox. */
function createHost() {
  let restarts = 0;
  let exposure: Exposure = EXPOSE_OFF;
  let restartRefusal: string | undefined;
  return {
    host: {
      status: () => ({ version: "1.2.3", uptime: 7_500 }),
      restart: () => {
        restarts += 1;
      },
      exposure: {
        current: () => exposure,
        async stop() {
          exposure = EXPOSE_OFF;
        },
      },
      restartRefusal: () => restartRefusal,
    },
    restarts: () => restarts,
    expose: (shown: Exposure) => {
      exposure = shown;
    },
    refuseRestarts: (why: string) => {
      restartRefusal = why;
    },
  };
}
