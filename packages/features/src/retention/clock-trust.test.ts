/** @requirement RETENTION-1 */
import { join } from "node:path";
import type { Clock } from "@tinyagi/base";
import { type Log, SILENT_LOG } from "@tinyagi/base";
import { retentionSettingsSchema } from "@tinyagi/contracts";
import { describe, expect, test } from "vitest";
import { conversationRow, createTempStore } from "../../../kernel/src/store/fixture.js";
import { type ClockReading, trustAtStart, trustNow } from "./clock-trust.js";
import { createRetention } from "./retention.js";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const NOW = Date.UTC(2026, 0, 1);
const at = (wall: number, monotonic: number): ClockReading => ({ wall: NOW + wall, monotonic });

describe("the clock", () => {
  test.each([
    ["an hour ago", NOW - HOUR, true],
    ["a week ago", NOW - 7 * DAY, true],
    ["longer ago", NOW - 7 * DAY - 1, false],
    ["nobody knows when", null, false],
  ])("at the start of a home last used %s", (_when, lastUse, expected) => {
    expect(trustAtStart(at(0, 0), lastUse).isTrusted).toBe(expected);
  });

  test.each([
    ["goes on", at(HOUR, HOUR), true],
    ["is corrected", at(2 * HOUR, HOUR), true],
    ["jumps ahead", at(2 * HOUR + 1, HOUR), false],
    ["is set back", at(-1, HOUR), false],
  ])("that was trusted and %s", (_what, reading, expected) => {
    expect(trustNow({ since: at(0, 0), isTrusted: true }, reading).isTrusted).toBe(expected);
  });

  test("that was not trusted becomes trusted after a steady hour, counted again after each jump", () => {
    let trust = trustAtStart(at(0, 0), null);
    const after = (wall: number, monotonic: number) => {
      trust = trustNow(trust, at(wall, monotonic));
      return trust.isTrusted;
    };
    expect(after(HOUR - 1, HOUR - 1)).toBe(false);
    expect(after(HOUR, HOUR)).toBe(true);
    expect(after(9 * HOUR, 2 * HOUR)).toBe(false);
    expect(after(10 * HOUR - 1, 3 * HOUR - 1)).toBe(false);
    expect(after(3 * HOUR, 3 * HOUR)).toBe(false);
    expect(after(4 * HOUR, 4 * HOUR)).toBe(true);
  });
});

/** A home with a conversation that ended at the start of the clock. The test sets the wall clock. */
function home() {
  const temp = createTempStore();
  const { store } = temp;
  const skew = { ms: 0 };
  let passes = 0;
  const clock: Clock = {
    ...temp.clock,
    now: () => temp.clock.now() + skew.ms,
    // The next pass is scheduled when the previous one ends.
    setTimer(delayMs, fire) {
      passes += 1;
      return temp.clock.setTimer(delayMs, fire);
    },
  };
  async function passed(count: number): Promise<void> {
    while (passes < count) await new Promise<void>((resolve) => setImmediate(resolve));
  }
  const logged: string[] = [];
  const log: Log = { ...SILENT_LOG, info: (_fields, message) => void logged.push(message) };
  const used = () =>
    store.events.insert({
      type: "daemon.started",
      time: clock.now(),
      data: "{}",
      conversation_id: null,
      run_id: null,
      message_row_id: null,
      agent_id: null,
    });
  store.writeNow(() => {
    store.conversations.insert(conversationRow("c1", { created_at: clock.now() }));
    store.conversations.close("c1", "closed", clock.now());
    used();
  });
  return {
    temp,
    logged,
    used,
    set: (ms: number) => {
      skew.ms += ms;
    },
    /** Advances time from one pass to the next. */
    async pass(ms: number): Promise<void> {
      for (let left = ms; left > 0; left -= 10 * MINUTE) {
        const count = passes + 1;
        temp.clock.advance(10 * MINUTE);
        await passed(count);
      }
    },
    isKept: () => store.conversations.get("c1") !== undefined,
    async start() {
      used();
      const count = passes + 1;
      const retention = createRetention({
        store,
        clock,
        log,
        fileFolders: [],
        backups: join(temp.folder, "backups"),
        policy: () => retentionSettingsSchema.parse({}),
      });
      retention.start();
      await passed(count);
      return retention;
    },
  };
}

describe("a sweep", () => {
  test("by a clock that is years ahead removes nothing, even after restarts", async () => {
    const it = home();
    await using _ = it.temp;
    it.set(3_650 * DAY);
    for (let starts = 0; starts < 3; starts += 1) {
      await using _retention = await it.start();
      await it.pass(10 * MINUTE);
    }
    expect(it.isKept()).toBe(true);
    it.set(-3_650 * DAY);
    await using _last = await it.start();
    await it.pass(3 * HOUR);
    expect(it.isKept()).toBe(true);
    expect(it.logged).toEqual(Array(4).fill(expect.stringContaining("steady for an hour")));
  });

  test("on a machine that was off for long happens an hour later", async () => {
    const it = home();
    await using _ = it.temp;
    it.temp.clock.advance(100 * DAY);
    await using _retention = await it.start();
    await it.pass(50 * MINUTE);
    expect(it.isKept()).toBe(true);
    await it.pass(20 * MINUTE);
    expect(it.isKept()).toBe(false);
  });

  test("happens immediately in a recently used home, and waits after the clock jumps", async () => {
    const it = home();
    await using _ = it.temp;
    it.temp.clock.advance(89 * DAY);
    it.used();
    it.temp.clock.advance(DAY - HOUR);
    await using _retention = await it.start();
    await it.pass(10 * MINUTE);
    expect([it.isKept(), it.logged]).toEqual([true, []]);
    it.set(10 * DAY);
    await it.pass(30 * MINUTE);
    expect(it.isKept()).toBe(true);
    it.set(-10 * DAY);
    await it.pass(10 * MINUTE);
    expect(it.logged).toHaveLength(1);
    await it.pass(2 * HOUR);
    expect(it.isKept()).toBe(false);
  });
});
