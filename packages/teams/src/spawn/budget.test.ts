/**
 * Budgets of a tree of sub-agents, over the product's own scheduler: the whole tree stops within one report, and more
 * budget continues it without running anything again that had finished.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { HarnessError } from "@tinyagi/contracts";
import { describe, expect, test } from "vitest";
import {
  createEngineFixture,
  type EngineFixture,
  type EngineFixtureOptions,
  engines,
  type MeteredScript,
} from "../conversation/fixture.js";

const engine = engines();
const PLAN = {
  version: 1,
  goal: "g",
  agents: [
    { id: "a", prompt: "part a" },
    { id: "b", prompt: "part b" },
  ],
  output: ["a", "b"],
};
const ONE = { ...PLAN, agents: [{ id: "b", prompt: "part b" }], output: "b" };
const LIMIT = 100;
/** Set by the run of a parent. */
let spendAbove: () => void = () => {};
/** What part b reports: its second report is beyond the budget. */
const REPORTS = [20, 110] as const;

const isNode = (request: { systemPrompt: string }) => request.systemPrompt.includes("## You are a sub-agent");

/** An agent that spawns two parts. Part b spends more than the budget in its first run, and is stopped. */
function tree(onLimit: string, more: Partial<EngineFixtureOptions> = {}) {
  const runs: string[] = [];
  let spender: (() => void) | undefined;
  const part: MeteredScript = (request, signal, use) => {
    const name = /part (\w)/.exec(request.prompt)?.[1] ?? "?";
    runs.push(name);
    if (name === "a" || runs.filter((run) => run === "b").length > 1) {
      use({ inputTokens: 5 });
      return `${name} is done`;
    }
    return new Promise((_resolve, reject) => {
      const stop = () => reject(new HarnessError("cancelled", "aborted", { partialText: "half of b" }));
      signal.addEventListener("abort", stop, { once: true });
      spender = () => {
        for (const inputTokens of REPORTS) if (!signal.aborted) use({ inputTokens });
      };
    });
  };
  const lead: MeteredScript = (request, signal, use) => {
    if (isNode(request)) return part(request, signal, use);
    runs.push("lead");
    use({ inputTokens: 5 });
    return new Promise((resolve, reject) => {
      signal.addEventListener("abort", () => reject(new HarnessError("cancelled", "aborted")), {
        once: true,
      });
      it.spawner
        .spawn({ runId: request.runId, plan: PLAN }, signal)
        .then(({ status, outputs }) => resolve(`${status}: ${JSON.stringify(outputs)}`), reject);
    });
  };
  let it: EngineFixture;
  const options: EngineFixtureOptions = {
    settings: { budgets: { conversation: { tokens: LIMIT, onLimit } } },
    agents: { lead },
    ...more,
  };
  return {
    runs,
    options,
    /** Sends the message, and lets part b spend too much when part a has ended. */
    async spend(opened: EngineFixture) {
      it = opened;
      const sent = await it.send("go");
      await expect.poll(() => it.pickEvents("node.completed").length).toBe(1);
      await expect.poll(() => spender !== undefined).toBe(true);
      spender?.();
      await it.settled();
      return sent;
    },
  };
}

/** How often each agent ran. Parts start in any order. */
function counted(runs: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const run of runs) counts[run] = (counts[run] ?? 0) + 1;
  return counts;
}

const spent = (it: EngineFixture) =>
  it.store.runs.list({ limit: 99 }).reduce((sum, run) => sum + (run.input_tokens ?? 0), 0);

/** @requirement BUDGET-2 @requirement BUDGET-3 */
describe("a tree whose budget stops", () => {
  test("ends with all its sub-agents, and spends at most one report beyond the budget", async () => {
    const { options, spend } = tree("stop");
    const it = await engine(options);
    const { conversationId } = await spend(it);
    expect(it.store.messages.inConversation(conversationId).map(({ status }) => status)).toEqual([
      "cancelled",
      "completed",
      "cancelled",
    ]);
    expect(it.pickEvents("budget.exceeded")).toMatchObject([
      { data: { action: "stopped" } },
      { data: { action: "stopped" } },
    ]);
    const [first, last] = REPORTS;
    expect(spent(it)).toBeGreaterThan(LIMIT);
    expect(spent(it)).toBeLessThanOrEqual(LIMIT + (last - first));
    await expect.poll(() => it.store.graphs.open()).toEqual([]);
    expect(it.replies()[0]).toContain("the budget of this conversation is used up (120 of 100 tokens)");
  });

  test("continues when it is raised: its graph goes on, and finished sub-agents do not run again", async () => {
    const { options, spend, runs } = tree("stop");
    const it = await engine(options);
    const { conversationId } = await spend(it);
    expect(counted(runs)).toEqual({ lead: 1, a: 1, b: 1 });
    await it.budgets.extend(`conversation:${conversationId}`, { tokens: 100 }, "operator");
    await expect.poll(() => it.replies().length).toBe(2);
    expect(it.replies()[1]).toContain('completed: {"a":"a is done","b":"b is done"}');
    expect(counted(runs)).toEqual({ lead: 2, a: 1, b: 2 });
    // The agent gets all results in its next attempt, and the repeated plan runs nothing.
    expect(it.listPrompts("lead").at(-1)).toContain("### a\na is done\n\n### b\nb is done");
    await expect.poll(() => it.store.graphs.open()).toEqual([]);
  });
});

describe("a stopped sub-agent", () => {
  /** What part b is asked in its runs. */
  async function stopped(script: (it: () => EngineFixture) => MeteredScript) {
    const asked: { prompt: string; sessionId?: string }[] = [];
    let it: EngineFixture;
    const run = script(() => it);
    it = await engine({
      sessions: true,
      settings: { budgets: { conversation: { tokens: LIMIT } } },
      agents: {
        lead(request, signal, use) {
          if (isNode(request)) asked.push(request);
          return run(request, signal, use);
        },
      },
    });
    const { conversationId } = await it.send("go");
    await it.settled();
    await it.budgets.extend(`conversation:${conversationId}`, { tokens: 1_000 }, "operator");
    await expect.poll(() => it.replies().length).toBe(2);
    return { it, asked };
  }

  /** Answers in a later run. In its first, it spends the budget, or waits until it is stopped. */
  function node(runs: number, signal: AbortSignal, spend: () => void): Promise<string> | string {
    if (runs > 1) return "b is done";
    return new Promise((_resolve, reject) => {
      signal.addEventListener("abort", () => reject(new HarnessError("cancelled", "aborted")), {
        once: true,
      });
      spend();
    });
  }

  test.each(["the sub-agent", "its parent"])(
    "continues its session when the budget that %s used up is raised, and reads that a budget stopped it",
    async (spender) => {
      let nodes = 0;
      const { it, asked } = await stopped((fixture) => async (request, signal, use) => {
        const over = () => use({ inputTokens: LIMIT + 1 });
        if (isNode(request)) {
          nodes += 1;
          return node(nodes, signal, spender === "the sub-agent" ? over : () => queueMicrotask(spendAbove));
        }
        spendAbove = over;
        const { outputs } = await fixture().spawner.spawn({ runId: request.runId, plan: ONE }, signal);
        return JSON.stringify(outputs);
      });
      expect(it.replies()[1]).toContain("b is done");
      const [first, again, ...more] = asked;
      expect(more).toEqual([]);
      expect(first?.sessionId).toBeUndefined();
      expect(again?.sessionId).toMatch(/^session of run_/);
      expect(again?.prompt).toContain("was stopped by a budget");
    },
  );

  test("that its parent has a session with is known to it after the raise, too", async () => {
    let session: string | undefined;
    const { it, asked } = await stopped((fixture) => async (request, _signal, use) => {
      if (isNode(request)) return "noted";
      const first = session === undefined;
      const { spawner } = fixture();
      const answer = await spawner.runSubAgent({
        runId: request.runId,
        prompt: "note",
        ...(session && { session }),
      });
      session = answer.session;
      if (!first) return answer.output;
      use({ inputTokens: LIMIT + 1 });
      throw new HarnessError("cancelled", "aborted");
    });
    expect(it.replies()[1]).toContain("noted");
    expect(asked[1]?.sessionId).toMatch(/^session of run_/);
  });
});

/** @requirement BUDGET-4 */
describe("a tree whose budget asks", () => {
  async function approve(it: EngineFixture) {
    const [row, ...others] = it.approvals.list({ status: "open", limit: 9 });
    if (row === undefined) throw new Error("nothing is asked");
    expect(others).toEqual([]);
    expect(row.kind).toBe("budget");
    await it.approvals.approve(row.id, { digest: row.digest, by: "operator" });
  }

  test("waits as a whole, and continues with the approval: no sub-agent that finished runs again", async () => {
    const { options, spend, runs } = tree("ask");
    const it = await engine(options);
    const { conversationId } = await spend(it);
    expect(it.store.messages.inConversation(conversationId).map(({ status }) => status)).toEqual([
      "pending",
      "completed",
      "pending",
    ]);
    expect(it.store.graphs.open()).toHaveLength(1);
    expect(it.replies()).toEqual([expect.stringContaining("has reached a budget and waits")]);
    await approve(it);
    await expect.poll(() => it.replies().length).toBe(2);
    expect(it.replies()[1]).toContain('completed: {"a":"a is done","b":"b is done"}');
    expect(counted(runs)).toEqual({ lead: 2, a: 1, b: 2 });
    await expect.poll(() => it.store.graphs.open()).toEqual([]);
  });

  test("ends as a whole when the approval is denied, and its sender reads why", async () => {
    const { options, spend, runs } = tree("ask");
    const it = await engine(options);
    const { conversationId } = await spend(it);
    const [row] = it.approvals.list({ status: "open", limit: 9 });
    await it.approvals.deny(row?.id ?? "", { digest: row?.digest ?? "", by: "operator", text: "too dear" });
    await it.settled();
    expect(it.store.messages.inConversation(conversationId).map(({ status }) => status)).toEqual([
      "cancelled",
      "completed",
      "cancelled",
    ]);
    expect(it.replies()[1]).toContain("A person denied more (too dear).");
    await expect.poll(() => it.store.graphs.open()).toEqual([]);
    expect(counted(runs)).toEqual({ lead: 1, a: 1, b: 1 });
  });

  test("waits across a restart", async () => {
    const folder = await mkdtemp(join(tmpdir(), "tinyagi-asks-"));
    const { options, spend, runs } = tree("ask", { folder });
    try {
      const first = await createEngineFixture(options);
      await spend(first);
      await first[Symbol.asyncDispose]();
      const second = await createEngineFixture({
        ...options,
        agents: {
          lead(request) {
            runs.push("again");
            return isNode(request) ? "b is done" : request.prompt;
          },
        },
      });
      try {
        await second.settled();
        expect(counted(runs)).toEqual({ lead: 1, a: 1, b: 1 });
        await approve(second);
        await expect.poll(() => second.replies().length).toBe(2);
        expect(counted(runs)).toEqual({ lead: 1, a: 1, b: 1, again: 2 });
        expect(second.replies()[1]).toContain("### a\na is done");
      } finally {
        await second[Symbol.asyncDispose]();
      }
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});

/** @requirement BUDGET-5 */
describe("a plan", () => {
  const estimated = (tokens: number) => ({
    ...PLAN,
    agents: PLAN.agents.map((agent) => ({ ...agent, estimate: { tokens } })),
  });

  /** An agent that spawns the plans one after another, and answers with what became of them. */
  async function spawning(plans: readonly object[], settings: Record<string, unknown>, more = {}) {
    const it: EngineFixture = await engine({
      settings,
      agents: {
        async lead(request) {
          if (isNode(request)) return "done";
          const outcomes = await Promise.all(
            plans.map((plan) => it.spawner.spawn({ runId: request.runId, plan })),
          );
          return outcomes.map(({ status, refused }) => `${status} ${refused?.reason ?? ""}`).join(", ");
        },
      },
      ...more,
    });
    return it;
  }

  const conversation = (budget: object, spawn: object = {}) => ({
    budgets: { conversation: budget },
    spawn,
  });

  async function asked(it: EngineFixture) {
    await expect.poll(() => it.approvals.list({ status: "open", limit: 9 }).length).toBe(1);
    const [row] = it.approvals.list({ status: "open", limit: 9 });
    if (row === undefined) throw new Error("nothing is asked");
    return row;
  }

  test.each([
    [{ tokens: 100 }, estimated(60)],
    [{ runs: 2 }, PLAN],
    [{ minutes: 1 }, { ...PLAN, agents: [{ id: "a", prompt: "x", estimate: { seconds: 90 } }], output: "a" }],
  ])("that needs more than is left of %o is refused, and starts nothing", async (budget, plan) => {
    const it = await spawning([plan], conversation(budget, { approval: "never" }));
    await it.send("go");
    await it.settled();
    expect(it.replies()[0]).toContain("refused budget");
    expect(it.pickEvents("node.started")).toEqual([]);
    expect(it.pickEvents("spawn.refused")).toMatchObject([
      {
        data: {
          message: expect.stringMatching(
            /^the budget of this conversation has .* too little left for the plan/,
          ),
        },
      },
    ]);
  });

  test("reserves what its agents may use until each ends, so that plans together stay below the budget", async () => {
    const other = {
      ...estimated(45),
      agents: [{ id: "c", prompt: "part c", estimate: { tokens: 45 } }],
      output: "c",
    };
    const it = await spawning([estimated(30), other], conversation({ tokens: 100 }, { approval: "never" }));
    await it.send("go");
    await it.settled();
    expect(it.replies()[0]).toContain("completed , refused budget");
    expect(it.pickEvents("budget.reserved")).toMatchObject([{ data: { tokens: 60, runs: 2 } }]);
    expect(it.pickEvents("budget.refunded").map(({ data }) => data)).toMatchObject([
      { tokens: 30 },
      { tokens: 30 },
    ]);
    expect(it.pickEvents("node.started")).toHaveLength(2);
  });

  test("that was run before needs no second reservation", async () => {
    const it: EngineFixture = await engine({
      settings: conversation({ tokens: 100 }, { approval: "never" }),
      agents: {
        async lead(request, _signal, use) {
          if (isNode(request)) {
            use({ inputTokens: 40 });
            return "done";
          }
          const spawn = () => it.spawner.spawn({ runId: request.runId, plan: estimated(40) });
          return [await spawn(), await spawn()].map(({ status }) => status).join(", ");
        },
      },
    });
    await it.send("go");
    await it.settled();
    expect(it.replies()[0]).toContain("completed, completed");
  });

  test.each([
    ["over-budget", "stop"],
    ["never", "ask"],
  ])(
    "over its budget waits for a person (approval %s, onLimit %s), who raises it exactly",
    async (approval, onLimit) => {
      const it = await spawning([estimated(60)], conversation({ tokens: 100, onLimit }, { approval }));
      const { conversationId } = await it.send("go");
      const row = await asked(it);
      expect(row.kind).toBe("spawn");
      expect(row.detail).toContain(
        `the budget of this conversation has 20 tokens too little left for the plan. If you approve, TinyAGI raises the budget conversation:${conversationId} by 20 tokens.`,
      );
      expect(JSON.parse(row.preview ?? "")).toMatchObject({
        agents: [{ id: "a" }, { id: "b" }],
        budgets: [{ budget: `conversation:${conversationId}`, added: { tokens: 20 } }],
      });
      expect(it.pickEvents("node.started")).toEqual([]);
      await it.approvals.approve(row.id, { digest: row.digest, by: "operator" });
      await it.settled();
      expect(it.replies().at(-1)).toContain("completed");
      expect(it.pickEvents("budget.extended")).toMatchObject([
        { data: { by: "operator", added: { tokens: 20 } } },
      ]);
    },
  );

  test("over its budget that a person denies is refused, and the budget stays", async () => {
    const it = await spawning([estimated(60)], conversation({ tokens: 100 }));
    await it.send("go");
    const row = await asked(it);
    await it.approvals.deny(row.id, { digest: row.digest, by: "operator", text: "too dear" });
    await it.settled();
    expect(it.replies().at(-1)).toContain("refused approval");
    expect(it.pickEvents("budget.extended")).toEqual([]);
  });

  /** An agent whose answer is a plan, and that answers with the result. */
  const answering = {
    lead: (request: { prompt: string; systemPrompt: string }) =>
      isNode(request)
        ? "done"
        : request.prompt.startsWith("[TinyAGI: your")
          ? `joined: ${request.prompt}`
          : `\`\`\`spawn\n${JSON.stringify(estimated(60))}\n\`\`\``,
  };

  test.each([
    ["over-budget", "stop"],
    ["never", "ask"],
  ])(
    "in an answer that is over its budget waits for a person (approval %s, onLimit %s), who raises it exactly",
    async (approval, onLimit) => {
      const it = await engine({
        settings: conversation({ tokens: 100, onLimit }, { approval }),
        agents: answering,
      });
      const { conversationId } = await it.send("go");
      const row = await asked(it);
      expect(row.kind).toBe("spawn");
      expect(row.detail).toContain(`raises the budget conversation:${conversationId} by 20 tokens.`);
      expect(it.pickEvents("node.started")).toEqual([]);
      await it.approvals.approve(row.id, { digest: row.digest, by: "operator" });
      await it.settled();
      expect(it.pickEvents("budget.extended")).toMatchObject([
        { data: { by: "operator", added: { tokens: 20 } } },
      ]);
      expect(it.replies().at(-1)).toContain("### a\ndone\n\n### b\ndone");
    },
  );

  test("in an answer that is over a budget that does not ask is refused", async () => {
    const it = await engine({
      settings: conversation({ tokens: 100 }, { approval: "never" }),
      agents: answering,
    });
    await it.send("go");
    await it.settled();
    expect(it.replies()[0]).toContain("too little left for the plan");
  });

  test("in an answer raises its budget once when a person approves it, also across a restart", async () => {
    const folder = await mkdtemp(join(tmpdir(), "tinyagi-plans-"));
    const options = { settings: conversation({ tokens: 100, onLimit: "ask" }), agents: answering, folder };
    try {
      const first = await createEngineFixture(options);
      const { conversationId } = await first.send("go");
      const { id, digest } = await asked(first);
      first.setPaused(true);
      await first.approvals.approve(id, { digest, by: "operator" });
      await first[Symbol.asyncDispose]();
      const second = await createEngineFixture(options);
      try {
        await expect.poll(() => second.replies().at(-1)).toContain("### a\ndone\n\n### b\ndone");
        expect(second.store.approvals.list({ limit: 9 })).toHaveLength(1);
        const scope = `conversation:${conversationId}`;
        expect(second.store.budgets.state({ scope, period: "" })?.extra_tokens).toBe(20);
      } finally {
        await second[Symbol.asyncDispose]();
      }
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  test("that a person approved is not asked for again after a restart", async () => {
    const folder = await mkdtemp(join(tmpdir(), "tinyagi-begun-"));
    const settings = { spawn: { approval: "always" } };
    const lead: MeteredScript = async (request, signal) => {
      if (request.prompt.includes("started sub-agents")) return request.prompt;
      if (isNode(request))
        return new Promise((_resolve, reject) => {
          signal.addEventListener("abort", () => reject(new HarnessError("cancelled", "aborted")));
        });
      const { status } = await first.spawner.spawn({ runId: request.runId, plan: PLAN }, signal);
      return status;
    };
    const first = await createEngineFixture({
      folder,
      settings,
      agents: { lead },
      decide: async () => ({ id: "ask_1", status: "approved" }),
    });
    try {
      await first.send("go");
      await expect.poll(() => first.pickEvents("run.started").length).toBe(3);
      await first[Symbol.asyncDispose]();
      const second = await createEngineFixture({
        folder,
        settings,
        agents: { lead: (request) => (isNode(request) ? "finished" : request.prompt) },
      });
      try {
        await expect.poll(() => second.replies().length).toBe(1);
        expect(second.replies()[0]).toContain("### a\nfinished");
        expect(second.pickEvents("approval.requested")).toEqual([]);
      } finally {
        await second[Symbol.asyncDispose]();
      }
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
