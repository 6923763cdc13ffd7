import type { Usage } from "@tinyagi/contracts";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addUsage, UsageMeter } from "./usage.js";

const usage = fc.record(
  {
    inputTokens: fc.nat(100_000),
    outputTokens: fc.nat(100_000),
    cachedTokens: fc.nat(100_000),
    estimated: fc.boolean(),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<Usage>;

describe("sums of usage", () => {
  it("add what was reported and leave absent what nobody reported", () => {
    expect(addUsage({ inputTokens: 2 }, { inputTokens: 3, outputTokens: 1 })).toEqual({
      inputTokens: 5,
      outputTokens: 1,
    });
    expect(addUsage({}, {})).toEqual({});
    expect(addUsage({}, { inputTokens: 1 })).not.toHaveProperty("costUsd");
  });

  it("are estimated as soon as one part is", () => {
    expect(addUsage({ costUsd: 1 }, { costUsd: 2, estimated: true })).toEqual({
      costUsd: 3,
      estimated: true,
    });
    expect(addUsage({ costUsd: 1 }, { costUsd: 2 })).toEqual({ costUsd: 3 });
  });

  it("do not depend on the order", () => {
    fc.assert(
      fc.property(usage, usage, (a, b) => {
        expect(addUsage(a, b)).toEqual(addUsage(b, a));
      }),
    );
  });

  it("do not change their parts", () => {
    const a = Object.freeze({ inputTokens: 1 });
    const b = Object.freeze({ inputTokens: 2 });
    expect(addUsage(a, b).inputTokens).toBe(3);
    expect(a.inputTokens).toBe(1);
  });
});

describe("the meter of a run", () => {
  it("counts its own and passes it to every run above", () => {
    const root = new UsageMeter();
    const child = new UsageMeter(root);
    const grandchild = new UsageMeter(child);
    root.add({ inputTokens: 1 });
    child.add({ inputTokens: 10 });
    grandchild.add({ inputTokens: 100 });
    expect([root.own, root.total]).toEqual([{ inputTokens: 1 }, { inputTokens: 111 }]);
    expect([child.own, child.total]).toEqual([{ inputTokens: 10 }, { inputTokens: 110 }]);
    expect([grandchild.own, grandchild.total]).toEqual([{ inputTokens: 100 }, { inputTokens: 100 }]);
  });

  it("has a total at the root that is the sum of all own figures of any tree", () => {
    const node = fc.record({ parent: fc.nat(100), tokens: fc.nat(1_000) });
    fc.assert(
      fc.property(fc.array(node, { minLength: 1, maxLength: 30 }), (nodes) => {
        const meters: UsageMeter[] = [];
        for (const { parent, tokens } of nodes) {
          const meter = new UsageMeter(meters[parent % Math.max(1, meters.length)]);
          meter.add({ inputTokens: tokens });
          meters.push(meter);
        }
        const sum = nodes.reduce((total, { tokens }) => total + tokens, 0);
        expect(meters[0]?.total.inputTokens).toBe(sum);
      }),
    );
  });
});
