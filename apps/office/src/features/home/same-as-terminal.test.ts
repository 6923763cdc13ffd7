/** The office and the terminal say the same about the same facts: the state of an agent, how long a run took, what it cost. */
import type { LaneMessage } from "@tinyagi/contracts";
import { type AgentLists, needsOf } from "@tinyagi/views";
import { expect, test } from "vitest";
import {
  countDead,
  getApproval,
  getLane,
  NOW,
  QUIET,
  runOf,
  stateOf,
} from "../../../../../packages/visualizer/src/fixture";
import { runMoney, runTime, workOf } from "../../../../../packages/visualizer/src/view/work";
import { cents, span } from "../../lib/figures";
import type { Approval, Run } from "../../lib/queries";
import { agentsNow } from "./state";

const AGENT = "coder";
const MINUTE = 60_000;

interface Situation {
  runs?: readonly Run[];
  messages?: readonly object[];
  approvals?: readonly object[];
  dead?: AgentLists["dead"];
}

const live = runOf(AGENT) as Run;
const failed = runOf(AGENT, {
  status: "failed",
  finishedAt: NOW,
  error: { class: "auth", message: "no" },
}) as Run;
const done = runOf(AGENT, { status: "completed", finishedAt: NOW - MINUTE }) as Run;
const working = { status: "processing", runId: live.runId, waitsFor: null };

const SITUATIONS: Readonly<Record<string, Situation>> = {
  "it never ran": {},
  "it works": { runs: [live], messages: [working] },
  "it works as someone's sub-agent": {
    runs: [{ ...live, parentRunId: "run_lead", depth: 1, node: { graphId: "g", nodeId: "root/a" } }],
  },
  "its run ended": { runs: [done] },
  "its run ended long ago": { runs: [{ ...done, createdAt: NOW - 300 * MINUTE }] },
  "its run was cancelled": { runs: [{ ...done, status: "cancelled" }] },
  "its run was interrupted": {
    runs: [{ ...done, status: "interrupted" }],
    messages: [{ waitsFor: "start" }],
  },
  "its message failed permanently": { runs: [failed], dead: [countDead(AGENT, 1)] },
  "its dead letter was deleted": { runs: [failed] },
  "its dead letter is retried": { runs: [live, failed], messages: [working] },
  "it works on, with an older dead letter": {
    runs: [live],
    messages: [working],
    dead: [countDead(AGENT, 1)],
  },
  "a retry follows": {
    runs: [failed],
    messages: [{ waitsFor: "retry", attempts: 1, notBefore: NOW + MINUTE }],
  },
  "an earlier message is first": { messages: [{ waitsFor: "turn" }] },
  "its provider is down": { messages: [{ waitsFor: "provider" }] },
  "no slot is free": { messages: [{ waitsFor: "slot" }] },
  "a budget holds its work": { messages: [{ waitsFor: "held" }] },
  "its sub-agents work": { runs: [done], messages: [{ waitsFor: "sub_agents" }] },
  "a person paused it": { runs: [live], messages: [{ ...working, waitsFor: "paused" }] },
  "a person paused its message": { messages: [{ waitsFor: "paused" }] },
  "it asks while it works": { runs: [live], messages: [working], approvals: [getApproval(AGENT)] },
  "its plan waits for approval": {
    runs: [done],
    messages: [{ waitsFor: "person" }],
    approvals: [getApproval(AGENT, { kind: "spawn" })],
  },
  "an older run of it asks": {
    runs: [live],
    approvals: [getApproval(AGENT, { runId: "run_older", kind: "budget" })],
  },
};

test.each(Object.entries(SITUATIONS))(
  "when %s",
  (_, { runs = [], messages = [], approvals = [], dead = [] }) => {
    const lanes = messages.map((message) => getLane(AGENT, message)) as { messages: LaneMessage[] }[];
    const [office] = agentsNow({
      agents: { coder: { name: "Coder", provider: "demo", model: "" } },
      teams: {},
      now: NOW,
      runs,
      messages: lanes.flatMap((lane) => lane.messages),
      live: new Map(),
      needs: needsOf(approvals as Approval[], []),
      dead,
    });
    const answers = { ...QUIET, runs, approvals, deadCounts: dead, lanes: { lanes, truncated: false } };
    const [terminal] = workOf([AGENT], stateOf({ view: "team", team: "dev" }, answers));
    const sign = terminal?.state === "waits" ? "waiting" : terminal?.state;
    // An agent that has rested for long is drawn asleep in the office; the word is the same.
    expect(office?.state === "asleep" ? "idle" : office?.state).toBe(sign);
    expect(office?.word.toLowerCase()).toBe(terminal?.word);
  },
);

test.each([
  [done],
  [live],
  [{ ...done, startedAt: null, usage: {} }],
  [{ ...done, usage: { costUsd: 0.0042, estimated: true } }],
  [{ ...done, usage: { costUsd: 12 }, finishedAt: NOW + 100 * MINUTE }],
])("the time and cost of a run, %#", (run) => {
  expect(runTime(run, NOW)).toBe(span((run.finishedAt ?? NOW) - (run.startedAt ?? run.createdAt)));
  expect(runMoney(run) || "–").toBe(cents(run.usage));
});
