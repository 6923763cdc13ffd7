/** For tests: a whole engine over a real SQLite file, with agents that are functions and a clock the test moves. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { HarnessError, type JournalEvent, type Settings, settingsSchema } from "@tinyagi/contracts";
import {
  type Claim,
  createDispatcher,
  createIds,
  createJournal,
  createOutbox,
  createQueue,
  createRunner,
  createVirtualClock,
  type Dispatcher,
  type InvokeRequest,
  NO_FAILPOINTS,
  openStore,
  SILENT_LOG,
} from "@tinyagi/core";
import { createConversations } from "./service.js";

/** What an agent does with a prompt; throws to fail. */
export type AgentScript = (request: InvokeRequest, signal: AbortSignal) => string | Promise<string>;

export interface EngineFixtureOptions {
  settings?: Record<string, unknown>;
  agents: Record<string, AgentScript>;
  teams?: Settings["teams"];
  files?: Record<string, string>;
}

const START = Date.UTC(2026, 0, 1);

export async function createEngineFixture(options: EngineFixtureOptions) {
  const folder = await mkdtemp(join(tmpdir(), "tinyagi-teams-"));
  const clock = createVirtualClock(START);
  const store = openStore({ path: join(folder, "tinyagi.db"), clock });
  const newId = createIds();
  const bootId = newId("boot");
  const agents = Object.fromEntries(
    Object.keys(options.agents).map((id) => [id, { name: id, provider: "demo", model: "" }]),
  );
  const settings = settingsSchema.parse({ agents, teams: options.teams ?? {}, ...options.settings });
  const journal = createJournal({ store, clock, log: SILENT_LOG });
  const events: JournalEvent[] = [];
  journal.subscribe((event) => events.push(event));
  const queue = createQueue({
    store,
    journal,
    clock,
    bootId,
    random: () => 0.5,
    policy: () => ({
      maxAttempts: settings.execution.maxAttempts,
      baseMs: settings.execution.retryBaseMs,
      maxMs: settings.execution.retryMaxMs,
    }),
  });
  const outbox = createOutbox({ store, journal, clock, newId, filesOut: folder, failpoints: NO_FAILPOINTS });
  const conversations = createConversations({
    store,
    journal,
    queue,
    outbox,
    clock,
    newId,
    log: SILENT_LOG,
    failpoints: NO_FAILPOINTS,
    settings: () => settings,
    resolveFile: async (_agentId, requested) => {
      const path = options.files?.[requested];
      return path === undefined ? { ok: false, reason: "outside of the workspace" } : { ok: true, path };
    },
    wake: (lane) => dispatcher.wake(lane),
    abort: (id, reason) => dispatcher.abort(id, reason),
  });
  const prompts: { agentId: string; prompt: string; runId: string }[] = [];
  const runner = createRunner({
    store,
    journal,
    queue,
    clock,
    log: SILENT_LOG,
    failpoints: NO_FAILPOINTS,
    agents: { get: (id) => settings.agents[id] },
    invoker: {
      resolve: () => ({ harness: "demo", provider: "demo" }),
      async invoke(request, { signal }) {
        prompts.push({ agentId: request.agentId, prompt: request.prompt, runId: request.runId });
        const script = options.agents[request.agentId];
        if (script === undefined) throw new HarnessError("not_found", "no script");
        return { text: await script(request, signal), deniedTools: [] };
      },
    },
    outcomes: conversations.outcomes,
    ensureWorkspace: async () => folder,
    systemPrompt: async () => "",
    processStart: async () => undefined,
    sweep: () => {},
  });
  const dispatcher: Dispatcher = createDispatcher({
    store,
    queue,
    clock,
    newId,
    log: SILENT_LOG,
    maxLive: () => settings.execution.maxLiveAgents,
    onClaim: (claim: Claim) => runner.onClaim(claim),
    run: (slot) => runner.run(slot),
  });
  dispatcher.start();

  return {
    store,
    clock,
    journal,
    queue,
    outbox,
    conversations,
    dispatcher,
    prompts,
    events,
    /** Messages of replies in the order they were queued. */
    replies: () =>
      store.outbox
        .newest(1_000, null)
        .reverse()
        .map((row) => row.message),
    promptsOf: (agentId: string) =>
      prompts.filter((entry) => entry.agentId === agentId).map((entry) => entry.prompt),
    send: (text: string, extra: Partial<Parameters<typeof conversations.accept>[0]> = {}) =>
      conversations.accept({ text, channel: "api", sender: "tester", ...extra }),
    /** Resolves when nothing runs and nothing is due at the clock's time. */
    async settled(): Promise<void> {
      for (let quiet = 0; quiet < 3; ) {
        await store.idle();
        await new Promise<void>((resolve) => setImmediate(resolve));
        quiet = dispatcher.live() === 0 ? quiet + 1 : 0;
      }
    },
    async [Symbol.asyncDispose]() {
      await dispatcher[Symbol.asyncDispose]();
      await conversations[Symbol.asyncDispose]();
      await store[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export type EngineFixture = Awaited<ReturnType<typeof createEngineFixture>>;

/** A team of the given members, led by the first. */
export function team(...members: [string, ...string[]]): Settings["teams"][string] {
  return { name: "Dev", agents: members, leader_agent: members[0] };
}
