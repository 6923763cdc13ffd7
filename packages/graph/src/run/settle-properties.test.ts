/** Every run settles, whatever failed, was caught, was killed and is tried again. @requirement GRAPH-2 */
import fc from "fast-check";
import { expect, test } from "vitest";
import { type Scenario, scenarioArb, toGraph, WIDE } from "../../test-support/plans.js";
import { settled } from "../../test-support/settled.js";
import {
  createMemoryJournal,
  type Execute,
  forkGraph,
  type GraphResult,
  resumeGraph,
  runGraph,
} from "../index.js";

test("a failed child that its completed parent caught stays as it is when failed nodes are retried", async () => {
  const graph = toGraph([
    { id: "p", prompt: "p", canSpawn: true },
    { id: "q", prompt: "q" },
  ]);
  const journal = createMemoryJournal();
  const broken = new Set(["p/c", "q"]);
  const execute: Execute = async (node, ctx) => {
    if (broken.has(node.id)) throw new Error("broken");
    if (node.id === "p") await ctx.spawn([{ id: "c", prompt: "c" }]).catch(() => {});
    return { output: node.id };
  };
  expect((await runGraph(graph, { execute, journal })).status).toBe("failed");
  broken.clear();
  const result = await settled(resumeGraph(journal, { execute, retryFailed: true }));
  expect(result.status).toBe("completed");
  expect(result.nodes.get("p/c")?.status).toBe("failed");
  expect(result.nodes.get("q")).toMatchObject({ status: "completed", output: "q" });
});

interface Wild {
  scenario: Scenario;
  /** Which executions fail, in order of starts. */
  failures: boolean[];
  /** Which parents catch what their children throw. */
  catches: boolean[];
  onFailure: "fail-fast" | "collect";
  retries: number;
}

const wildArb: fc.Arbitrary<Wild> = fc.record({
  scenario: scenarioArb(),
  failures: fc.array(fc.boolean(), { minLength: 1, maxLength: 9 }),
  catches: fc.array(fc.boolean(), { minLength: 1, maxLength: 5 }),
  onFailure: fc.constantFrom("fail-fast" as const, "collect" as const),
  retries: fc.nat(1),
});

/** Each call is another process: it starts to count anew. */
function executeWild({ scenario, failures, catches, retries }: Wild, shift: number): Execute {
  let started = shift;
  return async (node, ctx) => {
    const turn = started++;
    if (node.spec.canSpawn && ctx.depth < 2) {
      const specs = (scenario.children[turn % scenario.children.length] ?? []).map((spec) => ({
        ...spec,
        prompt: `${spec.prompt} of ${node.id}`,
        retries,
      }));
      const children = ctx.spawn(specs);
      if (catches[turn % catches.length]) await children.catch(() => {});
      else await children;
    }
    if (failures[turn % failures.length]) throw new Error(`no ${node.id}`);
    return { output: turn };
  };
}

function expectSettled(result: GraphResult): void {
  expect([...result.nodes].filter(([, node]) => node.status === "pending")).toEqual([]);
}

test("any run settles after kills at any record, resumes, retries of what failed, and forks", async () => {
  const steps = fc.array(fc.tuple(fc.nat(), fc.constantFrom("resume", "retry", "fork")), { maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(wildArb, steps, async (wild, then) => {
      const { live } = wild.scenario;
      const options = (shift: number) => ({
        execute: executeWild(wild, shift),
        limits: { ...WIDE, maxLive: live },
      });
      const graph = toGraph(wild.scenario.agents, { onFailure: wild.onFailure });
      let journal = createMemoryJournal();
      expectSettled(await settled(runGraph(graph, { ...options(0), journal })));
      for (const [i, [at, how]] of then.entries()) {
        const records = await journal.read("main");
        journal = createMemoryJournal();
        const fork = how === "fork";
        journal.append(fork ? "source" : "main", records.slice(0, 1 + (at % records.length)));
        if (fork) await forkGraph(journal, { runId: "source", newRunId: "main" });
        const retryFailed = how === "retry";
        expectSettled(await settled(resumeGraph(journal, { ...options(i + 1), retryFailed })));
        expectSettled(await settled(resumeGraph(journal, { ...options(i + 2), retryFailed })));
      }
    }),
    { numRuns: 200 },
  );
}, 60_000);
