import { describe, expect, it } from "vitest";
import { deferred } from "../test-support/scripted.js";
import { createVirtualClock } from "../test-support/virtual-clock.js";
import { MAX_TIMER_MS, systemClock, untilAborted, waitMs } from "./clock.js";

describe("waiting", () => {
  it("resolves when the time has come and not before", async () => {
    const clock = createVirtualClock();
    let done = false;
    const waited = waitMs(100, clock, new AbortController().signal).then(() => {
      done = true;
    });
    clock.advance(99);
    await Promise.resolve();
    expect(done).toBe(false);
    clock.advance(1);
    await waited;
    expect(done).toBe(true);
  });

  it("ends with the signal's reason and forgets its timer", async () => {
    const clock = createVirtualClock();
    const abort = new AbortController();
    const waited = waitMs(100, clock, abort.signal);
    expect(clock.timers).toBe(1);
    abort.abort(new Error("stop"));
    await expect(waited).rejects.toThrow("stop");
    expect(clock.timers).toBe(0);
  });

  it("does not begin to wait when the signal has aborted already", async () => {
    const clock = createVirtualClock();
    await expect(waitMs(100, clock, AbortSignal.abort(new Error("late")))).rejects.toThrow("late");
    expect(clock.timers).toBe(0);
  });
});

describe("work that is not waited for after an abort", () => {
  it("passes on a value and an error that come in time", async () => {
    const { signal } = new AbortController();
    await expect(untilAborted(Promise.resolve(1), signal)).resolves.toBe(1);
    await expect(untilAborted(Promise.reject(new Error("own")), signal)).rejects.toThrow("own");
  });

  it("rejects with the reason although the work goes on, and drops what the work does later", async () => {
    const abort = new AbortController();
    const work = deferred<number>();
    const outcome = untilAborted(work.promise, abort.signal);
    abort.abort(new Error("enough"));
    await expect(outcome).rejects.toThrow("enough");
    work.reject(new Error("too late to matter"));
    await expect(outcome).rejects.toThrow("enough");
  });

  it("rejects at once for a signal that has aborted", async () => {
    const outcome = untilAborted(new Promise<never>(() => {}), AbortSignal.abort(new Error("before")));
    await expect(outcome).rejects.toThrow("before");
  });
});

describe("the machine's clock", () => {
  it("calls back once and forgets on demand", async () => {
    const calls: string[] = [];
    const first = deferred();
    const forget = systemClock.after(0, () => calls.push("forgotten"));
    forget();
    systemClock.after(0, () => {
      calls.push("called");
      first.resolve();
    });
    await first.promise;
    expect(calls).toEqual(["called"]);
  });

  it("holds a delay that is longer than a timer can be", () => {
    let called = false;
    const forget = systemClock.after(MAX_TIMER_MS * 10, () => {
      called = true;
    });
    forget();
    expect(called).toBe(false);
    expect(Math.abs(systemClock.now() - Date.now())).toBeLessThan(1_000);
  });
});
