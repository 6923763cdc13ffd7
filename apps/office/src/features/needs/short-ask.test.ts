import { partial } from "@tinyagi/testkit/partial";
import { expect, test } from "vitest";
import type { Approval } from "../../lib/queries";
import { shortAsk } from "./short-ask";

const asked = (more: object) =>
  shortAsk(partial<Approval>({ kind: "question", title: "Red or blue?", detail: "Red or blue?", ...more }));

test("a short question with its answers is decided on the compact card", () => {
  expect(asked({ options: ["Red", "Blue"] })).toEqual({
    title: "Red or blue?",
    line: undefined,
    isCode: false,
    isWhole: true,
  });
});

test.each<[string, object]>([
  ["a long title", { title: "x".repeat(90), detail: "x".repeat(90) }],
  ["a long detail", { detail: "y".repeat(100) }],
  ["a detail of several lines", { detail: "one\ntwo" }],
  ["Chinese, which is twice as wide", { title: "中".repeat(43), detail: "中".repeat(43) }],
  ["answers that do not fit in one row", { options: ["To the left", "To the right", "Straight on, please"] }],
  ["an estimate", { kind: "spawn", estimate: { budgets: [] } }],
  ["an estimate that cannot be read", { kind: "spawn", estimateUnreadable: true }],
  [
    "a file that would change",
    { kind: "permission", permission: { tool: "Edit", changes: [{ path: "a", kind: "add", diff: "+x" }] } },
  ],
  ["a folder", { kind: "permission", permission: { tool: "Bash", command: "ls", cwd: "/srv" } }],
  [
    "other input of a tool",
    { kind: "permission", permission: { tool: "Bash", command: "ls", more: { a: 1 } } },
  ],
  ["a long command", { kind: "permission", permission: { tool: "Bash", command: "z".repeat(90) } }],
])("%s is read in the panel before it is decided", (_, more) => {
  expect(asked(more).isWhole).toBe(false);
});

test("a short command is decided on the card, which names its tool", () => {
  const permission = { tool: "Bash", command: "pnpm test", more: {}, changes: [] };
  expect(asked({ kind: "permission", permission, title: "Bash", detail: "{}" })).toMatchObject({
    line: "Bash: pnpm test",
    isCode: true,
    isWhole: true,
  });
});
