import type { LiveRun } from "@tinyagi/client";
import { describe, expect, it } from "vitest";
import type { Approval, Conversation, Run } from "../../lib/queries";
import { needsOf } from "../needs/needs";
import { agentsNow, currentLine, type Facts, keepUnchanged, missions, sentence } from "./state";

const NOW = 10_000_000;
const agent = (name: string) => ({ name, provider: "demo", model: "" }) as Facts["agents"][string];
const run = (part: Partial<Run>): Run =>
  ({
    runId: "r1",
    agent: "coder",
    conversationId: "c1",
    status: "running",
    createdAt: NOW,
    usage: {},
    ...part,
  }) as unknown as Run;
const ask = (part: Partial<Approval>): Approval =>
  ({ id: "a1", agent: "lead", kind: "question", title: "9 or 21?", createdAt: NOW, ...part }) as Approval;
const conversation = { id: "c1", status: "open", text: "@coder go", createdAt: NOW } as Conversation;
const facts = (part: Partial<Facts> = {}): Facts => ({
  agents: { coder: agent("Coder"), lead: agent("Lead") },
  teams: {},
  runs: [],
  needs: [],
  live: new Map(),
  now: NOW,
  ...part,
});
const liveRun = (runId: string): LiveRun => ({
  ...{
    runId,
    conversationId: "c1",
    agent: "coder",
    startedAt: NOW,
    text: "",
    tools: [],
    thoughts: [],
    waiting: false,
  },
});
const stateOf = (part: Partial<Facts>, id = "coder") =>
  agentsNow(facts(part)).find((one) => one.id === id)?.state;

describe("the state of an agent", () => {
  it("is waiting when it asks, even while its run is live", () => {
    const needs = needsOf([ask({ agent: "coder" })], []);
    expect(stateOf({ needs, runs: [run({})] })).toBe("waiting");
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
    [{ needs: undefined, working: 1, agents: 3 }, "What needs you cannot be read now. One agent works."],
    [{ needs: 0, working: undefined, agents: 3 }, "Nothing needs you. "],
  ])("of %j is %s, and claims nothing that could not be read", (input, words) => {
    const { needs, rest } = sentence(input);
    expect(`${needs} ${rest}`).toBe(words);
  });
});

describe("missions", () => {
  it("say who waits for you before who works", () => {
    const needs = needsOf([ask({ conversationId: "c1" })], []);
    const [mission] = missions({ ...facts({ needs, runs: [run({})] }), conversations: [conversation] });
    expect(mission).toMatchObject({ state: "waiting", step: "Lead waits for your answer", liveRun: "r1" });
  });
  it("say whether an answer or a decision is missing", () => {
    const needs = needsOf([ask({ conversationId: "c1", kind: "permission" })], []);
    const [mission] = missions({ ...facts({ needs }), conversations: [conversation] });
    expect(mission?.step).toBe("Lead waits for your decision");
  });
  it("come in the order in which they need you: those that wait for you, that run, that wait for their turn", () => {
    const of = (id: string, createdAt: number) => ({ ...conversation, id, createdAt }) as Conversation;
    const conversations = [of("queued", 4), of("old", 1), of("new", 3), of("asks", 2)];
    const runs = [run({ conversationId: "old" }), run({ runId: "r2", conversationId: "new" })];
    const needs = needsOf([ask({ conversationId: "asks" })], []);
    const ids = missions({ ...facts({ runs, needs }), conversations }).map((one) => one.conversation.id);
    expect(ids).toEqual(["asks", "new", "old", "queued"]);
  });
  it("name the leader until the first run starts, and say what the live runs have cost so far", () => {
    const teams = { dev: { name: "Dev", agents: ["lead", "coder"], leader_agent: "lead" } };
    const conversations = [{ ...conversation, team: "dev" }];
    const [waiting] = missions({ ...facts({ teams }), conversations });
    expect(waiting).toMatchObject({ agents: ["lead"], liveUsd: undefined });
    const runs = [
      run({ usage: { costUsd: 0.25 } }),
      run({ runId: "r2", usage: {} }),
      run({ runId: "r3", usage: { costUsd: 0.5 } }),
    ];
    const [working] = missions({ ...facts({ teams, runs }), conversations });
    expect(working).toMatchObject({ agents: ["coder"], liveUsd: 0.75 });
  });
  it("leave out conversations that have ended", () => {
    const closed = { ...conversation, status: "closed" as const };
    expect(missions({ ...facts(), conversations: [closed] })).toEqual([]);
  });
});
