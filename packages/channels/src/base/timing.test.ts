import { expect, test } from "vitest";
import { SYSTEM_TIMING } from "./timing.js";

test.each([2 ** 31, 1e15, Number.MAX_VALUE, Number.POSITIVE_INFINITY, Number.NaN])(
  "a pause of %d ms does not end at once, and ends when it is aborted",
  async (ms) => {
    const stop = new AbortController();
    const ended = SYSTEM_TIMING.sleep(ms, stop.signal).then(() => "over");
    const first = await Promise.race([ended, SYSTEM_TIMING.sleep(30, stop.signal).then(() => "waits")]);
    stop.abort(new Error("stopped"));
    await expect(ended).rejects.toThrow("stopped");
    expect(first).toBe("waits");
  },
);
