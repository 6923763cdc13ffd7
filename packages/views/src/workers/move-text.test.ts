import type { MoveView } from "@tinyagi/contracts";
import { expect, test } from "vitest";
import { moveText } from "./move-text.js";

const MOVE: MoveView = {
  agent: "coder",
  from: "here",
  to: "nas",
  state: "done",
  waitsFor: null,
  files: 1,
  bytes: 1024,
  startedAt: 0,
  endedAt: 1,
  leftOut: [],
  problem: null,
  forced: false,
  kept: "/kept",
  undoUntil: 2,
};

test("a move that is done says what came after it", () => {
  expect(moveText(MOVE)).toMatch(/^done: it works on nas, with 1 file, .* and a new session$/);
  const problem = { code: "NOT_FOUND", message: "The old folder is not there." } as const;
  expect(moveText({ ...MOVE, problem })).toMatch(/a new session; then: The old folder is not there\.$/);
});

test("an undo that waits for its machine says so", () => {
  expect(moveText({ ...MOVE, state: "undoing", waitsFor: "machine" })).toMatch(/^undoing; /);
});
