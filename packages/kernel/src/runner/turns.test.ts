/** The usage of a run that consists of several turns, because it was steered. */
import { HarnessError, settingsSchema, type Usage } from "@tinyagi/contracts";
import { expect, test } from "vitest";
import { type AgentScript, createEngineFixture, type EngineFixture, hang } from "./fixture.js";

/** Reports each total, then works until it is ended by new input. Its last turn reports and answers. */
function turns(...reports: Usage[][]): AgentScript {
  return (request, context) => {
    const own = reports.shift() ?? [];
    for (const usage of own) context.onEvent({ type: "usage", usage });
    if (reports.length > 0) return hang(request, context);
    const usage = own.at(-1);
    return { text: "done", ...(usage === undefined ? {} : { usage }) };
  };
}

async function steered(it: EngineFixture, prompts: number): Promise<void> {
  for (let turn = 1; turn < prompts; turn += 1) {
    await expect.poll(() => it.requests.length).toBe(turn);
    it.liveRuns.ofLane("coder")?.provide({ kind: "inject", text: "and this" });
  }
  await it.settled();
}

const toUsage = ({ store }: EngineFixture) =>
  store.runs
    .list({ limit: 10 })
    .map(({ status, input_tokens, output_tokens }) => [status, input_tokens, output_tokens]);

/** @requirement STEER-1 */
test("what an interrupted turn reported counts for the run, beside the turns after it", async () => {
  const script = turns(
    [{ inputTokens: 100 }, { inputTokens: 100, outputTokens: 7 }],
    [],
    [{ inputTokens: 30, outputTokens: 2 }],
  );
  await using it = createEngineFixture({ agents: { coder: script } });
  it.dispatcher.start();
  it.send("coder");
  await steered(it, 3);
  expect(toUsage(it)).toEqual([["completed", 130, 9]]);
});

test("a cost that the last turn reports does not hide the cost of an interrupted turn", async () => {
  const script = turns([{ inputTokens: 1_000_000 }], [{ inputTokens: 1_000, costUsd: 0.5 }]);
  await using it = createEngineFixture({ agents: { coder: script } });
  it.dispatcher.start();
  it.send("coder");
  await steered(it, 2);
  const [run] = it.store.runs.list({ limit: 1 });
  expect(run?.cost_usd).toBeGreaterThan(0.5);
  expect(run?.cost_estimated).toBe(1);
});

test("a budget counts all turns of a run", async () => {
  const agents = { coder: { name: "Coder", provider: "demo", model: "" } };
  const settings = settingsSchema.parse({ agents, budgets: { day: { tokens: 150 } } });
  const script = turns([{ inputTokens: 100 }], [{ inputTokens: 60 }], []);
  await using it = createEngineFixture({ agents: { coder: script }, settings: () => settings });
  it.dispatcher.start();
  const id = it.send("coder");
  await steered(it, 2);
  expect(it.store.messages.get(id)).toMatchObject({
    status: "cancelled",
    last_error: expect.stringContaining("160 of 150 tokens"),
  });
});

test("a text that the running turn takes ends nothing and is answered by it", async () => {
  const taken: string[] = [];
  const script: AgentScript = (_request, context) =>
    new Promise((resolve) => {
      context.onSteerable?.(async (text) => {
        taken.push(text);
        resolve({ text: "both done" });
        return "taken";
      });
    });
  await using it = createEngineFixture({ agents: { coder: script } });
  it.dispatcher.start();
  const id = it.send("coder");
  await expect.poll(() => it.requests.length).toBe(1);
  const given = it.liveRuns.ofLane("coder")?.provide({ kind: "inject", text: "and this" });
  expect(await given).toBe("taken");
  await it.settled();
  expect(taken).toEqual([expect.stringContaining("\nand this")]);
  expect(it.requests).toHaveLength(1);
  expect(it.store.messages.get(id)).toMatchObject({ status: "completed" });
});

test.each(["inject", "redirect"] as const)(
  "a text (%s) that comes too late for the turn, or replaces its work, goes to the next one",
  async (kind) => {
    let asked = 0;
    const script: AgentScript = (request, context) => {
      if (it.requests.length > 1) return { text: "done" };
      context.onSteerable?.(async () => {
        asked += 1;
        return "too_late";
      });
      return hang(request, context);
    };
    await using it = createEngineFixture({ agents: { coder: script } });
    it.dispatcher.start();
    it.send("coder");
    await expect.poll(() => it.requests.length).toBe(1);
    expect(await it.liveRuns.ofLane("coder")?.provide({ kind, text: "and this" })).toBe("restarted");
    await it.settled();
    expect(asked).toBe(kind === "inject" ? 1 : 0);
    expect(it.requests.at(-1)?.prompt).toContain("and this");
  },
);

test("a text that a turn takes while it fails is tried again with the message", async () => {
  const script: AgentScript = (_request, context) =>
    new Promise((_resolve, reject) => {
      context.onSteerable?.(async () => {
        reject(new HarnessError("invalid", "it broke"));
        return "taken";
      });
    });
  await using it = createEngineFixture({ agents: { coder: script } });
  it.dispatcher.start();
  const id = it.send("coder");
  await expect.poll(() => it.requests.length).toBe(1);
  await it.liveRuns.ofLane("coder")?.provide({ kind: "inject", text: "and this" });
  await it.settled();
  expect(it.requests).toHaveLength(1);
  expect(it.store.messages.get(id)?.status).not.toBe("completed");
});

test.each([
  ["alone", "s1"],
  ["with everything before it, where there is no session that knows it", undefined],
])("a text that came too late for an answer is given %s", async (_how, sessionId) => {
  const script: AgentScript = (_request, context) => {
    if (it.requests.length > 1) return { text: "second" };
    return new Promise((resolve) => {
      context.onSteerable?.(async (text) => {
        if (text.includes("text one")) return "taken";
        resolve({ text: "first", ...(sessionId === undefined ? {} : { sessionId }) });
        return "too_late";
      });
    });
  };
  await using it = createEngineFixture({ agents: { coder: script } });
  it.dispatcher.start();
  it.send("coder");
  await expect.poll(() => it.requests.length).toBe(1);
  const lane = it.liveRuns.ofLane("coder");
  expect(await lane?.provide({ kind: "inject", text: "text one" })).toBe("taken");
  expect(await lane?.provide({ kind: "inject", text: "text two" })).toBe("restarted");
  await it.settled();
  const [first, second] = it.requests.map(({ prompt }) => prompt);
  expect(second).toContain("text two");
  const repeats = sessionId === undefined;
  expect(second?.includes("text one")).toBe(repeats);
  expect(second?.includes("you were interrupted")).toBe(repeats);
  expect(second?.includes(first ?? "")).toBe(repeats);
});
