import { describe, expect, test } from "vitest";
import { createVirtualClock } from "./virtual-clock.js";

describe("virtual clock", () => {
  test("does not advance by itself", () => {
    const clock = createVirtualClock(1_000);
    expect([clock.now(), clock.monotonic()]).toEqual([1_000, 0]);
    clock.advance(250);
    expect([clock.now(), clock.monotonic()]).toEqual([1_250, 250]);
  });

  test("fires timers in the order of their times, each at its own time", () => {
    const clock = createVirtualClock(0);
    const fired: [string, number][] = [];
    clock.setTimer(300, () => fired.push(["late", clock.now()]));
    clock.setTimer(100, () => fired.push(["early", clock.now()]));
    clock.setTimer(100, () => fired.push(["early too", clock.now()]));
    clock.advance(299);
    expect(fired).toEqual([
      ["early", 100],
      ["early too", 100],
    ]);
    clock.advance(1);
    expect(fired).toHaveLength(3);
    expect(fired[2]).toEqual(["late", 300]);
  });

  test("fires a timer that another timer sets during the advance", () => {
    const clock = createVirtualClock(0);
    const fired: number[] = [];
    clock.setTimer(100, () => clock.setTimer(100, () => fired.push(clock.now())));
    clock.advance(500);
    expect(fired).toEqual([200]);
    expect(clock.now()).toBe(500);
  });

  test("never fires a cancelled timer, nor any timer twice", () => {
    const clock = createVirtualClock(0);
    let count = 0;
    const cancelled = clock.setTimer(10, () => {
      count += 100;
    });
    clock.setTimer(10, () => {
      count += 1;
    });
    cancelled.cancel();
    clock.advance(10);
    clock.advance(1_000);
    expect(count).toBe(1);
  });

  test("a negative delay is due at the next advance", () => {
    const clock = createVirtualClock(0);
    let fired = false;
    clock.setTimer(-5, () => {
      fired = true;
    });
    expect(fired).toBe(false);
    clock.advance(0);
    expect(fired).toBe(true);
  });
});
