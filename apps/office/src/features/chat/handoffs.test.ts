import { expect, test } from "vitest";
import type { ConversationDetail } from "../../lib/queries";
import { handoffsOf } from "./handoffs";
import type { Turn } from "./turns";

type Message = ConversationDetail["messages"][number];
type Run = ConversationDetail["runs"][number];

const message = (id: number, agent: string, fromAgent: string | null, changes: Partial<Message> = {}) =>
  ({ id, agent, fromAgent, status: "completed", text: `task ${id}`, ...changes }) as Message;
const run = (messageRowId: number, parentRunId: string | null = null, changes: Partial<Run> = {}) =>
  ({
    runId: `r${messageRowId}`,
    messageRowId,
    parentRunId,
    agent: `a${messageRowId}`,
    status: "completed",
    createdAt: messageRowId,
    startedAt: 10,
    finishedAt: 20,
    usage: { costUsd: 0.5, estimated: true },
    ...changes,
  }) as Run;
const conversation = (messages: Message[], runs: Run[]) => ({ messages, runs }) as ConversationDetail;
const turn = (runId: string, changes: Partial<Turn> = {}) =>
  ({
    runId,
    state: "done",
    time: { since: 10, until: 30 },
    spent: { costUsd: 0.5, estimated: true },
    ...changes,
  }) as Turn;

test("a conversation in which nobody asked anybody has no tree", () => {
  expect(handoffsOf(conversation([message(1, "lead", null)], [run(1)]), [turn("r1")])).toEqual([]);
});

test("each message stands below the run that asked, with its state, times and money", () => {
  const messages = [
    message(1, "lead", null),
    message(2, "coder", "lead", { text: "what the agent reads", title: "fix the till" }),
    message(3, "tester", "lead"),
    message(4, "writer", "coder"),
  ];
  const runs = [
    run(1, null, { agent: "lead" }),
    run(2, "r1", { agent: "coder" }),
    run(3, "r1", { agent: "tester", status: "running", finishedAt: null }),
    run(4, "r2", { agent: "writer", finishedAt: 30 }),
  ];
  const turns = [turn("r1"), turn("r2"), turn("r3", { state: "running", finishedAt: null }), turn("r4")];
  const rows = handoffsOf(conversation(messages, runs), turns);
  expect(rows.map(({ agent, depth, task, shown }) => [agent, depth, task, shown.state])).toEqual([
    // What it asked for goes on.
    ["lead", 0, "", "running"],
    ["coder", 1, "fix the till", "done"],
    ["writer", 2, "task 4", "done"],
    ["tester", 1, "task 3", "running"],
  ]);
  expect(rows[1]).toMatchObject({
    time: { since: 10, until: 30 },
    spent: { costUsd: 0.5, estimated: true },
    runId: "r2",
  });
});

test("a message that has not begun stands below the agent that asked, and says that it waits", () => {
  const messages = [message(1, "lead", null), message(2, "coder", "lead", { status: "pending" })];
  expect(handoffsOf(conversation(messages, [run(1)]), [turn("r1")])[1]).toMatchObject({
    agent: "coder",
    depth: 1,
    shown: { state: "held" },
    runId: undefined,
  });
});

test("two agents that ask each other do not make a circle", () => {
  const messages = [message(1, "a", null), message(2, "b", "a"), message(3, "a", "b"), message(4, "b", "a")];
  const runs = [run(1), run(2, "r3"), run(3, "r2"), run(4, "r3")];
  expect(handoffsOf(conversation(messages, runs), []).map(({ id, depth }) => [id, depth])).toEqual([
    [1, 0],
    [2, 1],
    [3, 2],
    [4, 3],
  ]);
});

test("of what several were told together, each line has what that agent was asked", () => {
  const told = { text: "I plan it. Check the till", title: "check the till" };
  const messages = [message(1, "lead", null), message(2, "coder", "lead", told)];
  const rows = handoffsOf(conversation(messages, [run(1), run(2, "r1")]), [turn("r1"), turn("r2")]);
  expect(rows.map(({ task }) => task)).toEqual(["", "check the till"]);
});

test("who writes the reply from the answers of the others joins them, and was not asked by a teammate", () => {
  const messages = [
    message(1, "lead", null),
    message(2, "coder", "lead"),
    message(3, "lead", "lead", { kind: "summary", text: "[TinyAGI: all teammates have answered.]" }),
  ];
  const rows = handoffsOf(conversation(messages, [run(1), run(2, "r1"), run(3, "r1")]), [turn("r1")]);
  expect(rows.map(({ message: asked, joins }) => [asked?.agent, joins])).toEqual([
    ["lead", false],
    ["coder", false],
    ["lead", true],
  ]);
});

test("a sub-agent has its own name and face, and its answer with it", () => {
  const messages = [
    message(1, "lead", null),
    message(2, "lead", "lead", { node: "root/rules/nl" }),
    message(3, "lead", "lead", { node: "root/rules/fr", status: "pending" }),
  ];
  const answer = turn("r2", { text: "21 %" });
  const rows = handoffsOf(conversation(messages, [run(1), run(2, "r1")]), [turn("r1"), answer]);
  expect(rows.map(({ subAgent }) => subAgent)).toEqual([
    undefined,
    { name: "nl", face: "r2" },
    { name: "fr", face: "root/rules/fr" },
  ]);
  expect(rows[1]?.turn).toBe(answer);
});
