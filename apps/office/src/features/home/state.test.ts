import type { ShownRun } from "@tinyagi/client";
import { partial } from "@tinyagi/testkit/partial";
import { needsOf } from "@tinyagi/views";
import { describe, expect, it } from "vitest";
import type { Approval, Run } from "../../lib/queries";
import { agentsNow, type Facts, keepUnchanged, sentence } from "./state";
import { currentLine } from "./workers";

const NOW = 10_000_000;
const agent = (name: string) => ({ name, provider: "demo", model: "" }) as Facts["agents"][string];
const run = (part: Partial<Run>): Run =>
  partial<Run>({
    runId: "r1",
    agent: "coder",
    conversationId: "c1",
    status: "running",
    createdAt: NOW,
    usage: {},
    ...part,
  });
const ask = (part: Partial<Approval>): Approval =>
  ({ id: "a1", agent: "lead", kind: "question", title: "9 or 21?", createdAt: NOW, ...part }) as Approval;
const facts = (part: Partial<Facts> = {}): Facts => ({
  agents: { coder: agent("Coder"), lead: agent("Lead") },
  teams: {},
  runs: [],
  needs: [],
  dead: [],
  messages: [],
  live: new Map(),
  now: NOW,
  ...part,
});
const liveRun = (runId: string): ShownRun => ({
  runId,
  conversationId: "c1",
  messageRowId: undefined,
  from: 0,
  end: 0,
  agent: "coder",
  startedAt: NOW,
  text: "",
  tools: [],
  thoughts: [],
  waiting: false,
});
const stateOf = (part: Partial<Facts>, id = "coder") =>
  agentsNow(facts(part)).find((one) => one.id === id)?.state;

describe("the state of an agent", () => {
  it("is waiting when it asks, even while its run is live", () => {
    const needs = needsOf([ask({ agent: "coder" })], []);
    expect(stateOf({ needs, runs: [run({})] })).toBe("waiting");
  });
  it("is failed when the daemon counts a dead letter of it that no list shows", () => {
    expect(stateOf({ dead: [{ agent: "coder", count: 1 }] })).toBe("failed");
  });
  it("is running while a run of it is live, idle after it, asleep after an hour", () => {
    expect(stateOf({ runs: [run({})] })).toBe("running");
    expect(stateOf({ runs: [run({ status: "completed" })] })).toBe("idle");
    expect(stateOf({ runs: [run({ status: "completed", createdAt: NOW - 3_600_001 })] })).toBe("asleep");
    expect(stateOf({})).toBe("asleep");
  });
});

describe("agents of a newer answer", () => {
  it("are the old objects as long as they do the same, so that only the others are drawn again", () => {
    const before = agentsNow(facts({ runs: [run({})] }));
    const live = new Map([["r1", { ...liveRun("r1"), text: "typing" }]]);
    const after = agentsNow(facts({ runs: [run({})], live }));
    const kept = keepUnchanged(before, after);
    expect(kept).toEqual(after);
    expect(kept.map((one, i) => [one.id, one === before[i]])).toEqual([
      ["coder", false],
      ["lead", true],
    ]);
  });
  it("change when a helper joins", () => {
    const runs = [run({}), run({ runId: "r2" })];
    const kept = keepUnchanged(agentsNow(facts({ runs: [run({})] })), agentsNow(facts({ runs })));
    expect(kept.find(({ id }) => id === "coder")?.helpers).toHaveLength(1);
  });
});

describe("the order of agents", () => {
  it("is that of the rooms: team by team, those without a team last, and nobody twice or invented", () => {
    const agents = { a: agent("A"), b: agent("B"), c: agent("C") };
    const team = (ids: string[]) => ({ name: "T", agents: ids }) as Facts["teams"][string];
    const teams = { t: team(["c", "ghost"]), u: team(["b", "c"]) };
    expect(agentsNow(facts({ agents, teams })).map(({ id, team: of }) => [id, of])).toEqual([
      ["c", "t"],
      ["b", "u"],
      ["a", undefined],
    ]);
  });
});

describe("what an agent does besides its first run", () => {
  it("is done by helpers, each with its newest words, until its run ends", () => {
    const live = new Map([
      ["r2", { ...liveRun("r2"), text: "schema" }],
      ["r3", liveRun("r3")],
    ]);
    const runs = [run({}), run({ runId: "r3", status: "completed" })];
    const [coder] = agentsNow(facts({ runs, live }));
    expect(coder).toMatchObject({ state: "running", helpers: [{ id: "r2", line: "schema" }] });
  });
});

describe("an agent with sub-agents", () => {
  const node = (nodeId: string) => ({ graphId: "g", nodeId });
  // As the daemon lists them: newest first.
  const runs = [
    run({ runId: "r3", depth: 2, createdAt: NOW + 2, node: node("root/rules/nl"), task: "Netherlands" }),
    run({ runId: "r2", depth: 1, createdAt: NOW + 1, node: node("root/rules"), task: "Collect the rates" }),
    run({ runId: "r1", depth: 0, node: node("root") }),
  ].map((one) => ({ ...one, rootRunId: "r1" }));
  const live = new Map([["r3", { ...liveRun("r3"), text: "Comparing 21 %" }]]);

  it("says its own words, never theirs: they are helpers with their own names and runs", () => {
    const [coder] = agentsNow(facts({ runs, live }));
    expect(coder).toMatchObject({ state: "running", line: "" });
    expect(coder?.helpers).toEqual([
      { id: "r2", name: "rules", task: "Collect the rates", line: "", href: "/runs?run=r1&at=root%2Frules" },
      {
        id: "r3",
        name: "nl",
        task: "Netherlands",
        line: "Comparing 21 %",
        href: "/runs?run=r1&at=root%2Frules%2Fnl",
      },
    ]);
  });
});

describe("the line of a run", () => {
  const line = (text: string) => currentLine({ text, tools: [] });
  it("is its newest words; a line that has just begun waits until it says something", () => {
    expect(line("Read the notes.\n\nSt")).toBe("Read the notes.");
    expect(line("Read the notes.\n\nStep two: compare")).toBe("Step two: compare");
    expect(line("St")).toBe("St");
    expect(line("")).toBe("");
  });
});

describe("the sentence on Home", () => {
  it.each([
    [{ needs: 0, working: 0, agents: 0 }, "Nothing needs you. The office has no agents yet."],
    [{ needs: 0, working: 1, agents: 3 }, "Nothing needs you. One agent works."],
    [{ needs: 1, working: 0, agents: 3 }, "thing needs you. Everyone rests."],
    [{ needs: 3, working: 40, agents: 64 }, "things need you. 40 agents work."],
    [
      { needs: 3, working: 2, subAgents: 4, agents: 4 },
      "things need you. Two agents and four sub-agents work.",
    ],
    [{ needs: 1, working: 0, subAgents: 1, agents: 4 }, "thing needs you. One sub-agent works."],
    [{ needs: undefined, working: 1, agents: 3 }, "What needs you cannot be read now. One agent works."],
    [{ needs: 0, working: undefined, agents: 3 }, "Nothing needs you. "],
  ])("of %j is %s, and claims nothing that could not be read", (input, words) => {
    const { needs, rest } = sentence({ subAgents: 0, ...input });
    expect(`${needs} ${rest}`).toBe(words);
  });
});

it("shows what a run wrote before the page was opened", () => {
  const run = {
    ...liveRun("r9"),
    status: "running",
    createdAt: NOW,
    written: { text: "Drafting the notes", end: 18 },
  };
  const agents = agentsNow(facts({ runs: [run as never] }));
  expect(agents.find(({ id }) => id === run.agent)).toMatchObject({
    state: "running",
    line: "Drafting the notes",
  });
});
