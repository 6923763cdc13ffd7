import { expect, test } from "vitest";
import { HOLDS, type HoldCode, holdCode, toWaitFact } from "./hold.js";
import { reasonSchema } from "./reason.js";
import { LANE_WAITS } from "./vocabulary.js";

const codes = Object.keys(HOLDS) as HoldCode[];

test("every reason to wait has a row, and every word of the queue a reason", () => {
  const waits = reasonSchema.options
    .map(({ shape }) => shape.code.value)
    .filter((code) => code.startsWith("waits."));
  expect(codes.toSorted()).toEqual(waits.toSorted());
  expect(new Set(codes.map((code) => HOLDS[code].for))).toEqual(new Set(LANE_WAITS));
});

test("a hold in a list keeps what it is about and its time, and gives its code back", () => {
  const place = { place: "nas", because: "away" } as const;
  expect(toWaitFact({ code: "waits.place", agent: "coder", ...place }, 1)).toEqual({
    for: "place",
    until: null,
    place,
  });
  expect(toWaitFact({ code: "waits.retry", at: 5, error: null }, 1)).toEqual({
    for: "retry",
    until: 5,
    attempt: 2,
  });
  const approval = {
    code: "waits.approval",
    id: "ask_1",
    asks: "budget",
    until: 9,
    of: null,
    more: 0,
  } as const;
  expect(toWaitFact(approval, 0)).toEqual({ for: "person", until: 9, asks: "budget" });
  const timed = new Set(["waits.more", "waits.cause"]);
  // The others of a lane's turn are details of the first.
  for (const code of codes.filter((one) => HOLDS[one].for !== "turn"))
    expect(holdCode({ for: HOLDS[code].for, until: timed.has(code) ? 5 : null })).toBe(code);
});
