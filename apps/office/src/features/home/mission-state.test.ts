import type { ShownRun } from "@tinyagi/client";
import { partial } from "@tinyagi/testkit/partial";
import { needsOf } from "@tinyagi/views";
import { describe, expect, it } from "vitest";
import type { Approval, Conversation, Run } from "../../lib/queries";
import { listMissions, missions } from "./mission-state";
import type { Facts } from "./state";

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
const conversation = { id: "c1", status: "open", text: "@coder go", createdAt: NOW } as Conversation;
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
  it("name the leader until the first run starts", () => {
    const teams = { dev: { name: "Dev", agents: ["lead", "coder"], leader_agent: "lead" } };
    const conversations = [{ ...conversation, team: "dev" }];
    const [waiting] = missions({ ...facts({ teams }), conversations });
    expect(waiting).toMatchObject({ agents: ["lead"] });
    const [working] = missions({ ...facts({ teams, runs: [run({})] }), conversations });
    expect(working).toMatchObject({ agents: ["coder"] });
  });
  it("leave out conversations that have ended", () => {
    const closed = { ...conversation, status: "closed" as const };
    expect(missions({ ...facts(), conversations: [closed] })).toEqual([]);
  });
  it("count agents and sub-agents apart, and give the words of a sub-agent in its own name", () => {
    const part = (id: string, at: number) =>
      run({ runId: id, depth: 1, createdAt: NOW + at, node: { graphId: "g", nodeId: `root/${id}` } });
    const runs = [part("fr", 2), part("nl", 1), run({ depth: 0, node: { graphId: "g", nodeId: "root" } })];
    const [quiet] = missions({ ...facts({ runs }), conversations: [conversation] });
    expect(quiet).toMatchObject({ step: "Coder and 2 sub-agents work", liveRun: "r1", agents: ["coder"] });
    expect(quiet?.subAgents.map(({ name }) => name)).toEqual(["nl", "fr"]);
    const live = new Map([["fr", partial<ShownRun>({ text: "Reading the law", tools: [] })]]);
    const [speaks] = missions({ ...facts({ runs, live }), conversations: [conversation] });
    expect(speaks).toMatchObject({ step: "fr: Reading the law", speaker: { id: "fr" } });
  });
  it("say who works in words that fit the number", () => {
    const step = (...runs: Run[]) => missions({ ...facts({ runs }), conversations: [conversation] })[0]?.step;
    const lead = run({ runId: "r2", agent: "lead", createdAt: NOW + 1 });
    expect(step(run({}))).toBe("Coder works");
    expect(step(run({}), lead)).toBe("Coder and 1 other agent work");
  });
  it("are work of an agent that waits for your answer, though none of its runs is live", () => {
    const needs = needsOf([ask({ conversationId: "c1" })], []);
    const all = missions({ ...facts({ needs }), conversations: [conversation] });
    expect(listMissions("lead", all)).toHaveLength(1);
    expect(listMissions("coder", all)).toEqual([]);
  });
});
