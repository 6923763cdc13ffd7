/**
 * The real claude calls `spawn_agents` over MCP, one of its sub-agents is the real codex, which calls it again, and the
 * events alone tell the whole story: the tree of runs and each generation of the graph. A collector of OpenTelemetry that
 * is not ours receives the same tree.
 *
 * @requirement SPAWN-1
 * @requirement SPAWN-2
 */
import type { WaitResult } from "@tinyagi/client";
import type { JournalEvent } from "@tinyagi/contracts";
import { type MockReply, type MockRequest, needs, waitFor } from "@tinyagi/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type CollectedSpan, type OtlpCollector, startOtlpCollector } from "./support/otlp-collector.js";
import { openRealTeam, type RealTeam } from "./support/real-team.js";
import { buildRunTree, listGenerations } from "./support/spawn-story.js";

const TIMEOUT_MS = 180_000;
const task = (id: string) => `TASK-${id}: do your part.`;
const agent = (id: string, more: object = {}) => ({ id, prompt: task(id), ...more });
const isGreen = (value: string) => ({ ref: "left", op: "contains", value });

/** Two side by side, one behind a guard that holds and runs on codex, one behind a guard that does not, and a join. */
const PLAN = {
  version: 1,
  goal: "Five parts",
  agents: [
    agent("left"),
    agent("right"),
    agent("deep", { harness: "codex", canSpawn: true, dependsOn: ["left"], when: isGreen("GREEN") }),
    agent("never", { dependsOn: ["left"], when: isGreen("RED") }),
    agent("join", { dependsOn: ["left", "right", "deep"] }),
  ],
  output: "join",
};
const NESTED = {
  version: 1,
  goal: "Two more parts",
  agents: [agent("one"), agent("two")],
  output: ["one", "two"],
};

/** What the model of each task answers, and what it then makes of the results of its sub-agents. */
function script({ lastUserText, toolResults, api }: MockRequest): MockReply {
  const id = /TASK-(\w+)/.exec(lastUserText)?.[1];
  const [result] = toolResults;
  const spawn = (plan: object): MockReply => ({
    toolCalls: [
      {
        ...(api === "responses"
          ? { name: "spawn_agents", namespace: "mcp__tinyagi" }
          : { name: "mcp__tinyagi__spawn_agents" }),
        input: { plan },
      },
    ],
  });
  if (id === "root") return result === undefined ? spawn(PLAN) : { text: `ROOT(${found(result.text)})` };
  if (id === "deep") return result === undefined ? spawn(NESTED) : { text: `DEEP(${found(result.text)})` };
  if (id === "join") return { text: `JOIN(${found(lastUserText)})` };
  return { text: id === "left" ? "GREEN" : `DID-${id}` };
}

/** The results that a text carries, in alphabetical order; those within another result are not repeated. */
function found(text: string): string {
  const results = text.match(/\b(JOIN|DEEP)\(.*\)|\b(GREEN|DID-\w+)\b/g) ?? [];
  return [...new Set(results)].sort().join(" ");
}

describe("a plan of claude with a sub-agent on codex that plans again", needs("agent CLIs"), () => {
  let collector: OtlpCollector;
  let team: RealTeam;
  let conversation: WaitResult["conversation"];
  const events: JournalEvent[] = [];

  beforeAll(async () => {
    collector = await startOtlpCollector();
    const telemetry = { otlp: { enabled: true, endpoint: collector.endpoint, serviceName: "five-parts" } };
    team = await openRealTeam({ lead: script }, { telemetry });
    const { client } = await team.stage.start();
    const message = `@lead ${task("root")}`;
    ({ conversation } = await client.sendAndWait({ message }, { onEvent: (event) => events.push(event) }));
  }, TIMEOUT_MS);
  afterAll(async () => {
    await team[Symbol.asyncDispose]();
    await collector[Symbol.asyncDispose]();
  });

  test("returns the joined answer to claude and to the person", () => {
    expect(conversation.replies[0]?.message).toContain("ROOT(JOIN(DEEP(DID-one DID-two) DID-right GREEN))");
    expect(conversation.replies).toHaveLength(1);
  });

  test("leaves events from which the tree of runs can be rebuilt", () => {
    const run = (name: string, ...below: unknown[]) => ({ run: name, below });
    expect(buildRunTree(events)).toEqual([
      run(
        "- claude",
        run("root/deep codex", run("root/deep/one codex"), run("root/deep/two codex")),
        run("root/join claude"),
        run("root/left claude"),
        run("root/right claude"),
      ),
    ]);
  });

  test("leaves events from which the generations of the graph can be rebuilt", () => {
    const node = (end: string, ...dependsOn: string[]) => ({ dependsOn, ends: [end] });
    expect(listGenerations(events)).toEqual([
      {
        parent: "root",
        generation: 1,
        nodes: {
          "root/left": node("completed"),
          "root/right": node("completed"),
          "root/deep": node("completed", "root/left"),
          "root/never": node("skipped", "root/left"),
          "root/join": node("completed", "root/left", "root/right", "root/deep"),
        },
      },
      {
        parent: "root/deep",
        generation: 2,
        nodes: { "root/deep/one": node("completed"), "root/deep/two": node("completed") },
      },
    ]);
  });

  /** @requirement OTLP-1 */
  test("reaches a collector of OpenTelemetry as one trace with the same tree of runs, without texts", async () => {
    const started = events.filter((event) => event.type === "run.started");
    const runs = await waitFor(
      () => {
        const spans = collector.spans.filter(({ name }) => name.startsWith("invoke_agent "));
        return spans.length === started.length ? spans : undefined;
      },
      { what: "the collector to receive each run" },
    );
    expect(listParentRuns(collector.spans, runs)).toEqual(
      new Map(started.map(({ runId, data }) => [runId, data.parentRunId ?? undefined])),
    );
    expect(new Set(collector.spans.map(({ traceId }) => traceId)).size).toBe(1);
    expect([...collector.services]).toEqual(["five-parts"]);
    expect(runs.map(({ attributes }) => attributes["tinyagi.harness"]).sort()).toEqual([
      ...["claude", "claude", "claude", "claude"],
      ...["codex", "codex", "codex"],
    ]);
    expect(collector.spans.map(({ name }) => name)).toEqual(
      expect.arrayContaining(["execute_tool mcp__tinyagi__spawn_agents", "spawn", "wait"]),
    );
    expect(JSON.stringify(collector.spans)).not.toMatch(/TASK-|DID-|GREEN/);
  });
});

/** The run above each run: the nearest of its ancestors that is a run. */
function listParentRuns(spans: readonly CollectedSpan[], runs: readonly CollectedSpan[]) {
  const bySpan = new Map(spans.map((span) => [span.spanId, span]));
  const runIds = new Map(runs.map(({ spanId, attributes }) => [spanId, attributes["tinyagi.run.id"]]));
  const above = ({ parentSpanId }: CollectedSpan): unknown => {
    const parent = parentSpanId === undefined ? undefined : bySpan.get(parentSpanId);
    return parent && (runIds.get(parent.spanId) ?? above(parent));
  };
  return new Map(runs.map((run) => [runIds.get(run.spanId), above(run)]));
}
