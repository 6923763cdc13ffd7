/** `replay`: its requests and output. @requirement RERUN-4 */
import { expect, it } from "vitest";
import { serveHome } from "../../testing/fake-server.js";
import { invoke, withHome } from "../../testing/invoke.js";

const step = (seq: number, more: object) => ({
  seq,
  at: 1_000 * seq,
  type: "node.started",
  node: null,
  generation: 0,
  added: [],
  states: {},
  reason: null,
  ...more,
});
const REPLAY = {
  graphId: "graph_aaaaaa",
  status: "completed",
  forkedFrom: null,
  total: 4,
  next: 3,
  before: { generation: null, states: {} },
  steps: [
    step(1, { type: "graph.opened", added: ["root"], states: { root: "pending" } }),
    step(2, { type: "spawn.compiled", node: "root", generation: 1, added: ["root/a", "root/b"] }),
    step(3, { type: "node.failed", node: "root/a", generation: 1, reason: "no \u001b[31mnetwork", at: null }),
  ],
};
const PATH = "/api/runs/run_root00/replay";

async function replay(...words: string[]) {
  return withHome(async (home) => {
    await using server = await serveHome(home);
    server.answers.set(`GET ${PATH}`, { status: 200, body: REPLAY });
    const result = await invoke(["replay", "run_root00", ...words], { home });
    return { ...result, asked: server.urls.filter((url) => url.includes("/replay")) };
  });
}

it("prints a line for each step with its time since the first, and how to see the next page", async () => {
  const { stdout, stderr, asked } = await replay();
  expect(asked).toEqual([`GET ${PATH}?after=0&limit=1000`]);
  expect(stdout).toContain("graph_aaaaaa  completed  4 steps\n");
  expect(stdout).toMatch(/1 +0\.0 s +0 +graph\.opened +\+ root\n/);
  expect(stdout).toMatch(/2 +1\.0 s +1 +spawn\.compiled +root: \+ root\/a, root\/b\n/);
  expect(stdout).toMatch(/3 +1 +node\.failed +root\/a: no network\n/);
  expect(stderr).toContain("1 more steps: tinyagi replay run_root00 --after 3");
});

it("asks for the steps that were named, and prints the answer of the API with --json", async () => {
  const { stdout, asked } = await replay("--after", "3", "--limit", "2", "--json");
  expect(asked).toEqual([`GET ${PATH}?after=3&limit=2`]);
  expect(JSON.parse(stdout)).toEqual(REPLAY);
  expect((await replay("--after", "x")).stderr).toContain("Use a number from 0.");
});
