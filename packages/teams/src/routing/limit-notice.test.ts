import { LIMIT_CODES } from "@tinyagi/contracts";
import { noteText } from "@tinyagi/views";
import { describe, expect, it } from "vitest";
import { explainLimit, listLimitNotes } from "./limit-notice.js";

describe("a stopped handoff", () => {
  it.each([
    [
      { code: "LIMIT_HOPS", to: "b", limit: 8 },
      "Stopped by LIMIT_HOPS: @a's handoff to @b did not happen, because the work had already been handed on 8 times in a row.",
    ],
    [
      { code: "LIMIT_PAIR_REPEATS", to: "b", limit: 1 },
      "Stopped by LIMIT_PAIR_REPEATS: @a's handoff to @b did not happen, because @a had already handed over to @b once in this conversation.",
    ],
    [
      { code: "LIMIT_MESSAGES", to: "b", limit: 50 },
      "Stopped by LIMIT_MESSAGES: @a's handoff to @b did not happen, because the conversation has reached 50 messages.",
    ],
    [
      { code: "LIMIT_FAN_OUT", to: "b", limit: 16 },
      "Stopped by LIMIT_FAN_OUT: @a's handoff to @b did not happen, because one answer hands over to at most 16 agents.",
    ],
    [
      { code: "LIMIT_DURATION", to: null, limit: 21_600_000 },
      "Stopped by LIMIT_DURATION: @a's handoffs did not happen, because the conversation is older than 6 h.",
    ],
  ] as const)("is explained: %j", (limited, sentence) => {
    expect(explainLimit(limited, "a")).toBe(sentence);
  });

  it.each([
    [86_400_000, "1 d"],
    [5_400_000, "1 h 30 min"],
    [61_000, "1 min 1 s"],
    [1_500, "1.5 s"],
  ])("says %d ms as %s", (limit, words) => {
    expect(explainLimit({ code: "LIMIT_DURATION", to: null, limit }, "a")).toContain(`older than ${words}.`);
  });

  it("names the code and the author for every limit", () => {
    for (const code of LIMIT_CODES)
      expect(explainLimit({ code, to: null, limit: 2 }, "sam")).toMatch(`${code}: @sam's`);
  });
});

it("several handoffs stopped by one limit are explained in one sentence", () => {
  const limited = [
    { code: "LIMIT_PAIR_REPEATS", to: "b", limit: 4 },
    { code: "LIMIT_FAN_OUT", to: "c", limit: 1 },
    { code: "LIMIT_PAIR_REPEATS", to: "d", limit: 4 },
  ] as const;
  expect(listLimitNotes(limited, "a").map((note) => noteText(note))).toEqual([
    "Stopped by LIMIT_PAIR_REPEATS: @a's handoffs to @b, @d did not happen, because @a had already handed over to each of them 4 times in this conversation.",
    explainLimit(limited[1], "a"),
  ]);
  expect(listLimitNotes([], "a")).toEqual([]);
});
