/** Runs of random plans in random order. @requirement GRAPH-2 @requirement GRAPH-3 */
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  executeScenario,
  type Scenario,
  scenarioArb,
  type Trace,
  toGraph,
  WIDE,
} from "../../test-support/plans.js";
import {
  createMemoryJournal,
  type GraphEvent,
  type GraphResult,
  type RunOptions,
  resumeGraph,
  runGraph,
} from "../index.js";

const newTrace = (): Trace => ({ live: 0, maxLive: 0, executed: [] });

/** What must not depend on timing and interruptions: statuses and outputs. */
function essence(result: GraphResult): unknown {
  const byId = [...result.nodes].map(([id, n]) => [id, n.status, n.output] as const);
  return {
    status: result.status,
    outputs: [...result.outputs],
    nodes: Object.fromEntries(byId.map(([id, ...rest]) => [id, rest])),
  };
}

/** Writers are left out where timing may decide who of two spawned writers is known first. */
function withoutWriters(scenario: Scenario): Scenario {
  const calm = (specs: Scenario["agents"]) => specs.map((s) => ({ ...s, effects: "read" as const }));
  return { ...scenario, agents: calm(scenario.agents), children: scenario.children.map(calm) };
}

function options(scenario: Scenario, trace: Trace, more: Partial<RunOptions> = {}): RunOptions {
  return { execute: executeScenario(scenario, trace), limits: { ...WIDE, maxLive: scenario.live }, ...more };
}

test("no interleaving has more nodes executing than the cap, and every run ends", async () => {
  await fc.assert(
    fc.asyncProperty(scenarioArb(), async (scenario) => {
      const trace = newTrace();
      const result = await runGraph(toGraph(scenario.agents), options(scenario, trace));
      expect(trace.maxLive).toBeLessThanOrEqual(scenario.live);
      expect([...result.nodes.values()].every((node) => node.status !== "pending")).toBe(true);
    }),
    { numRuns: 150 },
  );
});

test("every started node has exactly one end, and one that never started ends skipped", async () => {
  await fc.assert(
    fc.asyncProperty(scenarioArb(), fc.boolean(), async (scenario, journaled) => {
      const events: GraphEvent[] = [];
      const journal = journaled ? { journal: createMemoryJournal() } : {};
      const onEvent = (event: GraphEvent) => events.push(event);
      const result = await runGraph(
        toGraph(scenario.agents),
        options(scenario, newTrace(), { onEvent, ...journal }),
      );
      expect(events.map((event) => event.offset)).toEqual(events.map((_, i) => i));
      for (const [id, node] of result.nodes) {
        const types = events.filter((e) => e.nodeId === id && e.type.startsWith("node.")).map((e) => e.type);
        if (node.status === "skipped") expect(types).toEqual(["node.skipped"]);
        else expect(types).toEqual(["node.started", `node.${node.status}`]);
      }
    }),
    { numRuns: 100 },
  );
});

test("results do not depend on the order in which nodes finish", async () => {
  const turns = fc.array(fc.nat(5), { minLength: 1, maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(scenarioArb(), turns, fc.integer({ min: 1, max: 6 }), async (wild, other, live) => {
      const scenario = withoutWriters(wild);
      const graph = toGraph(scenario.agents);
      const first = await runGraph(graph, options(scenario, newTrace()));
      const second = await runGraph(graph, options({ ...scenario, turns: other, live }, newTrace()));
      expect(essence(second)).toEqual(essence(first));
    }),
    { numRuns: 120 },
  );
});

test("after a crash at any record a resume gives the same result and runs no finished node again", async () => {
  await fc.assert(
    fc.asyncProperty(scenarioArb(), async (wild) => {
      const scenario = withoutWriters(wild);
      const journal = createMemoryJournal();
      const whole = await runGraph(toGraph(scenario.agents), options(scenario, newTrace(), { journal }));
      const records = await journal.read("main");
      for (let length = 1; length <= records.length; length++) {
        const prefix = records.slice(0, length);
        const finished = new Set(prefix.flatMap((r) => (r.type === "node.completed" ? [r.node] : [])));
        const cut = createMemoryJournal();
        cut.append("main", JSON.parse(JSON.stringify(prefix)));
        const trace = newTrace();
        const resumed = await resumeGraph(cut, options(scenario, trace));
        expect(essence(resumed)).toEqual(essence(whole));
        expect(trace.executed.filter((id) => finished.has(id))).toEqual([]);
      }
    }),
    { numRuns: 25 },
  );
}, 60_000);

test("a run interrupted twice still ends as if nothing had happened", async () => {
  await fc.assert(
    fc.asyncProperty(scenarioArb(), fc.nat(), fc.nat(), async (wild, one, two) => {
      const scenario = withoutWriters(wild);
      const journal = createMemoryJournal();
      const whole = await runGraph(toGraph(scenario.agents), options(scenario, newTrace(), { journal }));
      let records = await journal.read("main");
      for (const at of [one, two]) {
        const cut = createMemoryJournal();
        cut.append("main", records.slice(0, 1 + (at % records.length)));
        const resumed = await resumeGraph(cut, options(scenario, newTrace()));
        expect(essence(resumed)).toEqual(essence(whole));
        records = await cut.read("main");
        expect(records.map((r) => r.seq)).toEqual(records.map((_, i) => i + 1));
      }
    }),
    { numRuns: 60 },
  );
}, 60_000);
