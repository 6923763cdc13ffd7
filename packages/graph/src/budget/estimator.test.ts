/** What a run will probably consume. */
import { describe, expect, test } from "vitest";
import { agentSpecSchema } from "../plan/schema.js";
import { createEstimator, DEFAULT_ESTIMATE } from "./estimator.js";

const kind = { agent: "coder", model: "m" };
const spec = (extra: object = {}) => agentSpecSchema.parse({ id: "a", prompt: "x", ...kind, ...extra });

describe("before there are runs", () => {
  test("constants are answered, and said to be constants", () => {
    expect(createEstimator().estimate(kind)).toEqual({
      p50: DEFAULT_ESTIMATE,
      p90: DEFAULT_ESTIMATE,
      samples: 0,
    });
  });

  test("constants of one's own replace the defaults one by one", () => {
    const { p50 } = createEstimator({ constants: { usd: 1 } }).estimate(kind);
    expect(p50).toEqual({ ...DEFAULT_ESTIMATE, usd: 1 });
  });
});

describe("after runs", () => {
  test("the median and the 90th percentile of the same agent and model are answered", () => {
    const estimator = createEstimator();
    for (let i = 1; i <= 10; i++) {
      estimator.record(kind, {
        usage: { inputTokens: i * 50, outputTokens: i * 50, costUsd: i },
        seconds: i * 10,
      });
    }
    expect(estimator.estimate(kind)).toEqual({
      p50: { tokens: 500, usd: 5, seconds: 50 },
      p90: { tokens: 900, usd: 9, seconds: 90 },
      samples: 10,
    });
  });

  test("other agents and other models are not counted in", () => {
    const estimator = createEstimator();
    estimator.record(kind, { seconds: 1 });
    expect(estimator.estimate({ ...kind, model: "other" }).samples).toBe(0);
    expect(estimator.estimate({ model: "m" }).samples).toBe(0);
    expect(estimator.estimate({ agent: "coder:", model: "m" }).samples).toBe(0);
  });

  test("what was not reported stays a constant and is not counted as 0", () => {
    const estimator = createEstimator();
    estimator.record(kind, { seconds: 7 });
    estimator.record(kind, { usage: {} });
    expect(estimator.estimate(kind).p50).toEqual({ ...DEFAULT_ESTIMATE, seconds: 7 });
  });

  test("the newest 200 count", () => {
    const estimator = createEstimator();
    for (let i = 0; i < 200; i++) estimator.record(kind, { seconds: 1_000 });
    for (let i = 0; i < 200; i++) estimator.record(kind, { seconds: 1 });
    expect(estimator.estimate(kind)).toMatchObject({ p90: { seconds: 1 }, samples: 200 });
  });

  test("of 1,001 kinds the one not used for longest is forgotten", () => {
    const estimator = createEstimator();
    for (let i = 0; i < 1_000; i++) estimator.record({ agent: `a${i}` }, { seconds: 1 });
    estimator.record({ agent: "a0" }, { seconds: 1 });
    estimator.record({ agent: "new" }, { seconds: 1 });
    expect(estimator.estimate({ agent: "a0" }).samples).toBe(2);
    expect(estimator.estimate({ agent: "a1" }).samples).toBe(0);
    expect(estimator.estimate({ agent: "new" }).samples).toBe(1);
  });
});

describe("the estimate of a spec", () => {
  test("shows the plan's own figures beside it, as a claim", () => {
    const estimator = createEstimator();
    estimator.record(kind, { seconds: 3 });
    expect(estimator.estimateSpec(spec({ estimate: { usd: 9 }, rationale: "big" }))).toMatchObject({
      p50: { seconds: 3 },
      claimed: { estimate: { usd: 9 }, rationale: "big" },
    });
  });

  test("has no claim when the plan claims nothing", () => {
    expect(createEstimator().estimateSpec(spec())).not.toHaveProperty("claimed");
  });
});
