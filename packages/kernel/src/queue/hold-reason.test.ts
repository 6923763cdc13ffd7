import { expect, test } from "vitest";
import { approvalHold, PAUSE_HOLD, readHold, spawnHold } from "./hold-reason.js";

test.each([
  [PAUSE_HOLD, { kind: "pause" }],
  [approvalHold("ask_1"), { kind: "approval", id: "ask_1" }],
  [spawnHold("call_1:2"), { kind: "spawn", id: "call_1:2" }],
  ["moon:1", { kind: "other", reason: "moon:1" }],
  ["", { kind: "other", reason: "" }],
])("the hold %s is read as it was written", (reason, read) => {
  expect(readHold(reason)).toEqual(read);
});
