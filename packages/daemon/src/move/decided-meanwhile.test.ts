/** What people decide about an agent while it moves, or after. No engine is there: the other machine is never reached. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSystemClock, SILENT_LOG } from "@tinyagi/base";
import { settingsSchema, type WorkspacePort } from "@tinyagi/contracts";
import { homePaths } from "@tinyagi/home";
import { waitFor } from "@tinyagi/testkit";
import { partial } from "@tinyagi/testkit/partial";
import { expect, onTestFinished, test } from "vitest";
import { startTestDaemon, type TestDaemon, testHome } from "../fixture.js";
import type { MovesOptions } from "./carry-out.js";
import { move, placeOf, post, until } from "./fixture.js";
import type { MoveRecord } from "./move-record.js";
import { createMoves } from "./moves.js";
import { movesFile } from "./moves-file.js";

const AGENT = "coder";
const CODER = { name: "Coder", provider: "demo", model: "" };
const WORKERS = { nas: { slots: 1 }, box: { slots: 1 } };
const ENGINE = { url: "redis://127.0.0.1:1" };

const RECORD: MoveRecord = {
  ...{ id: "0123456789abcdef", agent: AGENT, from: "here", to: "nas", by: "test", startedAt: 0 },
  ...{ state: "copying", cursor: null, files: 0, bytes: 0, leftOut: [], retiring: false },
  ...{ forced: false, kept: null, endedAt: null, problem: null },
};

async function start(record?: Partial<MoveRecord>, engine: object | undefined = ENGINE): Promise<TestDaemon> {
  const home = testHome({
    execution: { ...(engine === undefined ? {} : { engine }), workers: WORKERS },
    agents: { tinyagi: { ...CODER, name: "TinyAGI" }, [AGENT]: CODER },
    default_agent: "tinyagi",
  });
  if (record !== undefined) movesFile(homePaths(home.home)).write([{ ...RECORD, ...record }]);
  return startTestDaemon(home);
}

test("a move that is under way holds its agent also when the engine was removed from the settings, until it is cancelled", async () => {
  const home = testHome({
    execution: { workers: WORKERS },
    agents: { tinyagi: { ...CODER, name: "TinyAGI" }, [AGENT]: CODER },
    default_agent: "tinyagi",
  });
  movesFile(homePaths(home.home)).write([RECORD]);
  const daemon = await startTestDaemon(home);
  expect(await until(daemon, ({ waitsFor }) => waitsFor === "machine")).toMatchObject({ to: "nas" });
  await daemon.json(`/api/agents/${AGENT}/move`, { method: "DELETE" });
  await until(daemon, ({ state }) => state === "cancelled");
});

test("a new agent with the id of a removed one has nothing of its move", async () => {
  const daemon = await start({ state: "done", from: "nas", to: "here", kept: "/kept", endedAt: Date.now() });
  expect((await daemon.call(`/api/agents/${AGENT}`, { method: "DELETE" })).status).toBe(200);
  await daemon.json(`/api/agents/${AGENT}`, { method: "PUT", body: JSON.stringify(CODER) });
  expect((await daemon.call(`/api/agents/${AGENT}/move/undo`, post({}))).status).toBe(404);
});

test("a place that an agent gets while it moves remains, and the move ends", async () => {
  const daemon = await start();
  await move(daemon, "nas");
  await until(daemon, ({ waitsFor }) => waitsFor === "machine");
  await daemon.json(`/api/agents/${AGENT}`, { method: "PUT", body: JSON.stringify({ place: "box" }) });
  expect(await until(daemon, ({ endedAt }) => endedAt !== null)).toMatchObject({
    state: "failed",
    problem: { code: "CONFLICT" },
  });
  expect(await placeOf(daemon)).toBe("box");
});

test("a move that is cancelled before its beginning is written does not begin", async () => {
  const folder = mkdtempSync(join(tmpdir(), "tinyagi-moves-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  let write = () => {};
  const written = new Promise<void>((resolve) => {
    write = resolve;
  });
  let writes = 0;
  const settings = settingsSchema.parse({
    agents: { [AGENT]: CODER },
    execution: { engine: ENGINE, workers: WORKERS },
  });
  const moves = createMoves(
    partial<MovesOptions>({
      settings: { current: () => settings },
      // The first one, of the beginning, takes its time.
      store: { write: async () => (++writes === 1 ? written : undefined) as never },
      journal: { append: () => undefined as never },
      paths: { auth: folder },
      clock: createSystemClock(),
      log: SILENT_LOG,
      undo: { defer: () => {} },
      portOf: () => undefined,
      isBusy: () => true,
      release: () => {},
      giveUp: () => false,
      onChange: () => {},
    }),
  );
  const started = moves.start({ agent: AGENT, to: "nas", force: false }, "test");
  const isKnown = () => moves.list().length === 1;
  await waitFor(isKnown, { what: "the move" });
  expect(await moves.cancel(AGENT)).toMatchObject({ state: "cancelled" });
  write();
  await started;
  expect(moves.list()).toMatchObject([{ state: "cancelled" }]);
  expect(moves.isAny()).toBe(false);
});

test("a place that an agent gets in the very moment in which its move switches remains", async () => {
  const folder = mkdtempSync(join(tmpdir(), "tinyagi-moves-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const settings = (place?: string) =>
    settingsSchema.parse({
      agents: { [AGENT]: { ...CODER, ...(place === undefined ? {} : { place }) } },
      execution: { engine: ENGINE, workers: WORKERS },
    });
  movesFile({ auth: folder }).write([{ ...RECORD, state: "switching" }]);
  const saved: unknown[] = [];
  const moves = createMoves(
    partial<MovesOptions>({
      settings: partial<MovesOptions["settings"]>({
        current: () => settings(),
        // Somebody was first in the line of changes.
        async update(_author, change) {
          if (typeof change === "function") saved.push(change(settings("box")));
          return settings("nas");
        },
      }),
      store: { write: async () => undefined as never },
      journal: { append: () => undefined as never },
      paths: { auth: folder },
      clock: createSystemClock(),
      log: SILENT_LOG,
      undo: { defer: () => {} },
      portOf: () =>
        partial<WorkspacePort>({
          commitTree: async () => ({}) as never,
          dropTree: async () => ({}) as never,
        }),
      isBusy: () => false,
      release: () => {},
      giveUp: () => false,
      onChange: () => {},
    }),
  );
  const isOver = () => moves.list()[0]?.endedAt !== null;
  await waitFor(isOver, { what: "the end of the move" });
  expect(moves.list()).toMatchObject([{ state: "failed", problem: { code: "CONFLICT" } }]);
  expect(saved).toEqual([]);
});
