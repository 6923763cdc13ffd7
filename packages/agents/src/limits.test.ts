import { isAppError } from "@tinyagi/contracts";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DEFAULT_RUN_LIMITS, LIMIT_NAMES, type RunLimits, resolveLimits } from "./limits.js";
import { createFunctionModel } from "./model/function-model.js";
import { AgentHarness } from "./run/harness.js";
import { SubAgent } from "./subagent/subagent.js";

describe("limits of a run", () => {
  it("are 25 model calls, 50 tool calls, 3 retries and depth 8 when nobody says otherwise", () => {
    expect(resolveLimits()).toEqual({
      modelCalls: 25,
      toolCalls: 50,
      wallClockMs: 3_600_000,
      retries: 3,
      retryWaitMs: 3_600_000,
      depth: 8,
      noProgress: 3,
    });
    expect(resolveLimits()).toEqual(DEFAULT_RUN_LIMITS);
  });

  it("can be lowered by the caller and not raised above the policy", () => {
    expect(resolveLimits({}, { modelCalls: 5 }).modelCalls).toBe(5);
    expect(resolveLimits({}, { modelCalls: 500 }).modelCalls).toBe(25);
    expect(resolveLimits({ modelCalls: 10 }, { modelCalls: 500 }).modelCalls).toBe(10);
  });

  it("follow a policy that is wider than the defaults", () => {
    expect(resolveLimits({ modelCalls: 100 }).modelCalls).toBe(100);
    expect(resolveLimits({ modelCalls: 100 }, { modelCalls: 60 }).modelCalls).toBe(60);
  });

  it("are min(explicit, policy) for every limit and any two values", () => {
    const keys = Object.keys(DEFAULT_RUN_LIMITS) as (keyof RunLimits)[];
    const value = fc.integer({ min: 2, max: 1_000_000 });
    fc.assert(
      fc.property(fc.constantFrom(...keys), value, value, (key, policy, explicit) => {
        const limits = resolveLimits({ [key]: policy }, { [key]: explicit });
        expect(limits[key]).toBe(Math.min(policy, explicit));
        for (const other of keys.filter((known) => known !== key)) {
          expect(limits[other]).toBe(DEFAULT_RUN_LIMITS[other]);
        }
      }),
    );
  });

  it("ignore a value that is given as undefined", () => {
    // @ts-expect-error: only JavaScript can give it so.
    const explicit: Partial<RunLimits> = { modelCalls: undefined };
    expect(resolveLimits({ modelCalls: 7 }, explicit).modelCalls).toBe(7);
  });

  it.each([
    ["a fraction", { modelCalls: 1.5 }],
    ["a negative number", { toolCalls: -1 }],
    ["not a number", { retries: Number.NaN }],
    ["a run without time", { wallClockMs: 0 }],
    ["one equal round as no progress", { noProgress: 1 }],
    ["infinity", { depth: Infinity }],
  ])("refuse %s", (_what, limits) => {
    const [key] = Object.keys(limits);
    expect(() => resolveLimits({}, limits)).toThrow(`limits.${key} must be a whole number`);
    expect(() => resolveLimits(limits)).toThrow(`policy.${key} must be a whole number`);
  });

  it("name all their problems at once, each with its path", () => {
    let caught: unknown;
    try {
      resolveLimits({ depth: -1 }, { modelCalls: -1, toolCalls: 0.5 });
    } catch (error) {
      caught = error;
    }
    expect(isAppError(caught, "INVALID_INPUT")).toBe(true);
    const paths = isAppError(caught) ? caught.details.map((detail) => detail.path) : [];
    expect(paths).toEqual(["limits.modelCalls", "limits.toolCalls", "policy.depth"]);
  });

  it("never ask for a longer timer than the platform has", () => {
    const year = 365 * 86_400_000;
    expect(resolveLimits({ wallClockMs: year }).wallClockMs).toBe(2 ** 31 - 1);
  });

  it("have these names in events and results", () => {
    expect(LIMIT_NAMES).toEqual([
      "model_calls",
      "tool_calls",
      "wall_clock",
      "no_progress",
      "budget",
      "output_length",
      "content_filter",
    ]);
  });
});

it("a misspelt limit is refused in a policy, a run and a sub-agent, and so is a budget without sense", () => {
  const model = createFunctionModel("m", () => "ok");
  const wrong = { wallclockMs: 5 } as never;
  const invalid = (text: RegExp) =>
    expect.objectContaining({ code: "INVALID_INPUT", message: expect.stringMatching(text) });
  const harness = new AgentHarness({ name: "a", model });
  expect(() => new AgentHarness({ name: "a", model, policy: wrong })).toThrow(invalid(/policy.wallclockMs/));
  expect(() => harness.start("x", { limits: wrong })).toThrow(invalid(/limits.wallclockMs/));
  const child = { name: "a", description: "does it", harness };
  expect(() => new SubAgent({ ...child, limits: wrong })).toThrow(invalid(/wallclockMs/));
  for (const budget of [{ dollars: 5 }, { usd: "5" }, { usd: null }, { tokens: -1 }]) {
    expect(() => new SubAgent({ ...child, budget: budget as never })).toThrow(invalid(/dollars|usd|tokens/));
  }
  const begin = () => new SubAgent(child).begin("x", { limits: wrong });
  expect(begin).toThrow(invalid(/wallclockMs/));
});
