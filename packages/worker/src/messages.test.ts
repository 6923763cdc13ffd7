import { expect, test } from "vitest";
import { downEntrySchema, upEntrySchema } from "./messages.js";

const entry = (message: unknown) => ({ epoch: 1, seq: 0, messages: [message] });

test("an unknown field is left out", () => {
  const parsed = upEntrySchema.parse(entry({ kind: "beat", n: 4, heard: 2, lagMs: 12 }));
  expect(parsed.messages).toEqual([{ kind: "beat", n: 4, heard: 2 }]);
});

test.each([
  ["an unknown kind", { kind: "shutdown" }],
  ["a run without a lane", { kind: "run", key: "r1", request: {} }],
  ["a message of the other direction", { kind: "started", key: "r1" }],
])("%s is no message of the daemon", (_name, message) => {
  expect(downEntrySchema.safeParse(entry(message)).success).toBe(false);
});

test("an epoch that no session can have is no entry", () => {
  expect(upEntrySchema.safeParse({ epoch: 0, seq: 0, messages: [] }).success).toBe(false);
});
