import type { GraphNodeState, ReplayStep, RunGraph, TraceSpan } from "@tinyagi/contracts";
import { partial } from "@tinyagi/testkit/partial";
import { describe, expect, it } from "vitest";
import type { Run } from "../../lib/queries";
import { listActs } from "./acts";
import { NODE_HEIGHT, NODE_WIDTH, toLayout } from "./layout";
import { describeSpan, logLines } from "./log-lines";
import { rowsAt, stepWords } from "./replay";
import { countParts, faceOf, sameWork, toRows } from "./rows";

const run = (id: string, part: Partial<Run> = {}): Run =>
  ({
    runId: `run_${id}`,
    parentRunId: id === "root" ? null : "run_root",
    messageRowId: id.charCodeAt(0),
    agent: "coder",
    status: "completed",
    createdAt: 1_000,
    startedAt: null,
    finishedAt: null,
    usage: {},
    total: {},
    task: `do ${id}`,
    ...part,
  }) as Run;
const part = (id: string, deps: string[] = [], state: GraphNodeState = "pending") => ({
  deps,
  state,
  spec: { id, prompt: `prompt of ${id}`, agent: "coder" },
});
const graph = partial<RunGraph>({
  graphId: "g",
  nodes: {
    root: part("root"),
    "root/a": part("a"),
    "root/b": part("b", ["root/a"]),
    "root/b/deep": part("deep"),
  },
});
const at = (nodeId: string) => ({ node: { graphId: "g", nodeId } });
const runs = [
  run("root", at("root")),
  run("a", { ...at("root/a"), createdAt: 1_100, status: "failed" }),
  run("a2", { ...at("root/a"), createdAt: 1_200, messageRowId: "a".charCodeAt(0) }),
];
const rows = toRows(runs, graph, { waiting: new Set() });

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

  it("count parts without the run itself", () => {
    const shown = (state: "done" | "failed" | "running") => ({ shown: { state, word: "" } });
    const four = [shown("running"), shown("done"), shown("failed"), shown("running")];
    expect(countParts(four)).toEqual({ parts: 3, done: 1, failed: 1 });
    expect(countParts(rows).parts).toBe(3);
    expect(countParts([shown("done")]).parts).toBe(0);
  });

  it("contain parts that have not begun", () => {
    expect(rows[2]).toMatchObject({ run: undefined, shown: { word: "Not started" }, needs: ["root/a"] });
  });

  it("draw a line on while a sibling follows below", () => {
    expect(rows.map(({ rails }) => rails)).toEqual([[], [true], [false], [false, false]]);
  });

  it("wait when a run of theirs waits for a person", () => {
    const [first] = toRows(runs, graph, { waiting: new Set(["run_root"]) });
    expect(first?.shown.state).toBe("waiting");
  });

  it("show handoffs without a graph, also those of a run that is not known", () => {
    const found = toRows([run("root"), run("x"), run("y", { parentRunId: "run_gone" })], undefined, {
      waiting: new Set(),
    });
    expect(found.map(({ key, depth }) => [key, depth])).toEqual([
      ["message-114", 0],
      ["message-120", 1],
      ["message-121", 0],
    ]);
  });
});

it("a sub-agent has a face of its own, as in the office, and an agent has that of its id", () => {
  const run = partial<Run>({ runId: "run_1" });
  expect(faceOf({ run, node: undefined, agent: "lead" })).toBe("lead");
  expect(faceOf({ run, node: "root", agent: "lead" })).toBe("lead");
  expect(faceOf({ run, node: "root/check", agent: "lead" })).toBe("run_1");
  expect(faceOf({ run: undefined, node: "root/check", agent: "lead" })).toBe("lead/root/check");
});

describe("work with several tries", () => {
  const cost = (usd: number, all = usd) => ({ usage: { costUsd: usd }, total: { costUsd: all } });
  const first = run("root", { ...at("root"), ...cost(1, 4), status: "interrupted", finishedAt: 1_500 });
  const again = run("again", {
    ...at("root"),
    ...cost(2, 2),
    parentRunId: null,
    messageRowId: first.messageRowId,
    createdAt: 2_000,
    rootRunId: "run_again",
    status: "completed",
    finishedAt: 2_600,
  });
  const child = run("a", { ...at("root/a"), ...cost(3), createdAt: 1_100, rootRunId: "run_root" });
  const all = [again, child, { ...first, rootRunId: "run_root" }];

  it("has one sum: what it and everything below it cost over all tries", () => {
    const [row] = toRows(all, graph, { waiting: new Set() });
    expect(row?.own.costUsd).toBe(3);
    expect(row?.total.costUsd).toBe(6);
    expect(row?.time).toEqual({ since: 1_000, until: 2_600 });
  });

  it("has no clock once it has ended, also when its end was not recorded", () => {
    const [unknown] = toRows([run("x", { status: "failed" })], undefined, { waiting: new Set() });
    expect(unknown?.time).toBeUndefined();
    const [live] = toRows([run("x", { status: "running" })], undefined, { waiting: new Set() });
    expect(live?.time).toEqual({ since: 1_000, until: "now" });
  });

  it("is one work, whichever try the address names", () => {
    const other = run("other", { parentRunId: null, rootRunId: "run_other", messageRowId: 99 });
    for (const own of all) expect(sameWork([...all, other], own)).toEqual(all);
  });

  it("goes on after an interruption as long as its graph has not ended it", () => {
    const open = partial<RunGraph>({
      ...graph,
      nodes: { ...graph.nodes, root: part("root", [], "running") },
    });
    const [row] = toRows([first, child], open, { waiting: new Set() });
    expect(row).toMatchObject({ isResting: true, shown: { word: "Will continue" }, time: { until: "now" } });
    expect(toRows([first], graph, { waiting: new Set() })[0]).toMatchObject({
      shown: { word: "Interrupted" },
    });
  });

  it("offers only what the daemon does not refuse", () => {
    const about = { run: first, node: "root/a", isResting: false };
    expect(listActs(about, { status: "open" })).toEqual(["fork", "compare"]);
    expect(listActs(about, { status: "failed" })).toContain("retry");
    expect(listActs({ ...about, isResting: true }, { status: "open" })).toEqual(["cancel", "compare"]);
    expect(listActs({ ...about, run: { ...first, status: "starting" } }, undefined)).toEqual([
      "steer",
      "cancel",
    ]);
  });

  it("names each line of the log by its part, its try and the reason of a failure", () => {
    const failed = { ...again, status: "failed", error: { class: "invalid", message: "no key" } } as Run;
    const span = (kind: "run" | "model", id: string, parentId: string | null): TraceSpan => ({
      id,
      parentId,
      kind,
      name: kind === "run" ? "@coder" : "sonnet",
      start: 0,
      end: 1,
      status: "failed",
      attributes: {},
    });
    const lines = logLines(
      [span("run", "run_again", null), span("model", "m1", "run_again"), span("model", "m2", "run_gone")],
      toRows([first, failed, child], graph, { waiting: new Set() }),
    );
    expect(lines.map(({ span: one, row, detail }) => [describeSpan(one), row.title, detail])).toEqual([
      ["Run", "do again", "attempt 2 no key"],
      ["Model sonnet", "do again", "no key"],
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
    expect(rowsAt(rows, steps, 1).map(({ key }) => key)).toEqual(["root"]);
    expect(rowsAt(rows, steps, 2)[1]?.shown.state).toBe("running");
    expect(rowsAt(rows, steps, 3)[1]?.shown.state).toBe("done");
  });

  it("shows what each part had taken and cost by then, and nothing of a part that had not begun", () => {
    const paid = (usd: number, finishedAt: number) => ({
      usage: { costUsd: usd },
      total: { costUsd: usd },
      finishedAt,
    });
    const parts = toRows(
      [
        run("root", { ...at("root"), ...paid(1, 4_000), total: { costUsd: 6 } }),
        run("a", { ...at("root/a"), createdAt: 1_100, ...paid(2, 1_500) }),
        run("b", { ...at("root/b"), createdAt: 3_000, ...paid(3, 3_500) }),
      ],
      graph,
      { waiting: new Set() },
    );
    const then = rowsAt(
      parts,
      [{ ...step({ root: "running", "root/a": "running", "root/b": "pending" }), at: 2_000 }],
      1,
    );
    expect(then.map(({ key, time, own, total }) => [key, time, own.costUsd, total.costUsd])).toEqual([
      ["root", { since: 1_000, until: 2_000 }, undefined, 2],
      ["root/a", { since: 1_100, until: 1_500 }, 2, 2],
      ["root/b", undefined, undefined, undefined],
    ]);
  });

  it("adds a part to the work that started it, not to the row above it, when rows between were not there yet", () => {
    const spent = (usd: number) => ({ usage: { costUsd: usd }, total: {}, finishedAt: 1_500 });
    const parts = toRows(
      [
        run("root", { ...at("root"), ...spent(1) }),
        run("a", { ...at("root/a"), ...spent(2) }),
        run("b", { ...at("root/b"), ...spent(3) }),
        run("deep", { ...at("root/b/deep"), ...spent(4), parentRunId: "run_b" }),
      ],
      graph,
      { waiting: new Set() },
    );
    // The history does not name `root/b`.
    const known = step({ root: "running", "root/a": "completed", "root/b/deep": "completed" });
    const then = rowsAt(parts, [{ ...known, at: 2_000 }], 1);
    expect(then.map(({ key, total }) => [key, total.costUsd])).toEqual([
      ["root", 7],
      ["root/a", 2],
      ["root/b/deep", 4],
    ]);
  });

  it("names a step", () => {
    expect(stepWords({ ...step({}), type: "spawn.compiled", added: ["root/a", "root/b"] })).toBe(
      "a planned 2 parts",
    );
  });
});

describe("the layout of the graph", () => {
  it("puts what needs a result right of what gives it, and no two parts on one place", () => {
    const { places, edges } = toLayout(rows);
    const x = new Map(places.map((place) => [place.row.key, place.x]));
    expect(x.get("root/b")).toBeGreaterThan(x.get("root/a") ?? 0);
    expect(new Set(places.map((place) => `${place.x} ${place.y}`)).size).toBe(4);
    expect(edges.map(({ from, to, kind }) => `${from}→${to} ${kind}`)).toEqual([
      "root→root/a parent",
      "root/a→root/b need",
      "root/b→root/b/deep parent",
    ]);
    expect(new Set(edges.map(({ path }) => path)).size).toBe(3);
  });

  it("has no line over a card that it does not mean", () => {
    const wide = partial<RunGraph>({
      ...graph,
      nodes: {
        root: part("root"),
        "root/a": part("a"),
        "root/b": part("b", ["root/a"]),
        "root/c": part("c", ["root/b"]),
        "root/d": part("d", ["root/a", "root/c"]),
        "root/e": part("e", ["root/a", "root/d"]),
        "root/f": part("f", ["root/b", "root/a", "root/e"]),
      },
    });
    const { places, edges } = toLayout(toRows([], wide, { waiting: new Set() }));
    const over = edges.flatMap(({ from, to, path }) =>
      places
        .filter(({ row }) => row.key !== from && row.key !== to)
        .filter(({ x, y }) =>
          toPoints(path).some(([px, py]) => px > x && px < x + NODE_WIDTH && py > y && py < y + NODE_HEIGHT),
        )
        .map(({ row }) => `${from}→${to} goes over ${row.key}`),
    );
    expect(over).toEqual([]);
  });
});

/** Points of a line, close to each other. */
function toPoints(path: string): [number, number][] {
  const points: [number, number][] = [];
  let [x, y] = [0, 0];
  const lineTo = (nextX: number, nextY: number): void => {
    for (let step = 0; step <= 50; step += 1)
      points.push([x + ((nextX - x) * step) / 50, y + ((nextY - y) * step) / 50]);
    [x, y] = [nextX, nextY];
  };
  for (const [, command, numbers = ""] of path.matchAll(/([MHVC])([^MHVC]*)/g)) {
    const all = numbers.trim().split(/\s+/).map(Number);
    const [first = 0, second = 0] = all;
    if (command === "M") [x, y] = [first, second];
    else if (command === "H") lineTo(first, y);
    else if (command === "V") lineTo(x, first);
    else {
      const [fromX, fromY, [x1 = 0, y1 = 0, x2 = 0, y2 = 0, x3 = 0, y3 = 0]] = [x, y, all];
      for (let step = 1; step <= 50; step += 1) {
        const t = step / 50;
        const at = (p0: number, p1: number, p2: number, p3: number): number =>
          (1 - t) ** 3 * p0 + 3 * (1 - t) ** 2 * t * p1 + 3 * (1 - t) * t ** 2 * p2 + t ** 3 * p3;
        points.push([at(fromX, x1, x2, x3), at(fromY, y1, y2, y3)]);
      }
      [x, y] = [x3, y3];
    }
  }
  return points;
}
