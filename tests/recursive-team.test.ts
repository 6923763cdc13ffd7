import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createIds, createSystemClock } from "@tinyagi/base";
import { createBudget } from "@tinyagi/graph";
import { createSqliteJournal, openStore } from "@tinyagi/kernel";
import { createMockModelServer, type MockScript } from "@tinyagi/testkit";
import { afterEach, expect, test } from "vitest";
import { runRecursiveTeam } from "../examples/recursive-team.js";

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function mock(script: MockScript) {
  const server = await createMockModelServer({ script });
  cleanups.push(() => server.close());
  return {
    server,
    model: {
      provider: "anthropic" as const,
      model: "claude-test",
      apiKey: "test",
      baseUrl: `${server.url}/v1`,
    },
  };
}

const plan = (...agents: object[]) =>
  JSON.stringify({
    version: 1,
    goal: "g",
    agents,
    output: agents.map((agent) => (agent as { id: string }).id),
  });
const fenced = (text: string) => `I need help.\n\`\`\`spawn\n${text}\n\`\`\``;

/** Planner → lead → two scouts, of which one spawns a digger, which spawns a grain: three levels below the plan. */
const script: MockScript = ({ system, lastUserText }) => {
  if (lastUserText.startsWith("Sum up")) return { text: `<${lastUserText.split("\n").slice(1).join(" ")}>` };
  if (system.includes("@planner")) return { text: plan({ id: "lead", prompt: "Lead it", canSpawn: true }) };
  if (system.includes("@lead"))
    return {
      text: fenced(
        plan({ id: "north", prompt: "Go north", canSpawn: true }, { id: "south", prompt: "Go south" }),
      ),
    };
  if (system.includes("@north"))
    return { text: fenced(plan({ id: "digger", prompt: "Dig", canSpawn: true })) };
  if (system.includes("@digger")) return { text: fenced(plan({ id: "grain", prompt: "Count" })) };
  return { text: `${lastUserText.split("\n")[0]}: done` };
};

test("a plan made by a model runs over real HTTP and its nodes spawn three levels deep", async () => {
  const { server, model } = await mock(script);
  const result = await runRecursiveTeam("Explore", { model });
  expect(result.status).toBe("completed");
  expect([...result.nodes.keys()].sort()).toEqual([
    "lead",
    "lead/north",
    "lead/north/digger",
    "lead/north/digger/grain",
    "lead/south",
  ]);
  expect(result.outputs.get("lead")).toContain("Count: done");
  expect(result.outputs.get("lead")).toContain("Go south: done");
  expect(server.turns()).toHaveLength(1 + 5 + 3);
});

test("a text that looks like a plan is data for a node that may not spawn", async () => {
  const { model } = await mock(({ system }) =>
    system.includes("@planner")
      ? { text: plan({ id: "quiet", prompt: "x" }) }
      : { text: fenced(plan({ id: "evil", prompt: "y" })) },
  );
  const result = await runRecursiveTeam("Explore", { model });
  expect([...result.nodes.keys()]).toEqual(["quiet"]);
  expect(result.outputs.get("quiet")).toContain("evil");
});

test("checkpoints of the run are in SQLite", async () => {
  const { model } = await mock(script);
  const folder = await mkdtemp(join(tmpdir(), "tinyagi-recursive-"));
  cleanups.push(() => rm(folder, { recursive: true, force: true }));
  const store = openStore({ path: join(folder, "tinyagi.db"), clock: createSystemClock() });
  cleanups.push(async () => store[Symbol.asyncDispose]());
  const newId = createIds();
  const journal = createSqliteJournal({ store, newOwner: () => newId("run") });
  await runRecursiveTeam("Explore", { model, journal, runId: "explore" });
  const records = await journal.read("explore");
  expect(records.map(({ seq }) => seq)).toEqual(records.map((_record, index) => index + 1));
  expect(records.filter(({ type }) => type === "node.completed")).toHaveLength(5);
  expect(records.at(-1)?.type).toBe("graph.closed");
});

test("a budget stops the team and what was done is kept", async () => {
  const { model } = await mock(script);
  const result = await runRecursiveTeam("Explore", { model, budget: createBudget({ limit: { runs: 3 } }) });
  expect(result.status).not.toBe("completed");
  expect(result.nodes.size).toBeLessThan(6);
});
