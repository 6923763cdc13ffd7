/** What is counted of an agent of a plan, and what a person reads about it. */

import { type Settings, type SpawnEstimate, spawnEstimateSchema } from "@tinyagi/contracts";
import { DEFAULT_ESTIMATE, type GroupedEstimate } from "@tinyagi/graph";
import { partial } from "@tinyagi/testkit/partial";
import { estimateLines } from "@tinyagi/views";
import { describe, expect, test } from "vitest";
import { estimatePlan, expectedUse } from "./estimate-plan.js";

const past = (tokens: number, usd: number, more: Partial<GroupedEstimate> = {}): GroupedEstimate => ({
  p50: { tokens: 1, usd: 0.001, seconds: 1 },
  p90: { tokens, usd, seconds: 1 },
  samples: 9,
  group: "same",
  ...more,
});
const NONE: GroupedEstimate = { p50: DEFAULT_ESTIMATE, p90: DEFAULT_ESTIMATE, samples: 0 };
const FEW = past(100, 0.5, { samples: 2, few: true });

describe("what is counted of an agent", () => {
  test.each([
    ["the 90th percentile of enough past runs", past(100, 0.5), undefined, { tokens: 100, usd: 0.5 }],
    ["not a lower claim of the model", past(100, 0.5), { tokens: 1, usd: 0.01 }, { tokens: 100, usd: 0.5 }],
    [
      "not a higher claim, when the past is known",
      past(100, 0.5),
      { tokens: 999, usd: 9 },
      { tokens: 100, usd: 0.5 },
    ],
    [
      "a higher claim, when only others ran often",
      past(100, 0.5, { group: "all" }),
      { tokens: 999, usd: 9 },
      { tokens: 999, usd: 9 },
    ],
    [
      "the past of others, when the claim is lower",
      past(100, 0.5, { group: "agent" }),
      { tokens: 9, usd: 0.1 },
      { tokens: 100, usd: 0.5 },
    ],
    ["the higher of few runs and the claim", FEW, { tokens: 50, usd: 2 }, { tokens: 100, usd: 2 }],
    ["few runs without a claim", FEW, undefined, { tokens: 100, usd: 0.5 }],
    ["the claim without past runs", NONE, { tokens: 70, usd: 0.2 }, { tokens: 70, usd: 0.2 }],
    ["the prompt alone when nothing is known", NONE, undefined, { tokens: 2 }],
    ["at least the prompt", past(1, 0.5), undefined, { tokens: 2, usd: 0.5 }],
  ] as const)("is %s", (_name, known, estimate, counted) => {
    expect(expectedUse(known, { prompt: "12345678", estimate })).toEqual({ runs: 1, ...counted });
  });

  test("includes the time that the plan claims", () => {
    expect(expectedUse(NONE, { prompt: "x", estimate: { seconds: 90 } })).toMatchObject({ minutes: 1.5 });
  });
});

/** @param rows past runs: how many, of which model, and whether their cost was estimated */
function planned(model: string, rows: readonly (readonly [number, string, 0 | 1])[], estimate = {}) {
  const past = rows.flatMap(([times, ran, cost_estimated]) =>
    Array.from({ length: times }, () => ({
      agent_id: "writer",
      provider: "openai",
      model: ran,
      is_node: 1,
      input_tokens: 9,
      output_tokens: 1,
      cost_usd: 0.5,
      cost_estimated,
    })),
  );
  const settings = partial<Settings>({ budgets: { prices: {} } });
  const parts = partial<Parameters<typeof estimatePlan>[0]>({
    store: { costs: { past: () => past } },
    settings: () => settings,
  });
  const spec = { id: "a", prompt: "x", estimate };
  return estimatePlan(
    parts,
    partial<Parameters<typeof estimatePlan>[1]>([{ agent: "coder", provider: "openai", model, spec }]),
  ).agents;
}

test.each([
  ["list", "gpt-5", [[5, "gpt-5", 1]]],
  ["unknown", "gpt-5", [[5, "home-made", 1]]],
  [
    "unknown",
    "gpt-5",
    [
      [4, "gpt-5", 1],
      [1, "home-made", 1],
    ],
  ],
  ["list", "home-made", [[5, "gpt-5", 1]]],
  ["reported", "home-made", [[5, "gpt-5", 0]]],
] as const)("prices are %s for %s, when the past runs are %j", (price, model, rows) => {
  expect(planned(model, rows)).toMatchObject([{ price }]);
});

test.each([{ tokens: 0.5 }, { tokens: 1e9, usd: 1e9, seconds: 1e9 }])(
  "an estimate of a plan that claims %j can be read back",
  (claim) => {
    const estimate = {
      percentile: 90,
      total: { tokens: 1 },
      agents: planned("gpt-5", [], claim),
      budgets: [],
    };
    expect(spawnEstimateSchema.safeParse(JSON.parse(JSON.stringify(estimate))).error).toBeUndefined();
  },
);

test("a person reads figures with their basis, and unknown costs as unknown", () => {
  const estimate: SpawnEstimate = {
    percentile: 90,
    total: { tokens: 12_000, usd: 0.6 },
    agents: [
      {
        nodes: ["a", "b"],
        agent: "coder",
        provider: "anthropic",
        model: "claude-opus-4-5",
        group: "same",
        runs: 34,
        price: "reported",
        tokens: 9_000,
        usd: 0.6,
      },
      {
        nodes: ["c"],
        agent: "writer",
        provider: "local",
        model: "m",
        group: "agent",
        runs: 2,
        few: true,
        price: "unknown",
        tokens: 2_990,
        usd: 0.001,
      },
      {
        nodes: ["d"],
        agent: "new",
        provider: "openai",
        model: "gpt-5",
        group: "none",
        runs: 0,
        price: "list",
        tokens: 5,
        guess: { tokens: 8_000, usd: 0.03 },
      },
      {
        nodes: ["e"],
        agent: "odd",
        provider: "",
        model: "",
        group: "none",
        runs: 0,
        price: "unknown",
        tokens: 5,
        claimed: { usd: 3 },
      },
    ],
    budgets: [
      { budget: "day", day: "2026-01-01", needed: { usd: 0.6 }, left: { usd: 0.4 }, fits: false },
      { budget: "conversation:c", day: null, needed: { usd: 0.6 }, left: {}, fits: true },
    ],
  };
  expect(estimateLines(estimate)).toEqual([
    "Estimated cost (90th percentile of past runs): $0.60 and 12k tokens.",
    "- 2 × @coder (anthropic claude-opus-4-5): $0.60 and 9k tokens, from 34 past runs of the same kind.",
    "- @writer (local m): $0.0010 and 3k tokens, from only 2 past runs of this agent, at an assumed price, because the price of a model is unknown.",
    "- @new (openai gpt-5): no past runs. A guess from list prices: $0.03 and 8k tokens.",
    "- @odd: no past runs, and its price is unknown. The plan claims $3.00.",
    "- the budget of the day: $0.60 needed, $0.40 left: too little.",
  ]);
});
