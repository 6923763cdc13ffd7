/**
 * Dead letters of agents that had started sub-agents: a retry goes on with their graph.
 *
 * @requirement RERUN-3
 */
import { whyMessage } from "@tinyagi/features";
import { adviceText } from "@tinyagi/views";
import { expect, test } from "vitest";
import { type EngineFixture, engines, gate, hang } from "../conversation/fixture.js";

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
const isNode = (request: { systemPrompt: string }) => request.systemPrompt.includes("## You are a sub-agent");
const once = { execution: { maxAttempts: 1 } };

const graphs = (it: EngineFixture) =>
  it.store.db.prepare("SELECT status FROM graphs ORDER BY rowid").pluck().all();

async function retryDead(it: EngineFixture) {
  const before = it.prompts.length;
  const [dead] = it.store.deadLetters.list({ limit: 1 });
  const conversation = await it.conversations.replayDead(dead?.id ?? 0);
  await it.settled();
  return { conversation, prompts: it.prompts.slice(before).map(({ prompt }) => prompt) };
}

test("a retried message that had planned answers with the results of its sub-agents, and starts none again", async () => {
  let fails = true;
  const it = await engine({
    settings: once,
    agents: {
      lead(request) {
        if (isNode(request)) return `<${request.prompt}>`;
        if (!request.prompt.includes("[TinyAGI: your")) return `\`\`\`spawn\n${JSON.stringify(PLAN)}\n\`\`\``;
        if (fails) throw new Error("no network");
        return request.prompt;
      },
    },
  });
  await it.send("compare");
  await it.settled();
  expect(graphs(it)).toEqual(["failed"]);
  fails = false;
  const { prompts } = await retryDead(it);
  expect(prompts).toHaveLength(1);
  expect(it.replies().at(-1)).toContain("### a\n<part a>\n\n### b\n<part b>");
  expect(graphs(it)).toEqual(["completed"]);
});

test("a retried message waits for the sub-agents that its failure had ended; finished ones do not run again", async () => {
  let fails = true;
  const failed = gate();
  const it = await engine({
    settings: once,
    agents: {
      async lead(request, signal) {
        const { prompt, runId } = request;
        if (isNode(request))
          return fails && prompt === "part b" ? hang(request, signal) : `<${prompt.split("\n").at(-1)}>`;
        if (!fails) return prompt;
        void it.spawner.spawn({ runId, plan: PLAN }).catch(() => {});
        await failed.script(request, signal);
        throw new Error("the process died");
      },
    },
  });
  const { conversationId } = await it.send("compare");
  await expect.poll(() => it.pickEvents("node.completed").length).toBe(1);
  failed.open("now");
  await it.settled();
  expect(graphs(it)).toEqual(["failed"]);
  expect(it.pickEvents("node.cancelled")).toHaveLength(1);
  fails = false;
  const { conversation, prompts } = await retryDead(it);
  expect(conversation).not.toBe(conversationId);
  expect(prompts.map((prompt) => prompt.slice(0, 5))).toEqual([expect.stringContaining("["), "[Note"]);
  expect(it.replies().at(-1)).toContain("### a\n<part a>\n\n### b\n<part b>");
  expect(graphs(it)).toEqual(["completed"]);
  expect(it.pickEvents("node.completed")).toHaveLength(2);
});

test("a retried message that plans again adds to the graph that it has", async () => {
  let fails = true;
  const it = await engine({
    settings: once,
    agents: {
      async lead(request) {
        const { prompt, runId } = request;
        if (isNode(request)) return `<${prompt}>`;
        await it.spawner.spawn({ runId, plan: PLAN });
        if (fails) throw new Error("no network");
        const more = { ...PLAN, agents: [...PLAN.agents, { id: "c", prompt: "part c" }], output: ["b", "c"] };
        return JSON.stringify((await it.spawner.spawn({ runId, plan: more })).outputs);
      },
    },
  });
  await it.send("compare");
  await it.settled();
  fails = false;
  const { prompts } = await retryDead(it);
  expect(prompts.slice(1)).toEqual(["part c"]);
  expect(it.replies().at(-1)).toContain('{"b":"<part b>","c":"<part c>"}');
  expect(graphs(it)).toEqual(["completed"]);
});

test("the dead letter of a sub-agent is not retried alone: the error says how", async () => {
  const it = await engine({
    settings: once,
    agents: {
      lead(request) {
        if (request.prompt.startsWith("[TinyAGI: your")) return "joined";
        if (!isNode(request)) return `\`\`\`spawn\n${JSON.stringify(PLAN)}\n\`\`\``;
        throw new Error("no network");
      },
    },
  });
  await it.send("compare");
  await it.settled();
  const [dead] = it.store.deadLetters.list({ limit: 9 });
  const node = it.store.graphs.nodeOf(dead?.id ?? 0);
  const run = it.store.runs.newestOf(dead?.id ?? 0);
  const retry = `retry it with \`tinyagi retry ${run} --from ${node?.node_id}\`.`;
  const next = () => {
    const { advice } = whyMessage(it.store, String(dead?.id), { live: 0, maxLive: 4, now: 0 });
    return advice === null ? null : adviceText(advice);
  };
  await expect(it.conversations.replayDead(dead?.id ?? 0)).rejects.toMatchObject({
    code: "CONFLICT",
    message: expect.stringContaining(retry),
  });
  expect(next()).toBe(`R${retry.slice(1)}`);
  await it.store.write(() => it.store.graphs.reopen(node?.graph_id ?? ""));
  expect(next()).toBe(`When its graph has ended, ${retry}`);
  expect(it.store.conversations.list({ limit: 9 })).toHaveLength(1);
});
