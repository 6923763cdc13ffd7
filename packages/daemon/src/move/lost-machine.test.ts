/** A move whose machine is lost holds its agent only as long as a person wants. @requirement WORKER-3 */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Lane } from "@tinyagi/contracts";
import { homePaths } from "@tinyagi/home";
import { needs } from "@tinyagi/testkit";
import { describe, expect, test } from "vitest";
import { startTestDaemon, type TestDaemon, testHome } from "../fixture.js";
import { answered, NAME, PLACED, placedTeam, send } from "../worker/fixture.js";
import { move, placeOf, post, until } from "./fixture.js";
import type { MoveRecord } from "./move-record.js";
import { movesFile } from "./moves-file.js";

const ANSWERS_HERE = {
  name: "Coder",
  provider: "demo",
  model: "",
} as const;

const MOVE: MoveRecord = {
  id: "0123456789abcdef",
  agent: PLACED,
  from: "here",
  to: NAME,
  by: "test",
  startedAt: 0,
  state: "switching",
  cursor: null,
  files: 1,
  bytes: 1,
  leftOut: [],
  retiring: false,
  forced: false,
  kept: null,
  endedAt: null,
  problem: null,
};

/** The agent works here, a worker is known and away, and no agent has a place. */
async function withLost(record?: Partial<MoveRecord>, engine?: object) {
  const { server } = await placedTeam();
  const home = testHome({
    execution: { engine: { url: server.url, ...engine }, workers: { [NAME]: { slots: 1 } } },
    agents: { tinyagi: { ...ANSWERS_HERE, name: "TinyAGI" }, [PLACED]: ANSWERS_HERE },
    default_agent: "tinyagi",
  });
  if (record !== undefined) movesFile(homePaths(home.home)).write([{ ...MOVE, ...record }]);
  const folder = join(dirname(home.home), "ws", PLACED);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "a.md"), "a");
  return startTestDaemon(home);
}

/** Whether the agent is held, when another agent has answered what came after its message. */
async function waitsWhileOthersWork(daemon: TestDaemon): Promise<void> {
  await daemon.json("/api/message", send(`@${PLACED} first`));
  await daemon.json("/api/message", send("@tinyagi second"));
  expect((await answered(daemon, 1)).map(({ agent }) => agent)).toEqual(["tinyagi"]);
  const { lanes } = await daemon.json<{ lanes: Lane[] }>("/api/queue/lanes");
  expect(lanes.find(({ agent }) => agent === PLACED)?.messages[0]?.wait).toMatchObject({
    for: "place",
    place: { place: NAME, because: "moving" },
  });
}

const cancel = (daemon: TestDaemon) => daemon.json(`/api/agents/${PLACED}/move`, { method: "DELETE" });

describe("a move to a machine that is lost", needs("redis-server"), () => {
  test("holds the messages of the agent, though no agent has a place, until it is cancelled", async () => {
    const daemon = await withLost();
    await move(daemon, NAME);
    await until(daemon, ({ waitsFor }) => waitsFor === "machine");
    await waitsWhileOthersWork(daemon);
    await cancel(daemon);
    expect((await answered(daemon, 2)).map(({ agent }) => agent)).toContain(PLACED);
  });

  test("can be cancelled while it switches: the settings still name the old place", async () => {
    const daemon = await withLost({});
    await until(daemon, ({ waitsFor }) => waitsFor === "machine");
    expect(await cancel(daemon)).toMatchObject({ move: { state: "cancelled", problem: null } });
    expect(await placeOf(daemon)).toBeUndefined();
  });

  test("is continued after a restart with an engine that cannot be used: the agent starts nothing", async () => {
    const daemon = await withLost({}, { password: "env:NOT_THERE" });
    await waitsWhileOthersWork(daemon);
  });

  test("ends when the worker is removed", async () => {
    const daemon = await withLost();
    await move(daemon, NAME);
    await until(daemon, ({ waitsFor }) => waitsFor === "machine");
    await daemon.json(`/api/workers/${NAME}`, { method: "DELETE" });
    expect(await until(daemon, ({ endedAt }) => endedAt !== null)).toMatchObject({
      state: "failed",
      problem: { code: "NOT_FOUND" },
    });
  });

  test("to go back there can be cancelled, too", async () => {
    const daemon = await withLost({ state: "undoing", from: NAME, to: "here", kept: "/kept", endedAt: 1 });
    await until(daemon, ({ waitsFor }) => waitsFor === "machine");
    expect(await cancel(daemon)).toMatchObject({ move: { state: "done" } });
    await daemon.json("/api/message", send(`@${PLACED} go on`));
    await answered(daemon, 1);
  });

  test("does not forbid the next one, when its old folder cannot be put aside", async () => {
    const daemon = await withLost({ state: "done", from: NAME, to: "here", retiring: true, endedAt: 1 });
    await move(daemon, NAME);
    expect(await until(daemon, ({ to }) => to === NAME)).toMatchObject({ kept: null, endedAt: null });
    expect((await daemon.call(`/api/agents/${PLACED}/move`, post({ to: NAME }))).status).toBe(409);
  });
});
