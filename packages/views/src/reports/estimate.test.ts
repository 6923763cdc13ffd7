/** What a plan will probably cost, in the language of its reader. */
import type { SpawnEstimate } from "@tinyagi/contracts";
import { expect, test } from "vitest";
import { zh } from "../words/zh.js";
import { estimateLines } from "./estimate.js";

const ESTIMATE: SpawnEstimate = {
  percentile: 90,
  total: { tokens: 500 },
  agents: [
    {
      nodes: ["a"],
      agent: "coder",
      provider: "",
      model: "",
      group: "same",
      runs: 3,
      price: "unknown",
      tokens: 5,
    },
  ],
  budgets: [
    { budget: "conversation:c1", day: null, needed: { runs: 3 }, left: { runs: 1 }, fits: false },
    { budget: "day", day: "2026-11-26", needed: { runs: 3 }, left: { runs: 9 }, fits: true },
  ],
};

test("no conversation is this one: who decides reads it in another chat", () => {
  expect(estimateLines(ESTIMATE)[2]).toBe(
    "- the budget of a conversation: 3 runs needed, 1 run left: too little.",
  );
});

test("each line ends with the full stop of its language", () => {
  expect(estimateLines(ESTIMATE).map((line) => line.at(-1))).toEqual([".", ".", ".", "."]);
  expect(estimateLines(ESTIMATE, zh).map((line) => line.at(-1))).toEqual(["。", "。", "。", "。"]);
});
