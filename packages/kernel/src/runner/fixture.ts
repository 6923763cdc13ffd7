/** Queue, runner and dispatcher over a temporary store, with agents that are functions. For tests only. */
import { deepStrictEqual } from "node:assert/strict";
import type { Log } from "@tinyagi/base";
import { createIds, type Failpoints, NO_FAILPOINTS } from "@tinyagi/base";
import {
  type AgentConfig,
  defaultSettings,
  type HarnessContext,
  HarnessError,
  type InvokeRequest,
  type InvokeResult,
  type ReplyNote,
  type Settings,
} from "@tinyagi/contracts";
import type { Approvals } from "../approvals/approval-contract.js";
import { createApprovals } from "../approvals/approvals.js";
import { type Budgets, createBudgets } from "../budgets/budgets.js";
import { createCodes } from "../confirmations/code.js";
import type { Dispatcher } from "../dispatcher/dispatcher-contract.js";
import { createLanes, type Lanes } from "../dispatcher/lanes.js";
import { createPayloads } from "../journal/payload.js";
import { createRedactor } from "../journal/redactor.js";
import { createOutbox } from "../outbox/outbox.js";
import { createCircuits } from "../providers/circuits.js";
import type { Circuits } from "../providers/circuits-contract.js";
import type { ProviderCheck } from "../providers/provider-check.js";
import { createQueueFixture, type QueueFixture } from "../queue/fixture.js";
import { providerEntries } from "../queue/provider-fallback.js";
import { createLiveRuns, type LiveRuns } from "../steering/live-runs.js";
import type { Store } from "../store/store.js";
import type { InvokerPort, OutcomePort, PreparedOutcome, RunLogin, WriteTitle } from "./ports.js";
import { createRunLoop } from "./run-loop.js";
import type { Runner } from "./runner.js";

export type AgentScript = (
  request: InvokeRequest,
  context: HarnessContext,
) => string | Partial<InvokeResult> | Promise<string | Partial<InvokeResult>>;

export interface EngineOptions {
  agents: Record<string, AgentScript>;
  config?: Partial<AgentConfig>;
  outcomes?: Partial<OutcomePort<PreparedOutcome>>;
  failpoints?: Failpoints;
  maxLive?: () => number;
  check?: ProviderCheck;
  /** Those of each provider. Default: one. */
  logins?: RunLogin[];
  /** Default: background work takes what is there. */
  backgroundQuotaMax?: () => number | undefined;
  /** Default: an hour. */
  approvalExpiryMs?: number;
  /** The settings that budgets read. */
  settings?: () => Settings;
  /** Default: no titles are written. */
  writeTitle?: WriteTitle;
}

export interface EngineFixture extends QueueFixture {
  budgets: Budgets;
  approvals: Approvals;
  circuits: Circuits;
  /** What budgets added to the reply of a conversation. */
  noted: ReplyNote[];
  dispatcher: Dispatcher;
  runner: Runner;
  liveRuns: LiveRuns;
  agents: Record<string, AgentConfig>;
  requests: InvokeRequest[];
  swept: string[];
  logged: string[];
  /** What is known of providers is forgotten, as a restart does. */
  forgetCircuits(): Promise<void>;
  /** Accepts a message and wakes its lane. */
  send(agent: string, text?: string): number;
  /** Resolves when no run is live and nothing is being written. */
  settled(): Promise<void>;
  status(id: number): string | undefined;
}

/** A promise that the test settles. */
export function deferred<T>() {
  let resolve: (value: T) => void = () => {};
  let reject: (error: unknown) => void = () => {};
  const promise = new Promise<T>((ok, failed) => {
    resolve = ok;
    reject = failed;
  });
  return { promise, resolve, reject };
}

/** An agent that works until it is aborted. */
export const hang: AgentScript = (_request, { signal }) =>
  new Promise((_resolve, reject) => {
    const stop = () => reject(new HarnessError("cancelled", "aborted"));
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
  });

const NO_OUTCOMES: OutcomePort<PreparedOutcome> = {
  prepare: async (_claim, result) => ({ readable: result.text, files: [] }),
  completed() {},
  failed() {},
  stopped() {},
  held() {},
};

export function createEngineFixture(options: EngineOptions): EngineFixture {
  const it = createQueueFixture();
  const { store, journal, queue, clock } = it;
  const newId = createIds();
  const lanes = createLanes();
  const liveRuns = createLiveRuns();
  const logged: string[] = [];
  const note = (_fields: object, message: string) => logged.push(message);
  const log: Log = { debug: note, info: note, warn: note, error: note };
  const agents = toConfigs(options);
  it.entries.of = (id) => providerEntries(agents[id]);
  const requests: InvokeRequest[] = [];
  const swept: string[] = [];
  const failpoints = options.failpoints ?? NO_FAILPOINTS;
  const noted: ReplyNote[] = [];
  const { circuits, forgetCircuits } = createFixtureCircuits(it, { lanes, log, check: options.check });
  const approvals = createApprovals({
    store,
    journal,
    clock,
    log,
    newCode: createCodes(),
    defaultExpiryMs: () => options.approvalExpiryMs ?? 3_600_000,
    outbox: createOutbox({ store, journal, clock, newId, filesOut: it.folder, failpoints: NO_FAILPOINTS }),
    wake: lanes.wake,
  });
  const budgets = createBudgets({
    store,
    journal,
    clock,
    log,
    settings: options.settings ?? defaultSettings,
    note: (_conversationId, note) => store.afterCommit(() => noted.push(note)),
    approvals,
    refuse: (id, why) => queue.refuse(id, why) !== undefined,
    resume(ids, budget) {
      for (const id of ids) {
        const { lane } = queue.resume(id, { conversationId: "c1", budget });
        store.afterCommit(() => lanes.wake(lane));
      }
    },
  });
  const { runner, dispatcher } = createRunLoop({
    lanes,
    liveRuns,
    store,
    journal,
    queue,
    clock,
    log,
    failpoints,
    agents: { get: (id) => agents[id] },
    invoker: createScripted(options, requests),
    budgets,
    circuits,
    titles: () => options.writeTitle,
    ...(options.backgroundQuotaMax === undefined ? {} : { backgroundQuotaMax: options.backgroundQuotaMax }),
    outcomes: { ...NO_OUTCOMES, ...options.outcomes },
    prepareAgent: async (agentId) => ({
      workspace: `/workspace/${agentId}`,
      system: { text: `You are ${agentId}.` },
    }),
    processStart: async (pid) => `start-${pid}`,
    payloads: createPayloads(createRedactor(), () => ({ payloads: "redacted", maxPayloadChars: 16_000 })),
    sweep: (runId) => swept.push(runId),
    newId,
    maxLive: options.maxLive ?? (() => 10),
  });
  return {
    ...it,
    dispatcher,
    runner,
    liveRuns,
    budgets,
    approvals,
    circuits,
    noted,
    agents,
    requests,
    swept,
    logged,
    send(agent, text) {
      const id = it.add(agent, text === undefined ? {} : { text });
      dispatcher.wake(agent);
      return id;
    },
    settled: () => settle(store, dispatcher),
    status: (id) => store.messages.get(id)?.status,
    forgetCircuits,
    async [Symbol.asyncDispose]() {
      await dispatcher[Symbol.asyncDispose]();
      await budgets[Symbol.asyncDispose]();
      await approvals[Symbol.asyncDispose]();
      await it[Symbol.asyncDispose]();
    },
  };
}

function toConfigs({ agents, config }: EngineOptions): Record<string, AgentConfig> {
  return Object.fromEntries(
    Object.keys(agents).map((id) => [id, { name: id.toUpperCase(), provider: "demo", model: "", ...config }]),
  );
}

function createFixtureCircuits(
  { store, journal, clock, queue }: QueueFixture,
  { lanes, log, check }: { lanes: Lanes; log: Log; check: ProviderCheck | undefined },
) {
  const newCircuits = () =>
    createCircuits({
      store,
      journal,
      clock,
      log,
      ...(check === undefined ? {} : { check }),
      onResumed(provider) {
        const due = queue.endWait(provider);
        for (const lane of due) store.afterCommit(() => lanes.wake(lane));
        return due.length;
      },
    });
  let current = newCircuits();
  return {
    circuits: new Proxy(current, { get: (_first, name) => Reflect.get(current, name) }),
    async forgetCircuits(): Promise<void> {
      await current[Symbol.asyncDispose]();
      current = newCircuits();
    },
  };
}

/** Agents that are functions. What they were asked is added to `requests`. */
function createScripted({ agents, logins }: EngineOptions, requests: InvokeRequest[]): InvokerPort {
  return {
    resolve: (agent) => ({
      harness: "codex",
      provider: agent.provider,
      model: agent.model || "m1",
      permissions: agent.permissions ?? "sandboxed",
      ...(agent.effort === undefined ? {} : { effort: agent.effort }),
      ...(logins === undefined ? {} : { logins }),
    }),
    async invoke(given, { signal, onEvent, ...others }) {
      const request = overTheWire(given);
      requests.push(request);
      const context: HarnessContext = {
        ...others,
        signal,
        onEvent: (event) => onEvent(overTheWire(event)),
      };
      const answer = (await agents[request.agentId]?.(request, context)) ?? "";
      return overTheWire({
        text: "",
        deniedTools: [],
        ...(typeof answer === "string" ? { text: answer } : answer),
      });
    },
  };
}

async function settle(store: Store, dispatcher: Dispatcher): Promise<void> {
  for (let quiet = 0; quiet < 3; ) {
    await store.idle();
    await new Promise<void>((resolve) => setImmediate(resolve));
    quiet = dispatcher.live() === 0 ? quiet + 1 : 0;
  }
}

/** A run may be executed on another machine: what goes to an invoker and comes from it must be plain JSON. @throws if it is not */
function overTheWire<T>(value: T): T {
  const received: T = JSON.parse(JSON.stringify(value));
  deepStrictEqual(received, value);
  return received;
}
