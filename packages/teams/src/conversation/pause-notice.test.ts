import { expect, test } from "vitest";
import { type EngineFixture, engines, hang } from "./fixture.js";

const engine = engines();
const SHORT_WHILE_MS = 10_000;
const WAITS = /@a has not answered yet: TinyAGI cannot start agents at the moment/;

/** As a daemon does whose agent host died too often, and when the next one runs. */
async function pause(e: EngineFixture): Promise<void> {
  e.setPaused(true);
  await e.store.write(() => e.journal.append("dispatch.paused", { reason: "it died", resumesInMs: 60_000 }));
}

async function resume(e: EngineFixture): Promise<void> {
  e.setPaused(false);
  await e.store.write(() => e.journal.append("dispatch.resumed", {}));
  e.dispatcher.wake("a");
}

async function pass(e: EngineFixture, ms: number): Promise<void> {
  e.clock.advance(ms);
  await e.settled();
}

test("a message that waits because no agent can be started gets one notice after a short while, then its answer", async () => {
  const e = await engine({ agents: { a: () => "done" } });
  await pause(e);
  await e.send("@a go");
  await pass(e, SHORT_WHILE_MS - 1);
  expect(e.replies()).toEqual([]);
  await pass(e, SHORT_WHILE_MS + 1);
  expect(e.replies()).toEqual([expect.stringMatching(WAITS)]);
  await pass(e, 60_000);
  expect(e.replies()).toHaveLength(1);
  await resume(e);
  await e.settled();
  expect(e.replies()).toHaveLength(2);
  expect(e.replies()[1]).toContain("done");
});

test("a message that was accepted before the pause gets the notice too, and so does one that comes later", async () => {
  const e = await engine({ agents: { a: () => "done" } });
  e.setPaused(true);
  await e.send("@a first");
  await pass(e, 60_000);
  await pause(e);
  await pass(e, SHORT_WHILE_MS);
  expect(e.replies()).toHaveLength(1);
  await e.send("@a second");
  await pass(e, 2 * SHORT_WHILE_MS);
  expect(e.replies()).toEqual([expect.stringMatching(WAITS), expect.stringMatching(WAITS)]);
});

test("a pause that ends within the short while sends no notice", async () => {
  const e = await engine({ agents: { a: () => "done" } });
  await pause(e);
  await e.send("@a go");
  await pass(e, SHORT_WHILE_MS - 1);
  await resume(e);
  await pass(e, 60_000);
  expect(e.replies()).toEqual([expect.stringContaining("done")]);
});

test("each pause sends its own notices, but a conversation gets only one", async () => {
  const e = await engine({ agents: { a: () => "done", b: () => "done" } });
  await pause(e);
  await e.send("@a go");
  await pass(e, 2 * SHORT_WHILE_MS);
  expect(e.replies()).toHaveLength(1);
  // The next host starts and dies at once.
  await e.store.write(() => e.journal.append("dispatch.resumed", {}));
  await pause(e);
  await e.send("@b go");
  await pass(e, 2 * SHORT_WHILE_MS);
  expect(e.replies()).toEqual([expect.stringMatching(WAITS), expect.stringContaining("@b has not answered")]);
});

test("a conversation in which an agent works gets no notice", async () => {
  const e = await engine({ agents: { a: hang } });
  await e.send("@a go");
  await expect.poll(() => e.dispatcher.live()).toBe(1);
  await pause(e);
  e.clock.advance(60_000);
  await e.store.idle();
  expect(e.replies()).toEqual([]);
});

test("a conversation whose answers are reported only if they say something gets no notice", async () => {
  const e = await engine({ agents: { a: () => "done" } });
  await pause(e);
  await e.send("@a go", { quiet: true });
  await pass(e, 60_000);
  expect(e.replies()).toEqual([]);
});

test("1,000 waiting conversations get one notice each", async () => {
  const e = await engine({ agents: { a: () => "done" } });
  await pause(e);
  await Promise.all(Array.from({ length: 1_000 }, () => e.send("@a go")));
  await pass(e, 2 * SHORT_WHILE_MS);
  await expect.poll(() => e.replies().length).toBe(1_000);
  await pass(e, 60_000);
  expect(e.replies()).toHaveLength(1_000);
});
