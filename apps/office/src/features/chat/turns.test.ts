import type { LiveTool, ShownRun } from "@tinyagi/client";
import { partial } from "@tinyagi/testkit/partial";
import { expect, test } from "vitest";
import type { ConversationDetail } from "../../lib/queries";
import { buildTurns } from "./turns";

const run = {
  runId: "r",
  agent: "coder",
  messageRowId: 1,
  status: "running",
  createdAt: 900,
  startedAt: 1_000,
} as const;
const conversation = partial<ConversationDetail>({
  id: "c",
  messages: [{ id: 1, fromAgent: null }],
  runs: [{ ...run, output: null, error: null, finishedAt: null, usage: {} }],
});
const tool: LiveTool = { callId: "x", name: "bash", input: "ls", startedAt: 1_500 };
const live = (startedAt: number): ReadonlyMap<string, ShownRun> =>
  new Map([["r", partial<ShownRun>({ runId: "r", startedAt, text: "", tools: [tool], thoughts: [] })]]);

test("a run that was seen from its start shows its steps as they come", () => {
  expect(buildTurns(conversation, live(1_010))).toMatchObject([{ isLate: false, tools: [tool] }]);
});

test("a run that began before the page was opened has its steps in its log, where none is missing", () => {
  expect(buildTurns(conversation, live(9_000))).toMatchObject([{ isLate: true, tools: [] }]);
  expect(buildTurns(conversation, new Map())).toMatchObject([{ isLate: true, tools: [] }]);
});

test("a run that asked before the page was opened waits, until it has ended", () => {
  const read = (change: object) =>
    ({
      ...conversation,
      runs: conversation.runs.map((one) => ({ ...one, ...change })),
    }) as typeof conversation;
  expect(buildTurns(read({ waiting: true }), new Map())).toMatchObject([{ state: "waiting" }]);
  expect(buildTurns(read({ waiting: true, status: "completed" }), new Map())).toMatchObject([
    { state: "done" },
  ]);
});

test.each([
  ["completed", "done", "Done"],
  ["cancelled", "held", "Cancelled"],
  ["interrupted", "held", "Interrupted"],
])("a run that is %s has the sign and the word of its row", (status, state, word) => {
  const runs = conversation.runs.map((one) => ({ ...one, status, finishedAt: 2_000 }));
  const turns = buildTurns({ ...conversation, runs } as typeof conversation, new Map());
  expect(turns).toMatchObject([{ state, word }]);
});

test("an answer has steps if its log had some when it was read, or if some came since", () => {
  const read = (hasSteps: boolean) =>
    ({
      ...conversation,
      runs: conversation.runs.map((one) => ({ ...one, hasSteps })),
    }) as typeof conversation;
  expect(buildTurns(read(false), new Map())).toMatchObject([{ hasSteps: false }]);
  expect(buildTurns(read(true), new Map())).toMatchObject([{ hasSteps: true }]);
  expect(buildTurns(read(false), live(9_000))).toMatchObject([{ isLate: true, hasSteps: true }]);
});

test("a page that opens late shows what a live run wrote before, and joins what comes", () => {
  const read = (change: object) =>
    ({
      ...conversation,
      runs: conversation.runs.map((one) => ({ ...one, ...change })),
    }) as typeof conversation;
  const late = read({ written: { text: "I plan. [@writer: dra", end: 21 } });
  expect(buildTurns(late, new Map())).toMatchObject([{ text: "I plan. → @writer: dra" }]);
  const now = new Map([["r", { ...live(9_000).get("r"), text: "…ft]", from: 21, end: 24 } as ShownRun]]);
  expect(buildTurns(late, now)).toMatchObject([{ text: "I plan. → @writer: draft" }]);
  expect(buildTurns(read({ output: "Done." }), now)).toMatchObject([{ text: "Done." }]);
});

test("what a run wrote stays while its answer is being read, and its answer takes that place", () => {
  const wrote = new Map([["r", { ...live(1_010).get("r"), text: "So far", from: 0, end: 6 } as ShownRun]]);
  expect(buildTurns(conversation, new Map(), wrote)).toMatchObject([{ text: "So far", state: "running" }]);
  const runs = conversation.runs.map((one) => ({ ...one, status: "failed", finishedAt: 2_000 }));
  const failed = { ...conversation, runs } as typeof conversation;
  expect(buildTurns(failed, new Map(), wrote)).toMatchObject([{ text: "", state: "failed", isLate: true }]);
});

test("a run that just began stands in the thread when its message is known: it may be that of a sub-agent", () => {
  const other = { runId: "n", conversationId: "c", agent: "lead", text: "", tools: [], thoughts: [] };
  const begun = (messageRowId: number) => new Map([["n", partial<ShownRun>({ ...other, messageRowId })]]);
  expect(buildTurns(conversation, begun(2))).toHaveLength(1);
  const messages = [...conversation.messages, { id: 2, fromAgent: "lead", node: "root/nl" }];
  const known = partial<ConversationDetail>({ ...conversation, messages });
  expect(buildTurns(known, begun(2))[1]).toMatchObject({ runId: "n", node: "root/nl", from: "lead" });
});
