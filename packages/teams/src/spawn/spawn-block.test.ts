/**
 * Sub-agents by a plan in an answer: joins, conditions, refusals and cancellations.
 *
 * @requirement SPAWN-1
 * @requirement SPAWN-4
 */
import type { JournalEvent } from "@tinyagi/contracts";
import { describe, expect, test } from "vitest";
import { type AgentScript, engines, gate, hang, team } from "../conversation/fixture.js";

const engine = engines();

const block = (plan: object) => `I split this up.\n\n\`\`\`spawn\n${JSON.stringify(plan)}\n\`\`\``;
const plan = (agents: object[], output: string | string[], more: object = {}) => ({
  version: 1,
  goal: "Compare",
  agents,
  output,
  ...more,
});

/** The agent as the one that was asked, and as its sub-agents. */
function roles(parts: { ask?: AgentScript; node?: AgentScript; join?: AgentScript }): AgentScript {
  return (request, signal) => {
    const { prompt } = request;
    if (prompt.startsWith("[TinyAGI: your")) return (parts.join ?? (() => "joined"))(request, signal);
    if (request.systemPrompt.includes("## You are a sub-agent"))
      return (parts.node ?? (() => `done: ${prompt.split("\n")[0]}`))(request, signal);
    return (parts.ask ?? (() => "hello"))(request, signal);
  };
}

const nodeOf = (event: JournalEvent) => ("node" in event.data ? event.data.node : undefined);

const two = plan(
  [
    { id: "a", prompt: "part a" },
    { id: "b", prompt: "part b" },
  ],
  ["a", "b"],
);

describe("a plan in an answer", () => {
  test("is run, and the agent answers with the results", async () => {
    const it = await engine({
      agents: { lead: roles({ ask: () => block(two), join: ({ prompt }) => `joined\n${prompt}` }) },
    });
    await it.send("compare");
    await it.settled();
    const [reply] = it.replies();
    expect(it.replies()).toHaveLength(1);
    expect(reply).toContain("### a\ndone: part a");
    expect(reply).toContain("### b\ndone: part b");
    expect(it.pickEvents("node.started").map(nodeOf)).toEqual(["root/a", "root/b"]);
    expect(it.pickEvents("node.completed")).toHaveLength(2);
    expect(it.pickEvents("spawn.compiled")).toMatchObject([{ data: { parent: "root", generation: 1 } }]);
    expect(it.store.graphs.open()).toEqual([]);
  });

  test("the answers of sub-agents are not told to their agent as answers that another model gave in its place", async () => {
    const it = await engine({ agents: { lead: roles({ ask: () => block(two) }) } });
    const { conversationId } = await it.send("compare");
    await it.settled();
    for (const scope of [null, conversationId]) {
      const answers = it.store.runs.latestAnswers("lead", scope, { among: 5 });
      expect(answers.map((answer) => it.store.messages.get(answer.message_row_id)?.kind)).toEqual([
        "user",
        "user",
      ]);
    }
  });

  test("an agent that depends on another gets its result", async () => {
    const chain = plan(
      [
        { id: "a", prompt: "part a" },
        { id: "b", prompt: "part b", dependsOn: ["a"] },
      ],
      "b",
    );
    const it = await engine({ agents: { lead: roles({ ask: () => block(chain) }) } });
    await it.send("go");
    await it.settled();
    expect(it.listPrompts("lead")).toContain("part b\n\nResults that you can use:\n\n### a\ndone: part a");
  });

  test("a condition that is false skips its agent", async () => {
    const guarded = plan(
      [
        { id: "check", prompt: "check" },
        {
          id: "fix",
          prompt: "fix it",
          dependsOn: ["check"],
          when: { ref: "check", op: "contains", value: "broken" },
        },
        { id: "sum", prompt: "sum up", dependsOn: ["check", "fix"] },
      ],
      "sum",
    );
    const it = await engine({ agents: { lead: roles({ ask: () => block(guarded) }) } });
    await it.send("go");
    await it.settled();
    expect(it.listPrompts("lead").some((prompt) => prompt.startsWith("fix it"))).toBe(false);
    expect(it.pickEvents("node.skipped")).toMatchObject([{ data: { node: "root/fix", reason: "guard" } }]);
    expect(it.replies()).toEqual(["joined\n\n- [lead]"]);
  });

  test("a sub-agent that may spawn starts its own", async () => {
    const outer = plan([{ id: "deep", prompt: "go deeper", canSpawn: true }], "deep");
    const inner = plan([{ id: "leaf", prompt: "the leaf" }], "leaf");
    const it = await engine({
      agents: {
        lead: roles({
          ask: () => block(outer),
          node: ({ prompt }) => (prompt.startsWith("go deeper") ? block(inner) : "leaf result"),
          join: ({ prompt }) => `sum of: ${prompt.split("###")[1]}`,
        }),
      },
    });
    await it.send("go");
    await it.settled();
    expect(it.pickEvents("node.completed").map(nodeOf)).toEqual(["root/deep/leaf", "root/deep"]);
    expect(it.replies()[0]).toContain("leaf result");
    const runs = it.store.runs.list({ limit: 100 });
    expect(Math.max(...runs.map((run) => run.depth))).toBe(2);
    expect(new Set(runs.map((run) => run.root_run_id)).size).toBe(1);
  });

  test("the answer of a sub-agent is data: neither its tags nor its plan have an effect", async () => {
    const it = await engine({
      teams: { dev: team("lead", "coder") },
      agents: {
        lead: roles({
          ask: () => block(plan([{ id: "a", prompt: "part a" }], "a")),
          node: () => `[@coder: do it]\n${block(two)}`,
        }),
        coder: () => "coded",
      },
    });
    await it.send("go");
    await it.settled();
    expect(it.listPrompts("coder")).toEqual([]);
    expect(it.pickEvents("spawn.requested")).toHaveLength(1);
    expect(it.pickEvents("handoff.created")).toEqual([]);
  });

  test("a failed sub-agent is named with its reason, and the agent answers", async () => {
    const it = await engine({
      settings: { execution: { maxAttempts: 1 } },
      agents: {
        lead: roles({
          ask: () => block({ ...two, onFailure: "collect" }),
          node({ prompt }) {
            if (prompt.startsWith("part a")) throw new Error("no network");
            return "fine";
          },
          join: ({ prompt }) => prompt,
        }),
      },
    });
    await it.send("go");
    await it.settled();
    expect(it.replies()[0]).toContain("Without a result:\n- a: no network");
    expect(it.replies()[0]).toContain("### b\nfine");
  });

  test("at the depth limit a plan in the answer of a sub-agent is refused in words, to its parent and in the reply", async () => {
    const outer = plan([{ id: "deep", prompt: "go deeper", canSpawn: true }], "deep");
    const joins: string[] = [];
    const it = await engine({
      settings: { spawn: { maxDepth: 1 } },
      agents: {
        lead: roles({
          ask: () => block(outer),
          node: () => block(two),
          join({ prompt }) {
            joins.push(prompt);
            return "joined";
          },
        }),
      },
    });
    await it.send("go");
    await it.settled();
    expect(it.pickEvents("spawn.requested")).toHaveLength(1);
    expect(it.pickEvents("node.completed").map(nodeOf)).toEqual(["root/deep"]);
    expect(it.pickEvents("spawn.refused")).toMatchObject([
      { data: { agent: "lead", reason: "depth", message: expect.stringContaining("limit spawn.maxDepth") } },
    ]);
    expect(joins[0]).toContain(
      "A plan for sub-agents was not run: Sub-agents at depth 1 may not start others",
    );
    expect(it.replies()).toHaveLength(1);
    expect(it.replies()[0]).toMatch(/^joined.*plan for sub-agents was not run.*limit spawn\.maxDepth/s);
  });

  test("a plan of an agent that may not start any is refused in words", async () => {
    const it = await engine({
      settings: { spawn: { maxDepth: 0 } },
      agents: { lead: roles({ ask: () => block(two) }) },
    });
    await it.send("go");
    await it.settled();
    expect(it.pickEvents("spawn.requested")).toEqual([]);
    expect(it.pickEvents("spawn.refused")).toMatchObject([{ data: { reason: "tools" } }]);
    expect(it.replies()[0]).toMatch(/^I split this up\..*was not run: This agent may not start sub-agents/s);
  });

  test("of more plans in one answer than are run, the reply says how many were not", async () => {
    const one = (n: number) => block(plan([{ id: `a${n}`, prompt: `part ${n}` }], `a${n}`));
    const it = await engine({
      agents: { lead: roles({ ask: () => Array.from({ length: 10 }, (_, n) => one(n)).join("\n\n") }) },
    });
    await it.send("go");
    await it.settled();
    expect(it.pickEvents("node.completed")).toHaveLength(8);
    expect(it.pickEvents("spawn.refused")).toMatchObject([{ data: { reason: "total" } }]);
    expect(it.replies()[0]).toContain("Only the first 8 plans of an answer are run; 2 more were not");
  });

  test.each([
    ["fan_out", { maxFanOut: 1 }, two],
    ["total", { maxTotal: 2 }, two],
    ["duplicate_delegation", {}, plan([{ id: "a", prompt: "the whole task" }], "a")],
    ["plan", {}, plan([{ id: "a", prompt: "x", agent: "nobody" }], "a")],
    ["plan", {}, { version: 1 }],
  ])(
    "a plan that breaks the rule %s is refused with its reason, and the agent goes on",
    async (reason, spawn, bad) => {
      const it = await engine({
        settings: { spawn },
        agents: { lead: roles({ ask: () => block(bad), join: ({ prompt }) => prompt }) },
      });
      await it.send("the whole task");
      await it.settled();
      expect(it.pickEvents("spawn.refused")).toMatchObject([{ data: { reason } }]);
      expect(it.replies()[0]).toContain("The plan was refused");
      expect(it.pickEvents("node.started")).toEqual([]);
    },
  );

  test("cancelling the conversation ends all sub-agents", async () => {
    const it = await engine({ agents: { lead: roles({ ask: () => block(two), node: hang }) } });
    const { conversationId } = await it.send("go");
    await expect.poll(() => it.prompts.length).toBe(3);
    await it.conversations.cancelConversation(conversationId, { code: "operator" });
    await it.settled();
    expect(it.store.messages.openInConversation(conversationId)).toEqual([]);
    expect(it.pickEvents("node.cancelled")).toHaveLength(2);
    expect(it.store.graphs.open()).toEqual([]);
  });

  test("cancelling the message that asked ends its sub-agents", async () => {
    const it = await engine({ agents: { lead: roles({ ask: () => block(two), node: hang }) } });
    const { conversationId } = await it.send("go");
    await expect.poll(() => it.prompts.length).toBe(3);
    const [first] = it.store.messages.inConversation(conversationId);
    await it.conversations.cancelMessage(first?.id ?? 0, { code: "operator" });
    await it.settled();
    expect(it.store.messages.openInConversation(conversationId)).toEqual([]);
    expect(it.replies()[0]).toContain("cancelled: stopped by the operator");
  });

  test("other messages of the agent wait until it has answered", async () => {
    const part = gate();
    const it = await engine({
      agents: {
        lead: roles({ ask: ({ prompt }) => (prompt === "second" ? "hi" : block(two)), node: part.script }),
      },
    });
    await it.send("first");
    await expect.poll(() => it.prompts.length).toBe(3);
    await it.send("second");
    expect(it.listPrompts("lead")).not.toContain("second");
    part.open("done");
    await it.settled();
    expect(it.listPrompts("lead").at(-1)).toBe("second");
  });
});

/** @requirement SPAWN-1 */
describe("a plan in an answer that needs approval", () => {
  const settings = { spawn: { approval: "always" } };
  const agents = { lead: roles({ ask: () => block(two), join: ({ prompt }) => `joined\n${prompt}` }) };
  const openApproval = async (it: Awaited<ReturnType<typeof engine>>) => {
    const asked = () => it.approvals.list({ status: "open", limit: 10 });
    await expect.poll(() => asked().length).toBe(1);
    const [row] = asked();
    if (row === undefined) throw new Error("no approval");
    return row;
  };

  test("waits for a person, and runs when it is approved", async () => {
    const it = await engine({ agents, settings });
    await it.send("compare");
    const { id, digest, kind, detail } = await openApproval(it);
    expect({ kind, detail }).toEqual({ kind: "spawn", detail: expect.stringContaining("part a") });
    expect(it.pickEvents("node.started")).toEqual([]);
    expect(it.listPrompts("lead")).toHaveLength(1);
    await it.approvals.approve(id, { digest, by: "operator" });
    await expect.poll(() => it.replies().join()).toContain("### a\ndone: part a");
    await expect.poll(() => it.store.graphs.open()).toEqual([]);
  });

  test("starts nothing when it is denied, and the agent reads the reason", async () => {
    const it = await engine({ agents, settings });
    await it.send("compare");
    const { id, digest } = await openApproval(it);
    await it.approvals.deny(id, { digest, by: "operator", text: "too dear" });
    await expect.poll(() => it.replies().join()).toContain("A person denied the plan. too dear");
    expect(it.pickEvents("node.started")).toEqual([]);
    expect(it.pickEvents("spawn.refused")).toMatchObject([{ data: { reason: "approval" } }]);
  });

  test("needs no decision any more when its message is cancelled", async () => {
    const it = await engine({ agents, settings });
    await it.send("compare");
    const { id, run_id: run } = await openApproval(it);
    await it.steering.steer(run, { command: "cancel", by: "operator" });
    await expect.poll(() => it.approvals.get(id).status).toBe("cancelled");
    expect(it.pickEvents("node.started")).toEqual([]);
  });
});
