import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createIds, createVirtualClock, NO_FAILPOINTS, SILENT_LOG } from "@tinyagi/base";
import { settingsSchema } from "@tinyagi/contracts";
import { homePaths } from "@tinyagi/home";
import { createJournal, createPayloads, createRedactor, openStore } from "@tinyagi/kernel";
import { expect, onTestFinished, test } from "vitest";
import { oneWorkspace } from "../../features/src/workspace/fixture.js";
import type { Agents } from "./agent-host.js";
import { createEngine } from "./engine.js";
import { recover } from "./recovery.js";

/** The engine of one boot over a home, with a reaper that records its calls. */
function boot(folder: string, bootId: string) {
  const clock = createVirtualClock();
  const store = openStore({ path: join(folder, "tinyagi.db"), clock });
  const reaped: object[] = [];
  const order: string[] = [];
  const reaper: Agents["reaper"] = {
    async reap(runs) {
      order.push(`reaped while ${store.messages.withStatus("processing", 9).length} are claimed`);
      reaped.push(...runs);
    },
  };
  const settings = settingsSchema.parse({ agents: { a: { name: "A", provider: "demo" } } });
  const engine = createEngine({
    around: { outbox: (inner) => inner, conversations: (inner) => inner },
    store,
    clock,
    bootId,
    sweep: () => {},
    payloads: createPayloads(createRedactor(), () => settings.traces),
    isPaused: () => false,
    failpoints: NO_FAILPOINTS,
    log: SILENT_LOG,
    paths: homePaths(folder),
    journal: createJournal({ store, clock, log: SILENT_LOG }),
    newId: createIds(),
    settings: () => settings,
    invoker: {
      resolve: () => ({ harness: "demo", provider: "demo" }),
      invoke: async () => ({ text: "done", deniedTools: [] }),
    },
    userHome: folder,
    git: { scratch: folder, path: "" },
    folderOfAgent: async () => folder,
    tokenOf: async () => undefined,
    workspaceOf: oneWorkspace(folder),
    prepareAgent: async () => ({ workspace: folder, system: { text: "" } }),
    resolveFile: async () => ({ ok: false, why: { code: "file", refusal: "not_there" } }),
    random: () => 0.5,
  });
  const start = () =>
    recover({
      store,
      engine,
      agents: { reaper, isStray: () => false },
      bootId,
      now: () => clock.now(),
      version: "1",
    });
  return { store, engine, reaped, order, start };
}

function home(): string {
  const folder = mkdtempSync(join(tmpdir(), "tinyagi-recovery-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Accepts a message, claims it as a runner would, and crashes while its process runs. */
async function dieWith(folder: string, bootId: string, pid: number): Promise<void> {
  const { store, engine, start } = boot(folder, bootId);
  await start();
  if (store.messages.openLanes().length === 0)
    await engine.conversations.accept({ text: "@a go", channel: "api", sender: "kim" });
  store.writeNow(() => {
    const runId = `run_${bootId}`;
    const claim = engine.queue.claim("a", runId);
    if (claim === undefined) throw new Error("nothing to claim");
    store.runs.insert({
      id: runId,
      message_row_id: claim.id,
      conversation_id: claim.conversation_id,
      parent_run_id: null,
      root_run_id: runId,
      depth: 0,
      agent_id: "a",
      harness: "demo",
      provider: "demo",
      model: null,
      attempt: claim.attempts,
      boot_id: bootId,
      created_at: 1,
    });
    store.runs.started(runId, { pid, start: `start-${pid}`, now: 1 });
  });
  await store[Symbol.asyncDispose]();
}

test("processes of the previous boot are ended before its message can be claimed again, and the run is reported as interrupted", async () => {
  const folder = home();
  await dieWith(folder, "boot_1", 4711);
  const next = boot(folder, "boot_2");
  onTestFinished(() => next.store[Symbol.asyncDispose]());
  expect(await next.start()).toMatchObject({ recovered: 1, orphans: 1, suspects: [{ lane: "a" }] });
  expect(next.reaped).toEqual([{ runId: "run_boot_1", pid: 4711, startTime: "start-4711" }]);
  expect(next.order).toEqual(["reaped while 1 are claimed"]);
  expect(next.store.runs.get("run_boot_1")).toMatchObject({ status: "interrupted" });
  expect(next.store.messages.withStatus("pending", 9)).toMatchObject([{ attempts: 1, interruptions: 1 }]);
  const types = next.engine.journal.read(0, 99).map((event) => event.type);
  expect(types).toContain("run.interrupted");
  expect(types.at(-1)).toBe("daemon.started");
});

test("a message during which the daemon crashed five times is dead, and its sender is notified", async () => {
  const folder = home();
  for (let death = 1; death <= 5; death += 1) await dieWith(folder, `boot_${death}`, 100 + death);
  const next = boot(folder, "boot_6");
  onTestFinished(() => next.store[Symbol.asyncDispose]());
  await next.start();
  expect(next.store.deadLetters.list({ limit: 9 })).toMatchObject([{ interruptions: 5 }]);
  const [reply] = await next.engine.outbox.pending("api", 9);
  expect(reply?.message).toMatch(/stopped unexpectedly 5 times/);
  expect(next.store.conversations.list({ limit: 9, status: "open" })).toEqual([]);
});

test("a home after a clean shutdown has nothing to recover", async () => {
  const only = boot(home(), "boot_1");
  onTestFinished(() => only.store[Symbol.asyncDispose]());
  expect(await only.start()).toEqual({ recovered: 0, orphans: 0, suspects: [], adopted: [] });
});
