import { expect, test } from "vitest";
import type { DeadLetter } from "../../lib/queries";
import { groupsOf, toPreview } from "./dead-groups";

const letter = (agent: string, advice: string | null, inGraph = false) =>
  ({
    data: { agent },
    errorClass: advice === null ? "transient" : "rate_limited",
    advice,
    inGraph,
  }) as DeadLetter;

test("the preview of a retry names who gets them and which will fail again", () => {
  const letters = [
    letter("coder", "Wait until the provider's limit has passed."),
    letter("coder", null),
    letter("coder", "Wait until the provider's limit has passed."),
  ];
  expect(toPreview(groupsOf(letters), () => "Coder")).toEqual({
    total: 3,
    text: "Retry 3 for Coder, oldest first.",
    leftOut: 0,
    advice: [{ text: "Wait until the provider's limit has passed.", count: 2, reasons: ["rate_limited"] }],
  });
  const groups = groupsOf([letter("coder", null), letter("dev", null)]);
  expect(toPreview(groups, (id) => id).text).toBe("Retry 2 for 2 agents, oldest first.");
});

test("the preview of a retry leaves out the letters of sub-agents, as the daemon does", () => {
  const group = {
    agent: "coder",
    errorClass: "rate_limited",
    count: 12_003,
    inGraph: 3,
    advice: "Wait until the provider's limit has passed.",
  };
  expect(toPreview([group, { ...group, agent: "dev", count: 1, inGraph: 1 }], () => "Coder")).toEqual({
    total: 12_000,
    text: "Retry 12,000 for Coder, oldest first.",
    leftOut: 4,
    advice: [
      { text: "Wait until the provider's limit has passed.", count: 12_000, reasons: ["rate_limited"] },
    ],
  });
  const sub = letter("coder", null, true);
  expect(toPreview(groupsOf([sub, sub]), () => "Coder")).toMatchObject({ total: 0, leftOut: 2, advice: [] });
  expect(toPreview(groupsOf([sub, letter("coder", null)]), () => "Coder")).toMatchObject({
    total: 1,
    leftOut: 1,
  });
});
