import { AGENT_STATES, type AgentState } from "@tinyagi/contracts";
import { expect, test } from "vitest";
import { en } from "../words/en.js";
import { zh } from "../words/zh.js";
import { type AgentFacts, agentFacts, agentState } from "./agent-state.js";

const NOTHING: AgentFacts = { isRunning: false, asks: 0, waits: [], dead: 0 };

const SITUATIONS: readonly (readonly [situation: string, facts: Partial<AgentFacts>, state: AgentState])[] = [
  ["nothing happens", {}, "idle"],
  ["it works", { isRunning: true, waits: [null] }, "running"],
  ["it works and nothing is known of its message", { isRunning: true }, "running"],
  ["it asks while it works", { isRunning: true, asks: 1 }, "waiting"],
  ["a plan waits for approval after its run ended", { asks: 1, waits: ["person"] }, "waiting"],
  ["it works on one message while another one is paused", { isRunning: true, waits: ["paused"] }, "running"],
  ["its paused message has no run", { waits: ["paused", "turn"] }, "paused"],
  ["a message waits for a retry", { waits: ["retry"] }, "queued"],
  ["messages wait for a provider, with an older dead letter", { waits: ["provider"], dead: 1 }, "queued"],
  ["it waits for its sub-agents", { waits: ["sub_agents"] }, "queued"],
  ["a dead letter is left", { dead: 2 }, "failed"],
  ["it works on, with a dead letter", { isRunning: true, dead: 2 }, "running"],
  ["its dead letter was deleted", { dead: 0 }, "idle"],
];

test.each(SITUATIONS)("when %s", (_, facts, state) => {
  expect(agentState({ ...NOTHING, ...facts })).toBe(state);
});

test("facts are counted for each agent", () => {
  const of = agentFacts({
    runs: [
      { agent: "coder", status: "starting", runId: "a" },
      { agent: "coder", status: "running", runId: "b" },
      { agent: "tester", status: "failed", runId: "c" },
      { agent: "writer", status: "running", runId: "d" },
    ],
    approvals: [{ agent: "lead" }],
    messages: [
      { agent: "tester", waitsFor: "retry", runId: null },
      { agent: "tester", waitsFor: "turn", runId: null },
      { agent: "coder", waitsFor: "paused", runId: "b" },
      { agent: "writer", waitsFor: "paused", runId: "d" },
    ],
    dead: [
      { agent: "ops", count: 2 },
      { agent: "ops", count: 1 },
    ],
  });
  expect(
    ["coder", "tester", "lead", "ops", "writer", "nobody"].map((agent) => agentState(of(agent))),
  ).toEqual(["running", "queued", "waiting", "failed", "paused", "idle"]);
  expect(of("ops").dead).toBe(3);
  expect(of("tester").waits).toEqual(["retry", "turn"]);
});

test("each state has a word of its own in both languages", () => {
  const states = Object.keys(AGENT_STATES) as AgentState[];
  for (const words of [en, zh])
    expect(new Set(states.map((state) => words.agents.states[state])).size).toBe(states.length);
});
