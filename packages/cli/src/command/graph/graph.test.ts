/** `graph`: its requests, and what it draws on screens of several widths. @requirement SPAWN-5 */
import {
  type GraphNodeState,
  type GraphNodeView,
  type LaneMessage,
  nodeName,
  type RunGraph,
} from "@tinyagi/contracts";
import { partial } from "@tinyagi/testkit/partial";
import { widthOf } from "@tinyagi/visualizer/text";
import { describe, expect, it } from "vitest";
import { serveHome } from "../../testing/fake-server.js";
import { invoke, withHome } from "../../testing/invoke.js";
import { drawGraph } from "../../view/graph-tree.js";

function node(id: string, state: GraphNodeState, deps: string[] = []): GraphNodeView {
  const local = nodeName(id);
  return {
    kind: "agent",
    specHash: "h",
    deps,
    dependents: [],
    rank: 0,
    group: "",
    depth: 0,
    effects: "none",
    claims: [],
    status: "pending",
    state,
    isShared: false,
    runId: state === "pending" ? null : `run_${local}`,
    spec: {
      id: local,
      prompt: "p",
      agent: "lead",
      tools: [],
      expectedOutput: "",
      rationale: "",
      dependsOn: [],
      effects: "none",
      canSpawn: false,
    },
  };
}

const GRAPH: RunGraph = {
  graphId: "graph_aaaaaa",
  status: "open",
  irVersion: 1,
  generation: 2,
  goal: "root",
  forkedFrom: null,
  onFailure: "collect",
  output: ["root"],
  pruned: [],
  merged: [],
  limits: { maxDepth: 5, maxFanOut: 16, maxTotal: 256, maxLive: 4 },
  nodes: {
    root: node("root", "running"),
    "root/a": node("root/a", "completed"),
    "root/deep": node("root/deep", "running", ["root/a"]),
    "root/last": node("root/last", "pending", ["root/deep"]),
    "root/deep/leaf": node("root/deep/leaf", "failed"),
  },
  generations: [
    { n: 0, at: 1, added: ["root"], changed: [] },
    { n: 1, at: 2, added: ["root/a", "root/deep", "root/last"], changed: [] },
    { n: 2, at: 3, added: ["root/deep/leaf"], changed: [] },
  ],
};

const PATH = "GET /api/runs/run_root00/graph";

async function graph(words: string[], body: unknown = GRAPH) {
  return withHome(async (home) => {
    await using server = await serveHome(home);
    server.answers.set(PATH, { status: 200, body });
    return await invoke(["graph", "run_root00", ...words], { home });
  });
}

describe("the drawing of a graph", () => {
  const draw = (columns: number, plain = false) => drawGraph(GRAPH, { columns, plain }).map(String);

  it("is a tree with a sign and a word for each state", () => {
    expect(draw(80).join("\n")).toMatchInlineSnapshot(`
      "▸ root  running  @lead  run_root
      ├─ ✓ a  done  @lead  run_a
      ├─ ▸ deep  running  @lead  after a  run_deep
      │  └─ ✗ leaf  failed  @lead  run_leaf
      └─ · last  not started  @lead  after deep"
    `);
  });

  it("says for what a sub-agent waits that is to run again", () => {
    const message = partial<LaneMessage>({
      id: 4,
      agent: "lead",
      status: "pending",
      wait: { for: "provider", until: 120_000, provider: "openai" },
      subAgent: { graphId: GRAPH.graphId, nodeId: "root/deep" },
    });
    const elsewhere = { ...message, id: 5, subAgent: { graphId: "graph_other", nodeId: "root/a" } };
    const drawn = drawGraph(GRAPH, { columns: 120, plain: true, open: [message, elsewhere], now: 0 });
    expect(drawn.map(String)).toContain(
      "  deep  queued  waits for the provider openai (2 min at most)  @lead  after a  run_deep",
    );
    expect(drawn.map(String)).toContain("  a  done  @lead  run_a");
  });

  it("is never wider than the screen, and a narrow one still shows names and states", () => {
    for (const columns of [40, 60, 80])
      for (const line of draw(columns)) expect(widthOf(line)).toBeLessThanOrEqual(columns);
    expect(draw(40)[3]).toContain("leaf  failed");
  });

  it("is words and spaces with --plain", () => {
    expect(draw(80, true)[3]).toBe("    leaf  failed  @lead  run_leaf");
  });
});

describe("graph", () => {
  it("shows the newest generation, and another one by --generation", async () => {
    const { stdout } = await graph([]);
    expect(stdout).toContain("graph_aaaaaa  open\ngeneration 2 of 2  5 nodes");
    expect(stdout).toContain("deep  running  @lead  after a  run_deep\n");
    const first = { ...GRAPH, generation: 0, nodes: { root: node("root", "running") } };
    const { stdout: older } = await graph(["--generation", "0"], first);
    expect(older).toContain("generation 0 of 2  1 node");
    expect((await graph(["--generation", "x"])).stderr).toContain("Use a number from 0.");
  });

  it("asks the API for the generation that was named", async () => {
    await withHome(async (home) => {
      await using server = await serveHome(home);
      server.answers.set(PATH, { status: 200, body: GRAPH });
      for (const words of [
        [],
        ["--generation", "0"],
        ["--generation", "12", "--json"],
        ["--mermaid", "--generation", "1"],
      ])
        await invoke(["graph", "run_root00", ...words], { home });
      expect(server.urls.filter((url) => url.startsWith(PATH))).toEqual([
        PATH,
        `${PATH}?generation=0`,
        `${PATH}?generation=12`,
        `${PATH}?generation=1`,
      ]);
    });
  });

  it("says what a fork was made of, and which results it shares", async () => {
    const nodes = {
      root: node("root", "running"),
      "root/a": { ...node("root/a", "completed"), isShared: true },
    };
    const forkedFrom = { graphId: "graph_source", generation: 1 };
    const { stdout } = await graph([], { ...GRAPH, nodes, forkedFrom });
    expect(stdout).toContain("forked from graph_source at generation 1\n");
    expect(stdout).toContain("a  done  shared  @lead  run_a\n");
  });

  it("prints the answer of the API with --json", async () => {
    expect(JSON.parse((await graph(["--json"])).stdout)).toEqual(GRAPH);
  });

  it("prints Mermaid text with the colours of the states", { timeout: 30_000 }, async () => {
    const { stdout } = await graph(["--mermaid"]);
    expect(stdout).toContain("flowchart TD\n");
    expect(stdout).toContain("n1 --> n2");
    expect(stdout).toContain("class n1 completed");
  });

  it("prints no control characters of a plan", { timeout: 30_000 }, async () => {
    const evil = node("root/a", "completed");
    const nodes = {
      root: node("root", "running"),
      "root/a": { ...evil, spec: { ...evil.spec, agent: "\u001b[2Jx" } },
    };
    for (const words of [[], ["--mermaid"]])
      expect((await graph(words, { ...GRAPH, nodes })).stdout).not.toContain("\u001b");
  });

  it("says what the API says of a run without a graph", async () => {
    await withHome(async (home) => {
      await using server = await serveHome(home);
      const body = { error: "This run has no graph", code: "NOT_FOUND" };
      server.answers.set(PATH, { status: 404, body });
      const { code, stderr } = await invoke(["graph", "run_root00"], { home });
      expect(code).not.toBe(0);
      expect(stderr).toContain("This run has no graph");
    });
  });
});
