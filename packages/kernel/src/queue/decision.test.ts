import { RUN_ERROR_CLASSES } from "@tinyagi/contracts";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { POLICY } from "./fixture.js";
import { decideRetry } from "./retry.js";
import { isLegal, TRANSITIONS, transition } from "./transition.js";

const STATES = ["pending", "processing", "completed", "dead", "cancelled"] as const;

describe("the transition table", () => {
  test("knows these steps and no other", () => {
    const legal = STATES.flatMap((from) =>
      STATES.filter((to) => isLegal(from, to)).map((to) => `${from} → ${to}`),
    );
    expect(legal).toEqual([
      "pending → processing",
      "pending → dead",
      "pending → cancelled",
      "processing → pending",
      "processing → completed",
      "processing → dead",
      "processing → cancelled",
      "dead → pending",
      "cancelled → pending",
    ]);
    expect(Object.keys(TRANSITIONS).sort()).toEqual([...STATES].sort());
  });

  test("a step it does not know is refused whatever changed", () => {
    expect(() => transition({ id: 1, from: "completed", to: "pending" }, 1)).toThrow(
      expect.objectContaining({ code: "ILLEGAL_TRANSITION" }),
    );
  });

  test.each([0, 2])("a step that changed %i rows is refused", (changed) => {
    expect(() => transition({ id: 1, from: "processing", to: "completed" }, changed)).toThrow(
      expect.objectContaining({ code: "STALE_RUN" }),
    );
    expect(() => transition({ id: 1, from: "processing", to: "completed" }, 1)).not.toThrow();
  });
});

describe("decideRetry", () => {
  const transient = { class: "transient", message: "x" } as const;
  const limit = { class: "rate_limited", message: "x" } as const;
  const outage = { class: "transient", cause: "outage", message: "x" } as const;

  test("spreads a delay by a fifth either way around 1 s × 2, up to 60 s", () => {
    fc.assert(
      fc.property(
        fc.nat(200),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (failures, random) => {
          const policy = { ...POLICY, maxAttempts: 1_000 };
          const decision = decideRetry({ error: transient, failures, policy, random });
          const middle = Math.min(1_000 * 2 ** failures, 60_000);
          if (decision.kind !== "retry") return expect.unreachable();
          expect(decision.delayMs).toBeGreaterThanOrEqual(Math.floor(middle * 0.8));
          expect(decision.delayMs).toBeLessThanOrEqual(Math.ceil(middle * 1.2));
          expect(Number.isInteger(decision.delayMs)).toBe(true);
        },
      ),
    );
  });

  test.each(RUN_ERROR_CLASSES)("class %s is retried only if a later try can help", (kind) => {
    const decision = decideRetry({
      error: { class: kind, message: "x" },
      failures: 0,
      policy: POLICY,
      random: 0.5,
    });
    const helps = ["transient", "rate_limited", "interrupted", "auth"].includes(kind);
    expect(decision.kind).toBe(helps ? "retry" : "dead");
  });

  test("the last attempt allowed is the last", () => {
    const at = (failures: number) =>
      decideRetry({ error: transient, failures, policy: POLICY, random: 0.5 }).kind;
    expect([at(0), at(3), at(4), at(5)]).toEqual(["retry", "retry", "dead", "dead"]);
    expect(
      decideRetry({ error: transient, failures: 0, policy: { ...POLICY, maxAttempts: 1 }, random: 0 }).kind,
    ).toBe("dead");
  });

  test("Retry-After is the least, never a shorter wait than the pause", () => {
    const wait = (retryAfterMs: number) =>
      decideRetry({ error: { ...limit, retryAfterMs }, failures: 2, policy: POLICY, random: 0.5 });
    expect(wait(1)).toEqual({ kind: "retry", waits: true, delayMs: 1_000 });
    expect(wait(90_000)).toEqual({ kind: "retry", waits: true, delayMs: 90_000 });
  });

  test("a long limit is tried once an hour, because it may end earlier than it said", () => {
    const error = { ...limit, retryAfterMs: 9 * 3_600_000 };
    expect(decideRetry({ error, failures: 0, policy: POLICY, random: 0.5 })).toMatchObject({
      delayMs: 3_600_000,
    });
  });

  test("waiting costs no attempts: the pauses of an outage grow from seconds to minutes until patience ends", () => {
    const pauses: number[] = [];
    let waitedMs = 0;
    for (;;) {
      const decision = decideRetry({ error: outage, failures: 0, policy: POLICY, random: 0.5, waitedMs });
      if (decision.kind === "dead") break;
      pauses.push(decision.delayMs);
      waitedMs += decision.delayMs;
    }
    expect(pauses.slice(0, 4)).toEqual([2_000, 2_000, 4_000, 8_000]);
    expect(Math.max(...pauses)).toBe(300_000);
    expect(waitedMs).toBe(POLICY.patienceMs);
  });

  test("a message that fails while others get answers may be its own cause: it is counted, with long pauses", () => {
    const at = (failures: number) =>
      decideRetry({ error: outage, failures, policy: POLICY, random: 0.5, isProviderUp: true });
    expect([at(0), at(3), at(4)]).toEqual([
      { kind: "retry", delayMs: 60_000 },
      { kind: "retry", delayMs: 480_000 },
      { kind: "dead" },
    ]);
  });

  test("a message whose container is missing waits, whatever others of its provider get", () => {
    const error = { class: "not_found", cause: "container", message: "no image" } as const;
    const at = (failures: number) =>
      decideRetry({ error, failures, policy: POLICY, random: 0.5, isProviderUp: true });
    expect([at(0), at(50)]).toEqual([
      { kind: "retry", waits: true, delayMs: 1_000 },
      { kind: "retry", waits: true, delayMs: 1_000 },
    ]);
  });

  test("an empty answer is tried once more, and without patience an outage is an attempt like others", () => {
    const empty = { class: "transient", cause: "empty", message: "x" } as const;
    const at = (failures: number) =>
      decideRetry({ error: empty, failures, policy: POLICY, random: 0.5 }).kind;
    expect([at(0), at(1)]).toEqual(["retry", "dead"]);
    const policy = { ...POLICY, patienceMs: 0 };
    expect(decideRetry({ error: outage, failures: 0, policy, random: 0.5 })).toEqual({
      kind: "retry",
      delayMs: 1_000,
    });
  });
});
