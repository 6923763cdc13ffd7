/** Which past runs an estimate is based on. */
import { describe, expect, test } from "vitest";
import { DEFAULT_ESTIMATE } from "./estimator.js";
import { createWideningEstimator, ENOUGH_RUNS } from "./widening.js";

const KIND = { agent: "coder", provider: "anthropic", model: "opus", role: "node" };
const same = KIND;
const otherModel = { ...KIND, model: "haiku" };
const otherAgent = { ...KIND, agent: "writer" };
const stranger = { agent: "x", provider: "y", model: "z", role: "w" };

/** @param runs how many runs of which kind cost how much */
function after(...runs: readonly (readonly [number, object, number])[]) {
  const estimator = createWideningEstimator();
  for (const [times, kind, costUsd] of runs)
    for (let run = 0; run < times; run++) estimator.record(kind, { usage: { inputTokens: 10, costUsd } });
  return estimator.estimate(KIND);
}

describe("the group of past runs behind an estimate", () => {
  test.each([
    [
      "enough runs of the same kind",
      [
        [ENOUGH_RUNS, same, 1],
        [99, otherModel, 9],
      ],
      "same",
      1,
    ],
    [
      "the agent, when the same kind ran too rarely",
      [
        [1, same, 1],
        [ENOUGH_RUNS, otherModel, 2],
      ],
      "agent",
      2,
    ],
    [
      "its provider and model, when the agent ran too rarely",
      [
        [1, otherModel, 1],
        [ENOUGH_RUNS, otherAgent, 3],
      ],
      "model",
      3,
    ],
    [
      "all runs, when nothing narrower ran often enough",
      [
        [1, otherAgent, 1],
        [ENOUGH_RUNS, stranger, 4],
      ],
      "all",
      4,
    ],
  ] as const)("is %s", (_name, runs, group, usd) => {
    const found = after(...runs);
    expect(found).toMatchObject({ group, p90: { usd } });
    expect(found).not.toHaveProperty("few");
  });

  test("is the narrowest with any run when none has enough, and few runs are said to be few", () => {
    expect(after([1, same, 7], [2, otherAgent, 1])).toMatchObject({ group: "same", samples: 1, few: true });
  });

  test("never makes less of what is known of a narrower one", () => {
    const found = after([1, same, 7], [99, stranger, 1]);
    expect(found).toMatchObject({ group: "all", samples: 100, p90: { usd: 7, tokens: 10 } });
  });

  test("takes from a narrower one only what it knows, and no constant", () => {
    const estimator = createWideningEstimator();
    estimator.record(KIND, { usage: { inputTokens: 1 } });
    for (let run = 0; run < ENOUGH_RUNS; run++)
      estimator.record(stranger, { usage: { inputTokens: 1, costUsd: 0.001 }, seconds: 2 });
    expect(estimator.estimate(KIND).p90).toEqual({ tokens: 1, usd: 0.001, seconds: 2 });
  });

  test("is absent before any run: then constants are answered", () => {
    const found = after();
    expect(found).toMatchObject({ samples: 0, p90: DEFAULT_ESTIMATE });
    expect(found).not.toHaveProperty("group");
  });
});

test.each([
  ["computed from an assumed price", { costUsd: 1, estimated: true }, true],
  ["unknown", {}, true],
  ["reported", { costUsd: 1 }, undefined],
])("costs that are %s are said to be assumed: %s", (_name, usage, isAssumed) => {
  const estimator = createWideningEstimator();
  for (let run = 0; run < ENOUGH_RUNS; run++)
    estimator.record(KIND, { usage: { inputTokens: 1, ...usage }, isAssumed: "estimated" in usage });
  expect(estimator.estimate(KIND).assumed).toBe(isAssumed);
});

test("costs that were computed and not reported are flagged", () => {
  const estimator = createWideningEstimator();
  for (let run = 0; run < ENOUGH_RUNS; run++)
    estimator.record(KIND, { usage: { costUsd: 1, estimated: run === 0 } });
  expect(estimator.estimate(KIND).priced).toBe(true);
  expect(after([ENOUGH_RUNS, same, 1])).not.toHaveProperty("priced");
});
