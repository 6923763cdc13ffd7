import { expect, test } from "vitest";
import type { Approval, DeadLetter } from "../../lib/queries";
import { needsOf, noticeOf, unseen } from "./needs";

const approval = { id: "ask_1", agent: "coder", createdAt: 1, kind: "question", title: "Red or\u202e blue?" };
const letter = { id: 7, timestamp: 2, failedReason: "The key was refused.", data: { agent: "coder" } };
const needs = needsOf([approval as Approval], [letter as unknown as DeadLetter]);

test("what was there when the page was opened is not new", () => {
  expect(unseen(undefined, needs)).toEqual([]);
  expect(unseen(new Set(["ask_1"]), needs).map(({ key }) => key)).toEqual(["dead-7"]);
});

test("a notification says who wants what, without marks that reorder text", () => {
  expect(needs.map((need) => noticeOf(need, "Coder"))).toEqual([
    { title: "Coder asks", body: "Red or blue?" },
    { title: "A message of Coder failed", body: "The key was refused." },
  ]);
});
