/** Budgets in the engine: refused before a run, stopped in it, continued when they are raised. */
import {
  type HarnessContext,
  HarnessError,
  type Settings,
  settingsSchema,
  type Usage,
} from "@tinyagi/contracts";
import { describe, expect, test } from "vitest";
import { type AgentScript, createEngineFixture, deferred, type EngineFixture } from "../runner/fixture.js";

const agent = { name: "Coder", provider: "demo", model: "" };

function settings(values: Record<string, unknown>): () => Settings {
  const parsed = settingsSchema.parse({ agents: { coder: agent, writer: agent }, ...values });
  return () => parsed;
}

/** Reports totals one after another, each when the test says so, and answers after the last one. */
function metered(totals: readonly Usage[], partial = "half an answer") {
  const steps: (() => void)[] = [];
  let ended = "";
  const script: AgentScript = (_request, { signal, onEvent }) =>
    new Promise((resolve, reject) => {
      const stop = () => {
        ended = "aborted";
        reject(new HarnessError("cancelled", "aborted", { partialText: partial }));
      };
      signal.addEventListener("abort", stop, { once: true });
      for (const usage of totals) steps.push(() => onEvent({ type: "usage", usage }));
      steps.push(() => resolve({ text: "done", usage: totals.at(-1) ?? {} }));
    });
  return { script, next: () => steps.shift()?.(), ended: () => ended };
}

const spends =
  (usage: Usage): AgentScript =>
  (_request: unknown, { onEvent }: HarnessContext) => {
    onEvent({ type: "usage", usage });
    return { text: "done", usage };
  };

/** @requirement BUDGET-3 */
describe("a message whose budget is used up", () => {
  test("does not start a run, and its reason names the budget, its value and what to do", async () => {
    await using it = createEngineFixture({
      agents: { coder: spends({ costUsd: 2 }) },
      settings: settings({ budgets: { day: { usd: 1 } } }),
    });
    it.dispatcher.start();
    const first = it.send("coder");
    await it.settled();
    const second = it.send("coder");
    const third = it.send("coder");
    await it.settled();
    expect(it.requests).toHaveLength(1);
    expect(it.status(first)).toBe("completed");
    for (const id of [second, third])
      expect(it.store.messages.get(id)).toMatchObject({
        status: "cancelled",
        error_class: "budget",
        attempts: 0,
        total_attempts: 0,
        last_error: expect.stringMatching(
          /^not started: the budget of the day \d{4}-\d\d-\d\d is used up \(\$2\.00 of \$1\.00\)\. .*`tinyagi budget extend day --usd 2`/,
        ),
      });
    expect(it.store.runs.list({ limit: 9 })).toHaveLength(1);
    const exceeded = it.events.filter((event) => event.type === "budget.exceeded");
    expect(exceeded.map((event) => event.data.action)).toEqual(["stopped", "refused", "refused"]);
  });

  test("counts runs, and repeated attempts are runs", async () => {
    await using it = createEngineFixture({
      agents: {
        coder() {
          throw new HarnessError("transient", "network");
        },
      },
      settings: settings({ agents: { coder: { ...agent, budget: { runs: 2 } }, writer: agent } }),
    });
    it.dispatcher.start();
    const id = it.send("coder");
    for (let wait = 0; wait < 3; wait += 1) {
      await it.settled();
      it.clock.advance(60_000);
    }
    await it.settled();
    expect(it.requests).toHaveLength(2);
    expect(it.store.messages.get(id)).toMatchObject({ status: "cancelled", attempts: 2 });
  });

  test("has a prompt that is larger than what is left", async () => {
    await using it = createEngineFixture({
      agents: { coder: spends({ inputTokens: 60 }) },
      settings: settings({ budgets: { conversation: { tokens: 100 } } }),
    });
    it.dispatcher.start();
    it.send("coder", "x");
    await it.settled();
    const large = it.send("coder", "x".repeat(164));
    const shared = it.add("coder", { text: "x", shared: "x".repeat(164) });
    const small = it.send("coder", "x".repeat(160));
    await it.settled();
    expect([large, small, shared].map(it.status)).toEqual(["cancelled", "completed", "cancelled"]);
  });

  test("belongs to another agent, team or conversation: they go on", async () => {
    await using it = createEngineFixture({
      agents: { coder: spends({ costUsd: 2 }), writer: spends({ costUsd: 2 }) },
      settings: settings({ agents: { coder: { ...agent, budget: { usd: 1 } }, writer: agent } }),
    });
    it.dispatcher.start();
    it.send("coder");
    await it.settled();
    const ids = [it.send("coder"), it.send("writer")];
    await it.settled();
    expect(ids.map(it.status)).toEqual(["cancelled", "completed"]);
  });
});

/** @requirement BUDGET-2 */
describe("a run that reaches its budget", () => {
  test("is ended within one usage event, its partial text is kept, and it is not tried again", async () => {
    const work = metered([
      { inputTokens: 40 },
      { inputTokens: 40, outputTokens: 40 },
      { inputTokens: 40, outputTokens: 90 },
    ]);
    await using it = createEngineFixture({
      agents: { coder: work.script },
      settings: settings({ budgets: { conversation: { tokens: 100 } } }),
    });
    it.dispatcher.start();
    const id = it.send("coder");
    await expect.poll(() => it.requests.length).toBe(1);
    work.next();
    work.next();
    expect(work.ended()).toBe("");
    work.next();
    expect(work.ended()).toBe("aborted");
    await it.settled();
    it.clock.advance(600_000);
    await it.settled();
    expect(it.requests).toHaveLength(1);
    expect(it.store.messages.get(id)).toMatchObject({
      status: "cancelled",
      error_class: "budget",
      result_text: "half an answer",
      last_error: expect.stringMatching(
        /^stopped: the budget of this conversation is used up \(130 of 100 tokens\)/,
      ),
    });
    expect(it.store.runs.list({ limit: 1 })).toMatchObject([
      {
        status: "cancelled",
        error_class: "budget",
        output: "half an answer",
        input_tokens: 40,
        output_tokens: 90,
      },
    ]);
    expect(it.events.find(({ type }) => type === "message.cancelled")?.data).toMatchObject({
      budget: { act: "stopped", used: 130, limit: 100 },
    });
    expect(it.swept).toHaveLength(1);
    expect(it.listTypes(id)).toEqual([
      "message.accepted",
      "run.started",
      "budget.warning",
      "budget.exceeded",
      "message.cancelled",
      "budget.reconciled",
      "run.cancelled",
    ]);
  });

  test("ends the other runs of the budget, and the runs below it", async () => {
    const work = metered([{ costUsd: 5 }]);
    const other = metered([]);
    const child = metered([]);
    await using it = createEngineFixture({
      agents: { coder: work.script, writer: other.script, child: child.script },
      settings: settings({
        agents: { coder: { ...agent, budget: { usd: 1 } }, writer: agent, child: agent },
      }),
    });
    it.dispatcher.start();
    const id = it.send("coder");
    const beside = it.send("writer");
    await expect.poll(() => it.requests.length).toBe(2);
    const below = it.add("child", { parent_run_id: it.store.messages.get(id)?.run_id ?? "" });
    it.dispatcher.wake("child");
    await expect.poll(() => it.requests.length).toBe(3);
    work.next();
    expect([work.ended(), child.ended(), other.ended()]).toEqual(["aborted", "aborted", ""]);
    other.next();
    await it.settled();
    expect([id, below, beside].map(it.status)).toEqual(["cancelled", "cancelled", "completed"]);
  });

  test("with its answer keeps the answer", async () => {
    await using it = createEngineFixture({
      agents: { coder: spends({ costUsd: 5 }) },
      settings: settings({ budgets: { conversation: { usd: 1 } } }),
    });
    it.dispatcher.start();
    const id = it.send("coder");
    await it.settled();
    expect(it.store.messages.get(id)).toMatchObject({ status: "completed", result_text: "done" });
  });

  test("of time is ended when the time is over, whatever it reports", async () => {
    const work = metered([]);
    await using it = createEngineFixture({
      agents: { coder: work.script },
      settings: settings({ budgets: { conversation: { minutes: 2 } } }),
    });
    it.dispatcher.start();
    it.send("coder");
    await expect.poll(() => it.requests.length).toBe(1);
    it.clock.advance(60_000);
    it.clock.advance(59_999);
    expect(work.ended()).toBe("");
    it.clock.advance(1);
    expect(work.ended()).toBe("aborted");
    await it.settled();
  });

  test("that only warns goes on, and people read it once", async () => {
    const work = metered([{ costUsd: 0.9 }, { costUsd: 3 }, { costUsd: 4 }]);
    await using it = createEngineFixture({
      agents: { coder: work.script },
      settings: settings({ budgets: { conversation: { usd: 1, onLimit: "warn" } } }),
    });
    it.dispatcher.start();
    const id = it.send("coder");
    await expect.poll(() => it.requests.length).toBe(1);
    for (let step = 0; step < 4; step += 1) {
      work.next();
      await it.store.idle();
    }
    await it.settled();
    expect(it.status(id)).toBe("completed");
    expect(it.noted).toMatchObject([
      { code: "budget.warning", budget: "conversation:c1", resource: "usd", used: 0.9, limit: 1 },
      { code: "budget.continues", budget: "conversation:c1", resource: "usd", used: 3, limit: 1 },
    ]);
    const next = it.send("coder");
    await expect.poll(() => it.requests.length).toBe(2);
    expect(it.status(next)).toBe("processing");
    expect(it.noted).toHaveLength(2);
    it.dispatcher.abort(next, "cancelled");
  });
});

/** @requirement BUDGET-3 */
describe("a budget that is raised", () => {
  test("continues what it stopped, and runs nothing again that had finished", async () => {
    let calls = 0;
    await using it = createEngineFixture({
      agents: {
        coder: spends({ costUsd: 0.5 }),
        writer(request, context) {
          calls += 1;
          context.onEvent({ type: "usage", usage: { costUsd: calls === 1 ? 5 : 0.1 } });
          if (context.signal.aborted) throw new HarnessError("cancelled", "aborted", { partialText: "half" });
          return { text: request.prompt, usage: { costUsd: 0.1 } };
        },
      },
      settings: settings({ budgets: { day: { usd: 1 } } }),
    });
    it.dispatcher.start();
    const done = it.send("coder");
    await it.settled();
    const stopped = it.send("writer", "write it");
    await it.settled();
    const refused = it.send("coder");
    await it.settled();
    expect([done, stopped, refused].map(it.status)).toEqual(["completed", "cancelled", "cancelled"]);
    await expect(it.budgets.extend("day", { usd: 1 }, "operator")).resolves.toMatchObject({
      limit: { usd: 2 },
      used: { usd: 5.5 },
      state: "exceeded",
    });
    await it.settled();
    expect(it.status(stopped)).toBe("cancelled");
    await it.budgets.extend("day", { usd: 10 }, "operator");
    await it.settled();
    expect([done, stopped, refused].map(it.status)).toEqual(["completed", "completed", "completed"]);
    expect(it.requests.map(({ agentId }) => agentId).sort()).toEqual(["coder", "coder", "writer", "writer"]);
    expect(it.store.messages.get(stopped)?.result_text).toMatch(/was stopped by a budget.*write it$/s);
    expect(it.requests.findLast(({ agentId }) => agentId === "coder")?.prompt).toBe("work for coder");
    expect(it.events.filter(({ type }) => type === "message.resumed")).toHaveLength(2);
  });

  test("must exist and limit what is added", async () => {
    await using it = createEngineFixture({
      agents: {},
      settings: settings({ budgets: { day: { usd: 1 } } }),
    });
    await expect(it.budgets.extend("agent:coder", { usd: 1 }, "me")).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    await expect(it.budgets.extend("day", { tokens: 1 }, "me")).rejects.toThrow(/limits usd/);
    await expect(it.budgets.extend("day", {}, "me")).rejects.toMatchObject({ code: "INVALID_INPUT" });
  });

  test("in the settings continues what fits, too", async () => {
    let current = settings({ budgets: { day: { runs: 1 } } })();
    await using it = createEngineFixture({ agents: { coder: () => "ok" }, settings: () => current });
    it.dispatcher.start();
    it.send("coder");
    await it.settled();
    const id = it.send("coder");
    await it.settled();
    expect(it.status(id)).toBe("cancelled");
    current = settings({ budgets: { day: { runs: 2 } } })();
    await it.store.write(() =>
      it.journal.append("settings.changed", { author: "me", revision: 2, paths: [] }),
    );
    await it.settled();
    expect(it.status(id)).toBe("completed");
  });
});

describe("usage", () => {
  test("without a reported cost is priced by its tokens and flagged", async () => {
    await using it = createEngineFixture({
      agents: { coder: spends({ inputTokens: 1_000_000 }) },
      settings: settings({ budgets: { prices: { m1: { input: 7, output: 1 } } } }),
    });
    it.dispatcher.start();
    it.send("coder");
    await it.settled();
    expect(it.store.runs.list({ limit: 1 })).toMatchObject([{ cost_usd: 7, cost_estimated: 1 }]);
  });

  test("of a live run is stored as it comes, and survives the daemon", async () => {
    const work = metered([{ inputTokens: 10, costUsd: 0.25 }]);
    await using it = createEngineFixture({
      agents: { coder: work.script },
      settings: settings({ budgets: { day: { usd: 1 } } }),
    });
    it.dispatcher.start();
    const id = it.send("coder");
    await expect.poll(() => it.requests.length).toBe(1);
    it.clock.advance(1_500);
    work.next();
    await it.store.idle();
    expect(it.store.runs.list({ limit: 1 })).toMatchObject(
      [{ status: "running", input_tokens: 10, cost_usd: 0.25, active_ms: 1_500 }].map(
        ({ status: _, ...rest }) => rest,
      ),
    );
    const [day] = it.budgets.list();
    expect(day).toMatchObject({ scope: "day", used: { tokens: 10, usd: 0.25, runs: 1, minutes: 0.025 } });
    it.dispatcher.abort(id, "cancelled");
    await it.settled();
    expect(it.budgets.list()[0]?.used).toMatchObject({ tokens: 10, usd: 0.25, runs: 1 });
  });

  test("of a failed attempt counts", async () => {
    await using it = createEngineFixture({
      agents: {
        coder(_request, { onEvent }) {
          onEvent({ type: "usage", usage: { inputTokens: 5 } });
          throw new HarnessError("invalid", "no");
        },
      },
    });
    it.dispatcher.start();
    it.send("coder");
    await it.settled();
    expect(it.store.runs.list({ limit: 1 })).toMatchObject([{ status: "failed", input_tokens: 5 }]);
  });

  test("that was estimated too high is corrected by what the run reports at its end", async () => {
    const answer = deferred<{ text: string; usage: Usage }>();
    await using it = createEngineFixture({
      agents: {
        coder(_request, { onEvent }) {
          onEvent({ type: "usage", usage: { inputTokens: 1_000_000 } });
          return answer.promise;
        },
      },
      settings: settings({ budgets: { day: { usd: 100 } } }),
    });
    it.dispatcher.start();
    it.send("coder");
    await expect.poll(() => it.budgets.list()[0]?.used.usd).toBe(3);
    await it.store.idle();
    answer.resolve({ text: "ok", usage: { inputTokens: 1_000_000, costUsd: 0.5 } });
    await it.settled();
    expect(it.budgets.list()[0]?.used.usd).toBe(0.5);
  });
});

const reserve = (it: EngineFixture, runId: string, usd: number) =>
  it.budgets.reserve(runId, { wanted: new Map([["part", { usd }]]), began: false });

describe("a reservation", () => {
  test("of sub-agents of a sub-agent is a part of its own, and siblings together stay below the budget", async () => {
    const work = [metered([]), metered([])];
    await using it = createEngineFixture({
      agents: { coder: work[0]?.script ?? spends({}), child: work[1]?.script ?? spends({}) },
      settings: settings({ budgets: { day: { usd: 1 } } }),
    });
    it.dispatcher.start();
    const id = it.send("coder");
    await expect.poll(() => it.requests.length).toBe(1);
    const runId = it.store.messages.get(id)?.run_id ?? "";
    const child = it.add("child", { parent_run_id: runId });
    const wanted = new Map([
      ["a", { usd: 0.6 }],
      ["b", { usd: 0.4 }],
    ]);
    const held = await it.store.write(() => it.budgets.reserve(runId, { wanted, began: false }));
    held.bind("a", child);
    it.dispatcher.wake("child");
    await expect.poll(() => it.requests.length).toBe(2);
    const childRun = it.store.messages.get(child)?.run_id ?? "";
    const reserved = () => it.budgets.list()[0]?.reserved.usd;
    const below = await it.store.write(() => reserve(it, childRun, 0.5));
    expect(reserved()).toBe(1);
    await expect(it.store.write(() => reserve(it, childRun, 0.2))).rejects.toMatchObject({
      code: "BUDGET_EXCEEDED",
    });
    expect(it.budgets.roomFor(childRun, new Map([["x", { usd: 0.2 }]]))).toMatchObject([
      { scope: "day", needed: { usd: 0.2 }, left: { usd: 0.1 }, lack: { asks: false, added: { usd: 0.1 } } },
    ]);
    below.release();
    expect(reserved()).toBe(1);
    held.end("b");
    expect(reserved()).toBe(0.6);
    held.release();
    expect(reserved()).toBe(0);
    it.dispatcher.abort(child, "cancelled");
    it.dispatcher.abort(id, "cancelled");
  });

  test("is refused beyond what is left, is used by its sub-agents, and gives back the rest", async () => {
    const work = metered([]);
    await using it = createEngineFixture({
      agents: { coder: work.script, child: spends({ costUsd: 0.25 }) },
      settings: settings({ budgets: { day: { usd: 1 } } }),
    });
    it.dispatcher.start();
    const id = it.send("coder");
    await expect.poll(() => it.requests.length).toBe(1);
    const runId = it.store.messages.get(id)?.run_id ?? "";
    const held = await it.store.write(() => reserve(it, runId, 1));
    await expect(it.store.write(() => reserve(it, runId, 0.1))).rejects.toMatchObject({
      code: "BUDGET_EXCEEDED",
    });
    const child = it.add("child", { parent_run_id: runId });
    held.bind("part", child);
    it.dispatcher.wake("child");
    await expect.poll(() => it.status(child)).toBe("completed");
    expect(it.budgets.list()[0]).toMatchObject({ used: { usd: 0.25 }, reserved: { usd: 0.75 } });
    held.release();
    held.release();
    await it.store.idle();
    expect(it.budgets.list()[0]?.reserved).toEqual({ tokens: 0, usd: 0, runs: 0, minutes: 0 });
    expect(it.events.findLast(({ type }) => type === "budget.refunded")?.data).toMatchObject({ usd: 0.75 });
    it.dispatcher.abort(id, "cancelled");
  });
});
