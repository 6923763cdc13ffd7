import { expect, test } from "vitest";
import { admit } from "./sequence.js";

test.each([
  ["the next entry", { epoch: 3, seq: 7 }, "take"],
  ["an entry again", { epoch: 3, seq: 6 }, "stale"],
  ["an entry of an older session", { epoch: 2, seq: 7 }, "stale"],
  ["an entry after a lost one", { epoch: 3, seq: 8 }, "gap"],
  ["an entry of a session that nobody knows", { epoch: 4, seq: 7 }, "gap"],
])("%s", (_name, entry, admission) => {
  expect(admit({ epoch: 3, next: 7 }, entry)).toBe(admission);
});
