import type { GraphNodeState, ReplayStep, RunGraph } from "@tinyagi/contracts";
import { describe, expect, it } from "vitest";
import type { Run } from "../../lib/queries";
import { layoutOf } from "./layout";
import { rowsAt, statesAt, stepWords } from "./replay";
import { rowsOf } from "./rows";

const run = (id: string, part: Partial<Run> = {}): Run =>
  ({
    runId: `run_${id}`,
    parentRunId: id === "root" ? null : "run_root",
    messageRowId: id.charCodeAt(0),
    agent: "coder",
    status: "completed",
    createdAt: 1_000,
    task: `do ${id}`,
    ...part,
  }) as Run;
const part = (id: string, deps: string[] = [], state: GraphNodeState = "pending") => ({
  deps,
  state,
  spec: { id, prompt: `prompt of ${id}`, agent: "coder" },
});
const graph = {
  graphId: "g",
  nodes: {
    root: part("root"),
    "root/a": part("a"),
    "root/b": part("b", ["root/a"]),
    "root/b/deep": part("deep"),
  },
} as unknown as RunGraph;
const at = (nodeId: string) => ({ node: { graphId: "g", nodeId } });
const runs = [
  run("root", at("root")),
  run("a", { ...at("root/a"), createdAt: 1_100, status: "failed" }),
  run("a2", { ...at("root/a"), createdAt: 1_200, messageRowId: "a".charCodeAt(0) }),
];
const rows = rowsOf(runs, graph, new Set());

describe("the rows of a run", () => {
  it("are one for each piece of work, with its attempts, below what started it", () => {
    expect(rows.map(({ key, depth }) => [key, depth])).toEqual([
      ["root", 0],
      ["root/a", 1],
      ["root/b", 1],
      ["root/b/deep", 2],
    ]);
    const a = rows[1];
    expect(a?.run?.runId).toBe("run_a2");
    expect(a?.attempts.map(({ runId }) => runId)).toEqual(["run_a"]);
  });

  it("contain parts that have not begun", () => {
    expect(rows[2]).toMatchObject({ run: undefined, shown: { word: "Not started" }, needs: ["root/a"] });
  });

  it("draw a line on while a sibling follows below", () => {
    expect(rows.map(({ rails }) => rails)).toEqual([[], [true], [false], [false, false]]);
  });

  it("wait when a run of theirs waits for a person", () => {
    const [first] = rowsOf(runs, graph, new Set(["run_root"]));
    expect(first?.shown.state).toBe("waiting");
  });

  it("show handoffs without a graph, also those of a run that is not known", () => {
    const found = rowsOf(
      [run("root"), run("x"), run("y", { parentRunId: "run_gone" })],
      undefined,
      new Set(),
    );
    expect(found.map(({ key, depth }) => [key, depth])).toEqual([
      ["message-114", 0],
      ["message-120", 1],
      ["message-121", 0],
    ]);
  });
});

describe("the replay", () => {
  const step = (states: Record<string, GraphNodeState>): ReplayStep => ({
    seq: 1,
    at: 1,
    type: "node.started",
    node: "root/a",
    generation: 1,
    added: [],
    states,
    reason: null,
  });
  const steps = [step({ root: "running" }), step({ "root/a": "running" }), step({ "root/a": "completed" })];

  it("shows each step as it was, without what came later", () => {
    expect(rowsAt(rows, statesAt(steps, 1)).map(({ key }) => key)).toEqual(["root"]);
    expect(rowsAt(rows, statesAt(steps, 2))[1]?.shown.state).toBe("running");
    expect(rowsAt(rows, statesAt(steps, 3))[1]?.shown.state).toBe("done");
  });

  it("names a step", () => {
    expect(stepWords({ ...step({}), type: "spawn.compiled", added: ["root/a", "root/b"] })).toBe(
      "a planned 2 parts",
    );
  });
});

describe("the layout of the graph", () => {
  it("puts what needs a result right of what gives it, and no two parts on one place", () => {
    const { places, edges } = layoutOf(rows);
    const x = new Map(places.map((place) => [place.row.key, place.x]));
    expect(x.get("root/b")).toBeGreaterThan(x.get("root/a") ?? 0);
    expect(new Set(places.map((place) => `${place.x} ${place.y}`)).size).toBe(4);
    expect(edges.map(({ from, to }) => `${from}→${to}`)).toEqual([
      "root→root/a",
      "root/a→root/b",
      "root/b→root/b/deep",
    ]);
  });
});
