import { CLASS_OF_CAUSE, type FailureCause, type RunErrorClass } from "@tinyagi/contracts";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { afterAnswerOf, afterRun, type Circuit, CLOSED, getGate, withProbe } from "./circuit.js";

const fail = (
  circuit: Circuit,
  messageRowId: number,
  changes: {
    class?: RunErrorClass;
    cause?: FailureCause;
    retryAfterMs?: number;
    runId?: string;
    now?: number;
  } = {},
) => {
  const { runId = "run", now = 0, class: errorClass = "transient", ...rest } = changes;
  return afterRun(circuit, {
    runId,
    messageRowId,
    now,
    error: { class: errorClass, message: "down", ...rest },
  });
};
const answer = (circuit: Circuit, runId = "run") => afterRun(circuit, { runId, messageRowId: 1, now: 0 });
const opened = () => [1, 2, 3, 1, 2].reduce((circuit, message) => fail(circuit, message), CLOSED);

describe("a circuit", () => {
  test("opens after five failures in a row of three messages, and an answer between starts again", () => {
    expect(getGate(opened(), 0)).toBe("wait");
    const between = fail(
      answer([1, 2, 3, 1].reduce((circuit, message) => fail(circuit, message), CLOSED)),
      2,
    );
    expect(getGate(between, 0)).toBe("run");
  });

  test("does not open for one message that fails again and again", () => {
    expect(
      getGate(
        Array.from({ length: 50 }).reduce<Circuit>((circuit) => fail(circuit, 7), CLOSED),
        0,
      ),
    ).toBe("run");
  });

  test("does not open for failures that the provider did not cause", () => {
    for (const kind of ["invalid", "context_too_long", "cancelled", "interrupted", "budget"] as const) {
      const circuit = [1, 2, 3, 4, 5, 6].reduce(
        (one, message) => fail(one, message, { class: kind }),
        CLOSED,
      );
      expect(getGate(circuit, 0)).toBe("run");
    }
  });

  test("does not open for a missing container: agents outside of containers reach the provider", () => {
    const missing = { class: "not_found", cause: "container" } as const;
    const circuit = [1, 2, 3, 4, 5, 6].reduce((one, message) => fail(one, message, missing), CLOSED);
    expect(getGate(circuit, 0)).toBe("run");
  });

  test("opens at the first failure of a provider that is down, with pauses that grow, also for one message", () => {
    const outage = { class: "transient", cause: "outage" } as const;
    let circuit = fail(CLOSED, 7, outage);
    expect([getGate(circuit, 1_999), getGate(circuit, 2_000)]).toEqual(["wait", "probe"]);
    for (const pause of [4_000, 8_000, 16_000, 32_000, 64_000, 128_000, 256_000, 300_000, 300_000]) {
      circuit = fail(withProbe(circuit, "probe"), 7, { ...outage, runId: "probe" });
      expect([getGate(circuit, pause - 1), getGate(circuit, pause)]).toEqual(["wait", "probe"]);
    }
  });

  test("is no matter of an empty answer, of a limit of turns or of a refusal", () => {
    for (const cause of ["empty", "turn_limit", "refused", "model_missing", "context_full"] as const) {
      const circuit = [1, 2, 3, 4, 5, 6].reduce(
        (one, message) => fail(one, message, { class: CLASS_OF_CAUSE[cause], cause }),
        CLOSED,
      );
      expect(getGate(circuit, 0)).toBe("run");
    }
  });

  test("opens at once until the quota is there again", () => {
    const circuit = fail(CLOSED, 1, { class: "rate_limited", retryAfterMs: 3_600_000 });
    expect([getGate(circuit, 3_599_999), getGate(circuit, 3_600_000)]).toEqual(["wait", "probe"]);
    const short = fail(CLOSED, 1, { class: "rate_limited", retryAfterMs: 9_000 });
    expect([getGate(short, 8_999), getGate(short, 9_000)]).toEqual(["wait", "probe"]);
    const days = fail(CLOSED, 1, { class: "rate_limited", retryAfterMs: 72 * 3_600_000 });
    expect([getGate(days, 3_599_999), getGate(days, 3_600_000)]).toEqual(["wait", "probe"]);
  });

  test("lets one run try after the pause, closes with its answer, and pauses longer when it fails", () => {
    const circuit = opened();
    expect([getGate(circuit, 29_999), getGate(circuit, 30_000)]).toEqual(["wait", "probe"]);
    const trying = withProbe(circuit, "probe");
    expect(getGate(trying, 30_000)).toBe("wait");
    expect(answer(trying, "probe")).toEqual(CLOSED);
    const again = fail(trying, 9, { runId: "probe", now: 30_000 });
    expect([getGate(again, 89_999), getGate(again, 90_000)]).toEqual(["wait", "probe"]);
  });

  test("closes at the first answer of the run that tries, and remembers how often it opened until that run ends", () => {
    const outage = { class: "transient", cause: "outage" } as const;
    const trying = withProbe(fail(fail(CLOSED, 7, outage), 7, { ...outage, runId: "run" }), "probe");
    const answering = afterAnswerOf(trying, "probe");
    expect(getGate(answering, 0)).toBe("run");
    expect(afterAnswerOf(trying, "another")).toBe(trying);
    const again = fail(answering, 7, { ...outage, runId: "probe" });
    expect([getGate(again, 3_999), getGate(again, 4_000)]).toEqual(["wait", "probe"]);
    expect(answer(answering, "probe")).toEqual(CLOSED);
  });

  test("is not paused longer by a run that started before it opened", () => {
    const circuit = opened();
    expect(fail(circuit, 4, { runId: "late", now: 10_000 }).open).toEqual(circuit.open);
  });

  test("lets another run try when the one that tried was cancelled", () => {
    const trying = withProbe(opened(), "probe");
    expect(getGate(fail(trying, 1, { runId: "probe", class: "cancelled" }), 30_000)).toBe("probe");
  });
});

test("whatever happens, an open circuit is tried again at the latest after its pause, and an answer closes it", () => {
  const step = fc.record({
    message: fc.integer({ min: 1, max: 5 }),
    class: fc.constantFrom<RunErrorClass>("transient", "rate_limited", "auth", "cancelled", "invalid"),
    retryAfterMs: fc.constantFrom(0, 1_000, 120_000),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      let now = 0;
      let circuit = CLOSED;
      for (const [index, { message, ...error }] of steps.entries()) {
        const gate = getGate(circuit, now);
        if (gate === "wait") now = circuit.open?.until ?? now;
        expect(getGate(circuit, now)).not.toBe("wait");
        const runId = `run_${index}`;
        if (getGate(circuit, now) === "probe") circuit = withProbe(circuit, runId);
        circuit = fail(circuit, message, { ...error, runId, now });
        expect((circuit.open?.until ?? now) - now).toBeLessThanOrEqual(600_000);
      }
      expect(afterRun(circuit, { runId: circuit.probe ?? "x", messageRowId: 1, now })).toEqual(CLOSED);
    }),
  );
});
