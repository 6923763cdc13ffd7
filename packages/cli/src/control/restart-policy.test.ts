/** @requirement SERVICE-2 */
import { expect, it } from "vitest";
import { type DaemonEnd, decideRestart } from "./restart-policy.js";

const crash: DaemonEnd = { code: 134, livedMs: 500, served: true };
const HOUR = 3_600_000;

it.each([0, 2, 65, 71, 73, 74, 78])("a daemon that ends with %i is not started again", (code) => {
  expect(decideRestart({ ...crash, code }, 0)).toEqual({ restart: false, gaveUp: false });
});

it("a first start that fails is not repeated, a daemon that served is started again", () => {
  expect(decideRestart({ code: 1, livedMs: 500, served: false }, 0)).toEqual({
    restart: false,
    gaveUp: false,
  });
  expect(decideRestart({ code: 1, livedMs: 500, served: true }, 0)).toMatchObject({ restart: true });
});

it.each([
  ["dies", crash, [1_000, 2_000, 4_000, 8_000]],
  ["asks for a restart", { ...crash, code: 75 }, [0, 1_000, 2_000, 4_000]],
])("one that %s at each start is started ever later, and then given up", (_what, end, expected) => {
  const pauses: number[] = [];
  let failures = 0;
  let decision = decideRestart(end, failures);
  while (decision.restart) {
    pauses.push(decision.afterMs);
    failures = decision.failures;
    decision = decideRestart({ ...end, served: false }, failures);
  }
  expect(pauses).toEqual(expected);
  expect(decision).toEqual({ restart: false, gaveUp: true });
});

it("after a minute of work, what happened before no longer counts", () => {
  expect(decideRestart({ ...crash, livedMs: HOUR }, 4)).toEqual({
    restart: true,
    afterMs: 1_000,
    failures: 0,
  });
  expect(decideRestart({ ...crash, code: 75, livedMs: HOUR }, 4)).toMatchObject({
    restart: true,
    afterMs: 0,
  });
});
