/**
 * People first: heartbeats and schedules yield to a person's message in the same lane.
 *
 * @requirement TALK-3
 */
import { afterEach, expect, test, vi } from "vitest";
import { createEngineFixture } from "./fixture.js";

type Engine = Awaited<ReturnType<typeof createEngineFixture>>;
const opened: Engine[] = [];
afterEach(async () => {
  for (const it of opened.splice(0)) await it[Symbol.asyncDispose]();
});

/** The first run waits until its signal ends it, or `release` is called. */
async function open() {
  let release = () => {};
  const gate = new Promise<void>((resolve) => {
    release = resolve;
  });
  let runs = 0;
  const it = await createEngineFixture({
    agents: {
      coder: async (request, signal) => {
        runs += 1;
        if (runs === 1)
          await Promise.race([
            gate,
            new Promise((_, reject) => signal.addEventListener("abort", () => reject(new Error("ended")))),
          ]);
        return `answer to ${request.prompt}`;
      },
    },
    settings: { default_agent: "coder" },
  });
  opened.push(it);
  const heartbeat = (text: string) =>
    it.conversations.accept({
      text,
      channel: "heartbeat",
      sender: "System",
      metadata: { heartbeat: "coder" },
    });
  const person = (text: string) => it.conversations.accept({ text, channel: "cli", sender: "cli" });
  const prompts = () => it.prompts.map(({ prompt }) => prompt.split("\n").at(-1));
  const runsOf = async (count: number) => {
    await vi.waitFor(() => expect(it.prompts).toHaveLength(count), { timeout: 10_000 });
  };
  return { it, release, heartbeat, person, prompts, runsOf };
}

test("a heartbeat that runs makes room for a person, and is repeated after the person's messages", async () => {
  const { it, heartbeat, person, prompts, runsOf } = await open();
  await heartbeat("beat");
  await runsOf(1);
  await person("one");
  await person("two");
  await runsOf(4);
  expect(prompts()).toEqual(["beat", "one", "two", "beat"]);
  await vi.waitFor(() => expect(it.store.messages.countByStatus()).toEqual([{ status: "completed", n: 3 }]));
  expect(it.events.filter(({ type }) => type === "run.interrupted")).toHaveLength(1);
});

test("background work that waits in the lane yields, too, and says so", async () => {
  const { it, release, heartbeat, person, prompts, runsOf } = await open();
  await person("long");
  await runsOf(1);
  await heartbeat("beat");
  await person("short");
  release();
  await runsOf(3);
  expect(prompts()).toEqual(["long", "short", "beat"]);
  expect(it.events.filter(({ type }) => type === "run.interrupted")).toEqual([]);
});

test("a heartbeat that has waited for ten minutes is not ended for a person", async () => {
  const { it, release, heartbeat, person, prompts, runsOf } = await open();
  await heartbeat("beat");
  await runsOf(1);
  await it.clock.advance(600_000);
  await person("one");
  release();
  await runsOf(2);
  expect(prompts()).toEqual(["beat", "one"]);
});

test("a heartbeat that has used a tool ends by itself, so that nothing is done twice", async () => {
  const { it, release, heartbeat, person, prompts, runsOf } = await open();
  const { conversationId } = await heartbeat("beat");
  await runsOf(1);
  const runId = it.prompts[0]?.runId ?? "";
  await it.store.write(() =>
    it.journal.append(
      "run.tool_started",
      { agent: "coder", callId: "1", name: "Bash", input: "ls" },
      { conversationId, runId, agentId: "coder" },
    ),
  );
  await person("one");
  release();
  await runsOf(2);
  expect(prompts()).toEqual(["beat", "one"]);
  expect(it.events.filter(({ type }) => type === "run.interrupted")).toEqual([]);
});
