/** Retry, fork and comparison of runs over the API. @requirement RERUN-1 @requirement RERUN-2 */
import { expect, test } from "vitest";
import { agents, createHandlerFixture } from "../fixture.js";

async function ran() {
  const fixture = await createHandlerFixture({ agents: agents("coder") });
  await fixture.call("POST", "/api/message", { message: "hello", agent: "coder" });
  await fixture.settled();
  const [run] = (await fixture.call("GET", "/api/runs")).body;
  return { ...fixture, runId: run.runId as string, conversationId: run.conversationId as string };
}

test("a retried and a forked run have conversations of their own that follow the old one", async () => {
  const { call, settled, runId, conversationId } = await ran();
  const retried = (await call("POST", `/api/runs/${runId}/retry`)).body;
  const forked = (await call("POST", `/api/runs/${runId}/fork`, { prompt: "other words" })).body;
  await settled();
  for (const [answer, text] of [
    [retried, "hello"],
    [forked, "other words"],
  ])
    expect((await call("GET", `/api/conversations/${answer.conversationId}`)).body).toMatchObject({
      followUpOf: conversationId,
      text,
      status: "closed",
      runs: [{ agent: "coder", status: "completed" }],
    });
});

interface Compared {
  node: string;
  sameOutput: boolean;
}

test("a sub-agent of an ended graph is retried, and forked with another prompt, from any run of the graph", async () => {
  const plan = `\`\`\`spawn
{"version":1,"goal":"g","agents":[{"id":"a","prompt":"part a"},{"id":"b","prompt":"part b"}],"output":["a","b"]}
\`\`\``;
  const asked: string[] = [];
  const { call, store, settled } = await createHandlerFixture(
    { agents: agents("lead") },
    {
      lead(prompt) {
        asked.push(prompt);
        if (prompt.startsWith("[TinyAGI: your")) return prompt;
        return prompt === "compare" ? plan : `<${prompt}>`;
      },
    },
  );
  const ended = async () => {
    await expect.poll(() => store.graphs.open()).toEqual([]);
    await settled();
  };
  await call("POST", "/api/message", { message: "compare", agent: "lead" });
  await expect.poll(() => asked.length).toBe(4);
  await ended();
  const runs: { runId: string; node?: { nodeId: string } }[] = (await call("GET", "/api/runs")).body;
  const runOf = (id: string) => runs.find(({ node }) => node?.nodeId === id)?.runId;
  asked.length = 0;
  await call("POST", `/api/runs/${runOf("root/b")}/retry`, { from: "root/a" });
  await ended();
  expect(asked.map((prompt) => prompt.slice(0, 6))).toEqual(["part a", "[TinyA"]);
  asked.length = 0;
  const body = { node: "root/b", prompt: "part b, better", key: "k1" };
  const once = (await call("POST", `/api/runs/${runOf("root")}/fork`, body)).body;
  await ended();
  expect((await call("POST", `/api/runs/${runOf("root")}/fork`, body)).body).toEqual(once);
  await ended();
  expect(asked).toHaveLength(2);
  expect(asked[1]).toContain("### a\n<part a>\n\n### b\n<part b, better>");
  const forked = (await call("GET", `/api/conversations/${once.conversationId}`)).body.runs;
  const path = `/api/runs/compare?a=${runOf("root")}&b=${forked.at(-1).runId}`;
  const { nodes } = (await call("GET", path)).body;
  expect(nodes.map(({ node, sameOutput }: Compared) => [node, sameOutput])).toEqual([
    ["root", false],
    ["root/a", true],
    ["root/b", false],
  ]);
  expect(nodes[1]).toMatchObject({
    a: { state: "completed", isShared: false, output: "<part a>", durationMs: expect.any(Number), usage: {} },
    b: { state: "completed", isShared: true, output: "<part a>", runId: runOf("root/a") },
  });
  expect(nodes[2]).toMatchObject({ a: { output: "<part b>" }, b: { output: "<part b, better>" } });
});

test("two runs are compared by their ids, with what each worked with", async () => {
  const { call, store, settled, runId } = await ran();
  const { conversationId } = (await call("POST", `/api/runs/${runId}/retry`)).body;
  await settled();
  const other = (await call("GET", `/api/conversations/${conversationId}`)).body.runs[0].runId;
  const set = store.db.prepare(
    "UPDATE runs SET harness = 'claude', harness_version = ?, permissions = ? WHERE id = ?",
  );
  set.run("2.1.197", "ask", runId);
  set.run("2.2.0", "ask", other);
  const { body } = await call("GET", `/api/runs/compare?a=${runId}&b=${other}`);
  const setup = { harness: "claude", harnessVersion: "2.1.197", permissions: "ask" };
  expect(body).toMatchObject({
    sameStructure: true,
    a: { runId, setup },
    b: { runId: other },
    steps: [
      {
        path: "@coder",
        sameSetup: false,
        a: { runId, status: "completed", setup },
        b: { runId: other, setup: { ...setup, harnessVersion: "2.2.0" } },
      },
    ],
    nodes: [],
  });
});

test("unknown runs and wrong bodies are refused", async () => {
  const { call, runId } = await ran();
  for (const part of ["retry", "fork"])
    expect((await call("POST", `/api/runs/run_nothing00000/${part}`, {})).status).toBe(404);
  expect((await call("POST", `/api/runs/${runId}/fork`, { prompt: "" })).status).toBe(400);
  expect((await call("POST", `/api/runs/${runId}/fork`, { nodes: "x" })).status).toBe(400);
  expect((await call("POST", `/api/runs/${runId}/fork`, { node: "root/x" })).status).toBe(404);
  expect((await call("POST", `/api/runs/${runId}/fork`, { generation: -1 })).status).toBe(400);
  expect((await call("POST", `/api/runs/${runId}/retry`, { from: "root/x" })).status).toBe(404);
  expect((await call("POST", `/api/runs/${runId}/retry`, { key: "a b" })).status).toBe(400);
  expect((await call("GET", `/api/runs/compare?a=${runId}&b=run_nothing00000`)).status).toBe(404);
  expect((await call("GET", `/api/runs/compare?a=${runId}`)).status).toBe(400);
});
