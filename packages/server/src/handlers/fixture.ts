/** For tests: the real handlers behind the real checks, over a real SQLite file, with agents that are functions. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { HarnessError, type Settings, settingsSchema } from "@tinyagi/contracts";
import {
  createDispatcher,
  createIds,
  createJournal,
  createOutbox,
  createQueue,
  createRunner,
  createVirtualClock,
  type Dispatcher,
  maskSecrets,
  NO_FAILPOINTS,
  openStore,
  SILENT_LOG,
  unmaskSecrets,
  validateSettings,
} from "@tinyagi/core";
import { createConversations } from "@tinyagi/teams";
import type { InjectOptions } from "fastify";
import { onTestFinished } from "vitest";
import { createApp } from "../app.js";
import { createHandlers } from "./handlers.js";
import type { DaemonPort, SettingsPort } from "./services.js";

export type Script = (prompt: string, signal: AbortSignal) => string | Promise<string>;

const TOKEN = "k3Jx_secret-of-the-operator_0123456789abcd";
const PORT = 3_777;

/** An agent that works until it is told to end. */
export const hang: Script = (_prompt, signal) =>
  new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(new Error("aborted"))));
export const refuse: Script = () => {
  throw new HarnessError("auth", "the key was refused");
};

function createBase(settings: Record<string, unknown>) {
  const folder = mkdtempSync(join(tmpdir(), "tinyagi-handlers-"));
  const clock = createVirtualClock();
  const store = openStore({ path: join(folder, "tinyagi.db"), clock });
  const journal = createJournal({ store, clock, log: SILENT_LOG });
  const newId = createIds();
  const queue = createQueue({
    ...{ store, journal, clock, bootId: newId("boot") },
    random: () => 0.5,
    policy: () => ({ maxAttempts: 5, baseMs: 1_000, maxMs: 60_000 }),
  });
  const outbox = createOutbox({ store, journal, clock, newId, filesOut: folder, failpoints: NO_FAILPOINTS });
  const current = { settings: settingsSchema.parse(settings) as Settings };
  return { folder, clock, store, journal, newId, queue, outbox, current };
}

function createEngine(base: ReturnType<typeof createBase>, scripts: Record<string, Script>) {
  const shared = { ...base, log: SILENT_LOG, failpoints: NO_FAILPOINTS };
  const conversations = createConversations({
    ...shared,
    settings: () => base.current.settings,
    resolveFile: async () => ({ ok: false, reason: "no files here" }),
    wake: (lane) => dispatcher.wake(lane),
    abort: (id, reason) => dispatcher.abort(id, reason),
  });
  const runner = createRunner({
    ...shared,
    agents: { get: (id) => base.current.settings.agents[id] },
    invoker: {
      resolve: () => ({ harness: "demo", provider: "demo" }),
      async invoke({ agentId, prompt }, { signal }) {
        return { text: (await scripts[agentId]?.(prompt, signal)) ?? "ok", deniedTools: [] };
      },
    },
    outcomes: conversations.outcomes,
    ensureWorkspace: async () => base.folder,
    systemPrompt: async () => "",
    processStart: async () => undefined,
    sweep: () => {},
  });
  const dispatcher: Dispatcher = createDispatcher({
    ...shared,
    maxLive: () => 10,
    onClaim: (claim) => runner.onClaim(claim),
    run: (slot) => runner.run(slot),
  });
  return { conversations, dispatcher };
}

/** Settings in memory, masked and validated as the daemon does it. */
function memorySettings(current: { settings: Settings }): SettingsPort {
  let last: Promise<unknown> = Promise.resolve();
  const update: SettingsPort["update"] = (_author, change) => {
    const next = last.then(() => {
      const masked = maskSecrets(current.settings) as unknown as Settings;
      current.settings = validateSettings(unmaskSecrets(change(masked), current.settings));
      return current.settings;
    });
    last = next.catch(() => {});
    return next;
  };
  return {
    current: () => current.settings,
    problem: () => null,
    masked: () => maskSecrets(current.settings),
    update,
    merge: async (author, changes) =>
      void (await update(author, (draft) => ({ ...draft, ...changes }) as Settings)),
  };
}

export async function createHandlerFixture(
  settings: Record<string, unknown>,
  scripts: Record<string, Script> = {},
  daemon: Partial<DaemonPort> = {},
) {
  const base = createBase(settings);
  const { store, clock, current, folder } = base;
  const engine = createEngine(base, scripts);
  const workspaces: string[] = [];
  const handlers = createHandlers({
    ...base,
    ...engine,
    settings: memorySettings(current),
    ensureWorkspace: async (agentId) => void workspaces.push(agentId),
    resolveFile: async (_agentId, requested) =>
      requested === "report.md"
        ? { ok: true, path: "/safe/report.md" }
        : { ok: false, reason: "outside of the workspace" },
    daemon: {
      ...{ bootId: "boot_1", version: "1.2.3", home: folder, port: () => PORT, uptime: () => 5 },
      ...{ tailLog: async () => ["line"], restart: () => {}, assertAccepting: () => {} },
      ...daemon,
    },
  });
  const app = createApp({
    handlers,
    feed: base.journal,
    auth: { mode: () => "token", token: TOKEN },
    policy: () => ({ port: PORT, allowedHosts: [], allowedOrigins: [] }),
    validateResponses: true,
  });
  onTestFinished(async () => {
    await app.close();
    await engine.dispatcher[Symbol.asyncDispose]();
    await engine.conversations[Symbol.asyncDispose]();
    await store[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  });
  engine.dispatcher.start();
  return {
    ...{ store, clock, current, workspaces, dispatcher: engine.dispatcher, call: callerOf(app) },
    async settled(): Promise<void> {
      for (let quiet = 0; quiet < 3; ) {
        await store.idle();
        await new Promise<void>((resolve) => setImmediate(resolve));
        quiet = engine.dispatcher.live() === 0 ? quiet + 1 : 0;
      }
    },
  };
}

/** Calls the app as the operator. */
function callerOf(app: ReturnType<typeof createApp>) {
  return async (method: "GET" | "PUT" | "POST" | "DELETE", url: string, body?: unknown) => {
    const request: InjectOptions = {
      method,
      url,
      headers: {
        host: `127.0.0.1:${PORT}`,
        authorization: `Bearer ${TOKEN}`,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
    };
    if (body !== undefined) request.payload = JSON.stringify(body);
    const answer = await app.inject(request);
    return { status: answer.statusCode, body: answer.json() };
  };
}

/** Agents of the demo provider by id. */
export function agents(...ids: string[]): Record<string, unknown> {
  return Object.fromEntries(ids.map((id) => [id, { name: id, provider: "demo", model: "" }]));
}
