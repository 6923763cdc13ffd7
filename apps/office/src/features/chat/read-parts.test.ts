import { NO_RUNS } from "@tinyagi/client";
import { partial } from "@tinyagi/testkit/partial";
import { expect, test } from "vitest";
import type { ConversationDetail } from "../../lib/queries";
import { findNewestRead, findWaiting, listTurns, listWorkers } from "./read-parts";

const one = (id: string) => partial<ConversationDetail>({ id });

test("while a newer conversation of the thread is on its way, the one before it stands for the thread", () => {
  expect(findNewestRead("b", [one("a"), one("b")])?.id).toBe("b");
  expect(findNewestRead("b", [one("a"), one("b"), one("c")])?.id).toBe("c");
});

test("nothing is drawn before the conversation that was asked for is read", () => {
  expect(findNewestRead("b", [one("a")])).toBeUndefined();
  expect(findNewestRead("b", [one("a"), one("c")])).toBeUndefined();
});

const worked = (id: string, agent: string, finishedAt: number | null) =>
  partial<ConversationDetail>({
    id,
    status: finishedAt === null ? "open" : "closed",
    agent,
    messages: [],
    runs: [
      partial({
        runId: `run of ${id}`,
        agent,
        status: finishedAt === null ? "running" : "completed",
        createdAt: 1,
        finishedAt,
      }),
    ],
  });

test("what is at work in an earlier conversation of the thread is at work in the thread; the newest counts first", () => {
  const parts = [worked("a", "coder", null), worked("b", "tester", 2), worked("c", "lead", null)];
  expect(listTurns(parts, NO_RUNS, NO_RUNS).map(({ runId }) => runId)).toEqual(["run of c", "run of a"]);
  expect(listTurns(parts.slice(0, 2), NO_RUNS, NO_RUNS).map(({ runId }) => runId)).toEqual(["run of a"]);
});

test("everybody who works or worked in the thread is named once", () => {
  const parts = [worked("a", "coder", 1), worked("b", "tester", 1), worked("c", "coder", 1)];
  expect(listWorkers([...parts, partial<ConversationDetail>({ agent: "lead", runs: [] })])).toEqual([
    "coder",
    "tester",
    "lead",
  ]);
});

test("what was written last and nobody has read yet is taken back, in whichever conversation it is", () => {
  const asked = (id: string, message: number, status: "pending" | "completed") =>
    partial<ConversationDetail>({
      id,
      text: `text of ${id}`,
      messages: [partial({ id: message, status, fromAgent: null })],
    });
  const parts = [asked("a", 1, "pending"), asked("b", 2, "pending"), asked("c", 3, "completed")];
  expect(findWaiting(parts)).toEqual({ id: 2, text: "text of b" });
  expect(findWaiting(parts.slice(2))).toBeUndefined();
});
