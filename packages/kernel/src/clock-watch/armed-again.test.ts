/**
 * What waits for a date looks at the clock again after it jumped. The timers themselves do not fire.
 *
 * @requirement CLOCK-1
 */

import { SILENT_LOG } from "@tinyagi/base";
import { failureWith, HarnessError, settingsSchema } from "@tinyagi/contracts";
import { expect, test } from "vitest";
import { createEngineFixture, type EngineFixture } from "../runner/fixture.js";
import { createClockWatch } from "./clock-watch.js";

const HOUR = 3_600_000;

/** As the watch records it. */
async function jump(it: EngineFixture, ms: number): Promise<void> {
  it.clock.skip(ms);
  await it.store.write(() =>
    it.journal.append("clock.jumped", { kind: "asleep", seconds: Math.round(ms / 1_000) }),
  );
  await it.settled();
}

test.each([
  ["a sleep", 8 * HOUR],
  ["a clock that is set back", -3 * HOUR],
])("a provider that is paused is tried again after %s", async (_what, ms) => {
  let fails = true;
  await using it = createEngineFixture({
    agents: {
      a: () => {
        if (fails) throw new HarnessError("rate_limited", "usage limit reached", { retryAfterMs: HOUR });
        return "ok";
      },
    },
    config: { provider: "anthropic" },
  });
  it.dispatcher.start();
  const id = it.send("a");
  await it.settled();
  expect(it.status(id)).toBe("pending");
  fails = false;
  await jump(it, ms);
  // The queue looks every few seconds.
  it.clock.advance(6_000);
  await it.settled();
  expect(it.status(id)).toBe("completed");
});

const settings = settingsSchema.parse({ budgets: { day: { runs: 1, onLimit: "ask" } } });

test("a day of a budget ends at the wake-up, not as long after it as the machine slept", async () => {
  await using it = createEngineFixture({
    agents: { a: () => "ok" },
    settings: () => settings,
    approvalExpiryMs: 7 * 24 * HOUR,
  });
  await it.budgets.start();
  it.dispatcher.start();
  it.send("a");
  await it.settled();
  const held = it.send("a");
  await it.settled();
  expect(it.status(held)).toBe("pending");
  await jump(it, 24 * HOUR);
  it.clock.advance(6_000);
  await it.settled();
  expect(it.status(held)).toBe("completed");
});

test.each([
  ["a sleep of a night", 20 * HOUR, 20 * HOUR],
  ["a clock that is set ahead by a day", 24 * HOUR, 0],
])("%s costs a waiting message no patience: its network may not be there yet", async (_what, ms, slept) => {
  let isDown = true;
  await using it = createEngineFixture({
    agents: {
      a: () => {
        if (isDown) throw failureWith("outage", "getaddrinfo EAI_AGAIN");
        return "ok";
      },
    },
    config: { provider: "anthropic" },
  });
  let sleptMs = 0;
  await using watch = createClockWatch({
    store: it.store,
    journal: it.journal,
    clock: it.clock,
    log: SILENT_LOG,
    uptime: () => it.clock.monotonic() + sleptMs,
  });
  watch.start();
  it.dispatcher.start();
  const id = it.send("a");
  await it.settled();
  it.clock.skip(ms);
  sleptMs = slept;
  for (let seconds = 0; seconds < 120; seconds += 2) {
    it.clock.advance(2_000);
    await it.settled();
  }
  expect(it.requests.length).toBeGreaterThan(1);
  expect(it.status(id)).toBe("pending");
  isDown = false;
  for (let seconds = 0; seconds < 600; seconds += 10) {
    it.clock.advance(10_000);
    await it.settled();
  }
  expect(it.status(id)).toBe("completed");
});
