/** The graph of a run, and the places and totals of runs, over the API. @requirement SPAWN-5 @requirement RERUN-4 */
import { HarnessError } from "@tinyagi/contracts";
import { expect, test } from "vitest";
import { agents, createHandlerFixture, hang } from "../fixture.js";

const settings = { agents: agents("lead") };
const block = (specs: object[], output: string) =>
  `\`\`\`spawn\n${JSON.stringify({ version: 1, goal: "g", agents: specs, output })}\n\`\`\``;
const KEY = "sk-abcdefghijklmnop";

/** The lead asks for `a` and `deep`; `deep` asks for `leaf`. */
async function spawned() {
  const fixture = await createHandlerFixture(settings, {
    lead: (prompt) => {
      if (prompt.startsWith("[TinyAGI: your")) return "joined";
      if (prompt.startsWith("go deeper")) return block([{ id: "leaf", prompt: "the leaf" }], "leaf");
      if (prompt.startsWith("part a") || prompt.startsWith("the leaf")) return "done";
      return block(
        [
          { id: "a", prompt: `part a with ${KEY}` },
          { id: "deep", prompt: "go deeper", canSpawn: true, dependsOn: ["a"] },
        ],
        "deep",
      );
    },
  });
  const { body } = await fixture.call("POST", "/api/message", { message: "compare", agent: "lead" });
  const { store } = fixture;
  while (store.conversations.get(body.conversationId)?.status === "open" || store.graphs.open().length > 0)
    await new Promise<void>((resolve) => setImmediate(resolve));
  await fixture.settled();
  const runs: Run[] = (await fixture.call("GET", "/api/runs")).body;
  const runOf = (node: string) => runs.find((run) => run.node?.nodeId === node) as Run;
  const toGraph = (node: string, query = "") =>
    fixture.call("GET", `/api/runs/${runOf(node).runId}/graph${query}`);
  return { ...fixture, runs, runOf, toGraph };
}

interface Run {
  runId: string;
  conversationId: string;
  node?: { graphId: string; nodeId: string };
  total: object;
}

test("the graph of a root and of each of its nodes is the same, with states and runs", async () => {
  const { toGraph, runOf } = await spawned();
  const { status, body } = await toGraph("root");
  expect(status).toBe(200);
  expect(body.limits).toEqual({ maxDepth: 5, maxFanOut: 16, maxTotal: 256, maxLive: 4 });
  expect((await toGraph("root/deep/leaf")).body).toEqual(body);
  expect(body).toMatchObject({ status: "completed", generation: 2, goal: "root", output: ["root"] });
  expect(Object.keys(body.nodes)).toEqual(["root", "root/a", "root/deep", "root/deep/leaf"]);
  expect(body.nodes["root/deep"]).toMatchObject({
    state: "completed",
    runId: runOf("root/deep").runId,
    deps: ["root/a"],
    spec: { prompt: "go deeper", agent: "lead", canSpawn: true },
  });
  expect(JSON.stringify(body)).not.toContain(KEY);
});

test("a conversation names the sub-agent of each message", async () => {
  const { call, runOf } = await spawned();
  const { conversationId } = runOf("root/a");
  const { messages } = (await call("GET", `/api/conversations/${conversationId}`)).body;
  const nodes = messages.map(({ node }: { node?: string }) => node);
  expect(nodes).toEqual([undefined, "root/a", "root/deep", "root/deep/leaf"]);
});

test("a generation shows the nodes and states of its time, and lists what each generation added", async () => {
  const { toGraph } = await spawned();
  const { body } = await toGraph("root", "?generation=1");
  expect(Object.keys(body.nodes)).toEqual(["root", "root/a", "root/deep"]);
  expect(body.nodes["root/a"].state).toBe("completed");
  expect(body.nodes["root/deep"].state).toBe("running");
  expect(body.generations).toEqual([
    { n: 0, added: ["root"], changed: [], at: expect.any(Number) },
    { n: 1, added: ["root/a", "root/deep"], changed: [], at: expect.any(Number) },
    { n: 2, added: ["root/deep/leaf"], changed: [], at: expect.any(Number) },
  ]);
  expect(Object.keys((await toGraph("root", "?generation=0")).body.nodes)).toEqual(["root"]);
  const beyond = await toGraph("root", "?generation=3");
  expect(beyond.status).toBe(404);
  expect(beyond.body.error).toBe("The graph has no generation 3. The newest is 2.");
});

test("a replay shows the graph step by step, with times and states, and runs nothing", async () => {
  const { call, runOf, toGraph, journal } = await spawned();
  const path = `/api/runs/${runOf("root/a").runId}/replay`;
  const seen = journal.read(0, 10_000).length;
  const { status, body } = await call("GET", path);
  expect(status).toBe(200);
  expect(journal.read(0, 10_000)).toHaveLength(seen);
  expect(body).toMatchObject({ status: "completed", forkedFrom: null, next: null });
  expect(body.before).toEqual({ generation: null, states: {} });
  expect(body.total).toBe(body.steps.length);
  expect(
    body.steps.map(({ type, node, generation }: Step) => `${generation} ${type} ${node ?? "-"}`),
  ).toEqual([
    "0 graph.opened -",
    "0 node.started root",
    "1 spawn.compiled root",
    "1 node.started root/a",
    "1 node.completed root/a",
    "1 node.started root/deep",
    "2 spawn.compiled root/deep",
    "2 node.started root/deep/leaf",
    "2 node.completed root/deep/leaf",
    "2 node.completed root/deep",
    "2 node.completed root",
    "2 graph.closed -",
  ]);
  expect(body.steps[2]).toMatchObject({
    added: ["root/a", "root/deep"],
    states: { "root/a": "pending", "root/deep": "pending" },
    at: expect.any(Number),
    reason: null,
  });
  const states = Object.assign({}, ...body.steps.map((step: Step) => step.states));
  const { nodes } = (await toGraph("root")).body;
  expect(states).toEqual(Object.fromEntries(Object.keys(nodes).map((id) => [id, nodes[id].state])));
});

interface Step {
  seq: number;
  type: string;
  node: string | null;
  generation: number;
  states: Record<string, string>;
}

test("each page of a replay stands alone: it begins with the states before it", async () => {
  const { call, runOf } = await spawned();
  const path = `/api/runs/${runOf("root").runId}/replay`;
  const whole = (await call("GET", path)).body;
  const states: Record<string, string> = {};
  const steps: Step[] = [];
  for (let after: number | null = 0; after !== null; ) {
    const { body } = await call("GET", `${path}?after=${after}&limit=5`);
    expect(body.before.states).toEqual(states);
    expect(body.before.generation).toBe(steps.at(-1)?.generation ?? null);
    for (const step of body.steps) Object.assign(states, step.states);
    steps.push(...body.steps);
    after = body.next;
  }
  expect(steps).toEqual(whole.steps);
  const beyond = (await call("GET", `${path}?after=999`)).body;
  expect(beyond).toMatchObject({ steps: [], next: null, before: { generation: 2, states } });
  expect((await call("GET", `${path}?limit=0`)).status).toBe(400);
});

test("a replay says why an agent failed, without credentials, and agents see only that of their own conversation", async () => {
  const { call, callAsRun, store, settled } = await createHandlerFixture(settings, {
    lead: (prompt) => {
      if (prompt.startsWith("[TinyAGI: your")) return "joined";
      if (prompt === "part a") throw new HarnessError("invalid", `refused with ${KEY}`);
      return block([{ id: "a", prompt: "part a" }], "a");
    },
  });
  await call("POST", "/api/message", { message: "compare", agent: "lead" });
  await expect.poll(() => store.graphs.open().length + store.messages.openLanes().length).toBe(0);
  await settled();
  const [run]: Run[] = (await call("GET", "/api/runs")).body;
  const path = `/api/runs/${run?.runId}/replay`;
  const { body } = await call("GET", path);
  expect(body.steps.find(({ type }: Step) => type === "node.failed")).toMatchObject({
    node: "root/a",
    states: { "root/a": "failed" },
    reason: expect.stringContaining("refused with"),
  });
  expect(JSON.stringify(body)).not.toContain(KEY);
  const conversationId = run?.conversationId ?? "";
  expect((await callAsRun({ agentId: "lead", conversationId })("GET", path)).status).toBe(200);
  const stranger = callAsRun({ agentId: "lead", conversationId: "conv_other0000" });
  expect((await stranger("GET", path)).status).toBe(403);
});

test("a generation names the agents that it changed: here one that a later writer waits for", async () => {
  const write = { effects: "write", canSpawn: true };
  const { call, store, settled } = await createHandlerFixture(settings, {
    lead: (prompt) => {
      if (prompt.startsWith("[TinyAGI: your")) return "joined";
      if (prompt === "plan")
        return block([{ id: "c", prompt: "write there", ...write, claims: ["b/x"] }], "c");
      if (prompt !== "compare") return "done";
      return block(
        [
          { id: "p", prompt: "plan", ...write, claims: ["a"] },
          { id: "q", prompt: "part q", ...write, claims: ["b"] },
        ],
        "p",
      );
    },
  });
  await call("POST", "/api/message", { message: "compare", agent: "lead" });
  await expect.poll(() => store.graphs.open().length + store.messages.openLanes().length).toBe(0);
  await settled();
  const runs: Run[] = (await call("GET", "/api/runs")).body;
  const { body } = await call("GET", `/api/runs/${runs[0]?.runId}/graph`);
  expect(body.generations).toEqual([
    { n: 0, at: expect.any(Number), added: ["root"], changed: [] },
    { n: 1, at: expect.any(Number), added: ["root/p", "root/q"], changed: [] },
    { n: 2, at: expect.any(Number), added: ["root/p/c"], changed: ["root/q"] },
  ]);
});

test("a run without sub-agents has no graph, and the answer says why", async () => {
  const { call, settled } = await createHandlerFixture(settings);
  await call("POST", "/api/message", { message: "hello", agent: "lead" });
  await settled();
  const [run] = (await call("GET", "/api/runs")).body;
  expect(run).not.toHaveProperty("node");
  const { status, body } = await call("GET", `/api/runs/${run.runId}/graph`);
  expect(status).toBe(404);
  expect(body.error).toContain("it started no sub-agents and is not a sub-agent");
  expect((await call("GET", `/api/runs/${run.runId}/replay`)).status).toBe(404);
  expect((await call("GET", "/api/runs/run_nothing00000/graph")).status).toBe(404);
});

test("an agent's run reads the graph of its own conversation only, and learns of no other run", async () => {
  const { callAsRun, runOf } = await spawned();
  const { runId, conversationId } = runOf("root");
  const path = `/api/runs/${runId}/graph`;
  expect((await callAsRun({ agentId: "lead", conversationId })("GET", path)).status).toBe(200);
  const stranger = callAsRun({ agentId: "lead", conversationId: "conv_other0000" });
  expect((await stranger("GET", path)).status).toBe(403);
  expect((await stranger("GET", "/api/runs/run_nothing00000/graph")).status).toBe(403);
});

test("a list of runs tells what each is about, without credentials, and can leave out what other runs started", async () => {
  const { call } = await spawned();
  const runs: (Run & { task: string })[] = (await call("GET", "/api/runs")).body;
  const tasks = new Map(runs.map(({ node, task }) => [node?.nodeId, task]));
  expect(tasks.get("root")).toBe("compare");
  expect(tasks.get("root/a")).toMatch(/^part a with /);
  expect(JSON.stringify(runs)).not.toContain(KEY);
  for (const filter of ["top=true", "top=true&status=completed", "top=true&newest=true"]) {
    const top: Run[] = (await call("GET", `/api/runs?${filter}`)).body;
    expect(top.map(({ node }) => node?.nodeId)).toEqual(["root"]);
  }
  expect((await call("GET", "/api/runs?top=false")).body).toHaveLength(runs.length);
});

test("the total of a run is its usage with that of all runs below it", async () => {
  const { call, store, runs, runOf } = await spawned();
  const use = store.db.prepare(
    "UPDATE runs SET input_tokens = ?, cost_usd = ?, cost_estimated = ? WHERE id = ?",
  );
  const leaf = runOf("root/deep/leaf").runId;
  use.run(100, 0.5, 1, leaf);
  for (const { runId } of runs) if (runId !== leaf) use.run(1, null, null, runId);
  const { body } = await call("GET", "/api/runs");
  const totals = body.map(({ runId, total }: Run) => [runId, total]);
  const root = runs.at(-1) as Run;
  expect(new Map(totals).get(root.runId)).toEqual({
    inputTokens: 100 + runs.length - 1,
    costUsd: 0.5,
    estimated: true,
  });
  expect(new Map(totals).get(leaf)).toEqual({ inputTokens: 100, costUsd: 0.5, estimated: true });
  expect((await call("GET", `/api/runs/${root.runId}`)).body).toMatchObject({
    node: { nodeId: "root" },
    total: { costUsd: 0.5 },
  });
  const [newest] = (await call("GET", "/api/runs?limit=1")).body;
  expect(newest.total).toEqual(new Map(totals).get(newest.runId));
});

test("the lane of a sub-agent names its place in its graph, and its parent says that it waits for it", async () => {
  const f = await createHandlerFixture(settings, {
    lead: (prompt, ...more) =>
      prompt.startsWith("part a") ? hang(prompt, ...more) : block([{ id: "a", prompt: "part a" }], "a"),
  });
  await f.call("POST", "/api/message", { message: "compare", agent: "lead" });
  await expect.poll(() => f.store.graphs.open().length).toBe(1);
  const graphId = f.store.graphs.open()[0]?.id;
  const shown = async () =>
    (await f.call("GET", "/api/queue/lanes")).body.lanes
      .flatMap(({ messages }: { messages: { kind: string; subAgent: object; reason: string }[] }) => messages)
      .map((row: { kind: string; subAgent: object; reason: string }) => [row.kind, row.subAgent, row.reason]);
  await expect.poll(shown).toEqual(
    expect.arrayContaining([
      ["user", null, "waits.sub_agents"],
      ["node", { graphId, nodeId: "root/a" }, null],
    ]),
  );
});
