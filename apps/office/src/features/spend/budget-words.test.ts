import { expect, test } from "vitest";
import { reasonOfStop } from "./budget-words";

const told = { scope: "agent:coder", runId: null, reason: "A long sentence with advice." };

test("what a budget stopped under an earlier release is told from what is known", () => {
  expect(reasonOfStop({ ...told, fact: null })).toBe("not started: the daily budget of @coder is used up.");
});

test("an earlier daemon tells it itself", () => {
  expect(reasonOfStop(told)).toBe(told.reason);
});
