/** Titles of long messages, written while their agent works. */
import { expect, test } from "vitest";
import { type AgentScript, createEngineFixture, deferred, type EngineFixture } from "./fixture.js";
import type { WriteTitle } from "./ports.js";
import { TITLED_FROM_CHARS } from "./write-title.js";

const LONG = `hello, ${"the numbers of May are not the ones that we agreed on. ".repeat(12)}`;

function world(writeTitle: WriteTitle, agent: AgentScript = () => "done"): EngineFixture {
  const it = createEngineFixture({ agents: { a: agent }, writeTitle });
  it.dispatcher.start();
  return it;
}

const eventsOf = (it: EngineFixture, type: string) =>
  it.store.events.after(0, 1_000).filter((event) => event.type === type);
const runOf = (it: EngineFixture) => it.store.runs.get(eventsOf(it, "run.completed")[0]?.run_id ?? "");

test("a long message gets a title while its agent works, and its run the cost", async () => {
  const written = deferred<void>();
  await using it = world(
    async () => {
      const usage = { inputTokens: 100, outputTokens: 8, costUsd: 0.002 };
      queueMicrotask(written.resolve);
      return { title: "The numbers of May", model: "small", usage };
    },
    async () => {
      await written.promise;
      return { text: "done", usage: { inputTokens: 5, costUsd: 1 } };
    },
  );
  const id = it.send("a", LONG);
  await it.settled();
  const row = it.store.messages.get(id);
  expect(row).toMatchObject({ title: "The numbers of May", status: "completed" });
  expect(it.store.conversations.get("c1")?.title).toBe("The numbers of May");
  expect(runOf(it)).toMatchObject({ input_tokens: 105, cost_usd: 1.002 });
  expect(eventsOf(it, "run.titled")).toHaveLength(1);
});

test("a run that ends first gives the title up, and counts what was sent", async () => {
  await using it = world(
    (_text, signal) =>
      new Promise((resolve) => {
        signal.addEventListener("abort", () =>
          resolve({ model: "small", usage: { inputTokens: 70, estimated: true } }),
        );
      }),
  );
  const id = it.send("a", LONG);
  await it.settled();
  expect(it.store.messages.get(id)?.title).toMatch(/^hello, the numbers/);
  expect(runOf(it)?.input_tokens).toBe(70);
  expect(eventsOf(it, "run.titled")).toEqual([]);
});

test("a short message is called by its beginning", async () => {
  const asked: string[] = [];
  await using it = world(async (given) => {
    asked.push(given);
    return undefined;
  });
  const id = it.send("a", "x".repeat(TITLED_FROM_CHARS - 1));
  await it.settled();
  expect(it.status(id)).toBe("completed");
  expect(asked).toEqual([]);
});

test("a second attempt asks for no second title", async () => {
  let attempts = 0;
  let asked = 0;
  await using it = world(
    async () => {
      asked += 1;
      return undefined;
    },
    () => {
      attempts += 1;
      if (attempts === 1) throw new Error("once");
      return "done";
    },
  );
  const id = it.send("a", LONG);
  await it.settled();
  for (let passed = 0; passed < 20 && it.status(id) !== "completed"; passed += 1) {
    it.clock.advance(30_000);
    await it.settled();
  }
  expect([it.status(id), attempts, asked]).toEqual(["completed", 2, 1]);
});
