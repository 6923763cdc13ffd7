import { expect, test } from "vitest";
import type { DeadLetter } from "../../lib/queries";
import { groupsOf, previewOf } from "./dead-groups";

const letter = (agent: string, advice: string | null, inGraph = false) =>
  ({ data: { agent }, errorClass: advice === null ? "transient" : "auth", advice, inGraph }) as DeadLetter;

test("the preview of a retry names who gets them and which will fail again", () => {
  const letters = [
    letter("coder", "Check the login."),
    letter("coder", null),
    letter("coder", "Check the login."),
  ];
  expect(previewOf(groupsOf(letters), () => "Coder")).toEqual({
    total: 3,
    text: "Retry 3 for Coder, oldest first.",
    leftOut: 0,
    advice: [{ text: "Check the login.", count: 2, reasons: ["auth"] }],
  });
  const groups = groupsOf([letter("coder", null), letter("dev", null)]);
  expect(previewOf(groups, (id) => id).text).toBe("Retry 2 for 2 agents, oldest first.");
});

test("the preview of a retry leaves out the letters of sub-agents, as the daemon does", () => {
  const group = { agent: "coder", errorClass: "auth", count: 12_003, inGraph: 3, advice: "Check the login." };
  expect(previewOf([group, { ...group, agent: "dev", count: 1, inGraph: 1 }], () => "Coder")).toEqual({
    total: 12_000,
    text: "Retry 12,000 for Coder, oldest first.",
    leftOut: 4,
    advice: [{ text: "Check the login.", count: 12_000, reasons: ["auth"] }],
  });
  const sub = letter("coder", null, true);
  expect(previewOf(groupsOf([sub, sub]), () => "Coder")).toMatchObject({ total: 0, leftOut: 2, advice: [] });
  expect(previewOf(groupsOf([sub, letter("coder", null)]), () => "Coder")).toMatchObject({
    total: 1,
    leftOut: 1,
  });
});
