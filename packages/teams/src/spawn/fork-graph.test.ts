/**
 * Retrying a sub-agent, and forking a graph with another prompt or from an earlier plan.
 *
 * @requirement RERUN-1
 * @requirement RERUN-3
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import {
  type AgentScript,
  createEngineFixture,
  type EngineFixture,
  engines,
  gate,
} from "../conversation/fixture.js";
import { readRunGraph } from "./read-graph.js";

const engine = engines();
const block = (agents: object[], output: string | string[], more: object = {}) =>
  `\`\`\`spawn\n${JSON.stringify({ version: 1, goal: "Compare", agents, output, ...more })}\n\`\`\``;
const isNode = (request: { systemPrompt: string }) => request.systemPrompt.includes("## You are a sub-agent");
const isJoin = (prompt: string) => prompt.startsWith("[TinyAGI: your");

const TWO = block(
  [
    { id: "a", prompt: "part a" },
    { id: "b", prompt: "part b" },
    { id: "sum", prompt: "sum up", dependsOn: ["a", "b"] },
  ],
  "sum",
  { onFailure: "collect" },
);

/** Plans, and joins what it gets; its sub-agents answer with what they were asked, or as `node` says. */
function planner(plan: string, node: AgentScript = ({ prompt }) => `<${prompt}>`): AgentScript {
  return (request, signal) => {
    if (isJoin(request.prompt)) return `joined ${request.prompt}`;
    return isNode(request) ? node(request, signal) : plan;
  };
}

const runOf = (it: EngineFixture, node: string) => {
  const graph = it.store.db.prepare("SELECT id FROM graphs ORDER BY rowid LIMIT 1").pluck().get() as string;
  return it.store.graphs.latestRuns(graph).find((entry) => entry.node === node)?.run ?? "";
};
const graphOfConversation = (it: EngineFixture, conversation: string) =>
  it.store.db.prepare("SELECT id FROM graphs WHERE conversation_id = ?").pluck().get(conversation) as string;

async function ran(script: AgentScript, more: object = {}) {
  const it = await engine({ agents: { lead: script }, ...more });
  const { conversationId } = await it.send("compare");
  await it.settled();
  const before = it.prompts.length;
  return { it, conversationId, later: () => it.prompts.slice(before).map(({ prompt }) => prompt) };
}

test("a failed sub-agent runs again with what depends on it, and the answer is written again", async () => {
  let fails = true;
  const { it, conversationId, later } = await ran(
    planner(TWO, ({ prompt }) => {
      if (prompt === "part a" && fails) throw new Error("no network");
      return `<${prompt}>`;
    }),
    { settings: { execution: { maxAttempts: 1 } } },
  );
  expect(it.replies()[0]).toContain("a: no network");
  fails = false;
  const again = await it.conversations.rerun({ runId: runOf(it, "root"), from: "root/a" });
  await it.settled();
  expect(later().map((prompt) => prompt.split("\n")[0]?.slice(0, 16))).toEqual([
    "part a",
    "sum up",
    "[TinyAGI: your s",
  ]);
  expect(later()[1]).toContain("### a\n<part a>\n\n### b\n<part b>");
  expect(later()[2]).toContain("The request:\ncompare");
  expect(it.replies()).toHaveLength(2);
  expect(it.replies()[1]).toContain("<sum up");
  expect(it.replies()[1]).not.toContain("no network");
  expect(it.store.conversations.get(again)).toMatchObject({ follow_up_of: conversationId, status: "closed" });
  expect(it.store.graphs.open()).toEqual([]);
});

test("the retry of a sub-agent that failed and of those that follow it can name the whole graph", async () => {
  let fails = true;
  const { it, later } = await ran(
    planner(TWO.replace('"collect"', '"fail-fast"'), ({ prompt }) => {
      if (prompt === "part a" && fails) throw new Error("no network");
      return "fine";
    }),
    { settings: { execution: { maxAttempts: 1 } } },
  );
  fails = false;
  await it.conversations.rerun({ runId: runOf(it, "root/b"), from: "root" });
  await it.settled();
  expect(later().map((prompt) => prompt.slice(0, 6))).toEqual(["part a", "sum up", "[TinyA"]);
  expect(it.replies()[1]).toContain("### sum\nfine");
});

test("the source of a retry stays as it is, and the fork shows what it shares", async () => {
  const { it, conversationId } = await ran(planner(TWO));
  const source = graphOfConversation(it, conversationId);
  const records = it.store.graphs.read(source, 0, 100);
  const events = it.journal.read(0, 1_000).filter((event) => event.conversationId === conversationId);
  const again = await it.conversations.rerun({ runId: runOf(it, "root/a"), from: "root/a" });
  await it.settled();
  expect(it.store.graphs.read(source, 0, 100)).toEqual(records);
  expect(it.journal.read(0, 1_000).filter((event) => event.conversationId === conversationId)).toEqual(
    events,
  );
  const root = it.store.messages.inConversation(again).find(({ kind }) => kind === "user");
  const fork = await readRunGraph(it.store, {
    messageRowId: root?.id ?? 0,
    redact: (text) => text,
  });
  expect(fork).toMatchObject({ status: "completed", forkedFrom: { graphId: source, generation: 1 } });
  expect(fork.nodes["root/b"]).toMatchObject({
    state: "completed",
    runId: runOf(it, "root/b"),
    isShared: true,
  });
  expect(fork.nodes["root/a"]).toMatchObject({ state: "completed", isShared: false });
  expect(fork.nodes["root/a"]?.runId).not.toBe(runOf(it, "root/a"));
  expect(it.pickEvents("node.reused").map(({ data }) => data)).toEqual([
    { graphId: fork.graphId, node: "root/b", agent: "lead", state: "completed", runId: runOf(it, "root/b") },
  ]);
});

test("the runs of a fork are a tree of their own, from the run that stands for the plan", async () => {
  const { it } = await ran(planner(TWO));
  const before = new Set(it.store.runs.list({ limit: 100 }).map(({ id }) => id));
  for (const id of before) it.store.runs.versionKnown(id, "1.2.3");
  await it.conversations.rerun({ runId: runOf(it, "root"), from: "root/a" });
  await it.settled();
  const runs = it.store.runs
    .list({ limit: 100 })
    .filter(({ id }) => !before.has(id))
    .reverse();
  const [first, ...rest] = runs;
  expect(first).toMatchObject({ attempt: 0, status: "completed", parent_run_id: null, depth: 0 });
  expect(first).toMatchObject({ harness_version: "1.2.3", permissions: "ask" });
  expect(rest.map(({ root_run_id: root }) => root)).toEqual([first?.id, first?.id, first?.id]);
  expect(rest.map(({ depth }) => depth)).toEqual([1, 1, 0]);
});

const DEEP = block(
  [
    { id: "deep", prompt: "go deeper", canSpawn: true },
    { id: "a", prompt: "part a" },
  ],
  ["deep", "a"],
);
const LEAVES = block(
  [
    { id: "one", prompt: "leaf one" },
    { id: "two", prompt: "leaf two" },
  ],
  ["one", "two"],
);
const deep: AgentScript = (request) => {
  const { prompt } = request;
  if (isJoin(prompt)) return `joined ${prompt.slice(prompt.indexOf("###"))}`;
  if (!isNode(request)) return DEEP;
  return prompt.startsWith("go deeper") ? LEAVES : `<${prompt}>`;
};

test("a sub-agent with an edited prompt runs with those above it, and nothing beside it", async () => {
  const { it, later } = await ran(deep);
  await it.conversations.rerun({
    runId: runOf(it, "root/deep/two"),
    node: "root/deep/one",
    prompt: "a better leaf",
  });
  await it.settled();
  expect(later().map((prompt) => prompt.slice(0, 14))).toEqual([
    "a better leaf",
    "[TinyAGI: your",
    "[TinyAGI: your",
  ]);
  const [, inner, outer] = later();
  expect(inner).toContain("The request:\ngo deeper");
  expect(inner).toContain("<a better leaf>");
  expect(inner).toContain("<leaf two>");
  expect(outer).toContain("<part a>");
  expect(it.replies()[1]).toContain("<a better leaf>");
  expect(it.store.graphs.open()).toEqual([]);
});

test("an edited sub-agent plans again: what it had planned before is not part of the fork", async () => {
  const { it, later } = await ran(deep);
  const again = await it.conversations.rerun({
    runId: runOf(it, "root"),
    node: "root/deep",
    prompt: "go straight",
  });
  await it.settled();
  expect(later().map((prompt) => prompt.slice(0, 14))).toEqual(["go straight", "[TinyAGI: your"]);
  const graph = graphOfConversation(it, again);
  expect(it.store.graphs.nodes(graph).map(({ node_id: id }) => id)).toEqual(["root", "root/deep"]);
});

test("a fork from a generation keeps the plans up to it and makes the later ones again", async () => {
  const { it, later } = await ran(deep);
  await it.conversations.rerun({ runId: runOf(it, "root"), generation: 1 });
  await it.settled();
  const [first, ...rest] = later().map((prompt) => prompt.slice(0, 10));
  expect(first).toBe("go deeper");
  // The two leaves start at the same time.
  expect(rest.slice(0, 2).sort()).toEqual(["leaf one", "leaf two"]);
  expect(rest.slice(2)).toEqual(["[TinyAGI: ", "[TinyAGI: "]);
});

test("a fork from a generation with a text asks the first agent that text, with the results that exist", async () => {
  const { it, later } = await ran(deep);
  await it.conversations.rerun({ runId: runOf(it, "root"), generation: 2, prompt: "in French" });
  await it.settled();
  expect(later()).toHaveLength(1);
  expect(later()[0]).toContain("The request:\nin French");
  expect(later()[0]).toContain("<part a>");
});

test("a retry of a sub-agent that a tool call started gives its caller all results", async () => {
  let fails = true;
  const parts = ["a", "b"].map((id) => ({ id, prompt: `part ${id}` }));
  const plan = { version: 1, goal: "g", agents: parts, output: ["a", "b"], onFailure: "collect" };
  const it = await engine({
    settings: { execution: { maxAttempts: 1 } },
    agents: {
      async lead(request) {
        const { prompt, runId } = request;
        if (isNode(request)) {
          if (fails && prompt === "part b") throw new Error("no network");
          return `<${prompt}>`;
        }
        if (prompt.startsWith("[Note from TinyAGI")) return prompt;
        return JSON.stringify((await it.spawner.spawn({ runId, plan })).failures);
      },
    },
  });
  await it.send("go");
  await it.settled();
  expect(it.replies()[0]).toContain("no network");
  fails = false;
  const before = it.prompts.length;
  await it.conversations.rerun({ runId: runOf(it, "root"), from: "root/b" });
  await it.settled();
  const later = it.prompts.slice(before).map(({ prompt }) => prompt.slice(0, 6));
  expect(later).toEqual(["part b", "[Note "]);
  expect(it.replies()[1]).toContain("### a\n<part a>\n\n### b\n<part b>");
});

test("a fork goes on after a restart in the middle, and no finished sub-agent runs again", async () => {
  const folder = await mkdtemp(join(tmpdir(), "tinyagi-fork-"));
  try {
    const first = await createEngineFixture({ folder, agents: { lead: deep } });
    await first.send("compare");
    await first.settled();
    await first[Symbol.asyncDispose]();
    const slow = gate();
    const second = await createEngineFixture({
      folder,
      agents: {
        lead: (request, signal) =>
          request.prompt === "slow leaf" ? slow.script(request, signal) : deep(request, signal),
      },
    });
    await second.conversations.rerun({
      runId: runOf(second, "root"),
      node: "root/deep/one",
      prompt: "slow leaf",
    });
    await expect.poll(() => second.prompts.length).toBe(1);
    await Promise.all([second[Symbol.asyncDispose](), slow.open("too late")]);
    const third = await createEngineFixture({ folder, agents: { lead: deep } });
    await expect.poll(() => third.replies().length).toBe(2);
    await third.settled();
    const prompts = [...second.prompts, ...third.prompts].map(({ prompt }) => prompt);
    expect(prompts.some((prompt) => prompt.includes("leaf two") && !isJoin(prompt))).toBe(false);
    expect(prompts.some((prompt) => prompt.startsWith("part a"))).toBe(false);
    expect(third.store.graphs.open()).toEqual([]);
    await third[Symbol.asyncDispose]();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test("the same key runs the work once, and belongs to one conversation", async () => {
  const { it, later } = await ran(planner(TWO));
  const wanted = { runId: runOf(it, "root"), from: "root/a", key: "again-1" };
  const once = await it.conversations.rerun(wanted);
  expect(await it.conversations.rerun(wanted)).toBe(once);
  await it.settled();
  expect(later()).toHaveLength(3);
  expect(await it.conversations.rerun(wanted)).toBe(once);
  const { conversationId } = await it.send("other");
  await it.settled();
  const other = it.store.runs.inConversation(conversationId)[0]?.id ?? "";
  await expect(it.conversations.rerun({ runId: other, key: "again-1" })).rejects.toMatchObject({
    code: "CONFLICT",
  });
});

test.each([
  ["NOT_FOUND", { from: "root/nobody" }],
  ["NOT_FOUND", { node: "root/nobody", prompt: "x" }],
  ["NOT_FOUND", { generation: 9 }],
  ["INVALID_INPUT", { generation: 0, node: "root/a" }],
])("a fork is refused with %s for %o, and nothing is stored", async (code, wanted) => {
  const { it } = await ran(planner(TWO));
  await expect(it.conversations.rerun({ runId: runOf(it, "root"), ...wanted })).rejects.toMatchObject({
    code,
  });
  expect(it.store.conversations.list({ limit: 9 })).toHaveLength(1);
});

test("a run without a graph has nothing to retry in it", async () => {
  const { it } = await ran(() => "hello");
  const runId = it.store.runs.list({ limit: 1 })[0]?.id ?? "";
  await expect(it.conversations.rerun({ runId, from: "root/a" })).rejects.toMatchObject({
    code: "NOT_FOUND",
  });
});

test("a graph that runs is forked, but no agent of it is retried", async () => {
  const slow = gate();
  const it = await engine({
    agents: {
      lead: planner(TWO, (request, signal) =>
        request.prompt === "part a" ? slow.script(request, signal) : "ok",
      ),
    },
  });
  await it.send("compare");
  await expect.poll(() => it.pickEvents("node.completed")).toHaveLength(1);
  const runId = runOf(it, "root/b");
  await expect(it.conversations.rerun({ runId, from: "root/b" })).rejects.toMatchObject({ code: "CONFLICT" });
  await it.conversations.rerun({ runId, node: "root/a", prompt: "part a, quickly" });
  // The answer of the fork waits for its turn: an agent answers one message after the other.
  await expect.poll(() => it.prompts.length).toBe(5);
  expect(it.listPrompts("lead").filter((prompt) => prompt === "part b")).toHaveLength(1);
  slow.open("at last");
  await it.settled();
  expect(it.replies()).toHaveLength(2);
});

test("a fork of a fork shares the results of both", async () => {
  const { it } = await ran(planner(TWO));
  const first = await it.conversations.rerun({ runId: runOf(it, "root"), node: "root/a", prompt: "a two" });
  await it.settled();
  const root = it.store.runs.inConversation(first)[0]?.id ?? "";
  const before = it.prompts.length;
  await it.conversations.rerun({ runId: root, from: "root/sum" });
  await it.settled();
  const prompts = it.prompts.slice(before).map(({ prompt }) => prompt);
  expect(prompts).toHaveLength(2);
  expect(prompts[0]).toContain("<a two>");
  expect(prompts[0]).toContain("<part b>");
});
