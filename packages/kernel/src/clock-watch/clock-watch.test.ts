/**
 * Sleep, a clock that is set and a zone that changes, on a virtual clock.
 *
 * @requirement CLOCK-1
 */

import { SILENT_LOG } from "@tinyagi/base";
import { describe, expect, onTestFinished, test } from "vitest";
import { createApprovalsFixture, EXPIRY_MS } from "../approvals/fixture.js";
import { decideJump, type Moment } from "./clock-jump.js";
import { createClockWatch } from "./clock-watch.js";

const HOUR = 3_600_000;
const LOOK = 2_000;
const at = (changes: Partial<Moment> = {}): Moment => ({
  wall: 1_000_000,
  monotonic: 5_000,
  uptime: 9_000,
  zone: "Europe/Berlin",
  ...changes,
});
const later = ({ wall = LOOK, monotonic = LOOK, uptime = LOOK, zone = "Europe/Berlin" }): Moment => {
  const from = at();
  return {
    wall: from.wall + wall,
    monotonic: from.monotonic + monotonic,
    uptime: from.uptime + uptime,
    zone,
  };
};

describe("time jumps", () => {
  test.each([
    ["nothing happens", later({}), undefined],
    ["a busy machine looks late", later({ wall: 5_000, monotonic: 5_000, uptime: 5_000 }), undefined],
    [
      "a machine sleeps, and its monotonic clock stands still",
      later({ wall: 8 * HOUR + LOOK, uptime: 8 * HOUR + LOOK }),
      { kind: "asleep", seconds: 28_800 },
    ],
    [
      "a process is stopped",
      later({ wall: 12_000, monotonic: 12_000, uptime: 12_000 }),
      { kind: "asleep", seconds: 10 },
    ],
    ["the clock is set ahead", later({ wall: 3 * HOUR + LOOK }), { kind: "set", seconds: 10_800 }],
    ["the clock is set back", later({ wall: LOOK - HOUR }), { kind: "set", seconds: -3_600 }],
    ["only the zone changes", later({ zone: "Asia/Tokyo" }), { kind: "zone", seconds: 0 }],
  ])("%s", (_what, now, jump) => {
    expect(decideJump(at(), now, LOOK)).toEqual(jump);
  });
});

function watched() {
  const it = createApprovalsFixture();
  const facts = { slept: 0, zone: "Europe/Berlin" };
  const watch = createClockWatch({
    store: it.store,
    journal: it.journal,
    clock: it.clock,
    log: SILENT_LOG,
    uptime: () => it.clock.monotonic() + facts.slept,
    zone: () => facts.zone,
  });
  watch.start();
  onTestFinished(async () => {
    await watch[Symbol.asyncDispose]();
    await it.approvals[Symbol.asyncDispose]();
    await it[Symbol.asyncDispose]();
  });
  const look = async () => {
    it.clock.advance(LOOK);
    await it.store.idle();
  };
  const jumps = () => it.events.filter(({ type }) => type === "clock.jumped").map(({ data }) => data);
  return { it, facts, look, jumps };
}

describe("the watch", () => {
  test("records each jump once", async () => {
    const { it, facts, look, jumps } = watched();
    await look();
    it.clock.skip(8 * HOUR);
    facts.slept = 8 * HOUR;
    await look();
    await look();
    it.clock.skip(-HOUR);
    await look();
    facts.zone = "Asia/Tokyo";
    await look();
    expect(jumps()).toEqual([
      { kind: "asleep", seconds: 28_800 },
      { kind: "set", seconds: -3_600 },
      { kind: "zone", seconds: 0 },
    ]);
  });

  test("an approval that ended during a sleep expires at the wake-up", async () => {
    const { it, look } = watched();
    it.add("coder");
    it.start("coder", "run_1");
    const asked = it.approvals.request(it.question());
    await it.store.idle();
    it.clock.skip(EXPIRY_MS + HOUR);
    await look();
    // The timer that is armed again is due at once.
    it.clock.advance(0);
    await it.store.idle();
    expect(it.events.some(({ type }) => type === "approval.expired")).toBe(true);
    expect(await asked).toMatchObject({ status: "expired" });
  });
});
