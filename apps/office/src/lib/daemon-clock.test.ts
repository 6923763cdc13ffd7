import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { daemonNow, noteDaemonTime } from "./daemon-clock";

const NOW = Date.parse("2026-11-27T12:00:00Z");
const answer = (headers: Readonly<Record<string, string>>) => ({ headers: new Headers(headers) });

beforeEach(() => {
  vi.useFakeTimers({ now: NOW });
});
afterEach(() => {
  noteDaemonTime(answer({ date: new Date().toUTCString() }));
  vi.useRealTimers();
});

test("the time is the daemon's where the clock of the browser is wrong", () => {
  noteDaemonTime(answer({ date: "Fri, 27 Nov 2026 09:00:00 GMT" }));
  expect(daemonNow()).toBe(NOW - 3 * 3_600_000);
  vi.advanceTimersByTime(1_000);
  expect(daemonNow()).toBe(NOW - 3 * 3_600_000 + 1_000);
});

test("a clock that is right to the second is kept, and a corrected one counts at once", () => {
  noteDaemonTime(answer({ date: "Fri, 27 Nov 2026 11:59:58 GMT" }));
  expect(daemonNow()).toBe(NOW);
  noteDaemonTime(answer({ date: "Fri, 27 Nov 2026 13:00:00 GMT" }));
  vi.setSystemTime(NOW + 3_600_000);
  noteDaemonTime(answer({ date: "Fri, 27 Nov 2026 13:00:00 GMT" }));
  expect(daemonNow()).toBe(NOW + 3_600_000);
});

test.each([
  [{}],
  [{ date: "yesterday" }],
  [{ date: "Thu, 26 Nov 2026 12:00:00 GMT", "x-tinyoffice-kept-at": "1" }],
])("an answer with %j says nothing of the time", (headers) => {
  noteDaemonTime(answer(headers));
  expect(daemonNow()).toBe(NOW);
});
