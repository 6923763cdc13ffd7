import type { LiveRun, LiveTool } from "@tinyagi/client";
import { expect, test } from "vitest";
import type { ConversationDetail } from "../../lib/queries";
import { turnsOf } from "./turns";

const run = {
  runId: "r",
  agent: "coder",
  messageRowId: 1,
  status: "running",
  createdAt: 900,
  startedAt: 1_000,
};
const conversation = {
  id: "c",
  messages: [{ id: 1, fromAgent: null }],
  runs: [{ ...run, output: null, error: null, finishedAt: null, usage: {} }],
} as unknown as ConversationDetail;
const tool: LiveTool = { callId: "x", name: "bash", input: "ls", startedAt: 1_500 };
const live = (startedAt: number): ReadonlyMap<string, LiveRun> =>
  new Map([["r", { runId: "r", startedAt, text: "", tools: [tool], thoughts: [] } as unknown as LiveRun]]);

test("a run that was seen from its start shows its steps as they come", () => {
  expect(turnsOf(conversation, live(1_010))).toMatchObject([{ isLate: false, tools: [tool] }]);
});

test("a run that began before the page was opened has its steps in its log, where none is missing", () => {
  expect(turnsOf(conversation, live(9_000))).toMatchObject([{ isLate: true, tools: [] }]);
  expect(turnsOf(conversation, new Map())).toMatchObject([{ isLate: true, tools: [] }]);
});

test("a run that asked before the page was opened waits, until it has ended", () => {
  const read = (change: object) =>
    ({
      ...conversation,
      runs: conversation.runs.map((one) => ({ ...one, ...change })),
    }) as typeof conversation;
  expect(turnsOf(read({ waiting: true }), new Map())).toMatchObject([{ state: "waiting" }]);
  expect(turnsOf(read({ waiting: true, status: "completed" }), new Map())).toMatchObject([{ state: "done" }]);
});

test("an answer has steps if its log had some when it was read, or if some came since", () => {
  const read = (hasSteps: boolean) =>
    ({
      ...conversation,
      runs: conversation.runs.map((one) => ({ ...one, hasSteps })),
    }) as typeof conversation;
  expect(turnsOf(read(false), new Map())).toMatchObject([{ hasSteps: false }]);
  expect(turnsOf(read(true), new Map())).toMatchObject([{ hasSteps: true }]);
  expect(turnsOf(read(false), live(9_000))).toMatchObject([{ isLate: true, hasSteps: true }]);
});
